"""The firm's rules: who sells, the table of taxes, and what each product weighs."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.bond.queries import place
from cohive.create import queries as create
from cohive.look.formats import current_locale
from cohive.look.refusals import refuse, said
from cohive.trade import operations, queries
from cohive.trade.forms_shop import CLASS_WORDS, RulesForm, TaxRateForm
from cohive.trade.percents import read_percent
from cohive.words.money import Money, parse_money
from cohive.words.refusals import Missing, Refused

PRODUCTS_MAX = 200
SHOWN = ("draft", "on_sale", "ended")
TEXTS = ("seller_name", "seller_address", "vat_number", "registration", "remark")
NUMBERS = ("invoices_from", "kept_years", "return_days")


@require_http_methods(["GET", "POST"])
@role_required("steward")
@never_cache
def rules(request: HttpRequest) -> HttpResponse:
    """The seller's data on invoices, and the rules of sending back."""
    known = queries.shop_rules()
    currency = _currency()
    form = RulesForm(
        request.POST or None,
        initial={
            **{name: getattr(known, name) for name in (*TEXTS, *NUMBERS)},
            "names_from": Money(known.names_from_minor, currency).plain(),
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            least = parse_money(given["names_from"] or "0", currency, field="names_from")
            wanted = replace(
                known,
                names_from_minor=least.minor,
                **{name: given[name] for name in (*TEXTS, *NUMBERS)},
            )
            operations.set_shop_rules(rules=wanted, by=acting(request), at=timezone.now())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Set. Orders placed before keep what they had."))
            return redirect("trade:rules")
    data = {"form": form, "waiting": len(queries.to_invoice())}
    return render(request, "trade/rules.html", data, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@role_required("steward")
@never_cache
def taxes(request: HttpRequest) -> HttpResponse:
    """The table of rates; a later day takes over by itself."""
    today = timezone.localdate()
    form = TaxRateForm(request.POST or None, initial={"valid_from": today, "country": _home()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            operations.set_tax_rate(
                country=given["country"],
                tax_class=given["tax_class"],
                rate=read_percent(given["percent"], field="percent"),
                valid_from=given["valid_from"],
                by=acting(request),
                at=timezone.now(),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("In the table."))
            return redirect("trade:taxes")
    here = place()
    return render(
        request,
        "trade/taxes.html",
        {
            "form": form,
            "rates": queries.tax_rates(on=today),
            "classes": CLASS_WORDS,
            "countries": current_locale().territories,
            "own_rate": here.tax_rate if here else None,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@role_required("steward")
def remove_tax(request: HttpRequest, rate_id: UUID) -> HttpResponse:
    """Take a row out of the table."""
    operations.remove_tax_rate(tax_rate=rate_id, by=acting(request), at=timezone.now())
    messages.success(request, _("Removed. Orders keep the rate of their day."))
    return redirect("trade:taxes")


@require_http_methods(["GET", "POST"])
@role_required("maker", "steward")
@never_cache
def facts(request: HttpRequest) -> HttpResponse:
    """Each product's class of tax and weight, as one form."""
    products = create.products(states=SHOWN, limit=PRODUCTS_MAX)
    if request.method == "POST":
        try:
            for product in products:
                _set_facts(request, product.id)
        except Missing:
            raise
        except Refused as refusal:
            messages.error(request, said(refusal))
        else:
            messages.success(request, _("Set."))
        return redirect("trade:facts")
    known = queries.facts_of(product.id for product in products)
    rows = [
        {"product": product, "facts": known.get(product.id, queries.Facts())}
        for product in products
    ]
    return render(request, "trade/facts.html", {"rows": rows, "classes": CLASS_WORDS.items()})


def _set_facts(request: HttpRequest, product: UUID) -> None:
    """Fields `class-<product>` and `grams-<product>`; a product without them stays as it is."""
    grams = request.POST.get(f"grams-{product}", "").strip()
    tax_class = request.POST.get(f"class-{product}", "")
    if not tax_class and not grams:
        return
    if grams and not (grams.isascii() and grams.isdigit() and len(grams) <= 7):
        raise Refused("Write the weight in grams, from 0 upwards.", field="weight_grams")
    operations.set_product_facts(
        product=product,
        tax_class=tax_class,
        weight_grams=int(grams or 0),
        by=acting(request),
        at=timezone.now(),
    )


def _currency() -> str:
    here = place()
    return here.currency if here else "EUR"


def _home() -> str:
    here = place()
    return here.country if here else ""
