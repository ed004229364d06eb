"""A survey's scales, looked at whole: each one alone, all together, and over groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isnan, sqrt

import numpy as np

from cohive.engine.intervals import Z_95, Interval
from cohive.engine.scales.answers import (
    PERSONS_MIN,
    Answers,
    Moments,
    Scale,
    moments_of,
    selected,
    turned,
)
from cohive.engine.scales.factors import Factors, confirm
from cohive.engine.scales.invariance import Comparison, compare_groups
from cohive.engine.scales.items import CATEGORIES_MIN, ItemFigures, item_analysis
from cohive.engine.scales.reliability import cronbach_alpha, feldt_interval
from cohive.engine.scales.scoring import person_scores
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["CANNOT_TELL", "Analysis", "ScaleFigures", "analyse"]

CROWDED_END = 0.15
"""Terwee et al. 2007: more than this at one end of the range, and the item sees no further."""

CANNOT_TELL = (
    Sentence(
        "A high α does not show that items measure one thing, nor that they measure what their "
        "name says; it also grows with the number of items."
    ),
    Sentence("Answers are what people say, once. What they do stands elsewhere."),
    Sentence("Nothing here speaks for those who were not asked or did not answer."),
)


@dataclass(frozen=True, eq=False)
class ScaleFigures:
    """One scale alone.

    Attributes
    ----------
    scale : Scale
        Its name and items.
    n : int
        Persons who answered every item of it.
    left_out : int
        Persons who did not, or count for nothing.
    low, high : float or None
        The ends of the answers; None when suppressed.
    alpha : Interval or None
        Cronbach's α with Feldt's 95 % interval; None when suppressed or undefined.
    score : Interval or None
        The mean of the persons' mean scores with its 95 % interval, over those who answered at
        least half; None when suppressed.
    items : tuple[ItemFigures, ...]
        Empty when suppressed.
    model : Factors or None
        The one-factor model; None where there is none.
    comparison : Comparison or None
        Over groups, tested on this scale alone; None where it was not asked or cannot be.
    explanation : tuple[Sentence, ...]
        What was done, what is missing and why.
    """

    scale: Scale
    n: int
    left_out: int
    low: float | None
    high: float | None
    alpha: Interval | None
    score: Interval | None
    items: tuple[ItemFigures, ...]
    model: Factors | None
    comparison: Comparison | None
    explanation: tuple[Sentence, ...]


@dataclass(frozen=True, eq=False)
class Analysis:
    """All scales of a survey.

    Attributes
    ----------
    persons : int
        Rows of the answers.
    n_effective : float
        Of all rows, by their weights; `persons` without weights.
    scales : tuple[ScaleFigures, ...]
        Each alone, in the order given.
    model : Factors or None
        Several scales in one model; None for one scale, or where there is none.
    comparison : Comparison or None
        Over groups, tested on all scales at once.
    explanation : tuple[Sentence, ...]
        About all together.
    """

    persons: int
    n_effective: float
    scales: tuple[ScaleFigures, ...]
    model: Factors | None
    comparison: Comparison | None
    explanation: tuple[Sentence, ...]


def analyse(
    answers: Answers, scales: Sequence[Scale], groups: Sequence[str] | None = None
) -> Analysis:
    """Analyse each scale, all of them in one model, and compare groups where that is fair.

    Parameters
    ----------
    answers : Answers
        As given; items are turned here.
    scales : Sequence[Scale]
        One or more, of different names.
    groups : Sequence[str] or None
        Each person's group, "" for none; None when nothing is to be compared.

    Returns
    -------
    Analysis
        Whatever rests on fewer than 10 persons is suppressed, and says so.

    Raises
    ------
    Refused
        For two scales of one name, and items that are not there, not answered, or answered alike
        by all.
    """
    names = [scale.name for scale in scales]
    for name in names:
        if names.count(name) > 1:
            raise Refused("Two scales are called “%(name)s”.", field="scale", name=name)
    upright = [turned(selected(answers, scale.items), scale.turned) for scale in scales]
    found = tuple(_figures(scale, one, groups) for scale, one in zip(scales, upright, strict=True))
    weights = answers.weights
    n_effective = (
        float(answers.values.shape[0])
        if weights is None
        else float(weights.sum() ** 2 / (weights**2).sum())
    )
    model, comparison, said = None, None, list(_about_weights(answers, n_effective))
    if len(scales) > 1:
        model, comparison, more = _together(scales, upright, groups, answers)
        said += more
    return Analysis(
        answers.values.shape[0], n_effective, found, model, comparison, (*said, *CANNOT_TELL)
    )


def _about_weights(answers: Answers, n_effective: float) -> Iterator[Sentence]:
    if answers.weights is not None:
        yield Sentence(
            "Answers are weighted. They are as sure as %(n)s unweighted ones (of %(persons)s), and "
            "intervals and fit count with that.",
            {"n": round(n_effective), "persons": answers.values.shape[0]},
        )


def _together(
    scales: Sequence[Scale],
    upright: Sequence[Answers],
    groups: Sequence[str] | None,
    answers: Answers,
) -> tuple[Factors | None, Comparison | None, tuple[Sentence, ...]]:
    items = [item for scale in scales for item in scale.items]
    if len(set(items)) < len(items):
        return (
            None,
            None,
            (Sentence("The scales have items in common, so they are not fitted in one model."),),
        )
    whole = Answers(
        np.concatenate([one.values for one in upright], axis=1), tuple(items), answers.weights
    )
    model = confirm(whole, scales)
    if not isinstance(model, Factors):
        return None, None, model
    comparison = None if groups is None else compare_groups(whole, scales, groups)
    return model, comparison, ()


def _figures(scale: Scale, answers: Answers, groups: Sequence[str] | None) -> ScaleFigures:
    moments = moments_of(answers.values, answers.weights)
    left_out = answers.values.shape[0] - moments.n
    if moments.n < PERSONS_MIN:
        reason = Sentence(
            "Fewer than %(least)s persons answered every item of “%(scale)s”, so nothing of it is "
            "shown.",
            {"least": PERSONS_MIN, "scale": scale.name},
        )
        return ScaleFigures(
            scale, moments.n, left_out, None, None, None, None, (), None, None, (reason,)
        )
    alpha = cronbach_alpha(moments.covariance)
    items = item_analysis(answers)
    said = [*_about_alpha(alpha, left_out), *_about_items(scale, items)]
    said += _about_turned(scale, answers)
    model = confirm(answers, [scale])
    comparison = None
    if isinstance(model, Factors):
        said += model.explanation
        if groups is not None:
            comparison = compare_groups(answers, [scale], groups)
            said += comparison.explanation
    else:
        said += model
        if groups is not None:
            said.append(
                Sentence(
                    "Groups are not compared on “%(scale)s” alone: without a factor model nobody "
                    "can tell whether they read it alike.",
                    {"scale": scale.name},
                )
            )
    return ScaleFigures(
        scale,
        moments.n,
        left_out,
        float(np.nanmin(answers.values)),
        float(np.nanmax(answers.values)),
        None if isnan(alpha) else feldt_interval(alpha, moments.n_effective, len(scale.items)),
        _score(answers, moments),
        items,
        model if isinstance(model, Factors) else None,
        comparison,
        tuple(said),
    )


def _score(answers: Answers, moments: Moments) -> Interval:
    scored = moments_of(person_scores(answers.values)[:, None], answers.weights)
    middle, variance = float(scored.means[0]), float(scored.unbiased[0, 0])
    apart = Z_95 * sqrt(max(variance, 0.0) / max(scored.n_effective, moments.n_effective))
    return Interval(middle, middle - apart, middle + apart)


def _about_alpha(alpha: float, left_out: int) -> Iterator[Sentence]:
    if isnan(alpha):
        yield Sentence("The sum of the items does not vary, so α is not defined.")
    else:
        yield Sentence("The interval of α is Feldt's, for 95 in 100.")
        if alpha < 0:
            yield Sentence(
                "α is below 0: the items contradict each other. Perhaps one is to be reversed."
            )
    if left_out:
        yield Sentence(
            "α, item–rest correlations and the model leave out %(left)s persons who did not answer "
            "every item.",
            {"left": left_out},
        )


def _about_items(scale: Scale, items: Sequence[ItemFigures]) -> Iterator[Sentence]:
    coarse = [item.name for item in items if item.categories < CATEGORIES_MIN]
    if coarse:
        yield Sentence(
            "Fewer than %(least)s different answers were given to %(items)s. Their figures are "
            "descriptive only: a measure of such items needs polychoric correlations, which are "
            "not computed here.",
            {"least": CATEGORIES_MIN, "items": ", ".join(coarse)},
        )
    for item in items:
        if item.item_rest is not None and item.item_rest < 0:
            yield _against(item, is_turned=item.name in scale.turned)
    yield from _crowded_ends(items)


def _against(item: ItemFigures, *, is_turned: bool) -> Sentence:
    assert item.item_rest is not None  # noqa: S101 - asked before
    sentence = (
        Sentence("“%(item)s” goes against the other items (%(r)s) as reversed. Was it already?")
        if is_turned
        else Sentence("“%(item)s” goes against the other items (%(r)s). Is it to be reversed?")
    )
    return sentence.filled(item=item.name, r=f"{item.item_rest:.2f}")


def _crowded_ends(items: Sequence[ItemFigures]) -> Iterator[Sentence]:
    for parts, sentence in (
        (
            [item.floor for item in items],
            Sentence("Many answers are at the lowest end, where differences are lost: %(items)s."),
        ),
        (
            [item.ceiling for item in items],
            Sentence("Many answers are at the highest end, where differences are lost: %(items)s."),
        ),
    ):
        crowded = [
            f"{item.name} {part:.0%}"
            for item, part in zip(items, parts, strict=True)
            if part > CROWDED_END
        ]
        if crowded:
            yield sentence.filled(items=", ".join(crowded))


def _about_turned(scale: Scale, answers: Answers) -> Iterator[Sentence]:
    if scale.turned:
        yield Sentence(
            "Reversed as %(low)s + %(high)s − answer, from the lowest and highest answer to any "
            "item of the scale: %(items)s.",
            {
                "low": f"{float(np.nanmin(answers.values)):g}",
                "high": f"{float(np.nanmax(answers.values)):g}",
                "items": ", ".join(item for item in scale.items if item in scale.turned),
            },
        )
