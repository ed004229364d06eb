"""A paid water army in the last challenge; beside it two innocent crowds that look alike.

The army works in shifts: accounts made within an hour sit down together on four days, each time
scoring a part of what was paid for, and of the strongest rivals, within a few minutes. The launch
crowd comes on the day of an announcement for one work, and looks around. The fan club are old
members who score one maker's works in every challenge, each at an hour of her own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cohive.house.simulation.making import CLOSES, COUNTED, Round, hand_in, plan_score
from cohive.house.simulation.people import enter, join_account
from cohive.house.simulation.plan import MONTH_DAYS
from cohive.house.simulation.trading import announce
from cohive.house.simulation.world import Deed, Entry, Person, World

__all__ = ["attack", "cheer"]

PAYERS, PAID_EACH, RIVALS = 2, 3, 2
SHIFT_ACCOUNTS = 8
SHIFT_SECONDS = 540
SITTINGS = 4
"""Times a shift sits down, each on another day and for another part of what was paid for."""
LOOKED_AT = 3
CLUB_PART = 0.8


def cheer(world: World, current: Round, month: int) -> None:
    """The fan club's maker hands in each month, and her fans score her."""
    first = month * MONTH_DAYS
    if not world.active():
        return
    if not world.star:
        world.star.append(world.active()[0])
    star = world.star[0]
    if not star.is_active:
        return

    def enters(at: datetime) -> None:
        if star.is_active:
            entry = hand_in(world, star, at, current)
            world.targets.setdefault("fan_club", []).append(entry.key)
            _fans(world, entry, first)

    day = first + CLOSES - 2
    world.later(day, world.moment(day), enters)


def _fans(world: World, entry: Entry, first: int) -> None:
    club = world.truth.setdefault("fan_club", [])
    others = [one for one in world.active() if one is not entry.maker and one.key not in club]
    for person in others[: world.plan.crowd - len(club)]:
        club.append(person.key)
    for person in world.active():
        if person.key in club and world.draw.random() < CLUB_PART:
            day = world.draw.randrange(first + CLOSES, first + COUNTED)
            plan_score(world, day, world.moment(day), person, entry, 5)


def attack(world: World, current: Round, month: int) -> None:
    """Plan the whole of it in this month's challenge."""
    first = month * MONTH_DAYS
    day = first + CLOSES - 1
    noon = world.day(day) + timedelta(hours=12)
    world.later(day, noon, lambda at: _pay(world, current, first, at))
    world.later(
        first + CLOSES + 1,
        world.day(first + CLOSES + 1) + timedelta(hours=9),
        lambda at: _launch(world, current, first + CLOSES + 1, at),
    )


def _pay(world: World, current: Round, first: int, at: datetime) -> None:
    """Two members hand in what will be paid for; accounts are made for it."""
    payers = world.draw.sample([one for one in world.active() if one not in world.star], PAYERS)
    rivals = sorted(current.entries, key=lambda one: -current.quality[one.key])[:RIVALS]
    paid = [
        hand_in(world, payer, at + timedelta(minutes=step), current)
        for payer in payers
        for step in range(PAID_EACH)
    ]
    world.truth["payers"] = [payer.key for payer in payers]
    world.targets["army"] = [entry.key for entry in paid]
    world.targets["army_rivals"] = [entry.key for entry in rivals]
    accounts = [
        join_account(
            world,
            f"army-{number + 1:03d}",
            f"{world.draw.choice(('Sunny', 'Happy', 'Lucky', 'Blue'))} {number + 7001}",
            at + timedelta(minutes=10, seconds=40 * number),
        )
        for number in range(world.plan.crowd)
    ]
    world.truth["army"] = [account.key for account in accounts]
    days = range(first + CLOSES + 1, first + COUNTED)
    for begin in range(0, len(accounts), SHIFT_ACCOUNTS):
        on = world.draw.sample(days, SITTINGS)
        for sitting, day in enumerate(on):
            entries = (paid + rivals)[sitting::SITTINGS]
            _shift(world, accounts[begin : begin + SHIFT_ACCOUNTS], entries, paid, day)


def _shift(
    world: World, accounts: list[Person], entries: list[Entry], paid: list[Entry], day: int
) -> None:
    """One sitting: every account scores these entries within nine minutes."""
    begins = world.moment(day)
    for account in accounts:
        for entry in entries:
            at = begins + timedelta(seconds=world.draw.randrange(SHIFT_SECONDS))
            plan_score(world, day, at, account, entry, 5 if entry in paid else 0)


def _launch(world: World, current: Round, day: int, at: datetime) -> None:
    """A work is announced; friends of its maker come, score it, and look around."""
    paid = set(world.targets.get("army", [])) | set(world.targets.get("fan_club", []))
    open_to = [entry for entry in current.entries if entry.key not in paid]
    if not open_to:
        return
    shown = world.draw.choice(open_to)
    announce(world, "Voting is open. Have a look at what came in.", at)
    world.targets["launch_crowd"] = [shown.key]
    world.announced[shown.key] = at
    names = world.truth.setdefault("launch_crowd", [])
    for number in range(world.plan.crowd):
        joins = at + timedelta(seconds=world.draw.randrange(60, 10 * 3600))
        world.later(day, joins, _guest(world, current, shown, number, day))
        names.append(f"guest-{number + 1:03d}")


def _guest(world: World, current: Round, shown: Entry, number: int, day: int) -> Deed:
    def do(at: datetime) -> None:
        guest = join_account(world, f"guest-{number + 1:03d}", f"Guest {number + 1}", at)
        enter(world, guest, 0, at)
        plan_score(world, day, at + timedelta(minutes=2), guest, shown, 5)
        others = [entry for entry in current.entries if entry is not shown]
        for entry in world.draw.sample(others, min(world.times(LOOKED_AT), len(others))):
            value = round(world.draw.gauss(current.quality[entry.key], 1))
            after = at + timedelta(seconds=world.draw.randrange(200, 3600))
            plan_score(world, day, after, guest, entry, value)

    return do
