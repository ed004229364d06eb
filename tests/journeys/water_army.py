"""Seeds a demo place with Sunday challenges, a drawing class of fans, and the simulator's army.

`seed` runs in a process of its own, in the folder of the served place, and returns who is who, with
sign-in keys. Everything goes through the place's operations, in the order of its hours.

Sixty people and seven makers fill four small challenges and the attacked one. The army is
that of `cohive simulate --regime army`, let loose on this place by the same function; so is its
innocent launch crowd. The class are seven old members who joined on one evening and score nothing
but what their teacher hands in, each at an hour of her own on the evening votes open. That looks
like an army and is none: the watch is expected to be wrong about them. One of the class cut the
paper for a print made from such a sheet, so she has pay that a review of it can hold.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.bond import queries as members
from cohive.create import operations as create
from cohive.create.queries import answers, product
from cohive.create.queries import challenge as challenge_of
from cohive.house.pages.doors import enter_key
from cohive.house.simulation.army import attack
from cohive.house.simulation.making import CLOSES, COUNTED, OPENS, Round, hand_in, plan_score
from cohive.house.simulation.people import join_account
from cohive.house.simulation.plan import Plan
from cohive.house.simulation.world import Entry, Person, World
from cohive.trade import operations as trade
from cohive.words.money import Money

SEED = 11
SUNDAYS = 4
SOLD = 6
SUNDAY_ENTRIES, SCORED = 8, 4
VOTES, VOTES_LAST = 0.6, 0.8
"""How likely a voter takes part in a Sunday challenge, and in the last one."""
VOTERS = [
    f"{given} {after}"
    for given in ("Ada", "Bo", "Cai", "Dara", "Emre", "Fenna", "Gao", "Ines", "Jun", "Kofi")
    for after in ("Lake", "Reed", "Quay", "Stone", "Lamp", "Wind")
]
CLASS = [f"{given} Vane" for given in ("Mina", "Noa", "Olu", "Pia", "Qin", "Rui", "Sol")]
TEACHER = "hanna-vik"
MAKERS = ("yusra-haddad", "dov-peretz", "ifeoma-obi", "bas-mulder", "kit-larsen", "teo-marchetti")
STEWARDS = ("jonas-bakker", "sana-iqbal")
CIRCLE = "tide-and-print"
TITLE = "A poster for the night boat"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def begin() -> World:
    """The simulator's world laid over the place that is here; its last voting day is yesterday."""
    place, circle = members.place(), members.circle_by_slug(CIRCLE)
    assert place is not None
    assert circle is not None
    today = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    plan = Plan(members=len(VOTERS), months=1, regime="army", seed=SEED)
    began_at = today - timedelta(days=COUNTED)
    draw = random.Random(SEED)  # noqa: S311 - repeatable, no secret
    world = World(plan, began_at, place, draw, circles=[circle.agent])
    world.staff = [person(slug, began_at) for slug in ("ruben-haak", STEWARDS[0])]
    world.people = [person(slug, began_at) for slug in (TEACHER, *MAKERS)]
    world.star = world.people[:1]  # nobody pays for the teacher's entries
    return world


def person(slug: str, at: datetime) -> Person:
    """Somebody of the demo's own cast."""
    agent = members.agent_of_slug(slug)
    assert agent is not None, slug
    return Person(agent, slug, [], at)


def crowd(world: World, key: str, names: list[str], joins: Callable[[], datetime]) -> list[Person]:
    """Accounts that joined long ago, in the order of their joining."""
    at = sorted(joins() for _ in names)
    return [
        join_account(world, f"{key}-{number:02d}", name, at[number])
        for number, name in enumerate(names)
    ]


def challenge(world: World, title: str, first: datetime, *, entries: int, ends: datetime) -> Round:
    """A challenge of this place; the teacher's entry is its first."""
    opened = create.open_challenge(
        title=title,
        brief="One sheet, two inks, read from across the water.",
        opens_at=first + timedelta(days=OPENS),
        closes_at=first + timedelta(days=CLOSES),
        voting_closes_at=ends,
        by=world.staff[0].agent,
        at=first + timedelta(days=OPENS) - HOUR,
        lang="en",
    )
    current = Round(opened, title)
    for number in range(entries):
        maker = world.people[number % len(world.people)]
        hand_in(world, maker, first + timedelta(days=CLOSES - 3, minutes=number), current)
    return current


def votes(
    world: World, current: Round, opens: datetime, people: list[Person], *, often: float, days: int
) -> None:
    """Each who takes part sits down once in these days and scores a few entries."""
    for voter in people:
        if world.draw.random() >= often:
            continue
        at = opens + world.draw.random() * timedelta(days=days)
        for step, entry in enumerate(world.draw.sample(current.entries, SCORED)):
            value = round(world.draw.gauss(current.quality[entry.key], 0.9))
            moment = at + step * timedelta(seconds=world.draw.randrange(20, 180))
            plan_score(world, 0, moment, voter, entry, value)


def cheers(world: World, current: Round, opens: datetime, people: list[Person]) -> None:
    """The class scores what its teacher handed in, each at her own hour of the first evening."""
    for fan in people:
        at = opens + world.draw.random() * 6 * HOUR
        plan_score(world, 0, at, fan, current.entries[0], 5)


def play(world: World, current: Round, voters: list[Person]) -> None:
    """Do everything planned in the order of its hours, also what it brings about."""
    attack(world, current, 0)
    opens = world.day(CLOSES)
    # once the army's payers have handed in, everybody votes on what is there
    days = COUNTED - CLOSES - 1
    world.later(0, opens, lambda at: votes(world, current, at, voters, often=VOTES_LAST, days=days))
    waiting: list[tuple[datetime, int, Callable[[datetime], None]]] = []
    count = 0
    while True:
        for number in sorted(world.steps):
            for step in world.steps.pop(number):
                heapq.heappush(waiting, (step.at, count, step.do))
                count += 1
        if not waiting:
            return
        at, _, do = heapq.heappop(waiting)
        do(at)


@transaction.atomic
def seed() -> dict[str, object]:
    """The whole of it; returns who is who."""
    world = begin()
    old = world.began_at - timedelta(days=40)
    voters = crowd(world, "voter", VOTERS, lambda: old + world.draw.random() * timedelta(days=30))
    evening = old + 19 * HOUR
    fans = crowd(world, "class", CLASS, lambda: evening + world.draw.random() * 2 * HOUR)
    for number in range(SUNDAYS):
        first = world.began_at - timedelta(days=7 * (SUNDAYS - number))
        opens = first + timedelta(days=CLOSES)
        current = challenge(
            world, f"Sunday sheet {number + 1}", first, entries=SUNDAY_ENTRIES,
            ends=opens + timedelta(days=6.5),
        )  # fmt: skip
        votes(world, current, opens, voters, often=VOTES, days=6)
        cheers(world, current, opens, fans)
    sell(world, current.entries[0], fans[-1])
    ends = timezone.now() + timedelta(days=3)
    last = challenge(world, TITLE, world.began_at, entries=SUNDAY_ENTRIES + 2, ends=ends)
    cheers(world, last, world.day(CLOSES), fans)
    with patch("cohive.create.operations.scores.not_before_known", lambda at: at):
        play(world, last, voters)
    stewards = [world.staff[0], *(person(slug, world.began_at) for slug in STEWARDS)]
    for one in stewards[1:]:
        bond.grant_role(
            to=one.agent, role="steward", by=world.staff[0].agent, at=timezone.now() - HOUR
        )
    return who_is_who(world, last, stewards, fans)


def sell(world: World, sheet: Entry, cutter: Person) -> None:
    """Print the sheet, for which one of the class cuts the paper, and sell six at a stall."""
    by, at = world.staff[0].agent, timezone.now() - timedelta(days=5)
    made = create.create_product(
        title="Sunday print",
        slug="sunday-print",
        price=Money(2_500, "EUR"),
        tax_rate=Fraction(21, 100),
        costs=[("Paper, ink", 734)],
        variants=[("A2", "SUNDAY-A2")],
        by=by,
        at=at,
    )
    create.add_stage_source(
        product=made, stage="design", kind="work", object=sheet.id, weight=1, by=by, at=at
    )
    create.log_contribution(
        product=made,
        stage="production",
        what="Cut the paper",
        makers=[(cutter.agent, 1)],
        by=cutter.agent,
        at=at,
        confirmed_by=by,
    )
    offered = create.offer_agreement(
        product=made,
        house=Fraction(1, 10),
        link=Fraction(0),
        stage_weights={"design": 60, "production": 40},
        by=by,
        at=at,
    )
    for one in answers(offered):
        if one.state == "asked":
            create.answer_agreement(agreement=offered, accepts=True, by=one.agent, at=at)
    found = product(made)
    assert found is not None
    variant = found.variants[0].id
    stall = trade.open_location(name="Class evening", kind="stall", by=by, at=at)
    trade.receive_stock(variant=variant, location=stall, quantity=SOLD, by=by, at=at)
    create.put_on_sale(product=made, by=by, at=at)
    trade.record_sale_here(
        lines=[(variant, SOLD)], location=stall, paid="cash", by=by, at=at + HOUR, key="class"
    )


def who_is_who(
    world: World, last: Round, stewards: list[Person], fans: list[Person]
) -> dict[str, object]:
    """Names, agents and keys of the groups, the challenge's address, the titles of entries."""
    view = challenge_of(last.challenge)
    assert view is not None
    accounts = {one.key: one for one in world.everybody}
    groups = {
        "stewards": stewards,
        "class": fans,
        "army": [accounts[key] for key in world.truth["army"]],
        "launch": [accounts[key] for key in world.truth["launch_crowd"] if key in accounts],
    }
    named = members.cards(one.agent for people in groups.values() for one in people)
    titles = {entry.key: f"Work {int(entry.key.split('-')[1])}" for entry in world.works}
    return {
        "challenge": view.url,
        "paid": [titles[key] for key in world.targets["army"]],
        **{
            group: [(named[one.agent].name, str(one.agent), enter_key(one.agent)) for one in people]
            for group, people in groups.items()
        },
    }
