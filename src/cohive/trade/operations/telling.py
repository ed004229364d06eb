"""What stewards are told of payments, on their own pages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond import operations as bond
from cohive.bond import queries as place_queries
from cohive.trade.models import Dispute

OPENED = gettext_noop(
    "A buyer’s bank took %(amount)s of order %(order)s back. Answer at your payment provider."
)
OPENED_UNTIL = gettext_noop(
    "A buyer’s bank took %(amount)s of order %(order)s back. "
    "Answer at your payment provider until %(day)s."
)
WON = gettext_noop("The dispute about order %(order)s is won: %(amount)s is back.")
LOST = gettext_noop("The dispute about order %(order)s is lost: %(amount)s is gone.")
LOST_WHOLE = gettext_noop(
    "The dispute about order %(order)s is lost: %(amount)s is gone. "
    "Did its pieces come back? Then count them in at Stock; nothing does that by itself."
)
REFUSED = gettext_noop("%(amount)s of order %(order)s did not reach its buyer. Send it by hand.")


def tell_of_dispute(row: Dispute, *, at: datetime) -> None:
    """Put a dispute on the stewards' pages: it waits until the bank has decided."""
    values = _values(row.order.reference, row.amount_minor, row.currency)
    sentence = OPENED
    if row.answer_by is not None:
        sentence = OPENED_UNTIL
        values["day"] = f"day:{row.answer_by.date().isoformat()}"
    _tell("trade.dispute", sentence, values, row.id, at=at, waits=True)


def tell_of_decision(row: Dispute, *, won: bool, is_whole: bool, at: datetime) -> None:
    """The bank decided: what was asked for is over. A whole loss asks where the pieces are."""
    for steward in place_queries.stewards():
        bond.answer_notice(to=steward, key=f"trade.dispute:{row.id}", at=at)
    values = _values(row.order.reference, row.amount_minor, row.currency)
    sentence = WON if won else LOST_WHOLE if is_whole else LOST
    _tell("trade.dispute_end", sentence, values, row.id, at=at)


def tell_of_late_loss(row: Dispute, *, at: datetime) -> None:
    """A favour heard of late made a loss whole: said beside what was said when it was lost."""
    values = _values(row.order.reference, row.amount_minor, row.currency)
    _tell("trade.dispute_whole", LOST_WHOLE, values, row.id, at=at)


def tell_of_refused(
    *, refund: UUID, reference: str, minor: int, currency: str, at: datetime
) -> None:
    """A refund came back from the buyer's bank."""
    values = _values(reference, minor, currency)
    _tell("trade.refund_failed", REFUSED, values, refund, at=at)


def _values(reference: str, minor: int, currency: str) -> dict[str, str | int]:
    return {"order": reference, "amount": f"money:{minor}:{currency}"}


def _tell(
    kind: str,
    sentence: str,
    values: dict[str, str | int],
    subject: UUID,
    *,
    at: datetime,
    waits: bool = False,
) -> None:
    for steward in place_queries.stewards():
        bond.notify(
            to=steward,
            kind=kind,
            sentence=sentence,
            values=values,
            url=reverse("trade:payments"),
            at=at,
            subject=subject,
            key=f"{kind}:{subject}",
            waits=waits,
        )
