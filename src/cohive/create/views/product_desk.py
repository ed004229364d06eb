"""The makers' pages of a product: its state, its texts, plan, sizes, pictures, origins."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cohive.bond import queries as bond
from cohive.bond.access import acting, role_required
from cohive.create import forms_products as forms
from cohive.create import operations, queries
from cohive.create.forms_products import Filled
from cohive.create.operations.products import MAY_SELL
from cohive.create.queries import ProductView
from cohive.create.tasks import what_said
from cohive.create.views.products import NOT_HERE, pictures_of
from cohive.journal import conditions
from cohive.look.refusals import said
from cohive.words.money import parse_money
from cohive.words.refusals import Missing, Refused

COST_ROWS_SPARE = 2
SIZE_ROWS_SPARE = 3
staff = role_required("maker", "steward")


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def new(request: HttpRequest) -> HttpResponse:
    """Open a product, of a decision or on its own."""
    place = bond.place()
    if place is None:
        raise Missing("This place is not open yet.")
    filled = Filled.sent(request.POST)
    key = request.POST.get("decision") or request.GET.get("decision", "")
    decision = _decision(key)
    if request.method == "POST":

        def make() -> UUID:
            slug = forms.address(filled.value("title"), filled.value("slug"))
            return operations.create_product(
                title=filled.value("title"),
                slug=slug,
                description=filled.value("description"),
                language=get_language() or "en",
                price=parse_money(filled.value("price"), place.currency, field="price"),
                tax_rate=forms.percent(filled.value("tax_rate"), name="tax_rate"),
                costs=forms.costs(filled.rows("cost_label", "cost_amount"), place.currency),
                variants=forms.sizes(filled.value("sizes"), slug),
                decision=decision.id if decision else None,
                by=acting(request),
                at=timezone.now(),
            )

        made = filled.done(make)
        if made is not None:
            view = queries.product(made)
            messages.success(request, _("It is a draft. Next: who worked in its stages?"))
            return redirect(view.desk_url if view else "create:products")
    else:
        title = decision.chosen_title or decision.about_title if decision else ""
        rate = forms.percent_text(place.tax_rate)
        filled = Filled.of({"title": title, "tax_rate": rate, "sizes": ""})
    return render(
        request,
        "create/product_new.html",
        {
            "filled": filled,
            "decision": decision,
            "currency": place.currency,
            "cost_rows": _spare(filled.rows("cost_label", "cost_amount"), COST_ROWS_SPARE),
        },
        status=422 if filled.errors else 200,
    )


@require_safe
@staff
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a product stands, what stands against its sale, and the ways to change it."""
    view = here(slug)
    at = timezone.now()
    contributions = queries.contributions_of(view.id, at=at)
    versions = queries.agreements_of(view.id)
    waiting = next((version for version in versions if version.state == "offered"), None)
    open_answers = queries.answers(waiting.id) if waiting else []
    agents = {agent for item in contributions for agent, _weight in item.makers}
    agents |= {answer.agent for answer in open_answers}
    return render(
        request,
        "create/product_desk.html",
        {
            "product": view,
            "pictures": pictures_of(view, may_see_all=True),
            "obstacles": conditions.obstacles(MAY_SELL, view.id) if view.state == "draft" else [],
            "gap": queries.gap(view.id, at=at),
            "versions": versions,
            "waiting": waiting,
            "answers": open_answers,
            "next_version": versions[0].version + 1 if versions else 1,
            "contributions": contributions,
            "what_said": {item.id: what_said(item.what) for item in contributions},
            "origins_count": len(queries.origins(view.id)),
            "cards": bond.cards(agents),
        },
    )


@require_POST
@staff
def put_on_sale(request: HttpRequest, slug: str) -> HttpResponse:
    """Open the sale, or say what stands against it."""
    view = here(slug)
    try:
        operations.put_on_sale(product=view.id, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, said(refusal))
        return redirect(view.desk_url)
    messages.success(request, _("It is on sale."))
    return redirect(view.desk_url)


@require_POST
@staff
def end_sale(request: HttpRequest, slug: str) -> HttpResponse:
    """End the sale for good."""
    view = here(slug)
    try:
        operations.end_sale(product=view.id, by=acting(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, said(refusal))
    else:
        messages.success(request, _("The sale has ended."))
    return redirect(view.desk_url)


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """Change name and description."""
    view = here(slug)
    filled = Filled.sent(request.POST)
    if request.method == "GET":
        filled = Filled.of({"title": view.title, "description": view.description})

    def save() -> None:
        operations.edit_product(
            product=view.id,
            title=filled.value("title"),
            description=filled.value("description"),
            language=view.language,
            by=acting(request),
            at=timezone.now(),
        )

    return edited(request, view, filled, save, "create/product_texts.html", {})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Change price, tax and costs of the plan."""
    view = here(slug)
    filled = Filled.sent(request.POST)
    if request.method == "GET":
        filled = plan_filled(view)

    def save() -> None:
        save_plan(request, view, filled)

    rows = _spare(filled.rows("cost_label", "cost_amount"), COST_ROWS_SPARE)
    return edited(request, view, filled, save, "create/product_plan.html", {"cost_rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def variants(request: HttpRequest, slug: str) -> HttpResponse:
    """Change the sizes."""
    view = here(slug)
    filled = Filled.sent(request.POST)
    if request.method == "GET":
        filled = Filled.of(
            {},
            label=[variant.label for variant in view.variants],
            sku=[variant.sku for variant in view.variants],
        )

    def save() -> None:
        rows = filled.rows("label", "sku")
        operations.set_variants(
            product=view.id,
            variants=[(label, sku or forms.stock_number(slug, label)) for label, sku in rows],
            by=acting(request),
            at=timezone.now(),
        )

    rows = _spare(filled.rows("label", "sku"), SIZE_ROWS_SPARE)
    return edited(request, view, filled, save, "create/product_sizes.html", {"rows": rows})


def here(slug: str) -> ProductView:
    """The product of this address, whatever its state."""
    view = queries.product_by_slug(slug)
    if view is None:
        raise Missing(NOT_HERE)
    return view


def plan_filled(view: ProductView) -> Filled:
    """The plan as its form shows it."""
    currency = view.price.currency
    return Filled.of(
        {
            "price": view.planned_price.plain(),
            "tax_rate": forms.percent_text(view.tax_rate),
        },
        cost_label=[cost.label for cost in view.costs],
        cost_amount=[type(view.price)(cost.minor, currency).plain() for cost in view.costs],
    )


def save_plan(request: HttpRequest, view: ProductView, filled: Filled) -> None:
    """Write the plan a form sent."""
    currency = view.price.currency
    operations.set_plan(
        product=view.id,
        price=parse_money(filled.value("price"), currency, field="price"),
        tax_rate=forms.percent(filled.value("tax_rate"), name="tax_rate"),
        costs=forms.costs(filled.rows("cost_label", "cost_amount"), currency),
        by=acting(request),
        at=timezone.now(),
    )


def edited(
    request: HttpRequest,
    view: ProductView,
    filled: Filled,
    save: Callable[[], None],
    template: str,
    data: dict[str, object],
    *,
    back: str = "product-desk",
) -> HttpResponse:
    """Save what was sent and go back, or show the form with what is wrong."""
    if request.method == "POST":
        filled.done(save)
        if not filled.errors:
            messages.success(request, _("Saved."))
            return redirect(reverse(f"create:{back}", args=[view.slug]))
    data = {"product": view, "filled": filled, "currency": view.price.currency, **data}
    return render(request, template, data, status=422 if filled.errors else 200)


def _spare(rows: list[tuple[str, ...]], spare: int) -> list[tuple[str, ...]]:
    """The rows and some empty ones below."""
    return [*rows, *[("", "")] * spare]


def _decision(key: str) -> queries.DecisionView | None:
    try:
        return queries.decision(UUID(key)) if key else None
    except ValueError:
        return None
