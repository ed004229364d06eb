"""A reseller's own page and card, for everybody; and “Sell it on”, for the member herself."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cohive.bond.access import acting, member_required
from cohive.bond.queries import cards
from cohive.create import queries as create
from cohive.create.queries import ProductView
from cohive.look.refusals import refuse, said
from cohive.look.viewers import viewer_of
from cohive.trade import goods, operations, queries
from cohive.trade.forms_resale import ResellerForm, SentenceForm
from cohive.trade.operations.resale import PRODUCTS_MAX
from cohive.trade.queries import PlanView, ResellerView
from cohive.trade.resale_labels import label
from cohive.trade.views.shop import thumb
from cohive.trade.wholesale import wholesale
from cohive.words.refusals import Missing, Refused

NOBODY = "Nobody sells things on under this name."
PRODUCTS_OFFERED = 100
UNFIT = 422


@require_GET
def reseller_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Her words and what she stands behind; bought here, it earns her a commission."""
    found, plan = _open_page(slug)
    products = create.products_by_id(found.products)
    chosen = [products[one] for one in found.products if one in products]
    on_sale = [product for product in chosen if product.state == "on_sale"]
    viewer = viewer_of(request)
    return render(
        request,
        "trade/reseller.html",
        {
            "reseller": found,
            "card": cards([found.agent]).get(found.agent),
            "plan": plan,
            "label": _label(found, plan),
            "products": [_offer(product) for product in on_sale],
            "is_own": bool(viewer and viewer.agent_id == found.agent),
        },
    )


@require_GET
@member_required
def reseller_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Her page as a card to print, with the label on it."""
    found, plan = _open_page(slug)
    if found.agent != acting(request):
        raise Missing(NOBODY)
    address = settings.ADDRESS + found.url
    return render(
        request,
        "trade/reseller_card.html",
        {
            "reseller": found,
            "card": cards([found.agent]).get(found.agent),
            "label": _label(found, plan),
            "address": address,
            "spoken": address.split("://", 1)[1],
        },
    )


def _open_page(slug: str) -> tuple[ResellerView, PlanView]:
    found, plan = queries.reseller_by_slug(slug), queries.plan_in_force()
    if found is None or plan is None or not found.is_open:
        raise Missing(NOBODY)
    return found, plan


def _label(found: ResellerView, plan: PlanView) -> str:
    if plan.mode == "commission":
        return label(found.agent)
    known = cards([found.agent])
    name = known[found.agent].name if found.agent in known else _("A member")
    return _("%(name)s buys here at a wholesale price and earns when she sells on.") % {
        "name": name
    }


def _offer(product: ProductView) -> dict[str, object]:
    sold = goods.of_view(product)
    return {
        "title": product.title,
        "url": product.url,
        "price": product.price,
        "picture": thumb(product),
        "sizes": [(str(good.variant), good.label) for good in sold],
    }


@require_GET
@member_required
@never_cache
def sell_on(request: HttpRequest) -> HttpResponse:
    """Read the terms and join; later one's own page, what came of it, and the way out."""
    return _page(request)


def _page(
    request: HttpRequest,
    form: ResellerForm | None = None,
    appeal: SentenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    agent = acting(request)
    plan, found = queries.plan_in_force(), queries.reseller_of(agent)
    is_one = found is not None and found.state not in ("left", "erased")
    offered = create.products(limit=PRODUCTS_OFFERED) if is_one and found and plan else []
    if form is None and found is not None and is_one:
        form = _form(None, found, offered)
    return render(
        request,
        "trade/sell_on.html",
        {
            "plan": plan,
            "reseller": found if is_one else None,
            "agent": agent,
            "label": label(agent),
            "form": form,
            "most": PRODUCTS_MAX,
            "suspension": queries.suspension_of(found.id) if found else None,
            "appeal": appeal or SentenceForm(prefix="appeal"),
            "came_from": request.GET.get("from", "")[:120],
            "wholesale": _wholesale(offered, plan) if plan and plan.mode == "wholesale" else [],
        },
        status=status,
    )


def _form(
    request: HttpRequest | None, found: ResellerView, offered: list[ProductView]
) -> ResellerForm:
    return ResellerForm(
        request.POST if request else None,
        initial={"words": found.words, "products": [str(one) for one in found.products]},
        choices=[(str(product.id), product.title) for product in offered],
    )


def _wholesale(offered: list[ProductView], plan: PlanView) -> list[dict[str, object]]:
    """What can be bought to be sold on, at which price."""
    return [
        {
            "title": product.title,
            "sizes": [(str(good.variant), good.label) for good in sold],
            "price": product.price,
            "lower": wholesale(sold[0], plan.discount).price,
        }
        for product in offered
        if (sold := goods.of_view(product))
    ]


@require_POST
@member_required
def join(request: HttpRequest) -> HttpResponse:
    """Say yes to the terms that were read."""
    try:
        plan = UUID(request.POST.get("plan", ""))
    except ValueError:
        raise Missing("There are no such terms.") from None
    try:
        operations.join_resale(
            plan=plan,
            brought_by=request.POST.get("from", "")[:120],
            by=acting(request),
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("You can sell things on now. Choose what stands on your page."))
    return redirect("trade:sell-on")


@require_POST
@member_required
def change(request: HttpRequest) -> HttpResponse:
    """Other words, other products."""
    agent = acting(request)
    found = queries.reseller_of(agent)
    if found is None:
        raise Missing(NOBODY)
    form = _form(request, found, create.products(limit=PRODUCTS_OFFERED))
    if form.is_valid():
        try:
            operations.change_resale_page(
                words=form.cleaned_data["words"],
                products=[UUID(one) for one in form.cleaned_data["products"]],
                language=get_language() or "en",
                by=agent,
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("trade:sell-on")
    return _page(request, form, status=UNFIT)


@require_POST
@member_required
def leave(request: HttpRequest) -> HttpResponse:
    """Stop selling on."""
    operations.leave_resale(by=acting(request), at=timezone.now())
    messages.success(request, _("Your page is closed. What you are owed stays owed to you."))
    return redirect("trade:sell-on")


@require_POST
@member_required
def appeal(request: HttpRequest) -> HttpResponse:
    """Ask that a suspension is looked at again."""
    form = SentenceForm(request.POST, prefix="appeal")
    if form.is_valid():
        try:
            operations.appeal_suspension(
                words=form.cleaned_data["reason"], by=acting(request), at=timezone.now()
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("A steward looks at it again. The answer comes here."))
            return redirect("trade:sell-on")
    return _page(request, appeal=form, status=UNFIT)
