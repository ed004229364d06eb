"""One order as its page shows it, and lists of orders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from cohive.trade.contact import Contact
from cohive.trade.doors import opened_once, opens, token
from cohive.trade.models import Order, OrderContact, Refund, Shipment
from cohive.trade.queries.resale import OrderResaleView, as_resale
from cohive.words.money import Money

GIVEN = ("granted", "asked", "done")


@dataclass(frozen=True)
class LineView:
    """One line: `left` pieces have not gone back and are not about to."""

    id: UUID
    product: UUID
    variant: UUID
    title: str
    label: str
    quantity: int
    left: int
    unit_price: Money
    agreement: UUID | None
    full_price: Money | None = None

    @property
    def total(self) -> Money:
        """Price times pieces."""
        return self.unit_price * self.quantity


@dataclass(frozen=True)
class BackView:
    """So many pieces of a line in a refund."""

    line: UUID
    title: str
    label: str
    quantity: int
    on_shelf: bool


@dataclass(frozen=True)
class RefundView:
    """A request or a refund; `answer` is what the maker wrote to the buyer.

    Of `amount` she had `given_before` already. `failed_at` is when her bank refused it, `sent_at`
    when the firm sent it by hand.
    """

    id: UUID
    order: UUID
    reference: str
    state: str
    reason: str
    note: str
    answer: str
    is_surplus: bool
    amount: Money
    given_before: Money
    requested_at: datetime
    decided_at: datetime | None
    done_at: datetime | None
    failed_at: datetime | None
    sent_at: datetime | None
    lines: tuple[BackView, ...]

    @property
    def left(self) -> Money:
        """What she gets now."""
        return self.amount - self.given_before


@dataclass(frozen=True)
class ParcelView:
    """The parcel on its way."""

    carrier: str
    tracking: str
    sent_at: datetime
    by: UUID


@dataclass(frozen=True)
class PaymentView:
    """How it is paid; `failed_at` is the last attempt that was declined."""

    method: str
    state: str
    intent: str
    failed_at: datetime | None


@dataclass(frozen=True)
class OrderView:
    """An order with all its page says; `url` is its page by the signed link (a path)."""

    id: UUID
    reference: str
    state: str
    channel: str
    location: UUID | None
    buyer: UUID | None
    sold_by: UUID | None
    preorder: UUID | None
    needs_parcel: bool
    link: UUID | None
    is_own_link: bool
    language: str
    door: int
    goods: Money
    shipping: Money
    tax: Money
    placed_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    packed_at: datetime | None
    arrived_at: datetime | None
    ended_at: datetime | None
    lines: tuple[LineView, ...]
    contact: Contact | None
    parcel: ParcelView | None
    payment: PaymentView | None
    refunds: tuple[RefundView, ...]
    return_days: int = 14
    is_membership: bool = False
    resale: OrderResaleView | None = None

    @property
    def discount(self) -> Money:
        """What a voucher took off."""
        return sum(
            (
                (line.full_price - line.unit_price) * line.quantity
                for line in self.lines
                if line.full_price is not None
            ),
            Money.zero(self.goods.currency),
        )

    @property
    def total(self) -> Money:
        """What the buyer pays or paid."""
        return self.goods + self.shipping

    @property
    def token(self) -> str:
        """The word that opens the order's page."""
        return token(self.id, self.door)

    @property
    def url(self) -> str:
        """The order's page, for whoever has the link."""
        return reverse("trade:order", args=[self.reference, self.token])

    @property
    def pieces(self) -> int:
        """How many things are in it."""
        return sum(line.quantity for line in self.lines)

    @property
    def returnable_until(self) -> datetime | None:
        """Until when things can be sent back; None while they have not arrived."""
        return self.arrived_at + timedelta(days=self.return_days) if self.arrived_at else None

    def can_cancel(self) -> bool:
        """It was not sent yet, and it is not being made for her."""
        if self.state in ("placed", "waiting"):
            return True
        return self.state in ("paid", "packed") and not self.preorder

    @property
    def is_posted(self) -> bool:
        """Whether it comes by post."""
        return self.channel == "web" and self.needs_parcel

    def can_return(self, at: datetime) -> bool:
        """Something is left, the days are not over, and no request waits."""
        until = self.returnable_until
        return (
            not self.is_membership
            and self.state in ("sent", "arrived", "handed_over")
            and any(line.left for line in self.lines)
            and (until is None or at <= until)
            and not any(refund.state == "requested" for refund in self.refunds)
        )


def order(order_id: UUID) -> OrderView | None:
    """One order. Seven SQL queries."""
    return next(iter(_views(Order.objects.filter(id=order_id))), None)


def order_by_reference(reference: str) -> OrderView | None:
    """One order by what its buyer calls it. Seven SQL queries."""
    return next(iter(_views(Order.objects.filter(reference=reference.upper()))), None)


def order_by_door(reference: str, word: str) -> tuple[OrderView | None, bool]:
    """The order whose link this is; the flag says that the link was replaced by a newer one.

    One SQL query for a wrong link, eight for a right one.
    """
    row = Order.objects.filter(reference=reference).only("id", "door").first()
    if row is None:
        return None, False
    if not opens(word, row.id, row.door):
        return None, opened_once(word, row.id, row.door)
    return order(row.id), False


def order_of_intent(intent: str) -> OrderView | None:
    """The order a provider's payment belongs to. Seven SQL queries."""
    return next(iter(_views(Order.objects.filter(payments__intent=intent))), None)


def orders_of(buyer: UUID, *, limit: int = 50) -> list[OrderView]:
    """A member's own orders, newest first. Seven SQL queries."""
    return _views(Order.objects.filter(buyer_id=buyer).order_by("-id")[:limit])


def orders(ids: Iterable[UUID]) -> dict[UUID, OrderView]:
    """Orders by id. Seven SQL queries."""
    return {view.id: view for view in _views(Order.objects.filter(id__in=set(ids)))}


def views_of(rows: QuerySet[Order]) -> list[OrderView]:
    """For this room's other queries: rows as views, in their order. Seven SQL queries."""
    return _views(rows)


def _views(rows: QuerySet[Order]) -> list[OrderView]:
    found = list(
        rows.select_related("resale__plan", "resale__reseller").prefetch_related(
            "lines",
            "payments",
            Prefetch("contact", OrderContact.objects.all()),
            Prefetch("shipment", Shipment.objects.all()),
            Prefetch("refunds", Refund.objects.order_by("id")),
            "refunds__lines",
        )
    )
    return [_view(row) for row in found]


def _view(row: Order) -> OrderView:
    refunds = list(row.refunds.all())
    lines = _lines(row, refunds)
    return OrderView(
        id=row.id,
        reference=row.reference,
        state=row.state,
        channel=row.channel,
        location=row.location_id,
        buyer=row.buyer_id,
        sold_by=row.sold_by_id,
        preorder=row.preorder_id,
        needs_parcel=row.needs_parcel,
        link=row.link,
        is_own_link=row.is_own_link,
        language=row.language,
        door=row.door,
        goods=Money(row.goods_minor, row.currency),
        shipping=Money(row.shipping_minor, row.currency),
        tax=Money(row.tax_minor, row.currency),
        placed_at=row.placed_at,
        expires_at=row.expires_at,
        paid_at=row.paid_at,
        packed_at=row.packed_at,
        arrived_at=row.arrived_at,
        ended_at=row.ended_at,
        lines=lines,
        contact=_contact(row),
        parcel=_parcel(row),
        payment=_payment(row),
        refunds=tuple(_refund(refund, row, lines) for refund in refunds),
        return_days=row.return_days,
        is_membership=row.is_membership,
        resale=as_resale(row.resale) if hasattr(row, "resale") else None,
    )


def _lines(row: Order, refunds: Sequence[Refund]) -> tuple[LineView, ...]:
    gone: dict[UUID, int] = {}
    for refund in refunds:
        if refund.state in GIVEN:
            for back in refund.lines.all():
                gone[back.line_id] = gone.get(back.line_id, 0) + back.quantity
    return tuple(
        LineView(
            id=line.id,
            product=line.product,
            variant=line.variant,
            title=line.title,
            label=line.label,
            quantity=line.quantity,
            left=line.quantity - gone.get(line.id, 0),
            unit_price=Money(line.unit_price_minor, row.currency),
            agreement=line.agreement,
            full_price=None
            if line.full_price_minor is None
            else Money(line.full_price_minor, row.currency),
        )
        for line in sorted(row.lines.all(), key=lambda line: line.position)
    )


def _contact(row: Order) -> Contact | None:
    try:
        contact = row.contact
    except OrderContact.DoesNotExist:
        return None
    if contact.erased_at is not None:
        return None
    return Contact(
        email=contact.email,
        name=contact.name,
        street=contact.street,
        postcode=contact.postcode,
        town=contact.town,
        country=contact.country,
    )


def _parcel(row: Order) -> ParcelView | None:
    try:
        parcel = row.shipment
    except Shipment.DoesNotExist:
        return None
    return ParcelView(parcel.carrier, parcel.tracking, parcel.sent_at, parcel.by_id)


def _payment(row: Order) -> PaymentView | None:
    """The payment that counts: the one that came, else the newest."""
    payments = sorted(
        (payment for payment in row.payments.all() if not payment.is_surplus),
        key=lambda payment: (payment.state == "paid", payment.created_at),
    )
    if not payments:
        return None
    last = payments[-1]
    return PaymentView(last.method, last.state, last.intent or "", last.failed_at)


def _refund(refund: Refund, row: Order, lines: Sequence[LineView]) -> RefundView:
    by_id = {line.id: line for line in lines}
    return RefundView(
        id=refund.id,
        order=row.id,
        reference=row.reference,
        state=refund.state,
        reason=refund.reason,
        note=refund.note,
        answer=refund.answer,
        is_surplus=refund.is_surplus,
        amount=Money(refund.amount_minor, refund.currency),
        given_before=Money(refund.given_before_minor, refund.currency),
        requested_at=refund.requested_at,
        decided_at=refund.decided_at,
        done_at=refund.done_at,
        failed_at=refund.failed_at,
        sent_at=refund.sent_at,
        lines=tuple(
            BackView(
                line=back.line_id,
                title=by_id[back.line_id].title,
                label=by_id[back.line_id].label,
                quantity=back.quantity,
                on_shelf=back.is_back_on_shelf,
            )
            for back in refund.lines.all()
        ),
    )
