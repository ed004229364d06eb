"""One balance, many hands at once, on a real database: `spending_rush HOME`. Prints one JSON line.

Twenty threads pay one order with the balance; twenty orders want all of it; one order is paid with
it while it is let go; and a batch of payouts is proposed while twenty orders want it.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

import django

HANDS, ROUNDS = 20, 4
AT = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
LATER = AT + timedelta(days=30)


def main() -> None:
    os.environ["COHIVE_HOME"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    sys.stdout.write(json.dumps(rush()) + "\n")


def opened() -> dict[str, Any]:
    """A place with a print, nine of them sold and final, rules for payouts, two stewards."""
    from cohive.bond import operations as bond
    from cohive.bond.models import Member
    from cohive.trade import operations as trade
    from cohive.words.money import Money
    from tests.settle import paying, stall

    begun = AT - timedelta(days=60)
    place = bond.found_place(
        name="Night Ferry",
        languages=("en",),
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="ruben@example.org",
        steward_name="Ruben",
        at=begun,
    )
    steward = Member.objects.get(name="Ruben").agent_id
    mei, kit = (
        bond.join(email=f"{name}@example.org", name=name, at=begun) for name in ("mei", "kit")
    )
    shop = stall.open_product(
        title="Low tide timetable",
        slug="timetable",
        price=Money(2500, "EUR"),
        tax_rate=Fraction(21, 100),
        costs=[("Paper", 734)],
        makers=(("design", mei), ("sale", kit)),
        stall=trade.open_location(name="Night market", kind="stall", by=steward, at=begun),
        by=steward,
        at=begun,
    )
    trade.receive_stock(
        variant=shop["variant"], location=shop["stall"], quantity=5_000, by=steward, at=begun
    )
    stall.sell(shop, steward, AT)
    paying.decide(by=steward, at=AT)
    paying.bank(mei, at=AT)
    return {"place": place, "steward": steward, "mei": mei, **shop}


def rush() -> dict[str, Any]:
    from cohive.house.schema import bring_up_to_date
    from cohive.journal.jobs import run_due
    from cohive.journal.verification import verify
    from cohive.settle.models import BalanceMove
    from cohive.settle.operations import propose_batch, spend_on_order
    from cohive.settle.queries.purses import purse_of
    from cohive.trade import operations as trade
    from cohive.words.money import Money
    from cohive.words.refusals import Refused
    from tests.trade.rush import at_once

    bring_up_to_date()
    shop = opened()
    run_due(at=AT)
    mei = shop["mei"]
    faults: list[str] = []

    def order(key: str, at: datetime = LATER) -> UUID:
        return trade.place_order(
            lines=[(shop["variant"], 2)],
            channel="stall",
            location=shop["stall"],
            buyer=mei,
            by=mei,
            at=at,
            key=f"rush-{key}",
        )

    def spend(wanted: UUID, minor: int) -> bool:
        return spend_on_order(order=wanted, amount=Money(minor, "EUR"), by=mei, at=LATER)

    def done(answers: list[object]) -> int:
        strange = (a for a in answers if isinstance(a, Exception) and not isinstance(a, Refused))
        faults.extend(repr(answer) for answer in strange)
        return sum(not isinstance(answer, Exception) for answer in answers)

    def free() -> int:
        return purse_of(mei, "EUR", at=LATER).available.minor

    earned = free()
    one = order("one")
    once = done(at_once([lambda: spend(one, 100)] * HANDS))
    left = free()

    crossed = []
    for number in range(ROUNDS):
        wanted = order(f"let-go-{number}")
        let_go = [lambda o=wanted: trade.cancel_order(order=o, by=mei, at=LATER)]  # type: ignore[misc]
        pay = [lambda o=wanted: spend(o, 100)] * (HANDS - 1)  # type: ignore[misc]
        done(at_once([*pay, *let_go]))
        run_due(at=LATER, only=("journal.listen",))
        crossed.append(BalanceMove.objects.filter(source=wanted).count())
    back = free()

    many = [order(f"many-{number}") for number in range(HANDS)]
    share = left // 3 + 1  # two of them fit
    fitted = done(at_once([lambda o=each: spend(o, share) for each in many]))  # type: ignore[misc]
    for each in many:
        trade.cancel_order(order=each, by=mei, at=LATER)
    run_due(at=LATER)
    again = free()

    both = [order(f"both-{number}") for number in range(HANDS - 1)]
    propose = [lambda: propose_batch(currency="EUR", by=shop["steward"], at=LATER)]
    done(at_once([*propose, *[lambda o=each: spend(o, share) for each in both]]))  # type: ignore[list-item, misc]
    return {
        "earned": earned,
        "once": once,
        "left": left,
        "crossed": crossed,
        "back": back,
        "fitted": fitted,
        "again": again,
        "at_the_end": free(),
        "faults": faults,
        "verify": [finding.fault for finding in verify() if finding.fault],
    }


if __name__ == "__main__":
    main()
