"""Many buyers at once, on a real database: `rush HOME TRIALS`. Prints one JSON line of the outcome.

64 threads each want one of 20 shirts; then eight threads send one and the same form; then payment
and expiry of one order run against each other, with the message coming four times at once; then
TRIALS vouchers are redeemed by fifty each, and invoices written (voucher_rush.py).
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import django

BUYERS, PIECES, SENDERS, MESSAGES, ROUNDS = 64, 20, 8, 4, 10
CONNECTIONS = 12
AT = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)


def main() -> None:
    os.environ["COHIVE_HOME"] = sys.argv[1]
    os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
    django.setup()
    rush(int(sys.argv[2]))


def at_once(work: Sequence[Callable[[], object]]) -> list[object]:
    """Run everything at the same moment in threads; answers, refusals and faults in order."""
    from django.db import connection

    start = threading.Barrier(len(work))
    # a server of PostgreSQL takes only so many connections; the others queue for one
    seats = threading.Semaphore(CONNECTIONS if connection.vendor == "postgresql" else len(work))
    answers: list[object] = [None] * len(work)

    def run(place: int, one: Callable[[], object]) -> None:
        start.wait()
        with seats:
            try:
                answers[place] = one()
            except Exception as fault:  # the answer of this buyer
                answers[place] = fault
            finally:
                connection.close()

    threads = [threading.Thread(target=run, args=(place, one)) for place, one in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def rush(trials: int) -> None:
    from cohive.house.schema import bring_up_to_date
    from cohive.journal.jobs import run_due
    from cohive.journal.verification import verify
    from cohive.words.refusals import Refused
    from tests.trade.conftest import LOTTE, open_shop, payment_event
    from tests.trade.voucher_rush import redeem_and_invoice

    bring_up_to_date()
    cast = open_shop(AT, shirts=PIECES)

    from cohive.trade import operations, queries
    from cohive.trade.models import Order

    def place(key: str, variant: object = cast.medium) -> object:
        return operations.place_order(
            lines=[(variant, 1)],  # type: ignore[list-item]
            contact=LOTTE,
            by=cast.world,
            at=AT,
            key=key,
        )

    answers = at_once([lambda n=n: place(f"buyer-{n}") for n in range(BUYERS)])  # type: ignore[misc]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    faults = [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refused)]
    left = queries.on_hand([cast.medium])[cast.medium]

    same = at_once([lambda: place("one-form", cast.large)] * SENDERS)
    faults += [answer for answer in same if isinstance(answer, Exception)]

    effects: list[str] = []
    late = AT + timedelta(minutes=31)
    for number in range(ROUNDS):
        order = place(f"race-{number}", cast.one_print)
        event = payment_event(order, AT)  # type: ignore[arg-type]
        pay = [lambda e=event: operations.confirm_payment(event=e, at=late)] * MESSAGES  # type: ignore[misc]
        expire = [lambda o=order: operations.expire_order(order=o, at=late)] * 2  # type: ignore[misc]
        outcome = at_once([*pay, *expire])
        faults += [answer for answer in outcome if isinstance(answer, Exception)]
        effects += [answer for answer in outcome if isinstance(answer, str)]
    run_due(at=AT)
    large_left = queries.on_hand([cast.large])[cast.large]
    vouchers = redeem_and_invoice(cast, trials)
    sys.stdout.write(
        json.dumps(
            {
                "vouchers": vouchers,
                "sold": sum(not isinstance(answer, Exception) for answer in answers),
                "refused": len(refused),
                "sentences": sorted({str(answer) for answer in refused}),
                "left": left,
                "faults": [repr(fault) for fault in faults],
                "orders_of_one_form": Order.objects.filter(key="one-form").count(),
                "same": len(set(map(str, same))),
                "large_left": large_left,
                "effects": sorted(set(effects)),
                "paid": sum(effect in ("paid", "paid late") for effect in effects),
                "prints_left": queries.on_hand([cast.one_print])[cast.one_print],
                "verify": [finding.fault for finding in verify() if finding.fault],
            }
        )
        + "\n"
    )


if __name__ == "__main__":
    main()
