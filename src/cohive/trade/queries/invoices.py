"""Invoices and credit notes: one, those of an order, and a period on the desk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from cohive.bond import queries as bond
from cohive.trade.contact import Contact
from cohive.trade.models import Dispute, Invoice, InvoiceBuyer, Order, Refund
from cohive.trade.queries.rules import ShopRulesView, shop_rules
from cohive.words.money import Money

LIMIT = 100
CHUNK_ROWS = 200


@dataclass(frozen=True)
class InvoiceView:
    """An invoice or a credit note (`kind` "credit"). `buyer` is None once she was erased.

    `buyer_until` is the day until which the law keeps her name; None: it goes with the order's.
    """

    id: UUID
    kind: str
    label: str
    order: UUID
    reference: str
    currency: str
    total: Money
    tax: Money
    language: str
    issued_on: date
    content: Mapping[str, Any]
    buyer: Contact | None
    buyer_until: date | None

    @property
    def file_name(self) -> str:
        """'invoice-2026-0012.pdf'."""
        return f"{'credit-note' if self.kind == 'credit' else 'invoice'}-{self.label}.pdf"


def invoice(invoice_id: UUID) -> InvoiceView | None:
    """One invoice or credit note. One SQL query."""
    return next(_views(Invoice.objects.filter(id=invoice_id)), None)


def invoices_of(order: UUID) -> list[InvoiceView]:
    """An order's invoice and its credit notes, in their order. One SQL query."""
    return list(_views(Invoice.objects.filter(order=order).order_by("id")))


def invoices(
    *, first: date, last: date, before: UUID | None = None, limit: int = LIMIT
) -> list[InvoiceView]:
    """Those dated in a period, newest first, older than `before`. One SQL query."""
    rows = Invoice.objects.filter(issued_on__gte=first, issued_on__lte=last)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(_views(rows.order_by("-issued_on", "-id")[:limit]))


def all_invoices(*, first: date, last: date) -> Iterator[InvoiceView]:
    """Those dated in a period by kind and number, one after another. One SQL query."""
    rows = Invoice.objects.filter(issued_on__gte=first, issued_on__lte=last)
    return _views(rows.order_by("kind", "year", "number"))


def invoices_count(*, first: date, last: date) -> int:
    """How many are dated in a period. One SQL query."""
    return Invoice.objects.filter(issued_on__gte=first, issued_on__lte=last).count()


def to_invoice(*, limit: int = LIMIT) -> list[UUID]:
    """Paid orders without their invoice, the first paid first. At most three SQL queries."""
    rules = shop_rules()
    return [] if rules.invoices_from is None else _uninvoiced(rules, limit)


def _uninvoiced(rules: ShopRulesView, limit: int) -> list[UUID]:
    place = bond.place()
    if place is None or rules.invoices_from is None:
        return []
    rows = (
        Order.objects.filter(paid_at__isnull=False)
        .exclude(channel="import")
        .exclude(invoices__kind="invoice")
        .order_by("paid_at", "id")
        .values_list("id", flat=True)
    )
    zone = ZoneInfo(place.time_zone or "UTC")
    begin = datetime.combine(rules.invoices_from, time(), zone)
    return list(rows.filter(paid_at__gte=begin)[:limit])


def to_credit(*, limit: int = LIMIT) -> list[UUID]:
    """Finished refunds of invoiced orders without their credit note. One SQL query."""
    rows = Refund.objects.filter(
        state="done", is_surplus=False, credit_note__isnull=True, order__invoices__kind="invoice"
    ).filter(Q(goods_minor__gt=0) | Q(shipping_minor__gt=0))
    rows = rows.exclude(reason="elsewhere")  # a favour of the firm; the sale stands as invoiced
    return list(rows.order_by("done_at", "id").values_list("id", flat=True)[:limit])


def disputes_to_credit(*, limit: int = LIMIT) -> list[UUID]:
    """Lost disputes over all of an invoiced order without their credit note. One SQL query."""
    rows = Dispute.objects.filter(
        state="lost", is_whole=True, credit_note__isnull=True, order__invoices__kind="invoice"
    )
    return list(rows.order_by("closed_at", "id").values_list("id", flat=True)[:limit])


def buyers_to_erase(*, on: date, limit: int = LIMIT) -> list[UUID]:
    """Invoices whose years of keeping are over. One SQL query."""
    rows = InvoiceBuyer.objects.filter(kept_until__lt=on, erased_at__isnull=True)
    return list(rows.order_by("kept_until").values_list("invoice_id", flat=True)[:limit])


def _views(rows: QuerySet[Invoice]) -> Iterator[InvoiceView]:
    for row in rows.select_related("buyer", "order").iterator(chunk_size=CHUNK_ROWS):
        yield InvoiceView(
            id=row.id,
            kind=row.kind,
            label=row.label,
            order=row.order_id,
            reference=row.order.reference,
            currency=row.currency,
            total=Money(row.total_minor, row.currency),
            tax=Money(row.tax_minor, row.currency),
            language=row.language,
            issued_on=row.issued_on,
            content=row.content,
            buyer=_buyer(row.buyer),
            buyer_until=row.buyer.kept_until,
        )


def _buyer(row: InvoiceBuyer) -> Contact | None:
    if row.erased_at is not None:
        return None
    return Contact(
        name=row.name,
        street=row.street,
        postcode=row.postcode,
        town=row.town,
        country=row.country,
    )
