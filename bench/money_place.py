"""What `bench.money` asks of a place, in a process of its own: `money_place WHAT [NUMBER]`.

`shop` and `drop` make a place with so many pieces; `ledger` posts so many distributions; `count`
says what came of it. The last line printed is the answer.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from cohive.house.command.migrate import prepare  # noqa: E402
from cohive.journal.models import Act, EconomicEvent  # noqa: E402
from cohive.journal.operations import create_agent  # noqa: E402
from cohive.journal.seals import seal_pending  # noqa: E402
from cohive.journal.verification import verify  # noqa: E402
from cohive.ledger.models import Entry, Leg  # noqa: E402
from cohive.ledger.operations import Draft, Posting, post, post_all  # noqa: E402
from cohive.trade import operations  # noqa: E402
from cohive.trade.models import Order, Stock  # noqa: E402
from cohive.words.money import Money  # noqa: E402
from tests.trade.conftest import Cast, open_shop  # noqa: E402

PAYEES, LEGS, ONE_BY_ONE = 20, 5, 200


def main() -> None:
    what, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
    if what != "count":
        prepare()
    WORK[what](number)


def shop(pieces: int) -> None:
    print(_open(pieces).medium)


def _open(pieces: int) -> Cast:
    return open_shop(timezone.now(), shirts=pieces)


def drop(pieces: int) -> None:
    """One to warm up with, one to rush; both open in a few seconds."""
    cast, now = _open(pieces + 1000), timezone.now()
    opens_at = now + timedelta(seconds=1)
    for title, count in (("Warm", 1000), ("Rush", pieces)):
        operations.announce_drop(
            title=title,
            product=cast.shirt,
            pieces={cast.medium: count},
            opens_at=opens_at,
            closes_at=opens_at + timedelta(hours=1),
            by=cast.ruben,
            at=now,
        )
    print(cast.medium, "warm", opens_at.timestamp())


def ledger(entries: int) -> None:
    now = timezone.now()
    cast = _open(1)
    payees = [create_agent(kind="person", at=now) for _ in range(PAYEES)]
    act = Act.objects.values_list("id", flat=True)[0]
    chance = random.Random(1)  # noqa: S311 - nothing secret
    singles = [_draft(chance, act, cast.firm, payees, now, f"one {n}") for n in range(ONE_BY_ONE)]
    many = [_draft(chance, act, cast.firm, payees, now, f"many {n}") for n in range(entries)]

    def one_by_one() -> None:
        for one in singles:
            with transaction.atomic():
                post(kind=one.kind, act=one.act, key=one.key, postings=one.postings, at=one.at)

    def sealed() -> None:
        post_all(drafts=many)
        while seal_pending():
            pass

    def checked() -> None:
        assert [finding.fault for finding in verify() if finding.fault] == []

    rates = [*_rates(one_by_one, ONE_BY_ONE), *_rates(sealed, entries)]
    rows = sum(model.objects.count() for model in (Act, EconomicEvent, Entry, Leg))
    print(*rates, *_rates(checked, rows))


def _rates(work: Callable[[], None], count: int) -> tuple[float, float]:
    """How many a second of the wall, and of this process's processor."""
    began, spent = time.perf_counter(), time.process_time()
    work()
    return count / (time.perf_counter() - began), count / (time.process_time() - spent)


def _draft(
    chance: random.Random, act: UUID, firm: UUID, payees: list[UUID], at: datetime, key: str
) -> Draft:
    amounts = [chance.randint(1, 2000) for _ in range(LEGS)]
    postings = [
        Posting(payee, "opening", Money(amount, "EUR"))
        for payee, amount in zip(chance.sample(payees, LEGS), amounts, strict=True)
    ]
    postings.append(Posting(firm, "opening", Money(-sum(amounts), "EUR")))
    return Draft("bench", act, key, postings, at)


def count(_: int) -> None:
    faults = [finding.fault for finding in verify() if finding.fault]
    rows = Order.objects.filter(key__startswith="form:bench-")
    placed = rows.exclude(key__startswith="form:bench-w").count()  # without those of warming up
    kept = dict(Stock.objects.values_list("location__name", "on_hand").filter(on_hand=0))
    print(
        f"{placed} orders in the books; empty shelves {sorted(kept)}; verify: {faults or 'clean'}"
    )


WORK = {"shop": shop, "drop": drop, "ledger": ledger, "count": count}

if __name__ == "__main__":
    main()
