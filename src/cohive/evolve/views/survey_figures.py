"""The result of a survey in words and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from cohive.engine.intervals import Interval
from cohive.engine.scales.analysis import Analysis, ScaleFigures
from cohive.engine.scales.instruments import INSTRUMENTS
from cohive.engine.scales.invariance import Comparison
from cohive.evolve.queries.survey_results import (
    Beside,
    Counted,
    ItemResult,
    Panel,
    QuestionResult,
    Result,
)
from cohive.evolve.queries.surveys import SurveyView
from cohive.evolve.views.survey_headlines import headline
from cohive.evolve.views.survey_steps import plainly, spoken
from cohive.evolve.wording import Wording
from cohive.look import formats
from cohive.look.charts import Bar, Bars, Chart, Line, Lines, bars, lines
from cohive.look.refusals import told
from cohive.words.sentences import Sentence

CONFIDENT = 0.7
"""Nunnally 1978: below this a scale is told with care."""


@dataclass(frozen=True)
class ShownItem:
    """One item: its number, words, figures and picture."""

    number: str
    words: Markup
    n: int
    mean: str
    chart: Chart | None
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class ShownResult:
    """One question as the page shows it."""

    kind: str
    words: Markup
    items: tuple[ShownItem, ...]
    texts: tuple[str, ...]
    n: int
    headline: str


@dataclass(frozen=True)
class ShownScale:
    """One scale: its mean along its range, and how far its items hold together."""

    name: str
    n: int
    mean: str
    low: float
    middle: float
    high: float
    alpha: str
    omega: str
    verdict: str
    items: tuple[tuple[object, ...], ...]
    said: tuple[str, ...]


def names_of(view: SurveyView) -> dict[str, str]:
    """What the scales are called in the reader's language."""
    factors = {
        "belonging": _("belonging"),
        "influence": _("influence"),
        "needs": _("needs met"),
        "feeling": _("shared feeling"),
    }
    titles = {one.key: plainly(Wording(one.english, one.chinese)) for one in INSTRUMENTS}
    found = {}
    for scale in {item.scale for one in view.questions for item in one.items if item.scale}:
        head, mark, factor = scale.partition(": ")
        if mark and head in titles:
            own = factors.get(factor)
            found[scale] = f"{titles[head]}: {own}" if own else titles[head]
    return found


def questions(result: Result, numbers: Mapping[str, str]) -> list[ShownResult]:
    """Every question with its figures."""
    return [_question(one, numbers) for one in result.questions]


def _question(found: QuestionResult, numbers: Mapping[str, str]) -> ShownResult:
    question = found.question
    return ShownResult(
        question.kind,
        spoken(question.wording),
        tuple(
            _item(question.kind, one, numbers[one.item.key], plainly(question.wording))
            for one in found.items
        ),
        found.texts,
        max((one.n for one in found.items), default=0),
        headline(found),
    )


def _item(kind: str, found: ItemResult, number: str, question: str) -> ShownItem:
    title = plainly(found.item.wording) if found.item.wording else question
    pieces = tuple(
        Bar(plainly(one.choice.wording), _length(kind, one), _said(kind, one), "design")
        for one in found.counts
    )
    return ShownItem(
        number,
        spoken(found.item.wording) if found.item.wording else Markup(""),
        found.n,
        _mean(found),
        bars(Bars(pieces, _("Answers to: %(title)s") % {"title": title})) if pieces else None,
        tuple((spoken(one.choice.wording), one.n, _said(kind, one)) for one in found.counts),
    )


def _length(kind: str, one: Counted) -> float:
    return one.part if kind != "ranking" else float(one.n)


def _said(kind: str, one: Counted) -> str:
    if kind != "ranking":
        return f"{formats.percent(one.part, 0)} ({one.n})"
    if one.place is None:
        return "0"
    return _("%(n)s placed it, on %(place)s") % {"n": one.n, "place": f"{one.place:.1f}"}


def _mean(found: ItemResult) -> str:
    if found.mean is None:
        return ""
    said = ranged(found.mean)
    if found.unweighted is None:
        return said
    return _("%(mean)s, unweighted %(plain)s") % {
        "mean": said, "plain": f"{found.unweighted:.2f}",
    }  # fmt: skip


def ranged(found: Interval, digits: int = 2) -> str:
    """An estimate with its range."""
    return _("%(middle)s (%(low)s to %(high)s)") % {
        "middle": signed(found.middle, digits),
        "low": signed(found.low, digits),
        "high": signed(found.high, digits),
    }


def signed(value: float, digits: int = 2) -> str:
    """A number with a real minus, and none before nought."""
    said = f"{value:.{digits}f}"
    return said.lstrip("-") if not float(said) else said.replace("-", "−")


def scales(analyses: Iterable[Analysis | None], ends: tuple[int, int]) -> list[ShownScale]:
    """Each scale that could be analysed."""
    return [_scale(one, ends) for found in analyses if found for one in found.scales]


def _scale(found: ScaleFigures, ends: tuple[int, int]) -> ShownScale:
    low, high = ends
    score, alpha = found.score, found.alpha
    omega = None if found.model is None else float(found.model.omega[0])

    def along(value: float) -> float:
        return round(max(0.0, min(100.0, 100 * (value - low) / max(1, high - low))), 1)

    return ShownScale(
        name=found.scale.name,
        n=found.n,
        mean="" if score is None else ranged(score),
        low=0 if score is None else along(score.low),
        middle=0 if score is None else along(score.middle),
        high=0 if score is None else along(score.high),
        alpha=_("cannot be told") if alpha is None else ranged(alpha),
        omega=_("cannot be told") if omega is None else f"{omega:.2f}",
        verdict=_verdict(alpha),
        items=tuple(
            (
                one.name,
                one.n,
                f"{one.mean:.2f}",
                "" if one.item_rest is None else f"{one.item_rest:.2f}",
                "" if one.alpha_if_dropped is None else f"{one.alpha_if_dropped:.2f}",
            )
            for one in found.items
        ),
        said=tuple(told(one) for one in found.explanation),
    )


def _verdict(alpha: Interval | None) -> str:
    if alpha is None:
        return _("Whether the items hold together cannot be told.")
    if alpha.low >= CONFIDENT:
        return _("The items hold together.")
    if alpha.high < CONFIDENT:
        return _("The items do not hold together well. Read them one by one.")
    return _("The items may hold together; there are too few answers or items to be sure.")


def comparisons(result: Result) -> list[tuple[str, list[tuple[object, ...]], list[str]]]:
    """Groups per tested set of scales: its name, rows of means, and why or why not."""
    tested: list[Comparison] = []
    for analysis in (result.analysis, result.whole):
        if analysis is None:
            continue
        if analysis.comparison is not None:
            tested.append(analysis.comparison)
        tested += [one.comparison for one in analysis.scales if one.comparison is not None]
    return [
        (
            ", ".join(one.scales),
            [
                (group.group, group.n, *(ranged(mean) for mean in group.observed))
                for group in one.means
            ],
            [told(sentence) for sentence in one.explanation],
        )
        for one in tested
    ]


def beside(found: Sequence[Beside]) -> list[tuple[str, int, str, str]]:
    """Scales beside ties and weeks."""

    def shown(rho: Interval | None) -> str:
        return _("cannot be told") if rho is None else ranged(rho)

    return [(one.scale, one.n, shown(one.partners), shown(one.weeks)) for one in found]


def panel(found: Panel) -> tuple[str, Chart | None, list[tuple[object, ...]], str]:
    """One scale over the waves: name, picture, rows, and how the same people changed."""
    rows: list[tuple[object, ...]] = [
        (_("wave %(number)s") % {"number": one.number}, one.n, ranged(one.mean))
        for one in found.waves
    ]
    return found.scale, _over_waves(found), rows, _change(found)


def _over_waves(found: Panel) -> Chart | None:
    if len(found.waves) < 2:
        return None
    last = len(found.waves) - 1
    span = max(1.0, found.high - found.low)

    def curve(pick: str) -> tuple[tuple[float, float], ...]:
        return tuple(
            (0.05 + 0.9 * place / last, (getattr(one.mean, pick) - found.low) / span)
            for place, one in enumerate(found.waves)
        )

    return lines(
        Lines(
            lines=(
                Line(curve("middle")),
                Line(curve("low"), is_dashed=True),
                Line(curve("high"), is_dashed=True),
            ),
            title=_("%(scale)s over %(count)s waves") % {
                "scale": found.scale, "count": len(found.waves),
            },
            across=_("wave"),
            up=_("mean, with its range dashed"),
            across_marks=tuple(
                (0.05 + 0.9 * place / last, str(one.number))
                for place, one in enumerate(found.waves)
            ),
            up_marks=tuple(
                ((mark - found.low) / span, f"{mark:g}") for mark in (found.low, found.high)
            ),
        )
    )  # fmt: skip


def _change(found: Panel) -> str:
    if found.change is None:
        return _("How the same people changed is told when ten of them joined both waves.")
    values = {"change": ranged(found.change), "num": found.same_people}
    if found.change.low > 0:
        said = ngettext(
            "The same %(num)s person is higher than a wave before, by %(change)s.",
            "The same %(num)s people are higher than a wave before, by %(change)s.",
            found.same_people,
        )
    elif found.change.high < 0:
        said = ngettext(
            "The same %(num)s person is lower than a wave before: %(change)s.",
            "The same %(num)s people are lower than a wave before: %(change)s.",
            found.same_people,
        )
    else:
        said = ngettext(
            "The same %(num)s person cannot be told apart from a wave before: %(change)s.",
            "The same %(num)s people cannot be told apart from a wave before: %(change)s.",
            found.same_people,
        )
    return said % values


def sentences(found: Iterable[Sentence]) -> list[str]:
    """Explanations, each once."""
    return list(dict.fromkeys(told(one) for one in found))
