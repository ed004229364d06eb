"""The buyer's own page of an order, opened by the link in her mail, and the list of a member's."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cohive.bond.access import acting, member_required
from cohive.guard.operations import allow
from cohive.look.formats import current_locale
from cohive.look.refusals import refuse, said
from cohive.trade import operations, queries
from cohive.trade.forms import BackForm
from cohive.trade.once import moves_value
from cohive.trade.queries import OrderView
from cohive.trade.resale_labels import label_of_order
from cohive.trade.views.doors import buyer_of, by_door
from cohive.trade.views.exchanges import choices_of
from cohive.trade.views.quantities import chosen
from cohive.trade.views.reviewing import reviewable
from cohive.words.refusals import Refused

LINKS_AN_HOUR = 3
"""Each new link is a mail, and nobody has shown yet that the address is hers."""
HOUR_SECONDS = 60 * 60


@require_GET
@member_required
def mine(request: HttpRequest) -> HttpResponse:
    """A member's orders."""
    return render(request, "trade/orders.html", {"orders": queries.orders_of(acting(request))})


@require_GET
@never_cache
def order(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """What is in it, where it is, what can still be done."""
    found = by_door(reference, word)
    return _page(request, found, BackForm(), 200)


def _page(request: HttpRequest, found: OrderView, form: BackForm, status: int) -> HttpResponse:
    country, now = found.contact.country if found.contact else "", timezone.now()
    exchanges = queries.exchanges_of(found.id)
    is_waiting = any(exchange.is_open for exchange in exchanges) or any(
        refund.state == "requested" for refund in found.refunds
    )
    return render(
        request,
        "trade/order.html",
        {
            "order": found,
            "form": form,
            "country": str(current_locale().territories.get(country, country)),
            "can_return": found.can_return(now),
            "exchanges": exchanges,
            "exchange_choices": [] if is_waiting else choices_of(found, exchanges, now),
            "invoices": queries.invoices_of(found.id),
            "preorder": queries.preorder(found.preorder) if found.preorder else None,
            "fillings": queries.fillings_of([found.id]),
            "files": queries.bought_files(found),
            "reviewable": reviewable(found),
            "disputes": queries.disputes_of(found.id),
            "resale_label": label_of_order(found.resale),
            "transfer": queries.transfer_of(found.id) if found.state == "placed" else None,
            "membership": queries.membership_of_order(found.id) if found.is_membership else None,
        },
        status=status,
    )


@require_POST
def send_back(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """Ask to send something back."""
    found = by_door(reference, word)
    form = BackForm(request.POST)
    _buyer, by = buyer_of(request)
    if form.is_valid():
        try:
            operations.request_refund(
                order=found.id,
                lines=chosen(request, [line.id for line in found.lines]),
                reason=form.cleaned_data["reason"],
                note=form.cleaned_data["note"],
                by=by,
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Asked. The answer comes here and by mail."))
            return redirect(found.url)
    return _page(request, found, form, 422)


@require_POST
@moves_value()
def cancel(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """Take the order back before it is packed."""
    found = by_door(reference, word)
    _buyer, by = buyer_of(request)
    try:
        operations.cancel_order(order=found.id, by=by, at=timezone.now())
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        keeps_files = by_door(reference, word).state == "handed_over"
        sentence = (
            _("Cancelled. The files you fetched stay yours; the rest of the money goes back.")
            if keeps_files
            else _("Cancelled. What you paid goes back the way it came.")
        )
        messages.success(request, sentence)
    return redirect(found.url)


@require_POST
def arrived(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """The buyer says that it is there."""
    found = by_door(reference, word)
    _buyer, by = buyer_of(request)
    try:
        operations.mark_arrived(order=found.id, by=by, at=timezone.now())
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Good to know. Thank you."))
    return redirect(found.url)


@require_POST
def new_link(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """Close this link and open a new one, which also goes out by mail."""
    found = by_door(reference, word)
    _buyer, by = buyer_of(request)
    who, now = str(found.id), timezone.now()
    try:
        allow(what="trade.link", who=who, limit=LINKS_AN_HOUR, seconds=HOUR_SECONDS, at=now)
    except Refused as refusal:
        messages.error(request, said(refusal))
        return redirect(found.url)
    operations.renew_link(order=found.id, by=by, at=now)
    renewed = queries.order(found.id)
    messages.success(request, _("This is the new link; the old one opens nothing any more."))
    return redirect(renewed.url if renewed else "/")
