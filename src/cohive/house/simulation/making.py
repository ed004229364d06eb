"""Works and remixes, and the monthly challenge with its votes and its decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cohive.create import operations as create
from cohive.house.simulation.plan import MONTH_DAYS
from cohive.house.simulation.world import Deed, Entry, Person, World

__all__ = ["Round", "challenge", "hand_in", "make", "score"]

OPENS, CLOSES, COUNTED, DECIDED = 4, 14, 24, 25
"""Days of a month."""
VOTERS = 0.5
SCORED_MEAN = 4.0
ENTERS = 0.8
STAFF_ENTRIES = 6
PARENTS_LOOKED_AT = 40
BUYS_FROM = 4
SCORE_MAX = 5


class Round:
    """One challenge: its entries in the order of coming in, and how good each is."""

    def __init__(self, challenge: UUID, key: str) -> None:
        self.challenge = challenge
        self.key = key
        self.entries: list[Entry] = []
        self.quality: dict[str, float] = {}


def make(world: World, number: int, current: Round | None) -> None:
    """Plan the works of a day."""
    for person in world.active():
        for _ in range(world.times(world.habits.works * person.liveliness / MONTH_DAYS)):
            world.later(number, world.moment(number), _work(world, person, current))


def _work(world: World, person: Person, current: Round | None) -> Deed:
    def do(at: datetime) -> None:
        if person.is_active:
            enters = current is not None and world.draw.random() < ENTERS
            hand_in(world, person, at, current if enters else None)

    return do


def hand_in(world: World, person: Person, at: datetime, current: Round | None) -> Entry:
    """Hand a work in, perhaps made from the works of others."""
    others = [one for one in world.works[-PARENTS_LOOKED_AT:] if one.maker is not person]
    parents = []
    if others and world.draw.random() < world.habits.remixes:
        chosen = world.draw.sample(others, min(1 + world.times(0.3), len(others)))
        parents = [(one.id, 1, "The idea is from here.") for one in chosen]
    key = f"work-{len(world.works) + 1:05d}"
    made = create.submit_work(
        title=f"Work {len(world.works) + 1}",
        picture=None,
        text="Made on a quiet evening.",
        makers=[(person.agent, 1)],
        parents=parents,
        challenge=current.challenge if current else None,
        accepts_terms=True,
        lang="en",
        by=person.agent,
        at=at,
    )
    entry = Entry(made, person, key)
    world.works.append(entry)
    if current is not None:
        current.entries.append(entry)
        current.quality[key] = world.draw.gauss(2.6, 0.8)
    return entry


def challenge(world: World, month: int) -> Round:
    """Open the month's challenge, and plan its votes and its decision."""
    first = month * MONTH_DAYS
    host = world.staff[1 + month % (len(world.staff) - 1)]
    opened = create.open_challenge(
        title=f"Challenge {month + 1}",
        circle=_daughter(world),
        brief="Something one can wear or hang, in two colours.",
        opens_at=world.day(first + OPENS),
        closes_at=world.day(first + CLOSES),
        voting_closes_at=world.day(first + COUNTED),
        by=host.agent,
        at=world.day(first + OPENS) - timedelta(hours=1),
        lang="en",
    )
    current = Round(opened, f"challenge-{month + 1:02d}")
    if world.habits.staff_works:
        for _ in range(STAFF_ENTRIES):
            day = first + world.draw.randrange(OPENS + 1, CLOSES)
            author = world.draw.choice(world.staff[1:])
            world.later(day, world.moment(day), _staff_work(world, author, current))
    for day in range(first + CLOSES, first + COUNTED):
        world.later(day, world.day(day), _votes(world, current, day))
    decided_at = world.day(first + DECIDED) + timedelta(hours=10)
    world.later(first + DECIDED, decided_at, _decision(world, current, host))
    return current


def _daughter(world: World) -> UUID | None:
    """A circle that was founded lately holds a challenge of its own, each one once."""
    for one in world.proposals:
        if one.daughter is not None and not one.has_held:
            one.has_held = True
            return world.circles[one.daughter]
    return None


def _staff_work(world: World, person: Person, current: Round) -> Deed:
    def do(at: datetime) -> None:
        hand_in(world, person, at, current)

    return do


def _votes(world: World, current: Round, day: int) -> Deed:
    """Some members sit down once and score what they see."""

    def do(_: datetime) -> None:
        for person in world.active():
            if world.draw.random() >= VOTERS / (COUNTED - CLOSES) * person.liveliness:
                continue
            count = min(1 + world.times(SCORED_MEAN), len(current.entries))
            chosen = world.draw.sample(current.entries, count)
            begins = world.moment(day)
            for step, entry in enumerate(chosen):
                value = round(world.draw.gauss(current.quality[entry.key], 0.9))
                at = begins + timedelta(seconds=step * world.draw.randrange(20, 180))
                plan_score(world, day, at, person, entry, value)

    return do


def plan_score(
    world: World, day: int, at: datetime, person: Person, entry: Entry, value: int
) -> None:
    """Plan one score; nobody scores her own."""

    def do(at: datetime) -> None:
        score(world, person, entry, value, at)

    world.later(day, at, do)


def score(world: World, person: Person, entry: Entry, value: int, at: datetime) -> None:
    """Give a score from 0 to 5."""
    if entry.maker is person or not person.is_active:
        return
    within = min(max(value, 0), SCORE_MAX)
    create.score_work(
        work=entry.id, value=within, would_buy=within >= BUYS_FROM, by=person.agent, at=at
    )
    world.scores.append((person.key, entry.key, at.timestamp(), float(within)))


def _decision(world: World, current: Round, host: Person) -> Deed:
    def do(at: datetime) -> None:
        standing = [entry for entry in current.entries if entry.maker.is_active]
        if not standing:
            return
        chosen = max(standing, key=lambda entry: current.quality[entry.key])
        create.decide(
            about_kind="challenge",
            about=current.challenge,
            outcome="yes",
            chosen=chosen.id,
            reason="It can be printed, and many would wear it.",
            by=host.agent,
            at=at,
        )
        world.chosen.append(chosen)

    return do
