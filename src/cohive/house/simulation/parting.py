"""Circles that grow too large: two halves, and the way from the rule's finding to a daughter.

Some circles draw most newcomers. From a size on, where the regime has it, everybody in one
prefers her own half a little more each month. Once a week the place's own rule looks; what it
proposes is carried by the people through the operations: proposed, previewed, voted on, founded.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from cohive.bond import queries as bond
from cohive.evolve.operations.changes import choose_side, open_change_vote, vote_on_change
from cohive.evolve.operations.founding import found_change
from cohive.evolve.operations.proposing import propose_split
from cohive.evolve.queries import changes as reading
from cohive.house.simulation.plan import MONTH_DAYS
from cohive.house.simulation.world import Change, Deed, Person, World
from cohive.journal import jobs

__all__ = ["comes_to", "drawn_apart", "look", "sit_down", "splits_of"]

WEEK_DAYS = 7
LOOKS: tuple[str, ...] = ("evolve.find_borders", "evolve.count_votes")
PREVIEW_DAYS = 3
VOTE_DAYS = 7
KEEPERS = 3


def comes_to(world: World, own: int) -> int:
    """Which circle a newcomer finds: often one of those that grow, until it has split."""
    growing = [number for number in range(1, world.plan.growing + 1) if number not in world.split]
    if growing and world.draw.random() < world.habits.crowding:
        return world.draw.choice(growing)
    return own


def sit_down(world: World, person: Person, circle: int) -> None:
    """In a circle that grows everybody stands with one half, which matters once it is crowded."""
    if not 1 <= circle <= world.plan.growing or circle in world.split or person.is_staff:
        return
    halves = world.halves.setdefault(circle, {})
    halves[person.key] = world.draw.randrange(2)
    if len(halves) >= world.habits.crowded and world.habits.parting > 0:
        world.drifts.setdefault(circle, world.today)


def drawn_apart(world: World, person: Person, circle: int, number: int) -> float:
    """How likely she keeps to her own half there on a day; 0 where nothing drifts."""
    began = world.drifts.get(circle)
    if began is None or circle in world.split or person.key not in world.halves[circle]:
        return 0.0
    months = (number - began) / MONTH_DAYS
    return min(world.habits.parting * months, world.habits.apart)


def look(world: World, number: int) -> None:
    """Once a week: the rule looks and closed votes are counted; then people carry it on."""
    if number % WEEK_DAYS or not number:
        return
    while jobs.run_due(at=world.day(number), only=LOOKS):
        pass
    for change in list(world.changes):
        _found(world, change, number)
    for finding in sorted(reading.findings(), key=lambda one: world.circles.index(one.circle)):
        circle = world.circles.index(finding.circle)
        if finding.is_proposed and circle not in world.split and _may_be_asked(world, circle):
            at = world.day(number) + timedelta(hours=9)
            world.later(number, at, _proposal(world, circle, finding.members, number))


def _may_be_asked(world: World, circle: int) -> bool:
    """Each circle is asked once: nothing open, nothing declined."""
    return all(change.circle != circle for change in world.proposals)


def _proposal(world: World, circle: int, going: frozenset[UUID], number: int) -> Deed:
    def do(at: datetime) -> None:
        people = _people(world, circle)
        leading = [one for one in people if one.agent in going]
        if not leading:
            return
        by = max(leading, key=lambda one: one.liveliness)
        made = propose_split(
            circle=world.circles[circle],
            reason="We have become two talks in one room.",
            name=f"Circle {world.plan.circles + len(world.proposals) + 1}",
            purpose="What one half of us talks about already.",
            by=by.agent,
            at=at,
        )
        liveliest = sorted(leading, key=lambda one: -one.liveliness)
        change = Change(
            made,
            circle,
            number // WEEK_DAYS,
            keepers=frozenset(one.key for one in liveliest[:KEEPERS]),
            electorate=[*(one for one in world.staff if circle in one.circles), *people],
        )
        world.changes.append(change)
        world.proposals.append(change)
        for person in people:
            day = number + world.draw.randrange(1, PREVIEW_DAYS + 1)
            world.later(day, world.moment(day), _choice(person, change, person.agent in going))
        day = number + PREVIEW_DAYS + 1
        world.later(day, world.day(day) + timedelta(hours=8), _vote(world, change, day))

    return do


def _people(world: World, circle: int) -> list[Person]:
    """Who belongs to it, is there, and is not of the firm: the firm stays where it is."""
    return [one for one in world.active() if circle in one.circles]


def _choice(person: Person, change: Change, goes: bool) -> Deed:
    def do(at: datetime) -> None:
        if person.is_active:
            choose_side(
                change=change.id,
                side="second" if goes else "first",
                is_willing=person.key in change.keepers,
                by=person.agent,
                at=at,
            )

    return do


def _vote(world: World, change: Change, first: int) -> Deed:
    """The steward opens the vote; over the next days who is there answers."""

    def do(at: datetime) -> None:
        open_change_vote(change=change.id, by=world.staff[0].agent, at=at, days=VOTE_DAYS)
        drifted = change.circle in world.drifts
        likely = world.habits.agrees if drifted else world.habits.agrees_unparted
        for person in change.electorate:
            day = first + world.draw.randrange(1, VOTE_DAYS - 1)
            answer = "yes" if world.draw.random() < likely else "no"
            world.later(day, world.moment(day), _answer(person, change, answer))

    return do


def _answer(person: Person, change: Change, answer: str) -> Deed:
    def do(at: datetime) -> None:
        if person.is_active:
            vote_on_change(change=change.id, answer=answer, by=person.agent, at=at)

    return do


def _found(world: World, change: Change, number: int) -> None:
    """What was agreed is founded by the steward; what was declined is remembered."""
    seen = reading.change_view(change.id, viewer=None, at=world.day(number))
    assert seen is not None  # noqa: S101 - it was proposed here
    if seen.line.state == "declined":
        change.outcome = "declined"
        world.changes.remove(change)
    if seen.line.state != "agreed":
        return
    at = world.day(number) + timedelta(hours=9)
    daughter = found_change(change=change.id, by=world.staff[0].agent, at=at)
    here = {one.agent for one in bond.circle_members(daughter, limit=None)}
    mother, new = change.circle, len(world.circles)
    world.circles.append(daughter)
    world.split.add(mother)
    moved = [one for one in world.everybody if one.agent in here and mother in one.circles]
    for person in moved:
        person.circles[person.circles.index(mother)] = new
    world.changes.remove(change)
    change.outcome, change.week, change.daughter = "founded", number // WEEK_DAYS, new
    change.members = tuple(sorted(one.key for one in moved))


def splits_of(world: World) -> list[dict[str, Any]]:
    """What was proposed, with the week of it, how it ended, and what came of the daughter."""
    return [
        {
            "circle": f"circle-{one.circle + 1:02d}",
            "was_planted": one.circle in world.drifts,
            "proposed_week": one.proposed_week,
            "outcome": one.outcome,
            "week": one.week,
            "daughter": None if one.daughter is None else f"circle-{one.daughter + 1:02d}",
            "members": list(one.members),
        }
        for one in world.proposals
    ]
