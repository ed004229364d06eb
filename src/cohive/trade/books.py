"""What this room writes in the books: money that came, money that went back.

The firm's `provider`, `bank` and `till` accounts hold money for it (negative: they owe it to the
firm's books); `sales` is cleared again when `settle` distributes; `shipping` is the post without
the tax it contains, which stands in `tax` beside the goods' own; `refund_due` of the world is what
strangers have to get back because it bought nothing. `disputed` is what banks have taken back and
still decide about (negative: it may come again), `dispute_fees` what that cost, and `losses` what
the firm bears itself, because nobody can say which piece the money was for.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.bond.queries import PlaceView
from cohive.ledger.operations import Posting, post
from cohive.trade import books_memberships, means
from cohive.trade.means import ACCOUNT as MEANS_ACCOUNT
from cohive.trade.models import Advance, Order, Payment, Refund
from cohive.trade.taxes import tax_of_post
from cohive.words.money import Money

PROVIDER_METHODS = ("card", "qr", "phone", "elsewhere")
BANK_METHODS = ("transfer",)
METHODS_OF = {
    "provider": PROVIDER_METHODS,
    "bank": BANK_METHODS,
    "till": ("cash", "terminal"),
}
HOLDERS = tuple(METHODS_OF)
HOLDER_OF = {
    "card": "provider",
    "qr": "provider",
    "phone": "provider",
    "elsewhere": "provider",
    "transfer": "bank",
    "cash": "till",
    "terminal": "till",
}
"""The account of each method; a test reads the purposes of postings from constants like this."""


def holder(payment: Payment) -> str:
    """Which account of the firm holds a payment's money."""
    return HOLDER_OF[payment.method]


def post_paid(
    order: Order,
    payment: Payment,
    *,
    place: PlaceView,
    act: UUID,
    at: datetime,
    has_waited: bool = False,
) -> None:
    """An order was paid: goods and post stand to be distributed and spent.

    Money that `has_waited` for a goal comes out of the account it waited in; what went back of it
    meanwhile, for no piece, is the firm's own loss now that it is a sale.
    """
    firm = place.agent
    goods = Money(order.goods_minor, order.currency)
    shipping = Money(order.shipping_minor, order.currency)
    tax = Money(tax_of_post(order, shipping.minor), order.currency)
    if not goods + shipping:
        return
    part = Money(means.part_of(order.id), order.currency)
    gone = Money(order.advance.returned_minor if has_waited else 0, order.currency)
    post(
        kind="order.paid",
        act=act,
        key=f"order.paid:{order.id}",
        postings=[
            Posting(
                firm, "advance" if has_waited else holder(payment), part + gone - goods - shipping
            ),
            Posting(firm, "losses", -gone),
            Posting(firm, MEANS_ACCOUNT, -part),
            *_sold(order, goods, firm),
            Posting(firm, "shipping", shipping - tax),
            Posting(firm, "tax", tax),
        ],
        at=at,
    )


def post_advance(advance: Advance, *, place: PlaceView, at: datetime) -> None:
    """Money came for something that is made only if enough others pay: it is owed until then."""
    amount = Money(advance.amount_minor, advance.currency)
    if not amount:
        return
    post(
        kind="advance.received",
        act=advance.received_act,
        key=f"advance.received:{advance.order_id}",
        postings=[
            Posting(place.agent, holder(advance.payment), -amount),
            Posting(place.agent, "advance", amount),
        ],
        at=at,
    )


def post_advance_returned(
    refund: Refund, payment: Payment, *, place: PlaceView, act: UUID, at: datetime
) -> None:
    """Money that waited for a goal went back; nothing of it was ever sales, post or tax.

    A favour that was not taken off what waited (it was booked as a loss then) is no loss after all.
    """
    owed = Money(refund.order.advance.owed_minor, refund.currency)
    cash = Money(means.cash_of(refund), refund.currency)
    if not owed and not cash:
        return
    post(
        kind="advance.returned",
        act=act,
        key=f"advance.returned:{refund.id}",
        postings=[
            Posting(place.agent, holder(payment), cash),
            Posting(place.agent, "advance", -owed),
            Posting(place.agent, "losses", owed - cash),
        ],
        at=at,
    )


def post_refunded(
    refund: Refund, payment: Payment, *, place: PlaceView, act: UUID, at: datetime
) -> None:
    """Part of an order went back: the exact reverse of its part of the sale.

    The post goes back whole or not at all, and so does its tax. What its buyer had before as a
    favour is no loss any more: it was a part of this.
    """
    firm = place.agent
    goods = Money(refund.goods_minor, refund.currency)
    shipping = Money(refund.shipping_minor, refund.currency)
    tax = Money(tax_of_post(refund.order, shipping.minor), refund.currency)
    reverse = goods_back(refund.order, goods, firm)
    if not goods + shipping and not any(leg.amount for leg in reverse):
        return
    part = Money(means.back_of(refund), refund.currency)
    before = Money(refund.given_before_minor, refund.currency)
    post(
        kind="order.refunded",
        act=act,
        key=f"order.refunded:{refund.id}",
        postings=[
            Posting(firm, holder(payment), goods + shipping - part - before),
            Posting(firm, MEANS_ACCOUNT, part),
            *reverse,
            Posting(firm, "losses", before),
            Posting(firm, "shipping", tax - shipping),
            Posting(firm, "tax", -tax),
        ],
        at=at,
    )


def goods_back(order: Order, goods: Money, firm: UUID) -> list[Posting]:
    """The reverse of the goods of a sale; a membership goes back whole, from where it stands."""
    if order.is_membership:
        return books_memberships.went_back(order, firm)
    return [Posting(firm, "sales", -goods)]


def _sold(order: Order, goods: Money, firm: UUID) -> list[Posting]:
    if order.is_membership:
        return books_memberships.paid(order, firm)
    return [Posting(firm, "sales", goods)]


def post_surplus(payment: Payment, *, firm: UUID, world: UUID, act: UUID, at: datetime) -> None:
    """Money came that buys nothing: the place owes it to whoever sent it."""
    amount = Money(payment.amount_minor, payment.currency)
    post(
        kind="payment.surplus",
        act=act,
        key=f"payment.surplus:{payment.id}",
        postings=[
            Posting(firm, holder(payment), -amount),
            Posting(world, "refund_due", amount),
        ],
        at=at,
    )


def post_surplus_returned(
    refund: Refund, payment: Payment, *, firm: UUID, world: UUID, act: UUID, at: datetime
) -> None:
    """The money that bought nothing went back."""
    amount = Money(refund.goods_minor, refund.currency)
    before = Money(refund.given_before_minor, refund.currency)
    post(
        kind="payment.returned",
        act=act,
        key=f"payment.returned:{refund.id}",
        postings=[
            Posting(firm, holder(payment), amount - before),
            Posting(firm, "losses", before),
            Posting(world, "refund_due", -amount),
        ],
        at=at,
    )
