"""The mails of an order, in its buyer's language, each with the link that opens its page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from django.utils.translation import override

from cohive.bond.operations import deliver_mail
from cohive.trade import queries
from cohive.trade.paying_by_transfer import transfer_words
from cohive.trade.queries import OrderView, RefundView
from cohive.trade.resale_labels import label_of_order

SUBJECTS = {
    "placed": _("Your order %(reference)s waits for its payment"),
    "cancelled": _("Your order %(reference)s is cancelled"),
    "exchange_accepted": _("Another size for order %(reference)s: send the old one"),
    "exchange_declined": _("About another size for order %(reference)s"),
    "exchange_sent": _("The other size of order %(reference)s is on its way"),
    "paid": _("Your order %(reference)s is paid"),
    "sent": _("Your order %(reference)s is on its way"),
    "refunded": _("Money back from order %(reference)s"),
    "surplus": _("Your payment for order %(reference)s goes back"),
    "link": _("The new link to your order %(reference)s"),
    "waiting": _("You are in: order %(reference)s"),
    "reached": _("It will be made: order %(reference)s"),
    "missed": _("It will not be made: order %(reference)s"),
    "withdrawn": _("It will not be made: order %(reference)s"),
    "declined": _("About sending back order %(reference)s"),
    "transfer": _("How to pay your order %(reference)s"),
}
"""What a mail of each kind is called."""


def send(kind: str, order: UUID, refund: UUID | None, *, at: datetime) -> bool:
    """Send one mail to who ordered; False when no address is known (any more)."""
    view = queries.order(order)
    if view is None or view.contact is None or not view.contact.email:
        return False
    if kind == "placed" and view.state != "placed":
        return False  # it was paid, or let go, before we had to write
    exchange = next(iter(queries.exchanges_of(order)), None) if "exchange" in kind else None
    return deliver_mail(
        to_address=view.contact.email,
        subject=SUBJECTS[kind],
        template="trade/mail/order",
        context={
            "reference": view.reference,
            "kind": kind,
            "order": view,
            "refund": _refund(view, refund),
            "fillings": queries.fillings_of([order]),
            "preorder": queries.preorder(view.preorder) if view.preorder else None,
            "files": queries.bought_files(view),
            "address": settings.ADDRESS,
            "order_url": settings.ADDRESS + view.url,
            "exchange": exchange,
            "papers": _papers(view, kind),
            "transfer": transfer_words(view) if kind == "transfer" else None,
            "at": at,
            "resale_label": _label(view),
        },
        language=view.language,
    )


def _label(view: OrderView) -> str:
    """Who earns by the order, in its buyer's language."""
    with override(view.language):
        return label_of_order(view.resale)


def _papers(view: OrderView, kind: str) -> list[tuple[str, str, str]]:
    """(kind, number, address) of the invoice or credit note a mail brings."""
    wanted = {"paid": "invoice", "refunded": "credit"}.get(kind)
    if wanted is None:
        return []
    found = [paper for paper in queries.invoices_of(view.id) if paper.kind == wanted]
    return [
        (paper.kind, paper.label, settings.ADDRESS + invoice_url(view, paper.id))
        for paper in found[-1:]
    ]


def invoice_url(view: OrderView, invoice: UUID) -> str:
    """The invoice as PDF, behind the order's own link (a path)."""
    return reverse("trade:invoice", args=[view.reference, view.token, invoice])


def _refund(view: OrderView, refund: UUID | None) -> RefundView | None:
    """The refund a mail speaks of: the named one, else the newest."""
    if refund is not None:
        return next((row for row in view.refunds if row.id == refund), None)
    return view.refunds[-1] if view.refunds else None
