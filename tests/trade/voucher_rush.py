"""Vouchers and invoices in the rush: fifty redeem one voucher at once, four write one invoice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.trade.conftest import LOTTE, Cast, payment_event

BUYERS, WRITERS, PAID = 50, 4, 6


class FailedOnPurposeError(Exception):
    """A writing that fails after it took its number."""


def redeem_and_invoice(cast: Cast, trials: int) -> dict[str, Any]:
    """In every trial fifty buyers redeem one single-use voucher at the same moment.

    Afterwards paid orders are invoiced by four workers each at once, some of which fail.
    """
    from cohive.trade import operations
    from cohive.trade.models import Invoice, Voucher
    from cohive.words.refusals import Refused
    from tests.trade.rush import AT, at_once
    from tests.trade.test_invoices import SELLER

    operations.receive_stock(
        variant=cast.large, location=cast.shelf, quantity=trials + PAID, by=cast.ruben, at=AT
    )

    def place(key: str, voucher: str = "") -> UUID:
        return operations.place_order(
            lines=[(cast.large, 1)],
            contact=LOTTE,
            by=cast.world,
            at=AT,
            key=key,
            voucher=voucher,
        )

    won, sentences, faults = [], set(), []
    for trial in range(trials):
        operations.make_voucher(
            code=f"RUSH-{trial}", thousandths=100, borne_by="house", by=cast.steward, at=AT
        )
        wishes = [lambda n=n, t=trial: place(f"{t}-{n}", f"RUSH-{t}") for n in range(BUYERS)]
        answers = at_once(wishes)
        won.append(sum(isinstance(answer, UUID) for answer in answers))
        sentences |= {str(answer) for answer in answers if isinstance(answer, Refused)}
        faults += [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refused)]

    operations.set_shop_rules(rules=SELLER, by=cast.steward, at=AT)
    paid = [place(f"paid-{number}") for number in range(PAID)]
    for order in paid:
        operations.confirm_payment(event=payment_event(order, AT), at=AT)
    written = at_once(
        [lambda o=order: _write(o, cast.firm) for order in paid for _ in range(WRITERS)]  # type: ignore[misc]
    )
    faults += [
        a for a in written if isinstance(a, Exception) and not isinstance(a, FailedOnPurposeError)
    ]
    for order in paid:
        operations.issue_invoice(order=order, by=cast.firm, at=AT)
    return {
        "won": sorted(set(won)),
        "trials": len(won),
        "uses": sorted(set(Voucher.objects.values_list("uses", flat=True))),
        "sentences": sorted(sentences),
        "faults": [repr(fault) for fault in faults],
        "numbers": list(Invoice.objects.order_by("number").values_list("number", flat=True)),
    }


def _write(order: UUID, firm: UUID) -> UUID:
    """Write an invoice; for some orders the writing fails once its number is taken."""
    from django.db import transaction

    from cohive.trade import operations
    from tests.trade.rush import AT

    with transaction.atomic():
        made = operations.issue_invoice(order=order, by=firm, at=AT)
        if order.int % 3 == 0:
            raise FailedOnPurposeError
    return made
