"""A survey in short steps, and what a step's form said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import get_language
from markupsafe import Markup, escape

from cohive.evolve.operations.survey_answers import Said
from cohive.evolve.queries.surveys import ChoiceView, ItemView, QuestionView
from cohive.evolve.wording import Wording
from cohive.look.formats import language_tag
from cohive.words.refusals import Missing

STEP_WEIGHT_MAX = 4
WEIGHTS = {"ranking": 3, "multiple": 2, "text": 2}
RATED_MAX = 7
FIELD = "a-"


@dataclass(frozen=True)
class ShownItem:
    """One thing to answer, with what was said so far."""

    key: str
    words: Markup
    value: int | None
    values: tuple[int, ...]
    text: str


@dataclass(frozen=True)
class ShownQuestion:
    """A question, or the part of a matrix that this step shows."""

    kind: str
    words: Markup
    items: tuple[ShownItem, ...]
    choices: tuple[tuple[int, Markup], ...]
    is_rated: bool

    @property
    def low(self) -> int:
        """The least value."""
        return self.choices[0][0]

    @property
    def high(self) -> int:
        """The greatest value."""
        return self.choices[-1][0]


Block = tuple[QuestionView, tuple[ItemView, ...]]
Step = tuple[Block, ...]


def spoken(wording: Wording) -> Markup:
    """Words in the reader's language; what is there only in the other one says so."""
    text, language = wording.spoken(get_language() or "en")
    if language == "en" and language_tag() == "en":
        return escape(text)
    if language == "zh-Hans" and language_tag().startswith("zh"):
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(language, text)


def plainly(wording: Wording) -> str:
    """The same without any markup."""
    return wording.spoken(get_language() or "en")[0]


def steps_of(questions: Sequence[QuestionView]) -> list[Step]:
    """Cut the questions into steps of a phone's height; a long matrix goes on in the next."""
    steps: list[list[Block]] = []
    room = 0
    for question in questions:
        weight = WEIGHTS.get(question.kind, 1)
        left = list(question.items)
        while left:
            if room < weight:
                steps.append([])
                room = STEP_WEIGHT_MAX
            count = max(1, room // weight)
            steps[-1].append((question, tuple(left[:count])))
            room -= weight * len(left[:count])
            left = left[count:]
    return [tuple(step) for step in steps]


def shown_step(step: Step, data: Mapping[str, object]) -> list[ShownQuestion]:
    """The step as its page shows it."""
    return [shown_question(question, items, data) for question, items in step]


def shown_question(
    question: QuestionView, items: Sequence[ItemView], data: Mapping[str, object]
) -> ShownQuestion:
    """A question with what was said to it."""
    values = [choice.value for choice in question.choices]
    is_scale = question.kind in ("likert", "matrix")
    return ShownQuestion(
        kind=question.kind,
        words=spoken(question.wording),
        items=tuple(_item(item, data.get(item.key)) for item in items),
        choices=tuple((choice.value, spoken(choice.wording)) for choice in question.choices),
        is_rated=is_scale
        and len(values) <= RATED_MAX
        and values == list(range(values[0], values[-1] + 1)),
    )


def _item(item: ItemView, said: object) -> ShownItem:
    return ShownItem(
        key=item.key,
        words=spoken(item.wording) if item.wording else Markup(""),
        value=said if isinstance(said, int) else None,
        values=tuple(said) if isinstance(said, list) else (),
        text=said if isinstance(said, str) else "",
    )


def said_in(step: Step, post: QueryDict, data: Mapping[str, object]) -> dict[str, Said | None]:
    """What a step's form says, by item key; rankings are changed by their own buttons."""
    found: dict[str, Said | None] = {}
    for question, items in step:
        for item in items:
            name = FIELD + item.key
            if question.kind == "text":
                found[item.key] = post.get(name, "")
            elif question.kind == "multiple":
                found[item.key] = [int(one) for one in post.getlist(name) if one.isdecimal()]
            elif question.kind == "ranking":
                found[item.key] = _ranked(item.key, question.choices, post, data)
            else:
                value = post.get(name, "")
                found[item.key] = int(value) if value.isdecimal() else None
    return found


def _ranked(
    key: str, choices: Sequence[ChoiceView], post: QueryDict, data: Mapping[str, object]
) -> list[int]:
    """The ranking after the button that was pressed: put next, up, down, out."""
    held = data.get(key)
    order = [one for one in held if isinstance(one, int)] if isinstance(held, list) else []
    pressed, _mark, deed = post.get("rank", "").rpartition(":")
    named, _mark, value_text = pressed.rpartition(":")
    if named != key:
        return order
    value = int(value_text) if value_text.isdecimal() else -1
    if value not in {choice.value for choice in choices}:
        raise Missing("There is no such answer.")
    if deed == "next":
        return order if value in order else [*order, value]
    if value not in order:
        return order
    place = order.index(value)
    order.remove(value)
    if deed in ("up", "down"):
        order.insert(max(0, place + (-1 if deed == "up" else 1)), value)
    return order
