"""Another size: asked on the order's page, worked through on the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohive.bond.access import acting, role_required
from cohive.look.refusals import said
from cohive.trade import goods, operations, queries
from cohive.trade.once import moves_value
from cohive.trade.queries import ExchangeView, OrderView
from cohive.trade.views.doors import buyer_of, by_door
from cohive.words.refusals import Missing, Refused

DESK = ("maker", "steward")
HERE = ("sent", "arrived", "handed_over")
DIGITS_MAX = 4
ONE_LINE = 40


def choices_of(
    order: OrderView, before: Sequence[ExchangeView], at: datetime
) -> list[dict[str, object]]:
    """For each line that can be exchanged, the other sizes that lie on the shelf.

    `before` are the order's exchanges, newest first: what was exchanged has a new size.

    Five SQL queries for each product with sizes, and one; none when nothing can be exchanged.
    """
    until = order.returnable_until
    if order.state not in HERE or (until is not None and at > until):
        return []
    now = {line.id: line.variant for line in order.lines}
    now |= {one.line: one.new_variant for one in reversed(before) if one.state == "sent"}
    found: list[dict[str, object]] = []
    for line in order.lines:
        others = [
            good
            for good in goods.of_product(line.product)
            if line.left and good.variant != now[line.id]
        ]
        left = queries.on_hand(good.variant for good in others) if others else {}
        sizes = [(str(good.variant), good.label) for good in others if left.get(good.variant, 0)]
        if sizes:
            found.append({"line": line, "sizes": sizes})
    return found


@require_POST
@moves_value()
def ask(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """The buyer wants another size: field `exchange` is "line:variant", `quantity` how many."""
    order = by_door(reference, word)
    _buyer, by = buyer_of(request)

    def wanted() -> None:
        line, _mark, variant = request.POST.get("exchange", "").partition(":")
        quantity = request.POST.get("quantity", "1")
        if not (quantity.isascii() and quantity.isdigit() and len(quantity) <= DIGITS_MAX):
            raise Refused("Write how many as a number.", field="quantity")
        operations.ask_exchange(
            order=order.id,
            line=_id(line),
            variant=_id(variant),
            quantity=int(quantity),
            by=by,
            at=timezone.now(),
        )

    sentence = _("Asked. It is kept for you; the answer comes here and by mail.")
    return _done(request, wanted, sentence, order.url)


@require_POST
@moves_value()
def withdraw(request: HttpRequest, reference: str, word: str, exchange_id: UUID) -> HttpResponse:
    """The buyer keeps what she has."""
    order = by_door(reference, word)
    if exchange_id not in {exchange.id for exchange in queries.exchanges_of(order.id)}:
        raise Missing("There is no such exchange.")
    _buyer, by = buyer_of(request)
    return _done(
        request,
        lambda: operations.withdraw_exchange(exchange=exchange_id, by=by, at=timezone.now()),
        _("Withdrawn. You keep what you have."),
        order.url,
    )


@require_POST
@role_required(*DESK)
@moves_value()
def step(request: HttpRequest, exchange_id: UUID, name: str) -> HttpResponse:
    """The desk goes one step on: accept, decline, back, sent or withdraw."""
    steps: Mapping[str, tuple[Callable[[], None], str]] = {
        "accept": (
            lambda: operations.accept_exchange(
                exchange=exchange_id, by=acting(request), at=timezone.now()
            ),
            _("Agreed. The buyer is asked to send the old one."),
        ),
        "decline": (
            lambda: operations.decline_exchange(
                exchange=exchange_id,
                answer=request.POST.get("answer", ""),
                by=acting(request),
                at=timezone.now(),
            ),
            _("Declined. The buyer reads your reason."),
        ),
        "back": (
            lambda: operations.take_exchange_back(
                exchange=exchange_id,
                is_on_shelf="shelf" in request.POST,
                by=acting(request),
                at=timezone.now(),
            ),
            _("It is here. Now send the other one."),
        ),
        "sent": (
            lambda: operations.send_exchange(
                exchange=exchange_id,
                carrier=request.POST.get("carrier", ""),
                tracking=request.POST.get("tracking", ""),
                by=acting(request),
                at=timezone.now(),
            ),
            _("Sent. The exchange is done."),
        ),
        "withdraw": (
            lambda: operations.withdraw_exchange(
                exchange=exchange_id, by=acting(request), at=timezone.now()
            ),
            _("Withdrawn. The new one lies on the shelf again."),
        ),
    }
    if name not in steps:
        raise Missing("There is no such step.")
    work, sentence = steps[name]
    return _done(request, work, sentence, "/pack/")


def _done(
    request: HttpRequest, work: Callable[[], object], sentence: str, way_back: str
) -> HttpResponse:
    """Do it, say so, and come back; what is refused is said there too."""
    try:
        work()
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, sentence)
    return redirect(way_back)


def _id(text: str) -> UUID:
    if len(text) > ONE_LINE:
        raise Refused("Choose another size.", field="variant")
    try:
        return UUID(text)
    except ValueError:
        raise Refused("Choose another size.", field="variant") from None
