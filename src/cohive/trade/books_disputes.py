"""What a dispute, and money given back without naming a piece, write in the books."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.ledger.operations import Posting, post
from cohive.trade.books import goods_back, holder
from cohive.trade.models import Dispute, Order, Payment, Refund
from cohive.trade.taxes import tax_of_post
from cohive.words.money import Money


def post_dispute_opened(
    dispute: Dispute, payment: Payment, *, firm: UUID, act: UUID, at: datetime
) -> None:
    """The provider holds less, and the firm has a claim it is not sure of."""
    amount = Money(dispute.amount_minor, dispute.currency)
    post(
        kind="dispute.opened",
        act=act,
        key=f"dispute.opened:{dispute.id}",
        postings=[
            Posting(firm, holder(payment), amount),
            Posting(firm, "disputed", -amount),
        ],
        at=at,
    )


def post_dispute_fee(
    dispute: Dispute, payment: Payment, *, more: Money, firm: UUID, act: UUID, at: datetime
) -> None:
    """The provider charged `more` for the dispute, or gave its fee back (below zero)."""
    if not more:
        return
    post(
        kind="dispute.fee",
        act=act,
        key=f"dispute.fee:{dispute.id}:{dispute.fee_minor + more.minor}",
        postings=[
            Posting(firm, holder(payment), more),
            Posting(firm, "dispute_fees", -more),
        ],
        at=at,
    )


def post_dispute_won(
    dispute: Dispute, payment: Payment, *, firm: UUID, act: UUID, at: datetime
) -> None:
    """The money is with the provider again."""
    amount = Money(dispute.amount_minor, dispute.currency)
    post(
        kind="dispute.won",
        act=act,
        key=f"dispute.won:{dispute.id}",
        postings=[
            Posting(firm, holder(payment), -amount),
            Posting(firm, "disputed", amount),
        ],
        at=at,
    )


def post_dispute_lost(
    dispute: Dispute,
    *,
    goods: Money,
    shipping: Money,
    firm: UUID,
    act: UUID,
    at: datetime,
) -> None:
    """The claim is gone: the reverse of what was left of the sale, or the firm's own loss."""
    tax = Money(tax_of_post(dispute.payment.order, shipping.minor), shipping.currency)
    amount = Money(dispute.amount_minor, dispute.currency)
    post(
        kind="dispute.lost",
        act=act,
        key=f"dispute.lost:{dispute.id}",
        postings=[
            Posting(firm, "disputed", amount),
            *(goods_back(dispute.payment.order, goods, firm) if goods else ()),
            Posting(firm, "shipping", tax - shipping),
            Posting(firm, "tax", -tax),
            Posting(firm, "losses", goods + shipping - amount),
        ],
        at=at,
    )


def post_rest_lost(
    dispute: Dispute, *, goods: Money, shipping: Money, firm: UUID, act: UUID, at: datetime
) -> None:
    """A favour and a lost dispute together took all that was left: the sale is reversed.

    Both were losses as they were heard of; an entry of its own makes their order no matter.
    """
    tax = Money(tax_of_post(dispute.payment.order, shipping.minor), shipping.currency)
    post(
        kind="dispute.lost",
        act=act,
        key=f"dispute.lost:{dispute.id}:rest",
        postings=[
            *(goods_back(dispute.payment.order, goods, firm) if goods else ()),
            Posting(firm, "shipping", tax - shipping),
            Posting(firm, "tax", -tax),
            Posting(firm, "losses", goods + shipping),
        ],
        at=at,
    )


def post_advance_taken(
    dispute: Dispute, order: Order, *, firm: UUID, act: UUID, at: datetime
) -> None:
    """The claim is gone for what waited for a goal: the firm owes its payer nothing any more."""
    held = Money(order.advance.owed_minor, order.currency)
    amount = Money(dispute.amount_minor, dispute.currency)
    post(
        kind="dispute.lost",
        act=act,
        key=f"dispute.lost:{dispute.id}",
        postings=[
            Posting(firm, "disputed", amount),
            Posting(firm, "advance", -held),
            Posting(firm, "losses", held - amount),
        ],
        at=at,
    )


def post_favour(
    refund: Refund, payment: Payment, *, firm: UUID, act: UUID, at: datetime, waits: bool = False
) -> None:
    """Money went back for no piece in particular: members' pay stays, the firm bears it.

    Of an order that `waits` for its goal it is taken off what the firm owes its payer.
    """
    amount = Money(refund.amount_minor, refund.currency)
    post(
        kind="refund.elsewhere",
        act=act,
        key=f"refund.elsewhere:{refund.id}",
        postings=[
            Posting(firm, holder(payment), amount),
            Posting(firm, "advance" if waits else "losses", -amount),
        ],
        at=at,
    )
