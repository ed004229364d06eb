"""What the parts of a simulation know of each other: draws, clock, people, things."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import exp
from uuid import UUID

from cohive.bond.queries import PlaceView
from cohive.house.simulation.plan import HABITS, Habits, Plan
from cohive.journal import jobs, listeners, seals

__all__ = ["Change", "Deed", "Entry", "Person", "Post", "Step", "World"]

Deed = Callable[[datetime], None]
"""What is done at an instant."""
MORNING_HOUR, EVENING_HOUR = 8, 23


@dataclass
class Person:
    """Somebody of the place.

    Attributes
    ----------
    agent : UUID
        Who she is in the journal.
    key : str
        Her name in the ground truth.
    circles : list[int]
        Which circles she belongs to, her own first.
    joined_at : datetime
        When she came.
    liveliness : float
        How much she does, 1 for most.
    is_active : bool
        False once she drifted away.
    is_staff : bool
        Whether she is of the firm.
    """

    agent: UUID
    key: str
    circles: list[int]
    joined_at: datetime
    liveliness: float = 1.0
    is_active: bool = True
    is_staff: bool = False


@dataclass(frozen=True)
class Post:
    """A post that may be answered."""

    id: UUID
    author: Person
    circle: int
    day: int


@dataclass(frozen=True)
class Entry:
    """A work, who made it, and where it stands in the order of making."""

    id: UUID
    maker: Person
    key: str


@dataclass(frozen=True)
class Step:
    """One thing that will be done at an instant of a day."""

    at: datetime
    do: Deed


@dataclass
class Change:
    """A split that was proposed, and what became of it.

    Attributes
    ----------
    id : UUID
        Of the proposal.
    circle : int
        Which circle.
    proposed_week : int
        Counted from the place's first, 0.
    keepers : frozenset[str]
        Who would keep the daughter.
    electorate : list[Person]
        Who is asked and present.
    outcome : str
        open, declined, founded.
    week, daughter : int | None
        When it was founded, and which circle it is.
    members : tuple[str, ...]
        Who went.
    has_held : bool
        Whether the daughter has held a challenge.
    """

    id: UUID
    circle: int
    proposed_week: int
    keepers: frozenset[str]
    electorate: list[Person]
    outcome: str = "open"
    week: int | None = None
    daughter: int | None = None
    members: tuple[str, ...] = ()
    has_held: bool = False


@dataclass
class World:
    """The state of a simulation; everything drawn comes from `draw`."""

    plan: Plan
    began_at: datetime
    place: PlaceView
    draw: random.Random
    staff: list[Person] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    everybody: list[Person] = field(default_factory=list)
    circles: list[UUID] = field(default_factory=list)
    posts: dict[int, list[Post]] = field(default_factory=dict)
    works: list[Entry] = field(default_factory=list)
    variants: list[UUID] = field(default_factory=list)
    steps: dict[int, list[Step]] = field(default_factory=dict)
    truth: dict[str, list[str]] = field(default_factory=dict)
    targets: dict[str, list[str]] = field(default_factory=dict)
    announced: dict[str, datetime] = field(default_factory=dict)
    scores: list[tuple[str, str, float, float]] = field(default_factory=list)
    chosen: list[Entry] = field(default_factory=list)
    star: list[Person] = field(default_factory=list)
    halves: dict[int, dict[str, int]] = field(default_factory=dict)
    drifts: dict[int, int] = field(default_factory=dict)
    split: set[int] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    proposals: list[Change] = field(default_factory=list)
    today: int = 0
    orders: int = 0
    left: int = 0

    @property
    def habits(self) -> Habits:
        """Of this regime."""
        return HABITS[self.plan.regime]

    def day(self, number: int) -> datetime:
        """Midnight of a day."""
        return self.began_at + timedelta(days=number)

    def moment(self, number: int) -> datetime:
        """Some waking instant of a day, to the second."""
        seconds = self.draw.randrange(MORNING_HOUR * 3600, EVENING_HOUR * 3600)
        return self.day(number) + timedelta(seconds=seconds)

    def later(self, number: int, at: datetime, do: Deed) -> None:
        """Plan one thing."""
        self.steps.setdefault(number, []).append(Step(at, do))

    def times(self, rate: float) -> int:
        """How often something of a rate happens: Poisson, by Knuth's multiplication."""
        limit, product, count = exp(-rate), self.draw.random(), 0
        while product > limit:
            product *= self.draw.random()
            count += 1
        return count

    def active(self) -> list[Person]:
        """Members who have not drifted away."""
        return [person for person in self.people if person.is_active]

    def hear(self, at: datetime) -> None:
        """Let every listener hear what was done, so that sales are divided on their day."""
        seals.seal_pending()
        while listeners.hear(at=at):
            pass

    def work(self, at: datetime) -> None:
        """Let the worker do what is due, as rarely as the place's figures are wanted."""
        while jobs.run_due(at=at):
            pass
