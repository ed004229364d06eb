"""The makers' pages of stock: how many lie where, receive, move, count; stalls; prices of post."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import cards, place
from cohive.create import queries as create
from cohive.look.refusals import refuse, said
from cohive.trade import goods, operations, queries
from cohive.trade.forms import CountForm, MoveForm, PlaceForm, RatesForm, ReceiveForm
from cohive.trade.goods import Good
from cohive.trade.once import moves_value
from cohive.trade.queries import LocationView
from cohive.trade.rates import read_rates, written_rates, written_size
from cohive.words.refusals import Missing, Refused

DESK = ("maker", "steward")
SHOWN = ("draft", "on_sale", "ended")
PRODUCTS_MAX = 200
DIGITS_MAX = 7


@require_GET
@role_required(*DESK)
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Every product's sizes on every shelf."""
    products = create.products(states=SHOWN, limit=PRODUCTS_MAX)
    variants = [variant.id for product in products for variant in product.variants]
    table, aside = queries.stock_table(variants), queries.set_aside(variants)
    lying = {variant for (variant, _place), count in table.items() if count}
    return render(
        request,
        "trade/stock.html",
        {
            "products": products,
            "places": queries.locations(),
            "table": table,
            "aside": aside,
            "lying": lying | {variant for variant, count in aside.items() if count},
        },
    )


@require_POST
@role_required(*DESK)
@moves_value()
def receive(request: HttpRequest) -> HttpResponse:
    """New pieces of one or several sizes: fields `pieces-<variant>`, at `location` or the shelf."""
    now, by = timezone.now(), acting(request)
    back = _way_back(request)
    try:
        location = _location(request.POST.get("location", "")) or operations.web_shelf(
            by=by, at=now
        )
        counts = _pieces(request)
        if not counts:
            raise Refused("Write how many, from 1 upwards.", field="quantity")
        known = goods.find(counts)
        if set(counts) - set(known):
            raise Missing("There is no such thing to put on a shelf.")
        for variant_id, quantity in counts.items():
            operations.receive_stock(
                variant=variant_id,
                location=location,
                quantity=quantity,
                reason=request.POST.get("reason", "")[:200],
                by=by,
                at=now,
            )
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("On the shelf."))
    return redirect(back)


def _pieces(request: HttpRequest) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for name in request.POST:
        text = request.POST.get(name, "").strip()
        if not name.startswith("pieces-") or not text:
            continue
        if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX):
            raise Refused("Write how many as a number.", field="quantity")
        if int(text):
            found[_id(name.removeprefix("pieces-"))] = int(text)
    return found


@require_GET
@role_required(*DESK)
@never_cache
def variant(request: HttpRequest, variant_id: UUID) -> HttpResponse:
    """One size: where it lies, why the numbers changed, and what can be done."""
    return _variant_page(request, variant_id, {}, 200)


def _variant_page(
    request: HttpRequest, variant_id: UUID, changed: dict[str, forms.Form], status: int
) -> HttpResponse:
    good = _good(variant_id)
    spots = queries.locations()
    table = queries.stock_table([variant_id])
    moves = queries.moves(variant_id)
    choices = _carried_between(spots)
    return render(
        request,
        "trade/variant_stock.html",
        {
            "good": good,
            "places": [
                {"place": spot, "count": table.get((variant_id, spot.id), 0)} for spot in spots
            ],
            "names": {spot.id: spot.name for spot in spots},
            "moves": moves,
            "people": cards(move.by for move in moves),
            "receive_form": ReceiveForm(),
            "move_form": changed.get("move") or MoveForm(places=choices),
            "count_form": changed.get("count") or CountForm(),
        },
        status=status,
    )


def _carried_between(spots: list[LocationView]) -> list[tuple[str, str]]:
    """Shelves that pieces are carried between by hand; those of a drop are promised."""
    return [(str(spot.id), spot.name) for spot in spots if spot.kind != "drop"]


@require_POST
@role_required(*DESK)
@moves_value()
def move(request: HttpRequest, variant_id: UUID) -> HttpResponse:
    """Carry pieces elsewhere."""
    _good(variant_id)
    form = MoveForm(request.POST, places=_carried_between(queries.locations()))
    if form.is_valid():
        try:
            operations.move_stock(
                variant=variant_id,
                source=UUID(form.cleaned_data["source"]),
                destination=UUID(form.cleaned_data["destination"]),
                quantity=form.cleaned_data["quantity"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Carried."))
            return redirect("trade:variant-stock", variant_id=variant_id)
    return _variant_page(request, variant_id, {"move": form}, 422)


@require_POST
@role_required(*DESK)
@moves_value()
def count(request: HttpRequest, variant_id: UUID) -> HttpResponse:
    """Write what was counted."""
    _good(variant_id)
    form = CountForm(request.POST)
    if form.is_valid():
        try:
            operations.correct_stock(
                variant=variant_id, by=acting(request), at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Counted."))
            return redirect("trade:variant-stock", variant_id=variant_id)
    return _variant_page(request, variant_id, {"count": form}, 422)


@require_http_methods(["GET", "POST"])
@role_required(*DESK)
@never_cache
def places(request: HttpRequest) -> HttpResponse:
    """Stalls and partner shops: those there are, and a new one."""
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.open_location(by=acting(request), at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Open. Now carry something there."))
            return redirect("trade:places")
    data = {"form": form, "places": queries.locations()}
    return render(request, "trade/places.html", data, status=422 if form.errors else 200)


@require_POST
@role_required(*DESK)
def close(request: HttpRequest, location_id: UUID) -> HttpResponse:
    """Close an emptied stall."""
    try:
        operations.close_location(location=location_id, by=acting(request), at=timezone.now())
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Closed."))
    return redirect("trade:places")


@require_http_methods(["GET", "POST"])
@role_required(*DESK)
@never_cache
def shipping(request: HttpRequest) -> HttpResponse:
    """What a parcel costs, by country."""
    here = place()
    currency = here.currency if here else "EUR"
    form = RatesForm(
        request.POST or None, initial={"rates": written_rates(queries.shipping_rates())}
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_shipping(
                rates=read_rates(form.cleaned_data["rates"], currency),
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("rates", said(refusal))
        else:
            messages.success(request, _("From now on a parcel costs this."))
            return redirect("trade:shipping")
    data = {"form": form, "rates": queries.shipping_rates(), "written_size": written_size}
    return render(request, "trade/shipping.html", data, status=422 if form.errors else 200)


def _good(variant_id: UUID) -> Good:
    good = goods.find([variant_id]).get(variant_id)
    if good is None:
        raise Missing("There is no such thing on any shelf.")
    return good


def _location(text: str) -> UUID | None:
    if not text:
        return None
    found = queries.location(_id(text))
    if found is None:
        raise Missing("There is no such place to sell from.")
    return found.id


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Missing("There is no such thing on any shelf.") from None


def _way_back(request: HttpRequest) -> str:
    """Where the form stood: a page of this place, never another's."""
    wanted = request.POST.get("back", "")
    if wanted.startswith("/") and not wanted.startswith(("//", "/\\")):
        return wanted
    return "/stock/"
