"""The result of one wave: every question, the scales, groups, and what people do beside it.

Nothing is told of fewer than ten, nor what could be worked out by taking two figures apart: a
result is told of closed waves only, and a group too small to be told takes the next smallest with
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from cohive.engine.intervals import Interval
from cohive.engine.scales.analysis import Analysis, analyse
from cohive.engine.scales.answers import (
    PERSONS_MIN,
    Answers,
    Scale,
    selected,
    turned,
)
from cohive.engine.scales.beside import rank_correlation
from cohive.engine.scales.scoring import person_scores
from cohive.engine.scales.weighting import Raked
from cohive.evolve.queries.insight import newest
from cohive.evolve.queries.survey_positions import Positions, positions_of
from cohive.evolve.queries.survey_sheets import (
    Floats,
    Sheet,
    answers_of,
    mean_of,
    scales_of,
    sheet,
    weights_of,
)
from cohive.evolve.queries.surveys import ChoiceView, ItemView, QuestionView, SurveyView
from cohive.words.refusals import Missing, Refused
from cohive.words.sentences import Sentence

SEASON_DAYS = 90
TOO_FEW_TO_WEIGHT = Sentence(
    "Nothing is weighted: fewer than %(least)s made one of the choices to weight by, and two "
    "figures taken apart would give them away.",
    {"least": PERSONS_MIN},
)
TOO_FEW = Sentence("Fewer than %(least)s answered, so nothing is told.", {"least": PERSONS_MIN})


@dataclass(frozen=True)
class Counted:
    """How often one choice was made; `part` is of who answered (weighted where weights are).

    For a ranking: n who placed it, `part` of those who put it first, and its mean place.
    """

    choice: ChoiceView
    n: int
    part: float
    place: float | None = None


@dataclass(frozen=True)
class ItemResult:
    """One item; without counts where fewer than ten answered."""

    item: ItemView
    n: int
    counts: tuple[Counted, ...]
    mean: Interval | None
    unweighted: float | None


@dataclass(frozen=True)
class QuestionResult:
    """One question with its items, or what was written to it."""

    question: QuestionView
    items: tuple[ItemResult, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """One scale beside two things people do, of those who joined their answers."""

    scale: str
    n: int
    partners: Interval | None
    weeks: Interval | None


@dataclass(frozen=True, eq=False)
class Result:
    """One wave, told; `analysis` is None where there is no scale or too few answers."""

    number: int
    persons: int
    joined: int
    raked: Raked | None
    questions: tuple[QuestionResult, ...]
    analysis: Analysis | None
    whole: Analysis | None
    beside: tuple[Beside, ...]
    said: tuple[Sentence, ...]
    positions: Positions | None = None


@dataclass(frozen=True)
class WaveMean:
    """One scale in one wave."""

    number: int
    n: int
    mean: Interval


@dataclass(frozen=True)
class Panel:
    """One scale over the waves, and how the same people changed from the wave before the last."""

    scale: str
    low: float
    high: float
    waves: tuple[WaveMean, ...]
    same_people: int
    change: Interval | None


def result(
    view: SurveyView, number: int, *, names: Mapping[str, str], by: UUID | None = None
) -> Result:
    """The result of a closed wave; `by` is the single choice its groups are compared by.

    Six SQL queries at most; `names` say what the scales are called.
    """
    wave = view.wave(number)
    if wave is None or wave.closed_at is None:
        raise Missing("There is no such wave, or it is still open.")
    found = sheet(view, wave.id)
    if found.persons < PERSONS_MIN:
        return Result(number, found.persons, 0, None, (), None, None, (), (TOO_FEW,))
    raked = weights_of(view, found)
    weights = np.ones(found.persons) if raked is None else raked.weights
    answers = answers_of(view, found, raked)
    scales = scales_of(view, names)
    groups = None if by is None else _groups(view, found, by)
    analysis, said = _analysed(answers, scales, groups)
    if raked is None and _has_targets(view):
        said = (*said, TOO_FEW_TO_WEIGHT)
    together = _instruments(scales)
    whole, more = _analysed(answers, together, groups) if together else (None, ())
    return Result(
        number=number,
        persons=found.persons,
        joined=sum(member is not None for member in found.members),
        raked=raked,
        questions=tuple(_question(one, found, weights, raked) for one in view.questions),
        analysis=analysis,
        whole=whole,
        beside=_beside(answers, [*scales, *together], found),
        said=(*said, *more),
        positions=positions_of(view, found, raked),
    )


def panels(view: SurveyView, *, names: Mapping[str, str]) -> tuple[Panel, ...]:
    """Each scale over all closed waves of ten answers or more. Two SQL queries a wave."""
    if len(view.told_waves) < 2:
        return ()
    sheets = [(wave.number, sheet(view, wave.id)) for wave in view.told_waves]
    told = [(number, one) for number, one in sheets if one.persons >= PERSONS_MIN]
    if len(told) < 2:
        return ()
    return tuple(_panel(view, scale, told) for scale in scales_of(view, names))


def _has_targets(view: SurveyView) -> bool:
    return any(one.target_percent is not None for each in view.questions for one in each.choices)


def _analysed(
    answers: Answers, scales: Sequence[Scale], groups: Sequence[str] | None
) -> tuple[Analysis | None, tuple[Sentence, ...]]:
    """The analysis of the scales that can be analysed, and why the others cannot."""
    usable, said = [], []
    for scale in scales:
        try:
            selected(answers, scale.items)
        except Refused as refusal:
            said.append(Sentence.known(refusal.sentence).filled(**refusal.values))
        else:
            usable.append(scale)
    return (analyse(answers, usable, groups) if usable else None), tuple(said)


def _instruments(scales: Sequence[Scale]) -> list[Scale]:
    """Scales called “one: part” that belong together, taken as one."""
    found: dict[str, list[Scale]] = {}
    for scale in scales:
        head, mark, _ = scale.name.partition(": ")
        if mark:
            found.setdefault(head, []).append(scale)
    return [
        Scale(
            head,
            tuple(item for one in parts for item in one.items),
            frozenset(item for one in parts for item in one.turned),
        )
        for head, parts in found.items()
        if len(parts) > 1
    ]


def _groups(view: SurveyView, found: Sheet, by: UUID) -> list[str]:
    """Each row's group; small groups are in none, nor is one that would give them away."""
    question = next((one for one in view.questions if one.id == by and one.kind == "single"), None)
    if question is None:
        raise Missing("There is no such question.")
    column = found.column(question.items[0].key)
    names = {choice.value: choice.wording.spoken("en")[0] for choice in question.choices}
    labels = ["" if np.isnan(value) else names[int(value)] for value in column]
    return told_groups(labels)


def told_groups(labels: Sequence[str]) -> list[str]:
    """The labels with small groups blank; what was made blank is nobody or ten and more.

    Who told no group is no group one could know, so she does not count.
    """
    counts = {label: labels.count(label) for label in set(labels) - {""}}
    order = sorted(counts, key=lambda label: (counts[label], label))
    blank = 0
    hidden: set[str] = set()
    for label in order:
        if counts[label] >= PERSONS_MIN and not 0 < blank < PERSONS_MIN:
            break
        hidden.add(label)
        blank += counts[label]
    return ["" if label in hidden else label for label in labels]


def _question(
    question: QuestionView, found: Sheet, weights: Floats, raked: Raked | None
) -> QuestionResult:
    if question.kind == "text":
        only = question.items[0]
        texts = found.texts[only.key]
        answered = ItemResult(only, len(texts), (), None, None)
        return QuestionResult(question, (answered,), texts if len(texts) >= PERSONS_MIN else ())
    items = tuple(
        _several(question, item, found, weights)
        if question.kind in ("multiple", "ranking")
        else _one_value(question, item, found.column(item.key), weights, raked)
        for item in question.items
    )
    return QuestionResult(question, items, ())


def _one_value(
    question: QuestionView,
    item: ItemView,
    column: Floats,
    weights: Floats,
    raked: Raked | None,
) -> ItemResult:
    given = ~np.isnan(column)
    n = int(given.sum())
    if n < PERSONS_MIN:
        return ItemResult(item, n, (), None, None)
    total = float(weights[given].sum()) or 1.0
    counts = tuple(
        Counted(
            choice,
            int((column == choice.value).sum()),
            float(weights[column == choice.value].sum()) / total,
        )
        for choice in question.choices
    )
    if question.kind == "single":
        return ItemResult(item, n, counts, None, None)
    own = None if raked is None else weights
    plain = float(column[given].mean()) if raked is not None else None
    return ItemResult(item, n, counts, mean_of(column, own), plain)


def _several(question: QuestionView, item: ItemView, found: Sheet, weights: Floats) -> ItemResult:
    table = found.chosen[item.key]
    answered = ~np.isnan(np.array(list(table.values()))).all(axis=0)
    n = int(answered.sum())
    if n < PERSONS_MIN:
        return ItemResult(item, n, (), None, None)
    total = float(weights[answered].sum()) or 1.0
    counts = []
    for choice in question.choices:
        column = table[choice.value]
        chosen = ~np.isnan(column)
        counted = column == 1 if question.kind == "ranking" else chosen
        mean = _weighted(column[chosen], weights[chosen]) if question.kind == "ranking" else None
        counts.append(
            Counted(choice, int(chosen.sum()), float(weights[counted].sum()) / total, mean)
        )
    if question.kind == "ranking":
        counts.sort(key=lambda one: (one.place is None, one.place or 0, -one.n))
    return ItemResult(item, n, tuple(counts), None, None)


def _weighted(values: Floats, weights: Floats) -> float | None:
    total = float(weights.sum())
    return float(values @ weights) / total if total > 0 else None


def _scores(answers: Answers, scale: Scale) -> Floats | None:
    try:
        chosen = turned(selected(answers, scale.items), scale.turned)
    except Refused:
        return None
    return person_scores(chosen.values)


def _beside(answers: Answers, scales: Sequence[Scale], found: Sheet) -> tuple[Beside, ...]:
    """Ranks of scores against ties and weeks of the season, of joined answers alone."""
    rows = [number for number, member in enumerate(found.members) if member is not None]
    snapshot = newest(SEASON_DAYS)
    if len(rows) < PERSONS_MIN or snapshot is None:
        return ()
    places = {one["person"]: one for one in snapshot.data["ladder"]["places"]}
    known = [places.get(str(found.members[number])) for number in rows]
    partners = [np.nan if one is None else float(one["partners"]) for one in known]
    weeks = [np.nan if one is None else float(one["weeks_active"]) for one in known]
    told = []
    for scale in scales:
        scores = _scores(answers, scale)
        if scores is None:
            continue
        own = scores[rows]
        n = int((~np.isnan(own) & ~np.isnan(np.array(partners))).sum())
        if n >= PERSONS_MIN:
            told.append(
                Beside(scale.name, n, rank_correlation(own, partners), rank_correlation(own, weeks))
            )
    return tuple(told)


def _panel(view: SurveyView, scale: Scale, told: Sequence[tuple[int, Sheet]]) -> Panel:
    means, scores = [], []
    for number, one in told:
        raked = weights_of(view, one)
        own = _scores(answers_of(view, one, raked), scale)
        scores.append((one, own))
        if own is None or int((~np.isnan(own)).sum()) < PERSONS_MIN:
            continue
        mean = mean_of(own, None if raked is None else raked.weights)
        means.append(WaveMean(number, int((~np.isnan(own)).sum()), mean))
    values = [
        choice.value
        for question in view.questions
        if any(item.scale for item in question.items)
        for choice in question.choices
    ]
    same, change = _change(*scores[-2], *scores[-1])
    return Panel(scale.name, float(min(values)), float(max(values)), tuple(means), same, change)


def _change(
    before: Sheet, earlier: Floats | None, after: Sheet, later: Floats | None
) -> tuple[int, Interval | None]:
    """The mean change of those who joined both; None for fewer than ten."""
    if earlier is None or later is None:
        return 0, None
    place = {member: number for number, member in enumerate(before.members) if member}
    pairs = [
        (earlier[place[member]], later[number])
        for number, member in enumerate(after.members)
        if member in place
    ]
    moved = np.array([late - early for early, late in pairs])
    moved = moved[~np.isnan(moved)]
    if moved.size < PERSONS_MIN:
        return int(moved.size), None
    return int(moved.size), mean_of(moved, None)
