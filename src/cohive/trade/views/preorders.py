"""The makers' pages of pre-orders: all of them, a new one, and one with how far it is."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.create import queries as create
from cohive.create.queries import ProductView
from cohive.look.refusals import refuse, said
from cohive.trade import operations, queries
from cohive.trade.forms_making import PreOrderForm
from cohive.trade.views.cursors import cursor
from cohive.words.refusals import Missing, Refused

DESK = ("maker", "steward")
A_PAGE = 25


@require_GET
@role_required(*DESK)
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """Every pre-order, the newest first."""
    found = queries.preorders(before=cursor(request), limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    return render(
        request,
        "trade/preorders.html",
        {
            "preorders": shown,
            "products": create.products_by_id(one.product for one in shown),
            "earlier": f"?before={shown[-1].id}" if len(found) > A_PAGE else "",
        },
    )


@require_http_methods(["GET", "POST"])
@role_required(*DESK)
@never_cache
def new(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Open one on a product."""
    product = product_here(product_id)
    form = PreOrderForm(request.POST or None, initial={"goes_on": ""})
    if request.method == "POST" and form.is_valid():
        try:
            preorder = operations.open_preorder(
                product=product.id,
                language=get_language() or "en",
                by=acting(request),
                at=timezone.now(),
                **form.terms(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Open. Its page says how many are in."))
            return redirect("trade:preorder", preorder_id=preorder)
    data = {"form": form, "product": product}
    return render(request, "trade/preorder_new.html", data, status=422 if form.errors else 200)


@require_GET
@role_required(*DESK)
@never_cache
def preorder(request: HttpRequest, preorder_id: UUID) -> HttpResponse:
    """How far it is, of which sizes, and what can be done."""
    found = queries.preorder(preorder_id)
    if found is None:
        raise Missing("There is no such pre-order.")
    return render(
        request,
        "trade/preorder.html",
        {
            "preorder": found,
            "product": product_here(found.product),
            "run": queries.size_run_of_preorder(found.id),
            "purchase": queries.purchase_of_preorder(found.id),
            "takes_orders": found.takes_orders(timezone.now()),
        },
    )


@require_POST
@role_required(*DESK)
def withdraw(request: HttpRequest, preorder_id: UUID) -> HttpResponse:
    """Call it off: everybody gets the money back."""
    try:
        operations.withdraw_preorder(preorder=preorder_id, by=acting(request), at=timezone.now())
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("Called off. Everybody gets the money back and a mail."))
    return redirect("trade:preorder", preorder_id=preorder_id)


def product_here(product_id: UUID) -> ProductView:
    """The product, or Missing."""
    found = create.product(product_id)
    if found is None:
        raise Missing("There is no such product.")
    return found
