"""Buying from a drop: where the parcel goes; then paying, as for every order.

The cheap question comes first: who is too late is told so after one look at the shelf, before a
limit is counted or a transaction begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohive.bond.queries import email_of, holds_tier, place
from cohive.guard.operations import allow
from cohive.journal.remembered import one_look
from cohive.journal.writer import write
from cohive.look.refusals import refuse
from cohive.look.viewers import Viewer, viewer_of
from cohive.spread.queries import link_of_request
from cohive.trade import goods, operations, queries
from cohive.trade.crowding import bounded
from cohive.trade.forms import ContactForm
from cohive.trade.once import moves_value, order_key
from cohive.trade.queries import DropView
from cohive.trade.sold_out import SoldOutResponse
from cohive.trade.views.checkout import HOUR_SECONDS, ORDERS_AN_HOUR
from cohive.trade.views.doors import buyer_of
from cohive.trade.views.drops import drop_here
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

DIGITS_MAX = 4


@dataclass(frozen=True)
class Wish:
    """What somebody wants of a drop."""

    drop: UUID
    is_draw: bool
    variant: UUID
    quantity: int


@require_http_methods(["GET", "POST"])
@never_cache
@bounded
@moves_value(asks_outside=True)
def buy(request: HttpRequest, slug: str) -> HttpResponse:
    """Where shall it go? Posting sets the pieces aside."""
    wish, now = None, timezone.now()
    if request.method == "POST":
        wish, left = _first_come(request, slug)
        if wish is not None and not left and not queries.is_ordered(_key(request)):
            return _sold_out(request, slug)
    wish = wish or _wish(request, drop_here(slug))
    with one_look():
        form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_order(request, wish, form, now))
        except Missing:
            raise
        except Refused as refusal:
            refuse(form, refusal)
    return _page(request, drop_here(slug), wish, form, now)


def _sold_out(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody who reads a language: `cohive.trade.sold_out` gives it again."""
    page = render_to_string("trade/drop_sold_out.html", {"slug": slug}, request)
    return SoldOutResponse(page, status=409)


def _first_come(request: HttpRequest, slug: str) -> tuple[Wish | None, int]:
    """What is wished of a first-come drop, and how many are left; by one look at the shelf."""
    try:
        variant = UUID(request.GET.get("variant", ""))
    except ValueError:
        return None, 0
    found = queries.left_of(slug, variant)
    if found is None:
        return None, 0
    return Wish(found[0], False, variant, _quantity(request)), found[1]


def _quantity(request: HttpRequest) -> int:
    text = request.GET.get("quantity", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX):
        raise Missing("There is no such thing to buy.")
    return int(text)


def _wish(request: HttpRequest, view: DropView) -> Wish:
    """From the address; a winner's is what she entered for."""
    if view.is_draw:
        viewer = viewer_of(request)
        entry = queries.entry_of(view.id, viewer.agent_id) if viewer else None
        if entry is None or entry.state not in ("kept", "ordered"):
            raise Refused("No piece is kept for you here.")
        return Wish(view.id, True, entry.variant, 1)
    quantity = _quantity(request)
    try:
        variant = UUID(request.GET.get("variant", ""))
    except ValueError:
        raise Refused("Choose a size first.") from None
    if variant not in {piece.variant for piece in view.pieces}:
        raise Missing("There is no such thing to buy.")
    return Wish(view.id, False, variant, quantity)


def _key(request: HttpRequest) -> str:
    return order_key(request, request.POST.get("key", ""))


def _order(request: HttpRequest, wish: Wish, form: ContactForm, now: datetime) -> str:
    """Place it, in one commit with whoever orders at this moment; the page where it is paid."""
    buyer, by = buyer_of(request)
    link = link_of_request(request)
    who = str(buyer or request.META.get("REMOTE_ADDR", ""))
    contact, mark = form.contact(), link.id if link else None
    key, language = order_key(request, form.cleaned_data["key"]), get_language() or "en"

    def place_it() -> UUID:
        allow(what="trade.order", who=who, limit=ORDERS_AN_HOUR, seconds=HOUR_SECONDS, at=now)
        if wish.is_draw:
            return operations.order_from_offer(
                drop=wish.drop,
                contact=contact,
                link=mark,
                by=by,
                at=now,
                key=key,
                language=language,
            )
        return operations.order_from_drop(
            drop=wish.drop,
            variant=wish.variant,
            quantity=wish.quantity,
            contact=contact,
            buyer=buyer,
            link=mark,
            by=by,
            at=now,
            key=key,
            language=language,
        )

    door = queries.door_of(write(place_it))
    if door is None:
        raise Missing("This order is gone.")
    return reverse("trade:pay", args=door)


def _is_early(view: DropView, viewer: Viewer | None, now: datetime) -> bool:
    """Whether it is open for her already; no query but in the hours before it opens for all."""
    tier = view.early_tier
    if tier is None or viewer is None or not view.is_early(now):
        return False
    return holds_tier(viewer.agent_id, tier, at=now)


def _form(request: HttpRequest) -> ContactForm:
    here, viewer = place(), viewer_of(request)
    initial = {
        "key": str(new_id()),
        "country": here.country if here else "",
        "email": (email_of(viewer.agent_id) or "") if viewer else "",
    }
    return ContactForm(request.POST or None, initial=initial, countries=queries.countries_served())


def _page(
    request: HttpRequest, view: DropView, wish: Wish, form: ContactForm, now: datetime
) -> HttpResponse:
    good = goods.find([wish.variant]).get(wish.variant)
    if good is None:
        raise Missing("There is no such thing to buy.")
    link, viewer = link_of_request(request), viewer_of(request)
    return render(
        request,
        "trade/drop_buy.html",
        {
            "drop": view,
            "phase": view.phase(now, early=_is_early(view, viewer, now)),
            "form": form,
            "good": good,
            "quantity": wish.quantity,
            "total": good.price * wish.quantity,
            "rates": queries.shipping_rates(),
            "link": link,
            "is_own_link": bool(link and viewer and link.owner == viewer.agent_id),
        },
        status=422 if form.errors else 200,
    )
