"""Sell here: a page for a phone behind a table. One tap sells, another takes it back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import place
from cohive.create import queries as create
from cohive.look.refusals import said
from cohive.trade import baskets, goods, operations, queries
from cohive.trade.once import moves_value
from cohive.trade.queries import LocationView
from cohive.trade.views.shop import thumb
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

SELLERS = ("seller", "maker", "steward")
TODAY = timedelta(hours=24)
PRODUCTS_MAX = 100


@require_GET
@role_required(*SELLERS)
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """Which table is this?"""
    spots = [spot for spot in queries.locations() if spot.kind in ("stall", "partner")]
    if len(spots) == 1:
        return redirect("trade:sell-here", location_id=spots[0].id)
    return render(request, "trade/sell_choose.html", {"places": spots})


@require_http_methods(["GET", "POST"])
@role_required(*SELLERS)
@never_cache
@moves_value()
def sell_here(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """What lies here, one tap for each way to pay, and what was sold today."""
    spot = _spot(location_id)
    refused = ""
    if request.method == "POST":
        try:
            return _sell(request, spot)
        except Missing:
            raise
        except Refused as refusal:
            refused = said(refusal)
    now = timezone.now()
    sales = queries.sales_at(spot.id, since=now - TODAY)
    here = place()
    currency = here.currency if here else "EUR"
    return render(
        request,
        "trade/sell_here.html",
        {
            "spot": spot,
            "things": _things(spot),
            "chosen": request.POST.get("variant", ""),
            "quantity": request.POST.get("quantity", "1"),
            "refused": refused,
            "key": str(new_id()),
            "sales": sales,
            "cash": queries.taken(sales, ("cash",), currency),
            "card": queries.taken(sales, ("terminal",), currency),
            "phone": queries.taken(sales, ("card", "qr", "phone"), currency),
        },
        status=422 if refused else 200,
    )


def _sell(request: HttpRequest, spot: LocationView) -> HttpResponse:
    lines = [_line(request)]
    paid = request.POST.get("paid", "")
    if paid == "phone":
        query = baskets.stall_query(lines, location=spot.id, channel=spot.kind)
        return redirect(reverse("trade:by-phone", args=[spot.id]) + "?" + query)
    order_id = operations.record_sale_here(
        lines=lines,
        location=spot.id,
        paid=paid,
        by=acting(request),
        at=timezone.now(),
        key=f"here:{request.POST.get('key', '')[:64] or new_id()}",
    )
    order = queries.order(order_id)
    left = queries.on_hand([lines[0][0]], spot.id).get(lines[0][0], 0)
    if order is not None:
        messages.success(
            request,
            _("Sold: %(what)s. %(left)s left here. Order %(order)s.")
            % {"what": _words(order.lines[0]), "left": left, "order": order.reference},
        )
    return redirect("trade:sell-here", location_id=spot.id)


def _words(line: queries.LineView) -> str:
    """'2 × Ebb, M'."""
    name = f"{line.title}, {line.label}" if line.label else line.title
    return f"{line.quantity} × {name}"


def _line(request: HttpRequest) -> tuple[UUID, int]:
    try:
        return UUID(request.POST.get("variant", "")), int(request.POST.get("quantity", "1"))
    except ValueError:
        raise Refused("Choose what is sold, and how many.", field="variant") from None


def _things(spot: LocationView) -> list[dict[str, object]]:
    """Products on sale with their sizes and what lies here; those with nothing here come last."""
    products = create.products(limit=PRODUCTS_MAX)
    variants = [variant.id for product in products for variant in product.variants]
    here = queries.on_hand(variants, spot.id)
    things: list[dict[str, object]] = [
        {
            "title": product.title,
            "price": product.price,
            "picture": thumb(product),
            "sizes": [
                {"good": good, "left": here.get(good.variant, 0)} for good in goods.of_view(product)
            ],
            "left": sum(here.get(variant.id, 0) for variant in product.variants),
        }
        for product in products
    ]
    return sorted(things, key=lambda thing: not thing["left"])


@require_GET
@role_required(*SELLERS)
@never_cache
def by_phone(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """A code for the buyer's phone: it opens the checkout of exactly this basket."""
    spot = _spot(location_id)
    basket = baskets.of_request(request)
    if basket.location != spot.id:
        raise Missing("There is no such thing to buy.")
    found = goods.find(variant for variant, _ in basket.lines)
    address = f"{settings.ADDRESS}{reverse('trade:checkout')}?{request.GET.urlencode()}"
    lines = [(found[variant], count) for variant, count in basket.lines if variant in found]
    if not lines:
        raise Missing("There is no such thing to buy.")
    nothing = Money.zero(lines[0][0].price.currency)
    return render(
        request,
        "trade/by_phone.html",
        {
            "spot": spot,
            "address": address,
            "lines": lines,
            "total": sum((good.price * count for good, count in lines), nothing),
        },
    )


@require_POST
@role_required(*SELLERS)
@moves_value()
def take_back(request: HttpRequest, location_id: UUID, order_id: UUID) -> HttpResponse:
    """Undo a sale of today."""
    spot = _spot(location_id)
    try:
        operations.take_sale_back(
            order=order_id, location=spot.id, by=acting(request), at=timezone.now()
        )
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Taken back. The money goes back and the pieces lie here."))
    return redirect("trade:sell-here", location_id=spot.id)


def _spot(location_id: UUID) -> LocationView:
    spot = queries.location(location_id)
    if spot is None or spot.kind not in ("stall", "partner"):
        raise Missing("There is no such table to sell at.")
    return spot
