"""The makers' page of orders: pack, send, arrived, and refunds to decide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cohive.bond.access import acting, role_required
from cohive.look.formats import current_locale
from cohive.look.refusals import said
from cohive.trade import operations, queries
from cohive.trade.forms import REASON_WORDS, SentForm
from cohive.trade.once import moves_value
from cohive.trade.operations import BackLine
from cohive.trade.queries import OrderView
from cohive.trade.views.cursors import cursor
from cohive.trade.views.quantities import chosen, ticked
from cohive.words.refusals import Missing, Refused

DESK = ("maker", "steward")
ARRIVED_SHOWN = timedelta(days=14)
PARCELS_A_PAGE = 25


@require_GET
@role_required(*DESK)
@never_cache
def pack(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a hand."""
    waiting, closed = queries.to_pack(), queries.packed()
    found = queries.on_the_way(
        since=timezone.now() - ARRIVED_SHOWN,
        before=cursor(request),
        limit=PARCELS_A_PAGE + 1,
    )
    going = found[:PARCELS_A_PAGE]
    return render(
        request,
        "trade/pack.html",
        {
            "to_pack": waiting,
            "packed": closed,
            "going": going,
            "earlier": f"?before={going[-1].id}#going" if len(found) > PARCELS_A_PAGE else "",
            "refunds": queries.refunds_to_decide(),
            "exchanges": queries.exchanges_waiting(),
            "fillings": queries.fillings_of(order.id for order in (*waiting, *closed)),
            "file_lines": queries.file_lines(order.id for order in (*waiting, *closed, *going)),
            "reasons": REASON_WORDS,
            "sent_form": SentForm(),
            "countries": current_locale().territories,
        },
    )


@require_POST
@role_required(*DESK)
def packed(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The parcel is closed."""
    order = _order(order_id)
    return _done(
        request,
        lambda: operations.pack_order(order=order_id, by=acting(request), at=timezone.now()),
        _("%(order)s is packed. Its buyer sees it at once.") % {"order": order.reference},
    )


@require_POST
@role_required(*DESK)
def sent(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The parcel left."""
    order = _order(order_id)
    return _done(
        request,
        lambda: operations.ship_order(
            order=order_id,
            carrier=request.POST.get("carrier", ""),
            tracking=request.POST.get("tracking", ""),
            by=acting(request),
            at=timezone.now(),
        ),
        _("%(order)s is sent. Its buyer gets a mail with the number.") % {"order": order.reference},
    )


@require_POST
@role_required(*DESK)
def arrived(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Somebody told us that it is there."""
    order = _order(order_id)
    return _done(
        request,
        lambda: operations.mark_arrived(order=order_id, by=acting(request), at=timezone.now()),
        _("%(order)s arrived.") % {"order": order.reference},
    )


@require_POST
@role_required(*DESK)
@moves_value()
def refund(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Give money back: the answer to a request, or of one's own accord."""
    order = _order(order_id)

    def grant() -> None:
        lines = chosen(request, [line.id for line in order.lines])
        operations.grant_refund(
            order=order_id,
            refund=_request_of(request, order),
            lines=[BackLine(line, count, ticked(request, "shelf", line)) for line, count in lines],
            by=acting(request),
            at=timezone.now(),
        )

    return _done(request, grant, _("Granted. The money goes back the way it came."))


def _request_of(request: HttpRequest, order: OrderView) -> UUID | None:
    """The request this answers, if the form names one of this order."""
    text = request.POST.get("refund", "")
    if not text:
        return None
    found = next((refund.id for refund in order.refunds if str(refund.id) == text), None)
    if found is None:
        raise Missing("There is no such request.")
    return found


@require_POST
@role_required(*DESK)
def decline(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    """Say no, with the reason."""
    return _done(
        request,
        lambda: operations.decline_refund(
            refund=refund_id,
            answer=request.POST.get("answer", ""),
            by=acting(request),
            at=timezone.now(),
        ),
        _("Declined. The buyer reads your reason."),
    )


def _done(request: HttpRequest, work: Callable[[], None], sentence: str) -> HttpResponse:
    """Do it, say so, and come back to the list; what is refused is said there too."""
    try:
        work()
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, sentence)
    return redirect("trade:pack")


def _order(order_id: UUID) -> OrderView:
    order = queries.order(order_id)
    if order is None:
        raise Missing("There is no such order.")
    return order
