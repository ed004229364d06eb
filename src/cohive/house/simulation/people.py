"""Joining, meeting in circles, drifting away, leaving."""

from __future__ import annotations

from datetime import datetime, timedelta

from cohive.bond import operations as bond
from cohive.bond.queries import stewards
from cohive.house.simulation.parting import comes_to, sit_down
from cohive.house.simulation.world import Deed, Person, World

__all__ = ["arrive", "drift", "open_circles", "settle_staff"]

STAFF_PER_MEMBERS = 150
EARLY = 0.4
"""The part of members who join in the first month."""
SECOND_CIRCLE = 0.25
LEAVING = 0.2
"""How many of those who drift away delete their account."""
GIVEN = (
    "Ada", "Bo", "Cai", "Dara", "Emre", "Fenna", "Gao", "Hana", "Ines", "Jun", "Kofi", "Lena",
    "Mina", "Noa", "Olu", "Pia", "Qin", "Rui", "Sofia", "Tam", "Uma", "Vera", "Wen", "Xia",
    "Yara", "Zeno",
)  # fmt: skip
AFTER = (
    "Lake", "Reed", "Quay", "Stone", "Lamp", "Ferry", "Wind", "Heron", "Tide", "Alder", "Mill",
    "Gate", "Rope", "Sand",
)  # fmt: skip


def settle_staff(world: World) -> None:
    """The steward, and makers of the firm by the size of the place."""
    at = world.began_at + timedelta(minutes=5)
    steward = Person(stewards()[0], "steward", [], world.began_at, is_staff=True)
    world.everybody.append(steward)
    world.staff.append(steward)
    for number in range(1 + world.plan.members // STAFF_PER_MEMBERS):
        made = join_account(world, f"maker-{number + 1:02d}", f"Maker {number + 1}", at)
        made.is_staff = True
        bond.grant_role(to=made.agent, role="maker", by=steward.agent, at=at)
        world.staff.append(made)


def open_circles(world: World) -> None:
    """Every planted circle, with the people of the firm in it."""
    at = world.began_at + timedelta(minutes=10)
    for number in range(world.plan.circles):
        made = bond.create_circle(
            name=f"Circle {number + 1}",
            purpose="Come together, show what you make, ask.",
            by=world.staff[0].agent,
            at=at,
        )
        world.circles.append(made)
        for person in world.staff:
            bond.join_circle(circle=made, by=person.agent, at=at)
            person.circles.append(number)


def arrive(world: World) -> None:
    """Plan the day on which everybody joins: many in the first month, the rest evenly."""
    for number in range(world.plan.members):
        early = world.draw.random() < EARLY or number < world.plan.circles * 3
        last = min(30, world.plan.days) if early else max(world.plan.days - 5, 1)
        day = world.draw.randrange(1, max(last, 2))
        world.later(day, world.moment(day), _arrival(world, number))


def _arrival(world: World, number: int) -> Deed:
    def do(at: datetime) -> None:
        name = f"{GIVEN[number % len(GIVEN)]} {AFTER[number // len(GIVEN) % len(AFTER)]}"
        person = join_account(world, f"member-{number + 1:04d}", f"{name} {number + 1}", at)
        person.liveliness = world.draw.lognormvariate(-0.12, 0.5)
        world.people.append(person)
        home = comes_to(world, number % world.plan.circles)
        world.truth.setdefault(f"circle-{home + 1:02d}", []).append(person.key)
        enter(world, person, home, at)
        if world.draw.random() < SECOND_CIRCLE:
            enter(world, person, world.draw.randrange(world.plan.circles), at)

    return do


def enter(world: World, person: Person, circle: int, at: datetime) -> None:
    """Belong to a circle from now on."""
    if circle not in person.circles:
        bond.join_circle(circle=world.circles[circle], by=person.agent, at=at)
        person.circles.append(circle)
        sit_down(world, person, circle)


def join_account(world: World, key: str, name: str, at: datetime) -> Person:
    """An account is made; members among them are counted by whoever calls."""
    agent = bond.join(email=f"{key}@example.org", name=name, at=at, language="en", is_verified=True)
    person = Person(agent, key, [], at)
    world.everybody.append(person)
    return person


def drift(world: World, number: int) -> None:
    """At a month's end some fall silent, and a few of those leave for good."""
    for person in world.active():
        if world.draw.random() >= world.habits.drift:
            continue
        person.is_active = False
        if world.draw.random() < LEAVING:
            world.left += 1
            bond.delete_account(by=person.agent, at=world.moment(number))
