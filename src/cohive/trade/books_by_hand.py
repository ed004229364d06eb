"""What a refund that no provider brought to its buyer writes in the books.

It was booked as given back when the provider said so. When the buyer's bank refuses it, the
provider holds the money again and the firm owes it: it stands on `refunds_by_hand`, a clearing
account, until somebody sent it by the firm's bank. `cohive verify` lists it meanwhile.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.ledger.operations import Posting, post
from cohive.trade import means
from cohive.trade.books import holder
from cohive.trade.models import Refund
from cohive.words.money import Money


def post_failed(refund: Refund, *, firm: UUID, act: UUID, at: datetime) -> None:
    """The provider holds it again, and it is still to be sent."""
    amount = Money(means.cash_of(refund), refund.currency)
    if not amount:
        return
    post(
        kind="refund.failed",
        act=act,
        key=f"refund.failed:{refund.id}",
        postings=[
            Posting(firm, holder(refund.payment), -amount),
            Posting(firm, "refunds_by_hand", amount),
        ],
        at=at,
    )


def post_sent(refund: Refund, *, firm: UUID, act: UUID, at: datetime) -> None:
    """The firm's bank sent what the provider had not brought.

    Of a refusal that was heard of before refusals were booked, the provider's side comes here.
    """
    amount = Money(means.cash_of(refund), refund.currency)
    if not amount:
        return
    post(
        kind="refund.sent",
        act=act,
        key=f"refund.sent:{refund.id}",
        postings=[
            Posting(
                firm,
                "refunds_by_hand" if refund.failed_act else holder(refund.payment),
                -amount,
            ),
            Posting(firm, "bank", amount),
        ],
        at=at,
    )
