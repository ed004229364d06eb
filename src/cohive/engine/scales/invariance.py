"""May groups be compared on a scale? Only where it measures the same thing, by the same marks.

Three models, each stricter: the same form (configural), the same loadings (metric), the same
intercepts (scalar). A step holds when CFI falls by no more than .01 (Cheung and Rensvold 2002); the
χ² difference stands beside it, since it finds any difference once groups are large. Means are
compared only after all three; otherwise a difference of means may be one of reading the questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from cohive.engine.intervals import Z_95, Interval
from cohive.engine.scales.answers import PERSONS_MIN, Answers, Floats, Scale, moments_of, selected
from cohive.engine.scales.factors import CFA_PERSONS_MIN, factor_of
from cohive.engine.scales.fitting import Estimate, estimate
from cohive.engine.scales.indices import Fit
from cohive.engine.scales.model import Equal, Sample
from cohive.engine.scales.scoring import person_scores
from cohive.words.sentences import Sentence

__all__ = ["Comparison", "GroupMeans", "Step", "compare_groups"]

CFI_FALL_MAX = 0.01
CFI_LEAST, SRMR_MOST = 0.90, 0.10
"""A form that fits worse than this in the groups is no ground to stand on."""


@dataclass(frozen=True)
class Step:
    """One of the three models.

    Attributes
    ----------
    equal : Equal
        What the groups have in common.
    fit : Fit or None
        None where the search did not settle.
    cfi_fall : float or None
        CFI of the step before − this one; None for the first.
    chi_square_rise, df_rise, p : float, int, float, or None
        The χ² difference to the step before.
    holds : bool
        Whether this step and all before it hold.
    """

    equal: Equal
    fit: Fit | None
    cfi_fall: float | None
    chi_square_rise: float | None
    df_rise: int | None
    p: float | None
    holds: bool


@dataclass(frozen=True)
class GroupMeans:
    """How one group stands.

    Attributes
    ----------
    group : str
        Its name.
    n : int
        Persons who answered every item.
    observed : tuple[Interval, ...], one per scale
        Mean of the persons' mean scores with its 95 % interval, in the unit of the answers.
    latent : tuple[Interval, ...], one per scale
        Difference of the factor's mean from the first group, in that group's standard deviations,
        with its 95 % interval.
    """

    group: str
    n: int
    observed: tuple[Interval, ...]
    latent: tuple[Interval, ...]


@dataclass(frozen=True)
class Comparison:
    """Whether groups may be compared, and if so, how they stand.

    Attributes
    ----------
    scales : tuple[str, ...]
        What was tested together.
    groups : tuple[str, ...]
        Those that took part, the largest first: it is the one the others are compared with.
    left_out : tuple[str, ...]
        Those with too few answers.
    steps : tuple[Step, ...]
        As far as they could be tried.
    holds : bool
        Whether all three hold.
    means : tuple[GroupMeans, ...]
        Empty unless all three hold.
    explanation : tuple[Sentence, ...]
        Why means are given, or why not.
    """

    scales: tuple[str, ...]
    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    steps: tuple[Step, ...]
    holds: bool
    means: tuple[GroupMeans, ...]
    explanation: tuple[Sentence, ...]


def compare_groups(answers: Answers, scales: Sequence[Scale], groups: Sequence[str]) -> Comparison:
    """Test the three steps, and compare means where they hold.

    Parameters
    ----------
    answers : Answers
        Turned already; may hold more items.
    scales : Sequence[Scale]
        One of three items or more, or several of two or more without a common item.
    groups : Sequence[str]
        Each person's group; "" for nobody's, which is left out.

    Returns
    -------
    Comparison
        Groups of fewer than 100 (effective) persons with every answer are left out.

    Raises
    ------
    ValueError
        When there is not one group per person.
    Refused
        For items that are not there, not answered, or answered alike by all.
    """
    if len(groups) != answers.values.shape[0]:
        raise ValueError("each person has one group")
    names = [item for scale in scales for item in scale.items]
    chosen = selected(answers, names)
    labels = np.array(groups, dtype=object)
    samples: dict[str, tuple[int, Sample]] = {}
    left_out, said = [], []
    for label in sorted({str(label) for label in groups} - {""}):
        rows = labels == label
        moments = moments_of(
            chosen.values[rows], None if chosen.weights is None else chosen.weights[rows]
        )
        if moments.n < PERSONS_MIN or moments.n_effective < CFA_PERSONS_MIN:
            left_out.append(label)
            said.append(_too_small(label, moments.n))
            continue
        samples[label] = (
            moments.n,
            Sample(moments.n_effective, moments.means, moments.covariance),
        )
    order = tuple(sorted(samples, key=lambda label: (-samples[label][0], label)))
    described = tuple(scale.name for scale in scales)
    if len(order) < 2:
        said.append(Sentence("Fewer than two groups are large enough, so nothing is compared."))
        return Comparison(described, order, tuple(left_out), (), False, (), tuple(said))
    steps, last = _steps(scales, [samples[label][1] for label in order])
    holds = len(steps) == len(Equal) and steps[-1].holds
    said += _verdict(steps, holds)
    means: tuple[GroupMeans, ...] = ()
    if holds and last is not None:
        means = tuple(
            GroupMeans(
                label,
                samples[label][0],
                _observed(chosen, scales, labels == label),
                _latent(last, place),
            )
            for place, label in enumerate(order)
        )
    return Comparison(described, order, tuple(left_out), steps, holds, means, tuple(said))


def _too_small(label: str, n: int) -> Sentence:
    if n < PERSONS_MIN:
        return Sentence(
            "The group “%(group)s” has fewer than %(least)s whole answers and is not shown.",
            {"group": label, "least": PERSONS_MIN},
        )
    return Sentence(
        "The group “%(group)s” has %(n)s whole answers; a comparison needs %(least)s.",
        {"group": label, "n": n, "least": CFA_PERSONS_MIN},
    )


def _steps(
    scales: Sequence[Scale], samples: Sequence[Sample]
) -> tuple[tuple[Step, ...], Estimate | None]:
    """The steps up to the first that fails, and the last estimate."""
    steps: list[Step] = []
    found: Estimate | None = None
    for equal in Equal:
        found = estimate(factor_of(scales), samples, equal)
        if found is None or found.fit is None:
            steps.append(Step(equal, None, None, None, None, None, holds=False))
            break
        before = steps[-1].fit if steps else None
        step = _first(found.fit) if before is None else _next(equal, before, found.fit)
        steps.append(step)
        if not step.holds:
            break
    return tuple(steps), found


def _first(fit: Fit) -> Step:
    holds = fit.cfi >= CFI_LEAST and fit.srmr <= SRMR_MOST
    return Step(Equal.FORM, fit, None, None, None, None, holds=holds)


def _next(equal: Equal, before: Fit, fit: Fit) -> Step:
    fall = before.cfi - fit.cfi
    rise, freedom = max(fit.chi_square - before.chi_square, 0.0), fit.df - before.df
    p = float(chdtrc(freedom, rise))
    return Step(equal, fit, fall, rise, freedom, p, holds=fall <= CFI_FALL_MAX)


def _verdict(steps: Sequence[Step], holds: bool) -> list[Sentence]:
    if holds:
        said = [
            Sentence(
                "The groups read the questions alike (CFI falls by no more than %(most)s at each "
                "step), so their means may be compared.",
                {"most": CFI_FALL_MAX},
            )
        ]
        if any(step.p is not None and step.p < 0.05 for step in steps):
            said.append(
                Sentence(
                    "The χ² difference finds small differences in how they read them; with many "
                    "answers it always does."
                )
            )
        return said
    last = steps[-1]
    if last.fit is None:
        return [
            Sentence(
                "Means are not compared: no model that holds in all groups was found. The search "
                "did not settle, or in one of them an item does not vary."
            )
        ]
    if last.equal is Equal.FORM:
        return [
            Sentence(
                "Means are not compared: the items do not form this structure in the groups (CFI "
                "%(cfi)s, SRMR %(srmr)s).",
                {"cfi": f"{last.fit.cfi:.3f}", "srmr": f"{last.fit.srmr:.3f}"},
            )
        ]
    sentence = (
        Sentence(
            "Means are not compared: the items weigh differently in the groups (with equal "
            "loadings CFI falls by %(fall)s; at most %(most)s is allowed)."
        )
        if last.equal is Equal.LOADINGS
        else Sentence(
            "Means are not compared: equal persons of different groups answer some items "
            "differently (with equal intercepts CFI falls by %(fall)s; at most %(most)s is "
            "allowed)."
        )
    )
    return [sentence.filled(fall=f"{last.cfi_fall:.3f}", most=CFI_FALL_MAX)]


def _observed(
    chosen: Answers, scales: Sequence[Scale], rows: NDArray[np.bool_]
) -> tuple[Interval, ...]:
    weights = None if chosen.weights is None else chosen.weights[rows]
    found, start = [], 0
    for scale in scales:
        values = chosen.values[rows, start : start + len(scale.items)]
        start += len(scale.items)
        moments = moments_of(person_scores(values)[:, None], weights)
        middle = float(moments.means[0])
        error = sqrt(float(moments.unbiased[0, 0]) / moments.n_effective)
        found.append(Interval(middle, middle - Z_95 * error, middle + Z_95 * error))
    return tuple(found)


def _latent(found: Estimate, group: int) -> tuple[Interval, ...]:
    layout = found.layout
    means = layout.parts(layout.full(found.vector, group))[4]
    if not group:
        return tuple(Interval(0.0, 0.0, 0.0) for _ in means)
    errors: Floats = np.full(means.size, np.nan)
    if found.spread is not None:
        places = layout.places[group][-means.size :]
        errors = np.sqrt(np.diag(found.spread)[places])
    return tuple(
        Interval(float(mean), float(mean - Z_95 * error), float(mean + Z_95 * error))
        for mean, error in zip(means, errors, strict=True)
    )
