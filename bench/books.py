"""How fast the books are proven, and what a balance costs on an account with a million legs.

Run: python -m bench.books. A place in a folder of its own with so many sales, each an act with five
flows and an entry of six legs; then a million legs on one account, written straight into the
table. The peer of the proof is reading the same rows as Django's objects and doing nothing else.
Seconds are of the processor, the best of the rounds, because others disturb.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

os.environ["COHIVE_HOME"] = tempfile.mkdtemp(prefix="cohive-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from cohive.house.schema import bring_up_to_date  # noqa: E402
from cohive.journal import chain, seals  # noqa: E402
from cohive.journal.events import Flow, event  # noqa: E402
from cohive.journal.models import Act, EconomicEvent, Seal  # noqa: E402
from cohive.journal.operations import create_agent, record  # noqa: E402
from cohive.ledger import checks, queries  # noqa: E402
from cohive.ledger.models import Account, Balance, DayTurnover, Entry, Leg  # noqa: E402
from cohive.ledger.operations import Posting, post  # noqa: E402
from cohive.ledger.rebuilding import insert_turnovers  # noqa: E402
from cohive.words.ids import new_id  # noqa: E402
from cohive.words.money import Money  # noqa: E402
from cohive.words.verbs import Action, Verb  # noqa: E402

SALES = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
LEGS, ROUNDS = 1_000_000, 3


@event("ledger.bench.sold", verb=Verb.CREATE, sentence="%(actor)s sold something.")
@dataclass(frozen=True)
class Sold:
    order: UUID
    units: int
    pool_minor: int
    currency: str


def fill() -> int:
    """So many sales in one transaction; return how many rows they are, without seals."""
    at = timezone.now()
    firm = create_agent(kind="firm", at=at)
    makers = [create_agent(kind="person", at=at) for _ in range(5)]
    with transaction.atomic():
        for number in range(SALES):
            thing = uuid4()
            flows = [
                Flow(Action.TRANSFER, firm, maker, "credit", new_id(), amount=Money(317, "EUR"))
                for maker in makers
            ]
            act = record(
                Sold(thing, 1, 1585, "EUR"),
                by=firm, at=at, object_kind="order", object=thing, flows=flows,
            )  # fmt: skip
            legs = [Posting(maker, "earned", Money(317, "EUR")) for maker in makers]
            legs.append(Posting(firm, "sales", Money(-1585, "EUR")))
            post(kind="sale", act=act, key=f"sale {number}", postings=legs, at=at)
    seals.seal_pending()
    return sum(model.objects.count() for model in (Act, EconomicEvent, Entry, Leg))


def million_legs() -> UUID:
    """One account with a million legs of one unit, a minute apart, and its balance."""
    leg = Leg.objects.select_related("account").first()
    assert leg is not None
    begin, entry = timezone.now() - timedelta(minutes=LEGS), new_id()  # rolled back in the end
    account = Account.objects.create(agent=leg.account.agent, purpose="waiting", currency="EUR")
    Balance.objects.create(account=account, minor=LEGS, legs_count=LEGS)
    for start in range(0, LEGS, 10_000):
        Leg.objects.bulk_create(
            Leg(
                entry_id=entry, account=account, number=number + 1, minor=1,
                after_minor=number + 1, at=begin + timedelta(minutes=number),
            )
            for number in range(start, start + 10_000)
        )  # fmt: skip
    return account.agent_id


def best(work: Callable[[], object]) -> float:
    """CPU seconds of the fastest of the rounds."""
    found = []
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def read_objects() -> int:
    """The peer: every row as an object, in chunks, looked at by nobody."""
    return sum(
        1
        for model in (Seal, Act, EconomicEvent, Entry, Leg)
        for _ in model.objects.order_by("pk").iterator(chunk_size=5_000)
    )


def main() -> None:
    bring_up_to_date()
    began = time.process_time()
    rows = fill()
    print(f"{SALES} sales, {rows} rows, written in {time.process_time() - began:.1f} s")
    assert chain.broken_link() == ""
    peer = best(read_objects)
    walk = best(chain.broken_link)
    derived = best(lambda: [check() for check in (checks.unbalanced_entry, *checks.COMPARED)])
    print("| what | seconds | rows/s | of the peer |")
    print("|---|---|---|---|")
    for name, seconds in (
        ("reading the rows as objects (the peer)", peer),
        ("the chain", walk),
        ("entries, balances, turnovers, running balances", derived),
        ("all of it", walk + derived),
    ):
        print(f"| {name} | {seconds:.2f} | {rows / seconds:,.0f} | {seconds / peer:.2f} |")
    with transaction.atomic():
        agent = million_legs()
        with connection.cursor() as cursor:
            DayTurnover.objects.all().delete()
            cursor.execute(insert_turnovers(connection.vendor))
        ago = timezone.now() - timedelta(days=300)
        asked = (agent, "waiting", "EUR")
        for name, work in (
            ("balance now", lambda: queries.balance(*asked)),
            ("balance 300 days ago, as dated", lambda: queries.balance_at(*asked, at=ago)),
            ("balance as recorded then", lambda: queries.balance_recorded(*asked, at=ago)),
        ):
            print(f"{name}, {LEGS:,} legs: {best(work) * 1000:.2f} ms")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
