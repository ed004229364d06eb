"""The desk's page of vouchers: a new one, and what became of the others."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
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
from cohive.look.refusals import refuse
from cohive.trade import operations, queries
from cohive.trade.forms_shop import VoucherForm
from cohive.trade.percents import read_percent
from cohive.trade.views.cursors import cursor
from cohive.words.money import parse_money
from cohive.words.refusals import Refused

A_PAGE = 25
PRODUCTS_MAX = 200
THOUSANDTHS = 1000


@require_http_methods(["GET", "POST"])
@role_required("maker", "steward")
@never_cache
def vouchers(request: HttpRequest) -> HttpResponse:
    """Every voucher with how often it was used and what it took off."""
    titles = {product.id: product.title for product in create.products(limit=PRODUCTS_MAX)}
    form = VoucherForm(
        request.POST or None,
        initial={"uses_max": 1, "borne_by": "everyone"},
        products=[("", _("Everything")), *((str(key), title) for key, title in titles.items())],
    )
    if request.method == "POST" and form.is_valid():
        try:
            _make(request, form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            made = queries.vouchers(limit=1)[0]
            messages.success(request, _("The voucher %(code)s is made.") % {"code": made.code})
            return redirect("trade:vouchers")
    found = queries.vouchers(before=cursor(request), limit=A_PAGE + 1)
    shown, now = found[:A_PAGE], timezone.now()
    return render(
        request,
        "trade/vouchers.html",
        {
            "form": form,
            "vouchers": [(voucher, voucher.state(now)) for voucher in shown],
            "titles": titles,
            "earlier": f"?before={shown[-1].id}" if len(found) > A_PAGE else "",
        },
        status=422 if form.errors else 200,
    )


def _make(request: HttpRequest, given: dict[str, Any]) -> None:
    here = place()
    currency = here.currency if here else "EUR"
    amount = parse_money(given["amount"], currency) if given["amount"] else None
    thousandths = None
    if given["percent"]:
        part = read_percent(given["percent"], field="percent") * THOUSANDTHS
        if part.denominator != 1:
            raise Refused("Write from 0.1 to 100 per cent.", field="percent")
        thousandths = int(part)
    minimum = parse_money(given["minimum"] or "0", currency, field="minimum")
    last = given["valid_until"]
    operations.make_voucher(
        code=given["code"],
        amount=amount,
        thousandths=thousandths,
        minimum_minor=minimum.minor,
        product=UUID(given["product"]) if given["product"] else None,
        uses_max=given["uses_max"],
        uses_each_max=given["uses_each_max"],
        borne_by=given["borne_by"],
        valid_until=_end_of(last) if last else None,
        by=acting(request),
        at=timezone.now(),
    )


def _end_of(day: Any) -> datetime:
    """The first instant after a day, at the viewer's clock."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


@require_POST
@role_required("maker", "steward")
def close(request: HttpRequest, voucher_id: UUID) -> HttpResponse:
    """Let nobody use it any more."""
    operations.close_voucher(voucher=voucher_id, by=acting(request), at=timezone.now())
    messages.success(request, _("Closed. Orders that hold it keep their price."))
    return redirect("trade:vouchers")
