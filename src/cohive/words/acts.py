"""One act as a row of the frame: the table every history becomes and the engine computes on.

Rooms and bridges write rows, `engine.frames` checks them and makes the table; so whoever reads a
file and whoever reads the journal speak the same columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from cohive.words.sentences import Sentence

__all__ = ["ActRow", "Join", "Role", "Source", "Tally"]

EXAMPLES_MAX = 5
"""Places named for each reason why rows were refused; their number is always whole."""


class Role(StrEnum):
    """Whose act it was: a member's, one of the staff (the brand's own people), or a program's."""

    MEMBER = "member"
    STAFF = "staff"
    BOT = "bot"


class ActRow(NamedTuple):
    """Who did what, to what, addressed to whom, when (ActivityStreams 2.0).

    at: aware, in UTC; None where the source does not say when. object: what was done or made.
    target: the agent addressed. parent: the object this one answers, credits or derives from.
    weight: how much of it, 1.0 for plain acts (lines, points, a score). amount: minor units of
    `currency`, both or neither. Ids are unique in one frame. Messages between members (one to one)
    never become rows.
    """

    id: str
    at: datetime | None
    actor: str
    verb: str
    object: str
    object_kind: str
    target: str | None = None
    parent: str | None = None
    circle: str | None = None
    weight: float = 1.0
    amount: int | None = None
    currency: str | None = None
    text: str | None = None
    role: str = "member"


@dataclass(frozen=True, slots=True)
class Join:
    """Two namings taken for one person, and the evidence; `times` is how often the name occurs."""

    name: str
    person: str
    evidence: str
    times: int


@dataclass
class Tally:
    """What became of every record of a source: read = kept + refused, nothing silently dropped.

    Records, not rows: one record may give several rows (a commit and its credits) or be refused.
    `refused` counts by the English of the reason (the key of its translation), `examples` names
    the first places of each reason, such as "line 17".
    """

    read: int = 0
    kept: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def keep(self) -> None:
        """Count one record that gives rows."""
        self.read += 1
        self.kept += 1

    def refuse(self, reason: Sentence, place: str) -> None:
        """Count one record that gives none, with the reason and where it stands."""
        self.read += 1
        self.refused[reason.english] += 1
        places = self.examples.setdefault(reason.english, [])
        if len(places) < EXAMPLES_MAX:
            places.append(place)


@dataclass
class Source:
    """A file from elsewhere, opened. Iterate it once; `tally` and `joins` are whole after that.

    kind: the importer's word, such as "git". names: what actors are called, by id, where known.
    has_calendar: False where instants count from an unknown start instead of the calendar.
    not_people: actors that stand for no person or for many, such as a firm or "a guest".
    cannot_tell: what such a source never says.
    """

    kind: str
    title: str
    rows: Iterator[ActRow]
    tally: Tally = field(default_factory=Tally)
    joins: list[Join] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    not_people: set[str] = field(default_factory=set)
    has_calendar: bool = True
    cannot_tell: tuple[Sentence, ...] = ()

    def __iter__(self) -> Iterator[ActRow]:
        return self.rows
