"""Writing invoices and credit notes: after the payment, one by one, without a gap.

The number is taken and the invoice written in one transaction that holds the series' row; if it
fails, the number was never given. It is no part of the payment: a shop that sells fast must not
wait for its invoices, and money is true before its paper is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from cohive.journal.operations import record
from cohive.trade.events_shop import (
    CreditNoteIssued,
    DisputeCredited,
    InvoiceBuyerErased,
    InvoiceIssued,
)
from cohive.trade.invoices import credited, invoiced
from cohive.trade.models import (
    Dispute,
    Invoice,
    InvoiceBuyer,
    InvoiceSeries,
    Order,
    OrderContact,
    OrderLine,
    Refund,
)
from cohive.trade.operations.finishing import quantities_left, shipping_left
from cohive.trade.operations.parties import founded
from cohive.trade.queries.rules import ShopRulesView, shop_rules
from cohive.trade.queries.taxes import day_here
from cohive.words.ids import new_id
from cohive.words.refusals import Refused

EMPTY = {"name": "", "street": "", "postcode": "", "town": "", "country": ""}
NOT_INVOICED = ("import",)


@transaction.atomic
def issue_invoice(*, order: UUID, by: UUID, at: datetime) -> UUID:
    """Write the invoice of a paid order; return its id. A second call gives the same one.

    Refused while the seller's data is not set, or for an order that is not invoiced here.
    """
    row = Order.objects.select_for_update().get(id=order)
    known = Invoice.objects.filter(order=row, kind="invoice").values_list("id", flat=True).first()
    if known is not None:
        return known
    rules = shop_rules()
    if rules.invoices_from is None:
        raise Refused("Set the seller’s data first: an invoice needs a name and an address.")
    if row.paid_at is None or row.channel in NOT_INVOICED:
        raise Refused("Only an order paid here gets an invoice.")
    content = invoiced(row, rules, founded())
    made = _write(
        Invoice(
            kind="invoice",
            order=row,
            currency=row.currency,
            total_minor=row.total_minor,
            tax_minor=sum(part["tax"] for part in content["taxes"]),
            language=row.language,
            content=content,
        ),
        at=at,
    )
    _name_buyer(made, row, rules)
    event = InvoiceIssued(invoice=made.id, order=row.id)
    record(event, by=by, at=at, object_kind="order", object=row.id)
    return made.id


@transaction.atomic
def issue_credit_note(*, refund: UUID, by: UUID, at: datetime) -> UUID:
    """Write the credit note of a finished refund; return its id. A second call gives the same."""
    row = Refund.objects.select_for_update().select_related("order").get(id=refund)
    known = Invoice.objects.filter(refund=row).values_list("id", flat=True).first()
    if known is not None:
        return known
    whole = Invoice.objects.filter(order_id=row.order_id, kind="invoice").first()
    if whole is None or row.state != "done" or row.is_surplus:
        raise Refused("Only a refund of an order with an invoice gets a credit note.")
    backs = row.lines.select_related("line").order_by("line__position")
    lines = [(back.line, back.quantity) for back in backs]
    made = _credit(whole, lines, row.shipping_minor, Invoice(refund=row), at=at)
    event = CreditNoteIssued(invoice=made.id, order=row.order_id, refund=row.id)
    record(event, by=by, at=at, object_kind="order", object=row.order_id)
    return made.id


@transaction.atomic
def credit_lost_dispute(*, dispute: UUID, by: UUID, at: datetime) -> UUID:
    """Write the credit note of a dispute that took the whole rest of an order; return its id.

    A second call gives the same one. Refused for one that is not lost, or took a part: then the
    sale stands as invoiced and the firm bears the loss.
    """
    row = Dispute.objects.select_for_update(of=("self",)).select_related("order").get(id=dispute)
    known = Invoice.objects.filter(dispute=row).values_list("id", flat=True).first()
    if known is not None:
        return known
    whole = Invoice.objects.filter(order_id=row.order_id, kind="invoice").first()
    if whole is None or row.state != "lost" or not row.is_whole:
        raise Refused("Only a lost dispute over all of an invoiced order gets a credit note.")
    lines = [(line, count) for line, count in quantities_left(row.order).values() if count]
    made = _credit(whole, lines, shipping_left(row.order), Invoice(dispute=row), at=at)
    event = DisputeCredited(invoice=made.id, order=row.order_id, dispute=row.id)
    record(event, by=by, at=at, object_kind="order", object=row.order_id)
    return made.id


def _credit(
    whole: Invoice, back: Sequence[tuple[OrderLine, int]], post: int, note: Invoice, *, at: datetime
) -> Invoice:
    """Write a credit note about an invoice, with the same buyer; `note` says what it is for."""
    rules = shop_rules()
    content = credited(back, post, whole, rules, founded())
    note.kind, note.order_id, note.corrects = "credit", whole.order_id, whole
    note.currency, note.language = whole.currency, whole.language
    note.total_minor, note.content = content["total"], content
    note.tax_minor = sum(part["tax"] for part in content["taxes"])
    made = _write(note, at=at)
    named = InvoiceBuyer.objects.filter(invoice=whole).first()
    InvoiceBuyer.objects.create(
        invoice=made,
        kept_until=_kept_until(made.issued_on, rules)
        if named is not None and named.kept_until is not None
        else None,
        erased_at=named.erased_at if named else None,
        **({name: getattr(named, name) for name in EMPTY} if named else EMPTY),
    )
    return made


@transaction.atomic
def erase_buyer_of(*, invoice: UUID, by: UUID, at: datetime) -> bool:
    """Forget whom an invoice names; return whether there was something to forget."""
    erased = InvoiceBuyer.objects.filter(invoice=invoice, erased_at__isnull=True).update(
        erased_at=at, kept_until=None, **EMPTY
    )
    if not erased:
        return False
    event = InvoiceBuyerErased(invoice=invoice)
    record(event, by=by, at=at, object_kind="invoice", object=invoice)
    return True


def erase_buyers_of(order: UUID, *, by: UUID, at: datetime) -> None:
    """With an order's address go the names on its small invoices, which no law keeps."""
    rows = InvoiceBuyer.objects.filter(
        invoice__order=order, kept_until__isnull=True, erased_at__isnull=True
    )
    for invoice in rows.values_list("invoice_id", flat=True):
        erase_buyer_of(invoice=invoice, by=by, at=at)


def _write(invoice: Invoice, *, at: datetime) -> Invoice:
    """Give it the next number of its kind and year, and write it."""
    day = day_here(at, founded())
    InvoiceSeries.objects.bulk_create(
        [InvoiceSeries(kind=invoice.kind, year=day.year)], ignore_conflicts=True
    )
    series = InvoiceSeries.objects.filter(kind=invoice.kind, year=day.year)
    series.update(last=F("last") + 1)  # holds the row until the end
    invoice.id = new_id()
    invoice.year, invoice.issued_on, invoice.issued_at = day.year, day, at
    invoice.number = series.values_list("last", flat=True)[0]
    invoice.save(force_insert=True)
    return invoice


def _name_buyer(invoice: Invoice, order: Order, rules: ShopRulesView) -> None:
    """Copy the buyer from the order's vault; small invoices name her only as long as that does."""
    contact = OrderContact.objects.filter(order=order).first()
    is_kept = invoice.total_minor >= rules.names_from_minor and bool(contact and contact.name)
    InvoiceBuyer.objects.create(
        invoice=invoice,
        kept_until=_kept_until(invoice.issued_on, rules) if is_kept else None,
        erased_at=contact.erased_at if contact else None,
        **({name: getattr(contact, name) for name in EMPTY} if contact else EMPTY),
    )


def _kept_until(day: date, rules: ShopRulesView) -> date:
    """The last day of the year in which the years of keeping end."""
    return date(day.year + rules.kept_years, 12, 31)
