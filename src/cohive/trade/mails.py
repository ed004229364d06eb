"""The mails of an order, in its buyer's language, each with the link that opens its page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_noop as _

from cohive.bond.operations import deliver_mail
from cohive.trade import queries
from cohive.trade.paying_by_transfer import transfer_words
from cohive.trade.queries import OrderView, RefundView

SUBJECTS = {
    "paid": _("Your order %(reference)s is paid"),
    "sent": _("Your order %(reference)s is on its way"),
    "refunded": _("Money back from order %(reference)s"),
    "surplus": _("Your payment for order %(reference)s goes back"),
    "link": _("The new link to your order %(reference)s"),
    "declined": _("About sending back order %(reference)s"),
    "transfer": _("How to pay your order %(reference)s"),
}
"""What a mail of each kind is called."""


def send(kind: str, order: UUID, refund: UUID | None, *, at: datetime) -> bool:
    """Send one mail to who ordered; False when no address is known (any more)."""
    view = queries.order(order)
    if view is None or view.contact is None or not view.contact.email:
        return False
    return deliver_mail(
        to_address=view.contact.email,
        subject=SUBJECTS[kind],
        template="trade/mail/order",
        context={
            "reference": view.reference,
            "kind": kind,
            "order": view,
            "refund": _refund(view, refund),
            "order_url": settings.ADDRESS + view.url,
            "transfer": transfer_words(view) if kind == "transfer" else None,
            "at": at,
        },
        language=view.language,
    )


def _refund(view: OrderView, refund: UUID | None) -> RefundView | None:
    """The refund a mail speaks of: the named one, else the newest."""
    if refund is not None:
        return next((row for row in view.refunds if row.id == refund), None)
    return view.refunds[-1] if view.refunds else None
