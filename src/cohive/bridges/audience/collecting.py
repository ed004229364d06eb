"""Lines of a file become people: one for each address or id, with all her lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cohive.bridges.audience.records import AudienceFile, Bought, Consent, Declined, Person
from cohive.bridges.sales.records import Skipped
from cohive.words.refusals import Refused

__all__ = ["Collector", "Line"]

NAME_CHARACTERS_MAX = 80
TEXT_CHARACTERS_MAX = 200
BOUGHT_MAX = 200
"""Of one person; more are counted into the last line."""
TAGS_MAX = 20


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says of one person. `agreed_undated`: a yes without a day; `said_no`: a no."""

    number: int
    email: str = ""
    id: str = ""
    name: str = ""
    language: str = ""
    country: str = ""
    town: str = ""
    consent: Consent | None = None
    agreed_undated: bool = False
    said_no: bool = False
    bought: tuple[Bought, ...] = ()
    contributions: int = 0
    tags: tuple[str, ...] = ()


@dataclass
class _Gathered:
    """One person while her lines come in: the first word about her stays, the oldest consent."""

    line: int
    email: str
    first: Line
    consent: Consent | None = None
    is_undated: bool = False
    said_no: bool = False
    bought: list[Bought] = field(default_factory=list)
    contributions: int = 0
    tags: dict[str, None] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def add(self, line: Line) -> None:
        """Take in one more line of hers."""
        for name in ("name", "language", "country", "town"):
            value = getattr(line, name)
            if value and not self.told.get(name):
                self.told[name] = value
        if line.consent and (self.consent is None or line.consent.on < self.consent.on):
            self.consent = line.consent
        self.is_undated = self.is_undated or line.agreed_undated
        self.said_no = self.said_no or line.said_no
        for thing in line.bought:
            self._buy(thing)
        self.contributions += line.contributions
        self.tags.update(dict.fromkeys(line.tags))

    def _buy(self, thing: Bought) -> None:
        if len(self.bought) < BOUGHT_MAX:
            self.bought.append(thing)
            return
        last = self.bought[-1]
        self.bought[-1] = Bought("", last.on, last.quantity + thing.quantity)

    def as_person(self, key: str) -> Person:
        """All her lines as one person."""
        return Person(
            line=self.line,
            key=key,
            email=self.email,
            name=self.told.get("name", "")[:NAME_CHARACTERS_MAX],
            language=self.told.get("language", ""),
            country=self.told.get("country", ""),
            town=self.told.get("town", "")[:NAME_CHARACTERS_MAX],
            consent=self.consent,
            bought=tuple(self.bought),
            contributions=self.contributions,
            tags=tuple(self.tags)[:TAGS_MAX],
        )


class Collector:
    """Takes lines in, gives the file out."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._people: dict[str, _Gathered] = {}
        self._declined: dict[str, Declined] = {}
        self._skipped: list[Skipped] = []
        self._joined = 0

    def add(self, line: Line) -> None:
        """One line of one person, who is known by her address or else by her id."""
        key = f"mail:{line.email}" if line.email else f"{self.kind}:{line.id}"
        gathered = self._people.get(key)
        if gathered is None:
            gathered = self._people[key] = _Gathered(line.number, line.email, line)
        else:
            self._joined += 1
        gathered.add(line)

    def decline(self, email: str, on: date | None, reason: str) -> None:
        """An address that must not be written to, whatever another line says."""
        self._declined.setdefault(email, Declined(email, on, reason))

    def skip(self, number: int, reason: Refused) -> None:
        """A line that names nobody."""
        self._skipped.append(Skipped(number, reason))

    def finished(self, digest: str) -> AudienceFile:
        """Everybody with a reason to be known; who declined keeps what she bought, no consent."""
        people, strangers, undated = [], 0, 0
        for key, gathered in self._people.items():
            if gathered.email in self._declined:
                gathered.consent, gathered.is_undated = None, False
            undated += gathered.is_undated and gathered.consent is None
            if gathered.consent or gathered.bought or gathered.contributions:
                people.append(gathered.as_person(key))
            else:
                strangers += 1
        return AudienceFile(
            kind=self.kind,
            people=tuple(people),
            declined=tuple(self._declined.values()),
            said_no=self._said_no(),
            joined=self._joined,
            strangers=strangers,
            undated=undated,
            skipped=tuple(self._skipped),
            digest=digest,
        )

    def _said_no(self) -> tuple[str, ...]:
        """Who says no and nowhere yes in it. A tick left out of an order takes no yes back."""
        if self.kind == "shopify_orders":
            return ()
        return tuple(
            key
            for key, gathered in self._people.items()
            if gathered.said_no and gathered.consent is None and not gathered.is_undated
        )
