"""The makers' pages of drops: announcing one, drawing with a public word, ending one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond import queries as bond
from cohive.bond.access import acting, role_required
from cohive.create import queries as create
from cohive.create.queries import ProductView
from cohive.look.refusals import refuse, said
from cohive.trade import operations, queries
from cohive.trade.forms_drops import DropForm
from cohive.trade.views.drops import drop_here
from cohive.words.refusals import Missing, Refused

DESK = ("maker", "steward")
SOLD = ("draft", "on_sale")
PRODUCTS_MAX = 200
OPENS_IN_DAYS, OPEN_DAYS = 7, 3


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*DESK)
@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """First of what; then how many, when and to whom."""
    product = _product(request.GET.get("product", ""))
    if product is None:
        return _choose(request)
    left = queries.on_hand(variant.id for variant in product.variants)
    form = DropForm(
        request.POST or None,
        product=product,
        left=left,
        tiers=bond.tiers(),
        initial=_initial(product),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = operations.announce_drop(
                title=given["title"],
                product=product.id,
                pieces=form.pieces(),
                opens_at=given["opens_at"],
                closes_at=given["closes_at"],
                per_person=given["per_person"],
                draw=form.draw(),
                early=form.early(),
                by=acting(request),
                at=timezone.now(),
            )
        except Missing:
            raise
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Announced. From now on it stands as it is."))
            view = queries.drop(made)
            return redirect(view.url if view else "trade:drops")
    data = {"form": form, "product": product, "left": sum(left.values())}
    return render(request, "trade/drop_new.html", data, status=422 if form.errors else 200)


def _choose(request: HttpRequest) -> HttpResponse:
    products = create.products(states=SOLD, limit=PRODUCTS_MAX)
    left = queries.on_hand(variant.id for product in products for variant in product.variants)
    rows = [
        (product, sum(left.get(variant.id, 0) for variant in product.variants))
        for product in products
    ]
    return render(request, "trade/drop_choose.html", {"rows": rows})


@require_POST
@role_required(*DESK)
def draw(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw with the public word that was promised."""
    view = drop_here(slug)
    try:
        operations.draw_drop(
            drop=view.id,
            public_word=request.POST.get("public_word", ""),
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Drawn. The winners are told by mail."))
    return redirect(view.url)


@require_POST
@role_required(*DESK)
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Call it off, or end it before its time."""
    view = drop_here(slug)
    try:
        operations.end_drop(drop=view.id, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Over. What was not sold lies on the shop’s shelf again."))
    return redirect(view.url)


def _product(text: str) -> ProductView | None:
    if not text:
        return None
    try:
        found = create.product(UUID(text))
    except ValueError:
        found = None
    if found is None or found.state not in SOLD:
        raise Missing("There is no such thing to sell.")
    return found


def _initial(product: ProductView) -> dict[str, object]:
    evening = timezone.localtime(timezone.now()).replace(hour=20, minute=0, second=0)
    opens = evening + timedelta(days=OPENS_IN_DAYS)
    return {
        "title": product.title[:60],
        "kind": "draw",
        "opens_at": opens.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (opens + timedelta(days=OPEN_DAYS)).strftime("%Y-%m-%dT%H:%M"),
        "per_person": 1,
        "pay_hours": 24,
        "contributor_tickets": 1,
        "proof": "email",
    }
