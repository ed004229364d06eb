"""A whole file of texts, listened to: languages, moods beside their marks, topics, copies, days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cohive.engine.intervals import wilson
from cohive.engine.listening.bursts import burst_of, threshold
from cohive.engine.listening.copies import fold
from cohive.engine.listening.known import Counted, ears_of, part_of
from cohive.engine.listening.languages import language_of
from cohive.engine.listening.moods import Heard, Mood
from cohive.engine.listening.sentiment import hear
from cohive.engine.listening.topics import topics_of

__all__ = ["Text", "report"]

EXAMPLES = 2
ANSWERS = (Mood.WARM, Mood.CROSS)
GROUPS_MAX = 40
OTHERS_MAX = 10_000
"""Texts of other groups that a topic is compared with, every so many-th of them."""


@dataclass(frozen=True)
class Text:
    """A text of a file.

    Attributes
    ----------
    text : str
        As it was written.
    mark : bool or None
        What whoever wrote it said: praise, complaint, or nothing.
    day : date or None
        When.
    group : str
        A product or a category, '' for none.
    """

    text: str
    mark: bool | None
    day: date | None
    group: str


def report(texts: Sequence[Text], *, kind: str = "review") -> dict[str, Any]:
    """Listen to all of them.

    Parameters
    ----------
    texts : Sequence of Text
        In the file's order.
    kind : str, default "review"
        By which ear the parts are corrected, as in `ears_of`.

    Returns
    -------
    dict
        JSON-ready: counts, corrected parts with 95 % ranges, right answers where marks stand,
        topics
        with examples, days out of the ordinary, and what cannot be told.
    """
    first = fold([each.text for each in texts])
    languages = [language_of(each.text) for each in texts]
    heard = [hear(each.text, name) for each, name in zip(texts, languages, strict=True)]
    kept = [place for place, root in enumerate(first) if root == place]
    by_group: dict[str, list[int]] = defaultdict(list)
    for place in kept:
        by_group[texts[place].group].append(place)
    largest = sorted(by_group, key=lambda name: (-len(by_group[name]), name))[:GROUPS_MAX]
    return {
        "texts": len(texts),
        "copies_folded": len(texts) - len(kept),
        "languages": dict(Counter(languages[place] or "unknown" for place in kept).most_common()),
        **_moods(kept, heard, languages, kind),
        "beside_the_marks": _beside(range(len(texts)), texts, heard),
        "groups": {
            name or "all": {
                "texts": len(by_group[name]),
                **_moods(by_group[name], heard, languages, kind),
                "beside_the_marks": _beside(by_group[name], texts, heard),
                "topics": _topics(by_group[name], kept, texts, heard),
            }
            for name in largest
        },
        "days": _days(kept, texts),
        "cannot_be_told": [
            "how those think who wrote nothing",
            "irony, pictures, and what languages other than English and Chinese say",
        ],
    }


def _moods(
    places: Sequence[int], heard: Sequence[Heard], languages: Sequence[str], kind: str
) -> dict[str, Any]:
    counts = Counter(heard[place].mood for place in places)
    found: dict[str, Any] = {"heard": {mood.value: counts[mood] for mood in Mood}}
    for mood in ANSWERS:
        rows = [
            Counted(
                name,
                sum(languages[place] == name for place in places),
                sum(languages[place] == name and heard[place].mood is mood for place in places),
            )
            for name in ("en", "zh")
        ]
        part = part_of(rows, mood, ears_of(kind))
        found[f"{mood.value}_of_all"] = part and {
            "part": round(part.middle, 4), "low": round(part.low, 4), "high": round(part.high, 4),
        }  # fmt: skip
    return found


def _beside(
    places: Sequence[int], texts: Sequence[Text], heard: Sequence[Heard]
) -> dict[str, Any] | None:
    """Answers beside the marks; plain and undecided are no answers."""
    marked = [place for place in places if texts[place].mark is not None]
    if not marked:
        return None
    table: Counter[tuple[bool, Mood]] = Counter(
        (bool(texts[place].mark), heard[place].mood) for place in marked
    )
    answered = sum(times for (_, mood), times in table.items() if mood in ANSWERS)
    right = table[True, Mood.WARM] + table[False, Mood.CROSS]
    found = wilson(right, answered)
    praise = sum(times for (is_praise, _), times in table.items() if is_praise)
    return {
        "marked": len(marked),
        "answered": answered,
        "right": right,
        "right_of_answered": round(found.middle, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
        "majority": round(max(praise, len(marked) - praise) / len(marked), 4),
        "confusion": {
            f"{'praise' if is_praise else 'complaint'} heard as {mood.value}": times
            for (is_praise, mood), times in sorted(table.items(), key=lambda one: str(one[0]))
        },
    }


def _topics(
    places: Sequence[int], kept: Sequence[int], texts: Sequence[Text], heard: Sequence[Heard]
) -> list[dict[str, Any]]:
    inside = set(places)
    others = [texts[place].text for place in kept if place not in inside]
    others = others[:: max(1, len(others) // OTHERS_MAX)]
    found = topics_of([texts[place].text for place in places], others)
    return [
        {
            "topic": topic.label,
            "with_it": list(topic.with_it),
            "texts": len(topic.texts),
            "against_the_others": topic.change.value,
            "heard": {
                mood.value: sum(heard[places[at]].mood is mood for at in topic.texts)
                for mood in Mood
            },
            "examples": [texts[places[at]].text[:200] for at in topic.texts[:EXAMPLES]],
        }
        for topic in found
    ]


def _days(places: Sequence[int], texts: Sequence[Text]) -> list[Mapping[str, Any]]:
    """Days out of the ordinary, each against those before it only."""
    counts = Counter(day.toordinal() for place in places if (day := texts[place].day) is not None)
    if not counts:
        return []
    first, last = min(counts), max(counts)
    series = [counts[number] for number in range(first, last + 1)]
    limit = threshold(alarms_per_month=1.0, watched=1)
    found: list[Mapping[str, Any]] = []
    for number, seen in enumerate(series):
        burst = burst_of(seen, series[max(0, number - 182) : number], chance_max=limit)
        if burst.rings:
            found.append(
                {
                    "day": date.fromordinal(first + number).isoformat(),
                    "texts": seen,
                    "usual": [burst.low, burst.high],
                }
            )
    return found
