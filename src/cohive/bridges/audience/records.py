"""What a file of people says once it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cohive.bridges.sales.records import Skipped

__all__ = ["AudienceFile", "Bought", "Consent", "Declined", "KnownBy", "Person"]


class KnownBy(StrEnum):
    """Why a firm may know a person, strongest first; it says what may be done with her row."""

    AGREED = "agreed"
    BOUGHT = "bought"
    TOOK_PART = "took_part"


@dataclass(frozen=True, slots=True)
class Consent:
    """She agreed to be written to: on which day, and how the file says so, in its own words."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Bought:
    """A thing she bought; `what` is "" where the file counts orders and names nothing."""

    what: str
    on: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the file, however many lines she had.

    `key` names her in later files of the same kind: "mail:" with her address where she has one,
    else the kind of the file with the id it gives her. `email` is "" where there is none.
    """

    line: int
    key: str
    email: str
    name: str
    language: str
    country: str
    town: str
    consent: Consent | None
    bought: tuple[Bought, ...]
    contributions: int
    tags: tuple[str, ...]

    @property
    def known_by(self) -> KnownBy:
        """The strongest reason to know her; the reader lets nobody through who has none."""
        if self.consent is not None:
            return KnownBy.AGREED
        return KnownBy.BOUGHT if self.bought else KnownBy.TOOK_PART


@dataclass(frozen=True, slots=True)
class Declined:
    """An address that must not be written to: it took itself off a list, or mail to it came back.

    `reason` is "unsubscribed" or "bounced".
    """

    email: str
    on: date | None
    reason: str


@dataclass(frozen=True)
class AudienceFile:
    """A file of people, wholly read: in order of appearance, each one once.

    `said_no` are the keys of those who say no in it and nowhere yes: kept or not, an older yes of
    theirs ends.

    `joined` counts lines that belong to somebody who stood there before; `strangers` counts people
    who agreed to nothing and bought nothing: nothing else of them is kept. `undated` counts those
    among the kept and the strangers who agreed without a day, which proves nothing and counts for
    nothing unless the mapping says the day.
    """

    kind: str
    people: tuple[Person, ...] = field(repr=False)
    declined: tuple[Declined, ...] = field(repr=False)
    said_no: tuple[str, ...] = field(repr=False)
    joined: int
    strangers: int
    undated: int
    skipped: tuple[Skipped, ...]
    digest: str

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages its people are said to read, the commonest first."""
        counts: dict[str, int] = {}
        for person in self.people:
            if person.language:
                counts[person.language] = counts.get(person.language, 0) + 1
        return tuple(sorted(counts, key=lambda language: (-counts[language], language)))
