"""The clock: day after day what was planned is done through the operations, one commit a day."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from cohive.house import founding
from cohive.house.simulation import army, making, parting, people, talking, trading
from cohive.house.simulation.plan import MONTH_DAYS, Plan
from cohive.house.simulation.world import World

__all__ = ["ANSWERS", "run"]

ANSWERS = {
    "name": "Simulated place",
    "tagline": "Nobody here is real. The rules, the votes and the sums are.",
    "languages": "en,zh-hans",
    "currency": "EUR",
    "tax_name": "VAT",
    "tax_percent": "21",
    "template": "label",
    "country": "NL",
    "time_zone": "UTC",
    "steward_email": "steward@example.org",
    "steward_name": "Steward",
}


def run(plan: Plan, *, ends_at: datetime, tell: Callable[[str], None]) -> World:
    """Run a place to its last day.

    Parameters
    ----------
    plan : Plan
        How many, how long, which regime, which seed.
    ends_at : datetime
        The midnight after the last day; all acts lie before it.
    tell : callable
        Hears a line of progress at each month's end.

    Returns
    -------
    World
        What was drawn, with the ground truth.
    """
    began_at = ends_at - timedelta(days=plan.days)
    with transaction.atomic():
        place = founding.found(ANSWERS, at=began_at, is_demo=True)
        draw = random.Random(plan.seed)  # noqa: S311 - repeatable, no secret
        world = World(plan, began_at, place, draw)
        world.hear(began_at + timedelta(minutes=1))
        people.settle_staff(world)
        people.open_circles(world)
        trading.open_shop(world)
        people.arrive(world)
    current: making.Round | None = None
    for number in range(plan.days):
        with transaction.atomic():
            world.today = number
            parting.look(world, number)
            current = _plan(world, number, current)
            _do(world, number)
        world.hear(world.day(number + 1) - timedelta(seconds=1))
        if (number + 1) % MONTH_DAYS == 0:
            world.work(world.day(number + 1) - timedelta(seconds=1))
            tell(
                f"month {(number + 1) // MONTH_DAYS} of {plan.months}: "
                f"{len(world.active())} active, {len(world.works)} works, {world.orders} orders"
            )
    return world


def _plan(world: World, number: int, current: making.Round | None) -> making.Round | None:
    """Draw what this day brings; returns the challenge that takes entries."""
    month, day = divmod(number, MONTH_DAYS)
    if day == 0 and number:
        people.drift(world, number)
    if day == making.OPENS:
        current = making.challenge(world, month)
        if world.plan.regime == "army":
            army.cheer(world, current, month)
            if month == world.plan.months - 1:
                army.attack(world, current, month)
    takes = current if making.OPENS <= day < making.CLOSES else None
    if day == making.DECIDED + 1:
        trading.bring_out(world, number)
    talking.talk(world, number)
    making.make(world, number, takes)
    trading.sell(world, number)
    return current


def _do(world: World, number: int) -> None:
    """Do what is planned for a day in the order of its hours, also what it brings about."""
    waiting: list[tuple[datetime, int, Callable[[datetime], None]]] = []
    count = 0
    while True:
        for step in world.steps.pop(number, []):
            heapq.heappush(waiting, (step.at, count, step.do))
            count += 1
        if not waiting:
            return
        at, _, do = heapq.heappop(waiting)
        do(at)
