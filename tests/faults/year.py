"""A year of a place in one process, from one seed: `python -m tests.faults.year --seed 7`.

Members join, buy, pay, cancel and send back through the real operations; the practice provider's
messages come twice, late, mixed up, or never; statements and commits fail, answers are lost, the
clock jumps. Every ten days what must always hold is checked; at the end the weather clears, what
was lost is asked for, and everything is recomputed. The same seed is the same year to the byte.
"""

from __future__ import annotations

import heapq
import json
import logging
import os
import random
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

BEGAN_AT = datetime(2027, 10, 1, tzinfo=UTC)
"""Such a year holds both changes of the clocks and a leap day."""
CHECKED_EVERY_DAYS = 10
CALM_DAYS, STILL_DAYS = 6, 3
"""Days of good weather at the end; then days on which nobody does anything any more."""
MESSAGE_HOURS, WORK_HOUR = (9, 15, 22), 23
JOBS = ("trade.expire", "trade.refunds", "trade.reconcile", "journal.clock")
COPIES_MAX, DELAY_MAX = 3, timedelta(hours=20)


def main() -> int:
    asked = _asked()
    os.environ.setdefault("COHIVE_HOME", tempfile.mkdtemp(prefix="cohive-year-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    logging.disable(logging.CRITICAL)  # the weather's own faults
    began = time.process_time()
    found = run(asked)
    found["cpu_seconds"] = round(time.process_time() - began, 1)
    print(json.dumps(found, indent=1))
    if found["faults"]:
        print(f"Again: python -m tests.faults.year {' '.join(sys.argv[1:])}", file=sys.stderr)
    return 1 if found["faults"] else 0


def _asked() -> Namespace:
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--members", type=int, default=500)
    asked.add_argument("--days", type=int, default=365)
    asked.add_argument(
        "--break-it",
        choices=("stock", "cent"),
        help="spoil one row half way, to see that it is found",
    )
    return asked.parse_args()


def run(asked: Namespace) -> dict[str, Any]:
    """The whole run; `faults` is empty when all held."""
    from cohive.house.simulation.truth import digest
    from tests.faults.chance import determined

    _prepare()
    with determined(asked.seed, BEGAN_AT) as clock:
        year = _opened(asked, clock)
        faults = _live(year, asked)
        if not faults:
            faults = _rest(year, BEGAN_AT + timedelta(days=asked.days))
        return {
            "seed": asked.seed,
            "members": len(year.members),
            "orders": _count("trade_order"),
            "paid": _count("trade_order", "paid_at IS NOT NULL"),
            "refunds": _count("trade_refund", "state = 'done'"),
            "entries": _count("ledger_entry"),
            "weather": year.weather.counts,
            "digest": digest(BEGAN_AT),
            "faults": faults,
        }


def _prepare() -> None:
    """The shop, unless the folder holds it; no syncs, since no power is cut here."""
    from django.db import connection

    from cohive.bond.queries import place
    from tests.crash.shop import open_web_shop

    if "bond_place" not in connection.introspection.table_names() or place() is None:
        open_web_shop()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")


def _opened(asked: Namespace, clock: Any) -> Any:
    from django.conf import settings

    from cohive.bond.queries import place, stewards
    from cohive.bridges.payments import outbox
    from cohive.bridges.payments.sandbox import SandboxProvider
    from cohive.create.queries import product_by_slug
    from cohive.trade import providers
    from cohive.trade.queries import web_location
    from tests.crash.shop import scarce_things
    from tests.faults.shop import Year
    from tests.faults.weather import Weather

    bank = SandboxProvider(
        Path(settings.HOME) / f"sandbox-{asked.seed}",
        webhook_url="http://localhost:8000/webhooks/payments",
        pay_url="http://localhost:8000/sandbox/pay/",
        weather=outbox.Weather(copies_max=COPIES_MAX, delay_max=DELAY_MAX),
        seed=asked.seed,
        secret="whsec_c2ltdWxhdGVkLXllYXItc2VjcmV0LTAwMDA=",
    )
    providers._sandbox = lambda *_: bank  # type: ignore[assignment]
    opened, shelf, steward = place(), web_location(), stewards()[0]
    assert opened is not None
    assert shelf is not None
    assert product_by_slug("card") is not None
    return Year(
        draw=random.Random(asked.seed),  # noqa: S311 - repeatable, no secret
        weather=Weather(asked.seed + 2),
        clock=clock,
        bank=bank,
        world=opened.world,
        steward=steward,
        variants=scarce_things(steward=steward, at=BEGAN_AT),
        web=shelf,
    )


def _live(year: Any, asked: Namespace) -> list[str]:
    """Day after day under rough weather; stops at the first thing that may not be."""
    from tests.faults.invariants import at_any_moment

    for number in range(asked.days):
        day = BEGAN_AT + timedelta(days=number)
        year.weather.is_rough = True
        year.clock.off_by = year.weather.wrong_clock()
        joining = asked.members * (number + 1) // asked.days - asked.members * number // asked.days
        year.plan_day(day, joining)
        _do_day(year, day)
        if number == asked.days // 2 and asked.break_it:
            _spoil(asked.break_it)
        if number % CHECKED_EVERY_DAYS == CHECKED_EVERY_DAYS - 1:
            year.weather.is_rough = False
            if faults := at_any_moment():
                return [f"on day {number}: {fault}" for fault in faults]
    return []


def _do_day(year: Any, day: datetime) -> None:
    from tests.faults.weather import Weather

    weather: Weather = year.weather
    end = day + timedelta(days=1)
    for hour in MESSAGE_HOURS:
        year.plan(day + timedelta(hours=hour), lambda at: _send_messages(year, at))
    year.plan(day + timedelta(hours=WORK_HOUR), _work)
    heapq.heapify(year.steps)
    with weather.over_the_database():
        while year.steps and year.steps[0][0] < end:
            at, _, do = heapq.heappop(year.steps)
            planned = year.steps
            year.steps = []
            do(year.clock.set(at))
            for step in year.steps:
                heapq.heappush(planned, step)
            year.steps = planned


def _work(at: datetime) -> None:
    """One round of the worker; when the database fails it rests and comes again."""
    from django.db import DatabaseError

    from cohive.journal.jobs import run_due

    with suppress(DatabaseError):
        run_due(at=at, only=JOBS)


def _send_messages(year: Any, at: datetime) -> None:
    """What the provider sends now."""
    for delivery, fate in year.weather.in_any_order(
        year.bank.due_deliveries(at=year.clock.true_at, limit=500)
    ):
        _receive(year, delivery, fate, at)


def _receive(year: Any, delivery: Any, fate: str, at: datetime) -> None:
    """As the page for messages does it: act, then say that it came."""
    from django.db import DatabaseError

    from cohive.trade import operations as trade
    from cohive.words.refusals import Refused

    ok = fate == "lost"  # the provider believes that it came
    if fate == "comes":
        try:
            event = year.bank.parse_webhook(
                delivery.headers, delivery.body, secret=year.bank.webhook_secret, at=at
            )
            trade.confirm_payment(event=event, at=at)
            ok = True
        except (DatabaseError, Refused):  # a clock that is wrong refuses the signature
            ok = False
    year.bank.mark_delivered(delivery, ok=ok, at=year.clock.true_at)


def _rest(year: Any, end: datetime) -> list[str]:
    """The weather clears: what is on its way arrives, what was lost is asked for.

    People go on for some days. What they do at the last moment (a refund on the last evening) is
    heard of on the still days after it.
    """
    from tests.faults.invariants import at_rest

    year.weather.is_rough = False
    year.clock.off_by = timedelta(0)
    for number in range(CALM_DAYS):
        _do_day(year, end + timedelta(days=number))
    year.steps = []
    for number in range(CALM_DAYS, CALM_DAYS + STILL_DAYS):
        _do_day(year, end + timedelta(days=number))
    return at_rest(year.bank)


def _spoil(what: str) -> None:
    """One row past the operations, as a hand in the database would."""
    from django.db import connection

    with connection.cursor() as cursor:
        if what == "stock":
            cursor.execute("UPDATE trade_stock SET on_hand = on_hand + 1")
        else:
            cursor.execute("UPDATE trade_refund SET goods_minor = goods_minor + 1")
            cursor.execute("UPDATE ledger_balance SET minor = minor + 1 WHERE minor <> 0")


def _count(table: str, condition: str = "1 = 1") -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE {condition}")  # noqa: S608 - our own
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    raise SystemExit(main())
