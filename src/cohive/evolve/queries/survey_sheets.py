"""The answers of one wave as arrays: a row per response in no order, a column per item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from cohive.engine.intervals import Z_95, Interval
from cohive.engine.scales.answers import PERSONS_MIN, Answers, Scale, moments_of
from cohive.engine.scales.weighting import Margin, Raked, rake
from cohive.evolve.models.answers import Answer, Response
from cohive.evolve.queries.surveys import ItemView, QuestionView, SurveyView

Floats = NDArray[np.float64]
ONE_VALUE = ("likert", "matrix", "single")


@dataclass(frozen=True, eq=False)
class Sheet:
    """What was answered in one wave.

    values: items of one value each, NaN where silent. chosen: per item of several choices or a
    ranking, per value an array, NaN where not chosen, 1 where chosen, or the place from 1. texts:
    per open item, in no order. members: per row who joined it, or None.
    """

    members: tuple[UUID | None, ...]
    keys: tuple[str, ...]
    values: Floats
    chosen: Mapping[str, Mapping[int, Floats]]
    texts: Mapping[str, tuple[str, ...]]
    text_rows: Mapping[str, Mapping[int, str]]

    @property
    def persons(self) -> int:
        """How many responses there are."""
        return len(self.members)

    def column(self, key: str) -> Floats:
        """The values given to one item."""
        return self.values[:, self.keys.index(key)]


def sheet(view: SurveyView, wave: UUID) -> Sheet:
    """Read one wave. Two SQL queries."""
    responses = Response.objects.filter(wave=wave).order_by("id")  # random, so in no order
    rows = {
        response: (number, member)
        for number, (response, member) in enumerate(responses.values_list("id", "member_id"))
    }
    single: dict[UUID, int] = {}
    several: dict[UUID, dict[int, Floats]] = {}
    texts: dict[UUID, dict[int, str]] = {}
    keys: list[str] = []
    for question, item in items_of(view.questions):
        if question.kind in ONE_VALUE:
            single[item.id] = len(keys)
            keys.append(item.key)
        elif question.kind == "text":
            texts[item.id] = {}
        else:
            several[item.id] = {
                choice.value: np.full(len(rows), np.nan) for choice in question.choices
            }
    values = np.full((len(rows), len(keys)), np.nan)
    answers = Answer.objects.filter(response__wave=wave).values_list(
        "response_id", "item_id", "value", "place", "text"
    )
    for response, item_id, value, place, text in answers.iterator(chunk_size=5_000):
        number = rows[response][0]
        if item_id in single:
            values[number, single[item_id]] = value
        elif item_id in several:
            several[item_id][value or 0][number] = place or 1
        else:
            texts[item_id][number] = text
    key_of = {one.id: one.key for _, one in items_of(view.questions)}
    return Sheet(
        members=tuple(member for _, member in rows.values()),
        keys=tuple(keys),
        values=values,
        chosen={key_of[item]: one for item, one in several.items()},
        texts={
            key_of[item]: tuple(one[number] for number in sorted(one))
            for item, one in texts.items()
        },
        text_rows={key_of[item]: one for item, one in texts.items()},
    )


def items_of(questions: Sequence[QuestionView]) -> list[tuple[QuestionView, ItemView]]:
    """Every item with its question, in order."""
    return [(question, item) for question in questions for item in question.items]


def weights_of(view: SurveyView, found: Sheet) -> Raked | None:
    """Weights by the targets the steward set; None where there are none, or nobody answered.

    A question of which some choice was made by fewer than ten is not weighted by: from the
    weighted mean and the plain one their answers could be worked out.
    """
    margins = []
    for question in view.questions:
        targets = {
            choice.value: float(choice.target_percent)
            for choice in question.choices
            if choice.target_percent is not None
        }
        if question.kind == "single" and targets:
            column = found.column(question.items[0].key)
            values = [None if np.isnan(one) else int(one) for one in column]
            counts = [values.count(value) for value in targets]
            if not any(0 < count < PERSONS_MIN for count in counts):
                margins.append(Margin(values, targets))
    return rake(margins) if margins and found.persons else None


def numbered(view: SurveyView) -> dict[str, str]:
    """What an item is called beside a figure: 1.3 is the third statement of question 1."""
    return {
        item.key: f"{question.position}.{place}" if len(question.items) > 1 else str(
            question.position
        )
        for question in view.questions
        for place, item in enumerate(question.items, 1)
    }  # fmt: skip


def scales_of(view: SurveyView, names: Mapping[str, str]) -> list[Scale]:
    """The scales of two items or more, each item by its number; called as `names` says."""
    numbers = numbered(view)
    found: dict[str, list[ItemView]] = {}
    for _, item in items_of(view.questions):
        if item.scale:
            found.setdefault(item.scale, []).append(item)
    return [
        Scale(
            names.get(scale, scale),
            tuple(numbers[item.key] for item in items),
            frozenset(numbers[item.key] for item in items if item.is_reversed),
        )
        for scale, items in found.items()
        if len(items) > 1
    ]


def answers_of(view: SurveyView, found: Sheet, weights: Raked | None) -> Answers:
    """The sheet as the engine takes it, items by their numbers."""
    numbers = numbered(view)
    return Answers(
        found.values,
        tuple(numbers[key] for key in found.keys),
        None if weights is None else weights.weights,
    )


def mean_of(column: Floats, weights: Floats | None) -> Interval:
    """The mean of what was answered, with its range for 95 in 100."""
    moments = moments_of(column[:, None], weights)
    middle = float(moments.means[0])
    apart = Z_95 * sqrt(max(0.0, float(moments.unbiased[0, 0])) / moments.n_effective)
    return Interval(middle, middle - apart, middle + apart)
