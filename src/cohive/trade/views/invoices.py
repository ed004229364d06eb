"""Invoices: the buyer's behind her order's link, and a period of them on the desk."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohive.bond.access import role_required
from cohive.trade import queries
from cohive.trade.forms_shop import PeriodForm
from cohive.trade.invoice_paper import printed_invoice
from cohive.trade.queries import InvoiceView
from cohive.trade.views.cursors import cursor
from cohive.trade.views.doors import by_door
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

NO_INVOICE = "There is no such invoice."
A_PAGE = 50
FILES_MAX = 500
"""Each takes a fifth of a second to print; more in one file would hold a worker too long."""
COLUMNS = ["number", "kind", "date", "order", "corrects", "country", "tax rate"]
AMOUNTS = ("net", "tax", "gross")
STEWARD = ("steward",)


@require_GET
@never_cache
def of_order(_request: HttpRequest, reference: str, word: str, invoice_id: UUID) -> HttpResponse:
    """The buyer's own invoice or credit note."""
    order = by_door(reference, word)
    found = queries.invoice(invoice_id)
    if found is None or found.order != order.id:
        raise Missing(NO_INVOICE)
    return _pdf(found)


@require_GET
@role_required(*STEWARD)
@never_cache
def one(_request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """Any invoice, from the desk."""
    found = queries.invoice(invoice_id)
    if found is None:
        raise Missing(NO_INVOICE)
    return _pdf(found)


@require_GET
@role_required(*STEWARD)
@never_cache
def period(request: HttpRequest) -> HttpResponse:
    """Those of a period, with its sums and downloads."""
    form, first, last = _period(request)
    found = queries.invoices(first=first, last=last, before=cursor(request), limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    query = f"first={first.isoformat()}&last={last.isoformat()}"
    return render(
        request,
        "trade/invoices.html",
        {
            "form": form,
            "first": first,
            "last": last,
            "query": query,
            "invoices": shown,
            "count": queries.invoices_count(first=first, last=last),
            "rules": queries.shop_rules(),
            "waiting": len(queries.to_invoice()),
            "earlier": f"?{query}&before={shown[-1].id}" if len(found) > A_PAGE else "",
        },
        status=422 if form.errors else 200,
    )


@require_GET
@role_required(*STEWARD)
@never_cache
def table(request: HttpRequest) -> HttpResponse:
    """A row for each invoice and rate of tax, for the bookkeeper; credit notes below zero."""
    _form, first, last = _period(request)
    answer = HttpResponse(_table(first, last), content_type="text/csv; charset=utf-8")
    name = f"invoices-{first.isoformat()}-{last.isoformat()}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
@role_required(*STEWARD)
@never_cache
def files(request: HttpRequest) -> HttpResponse:
    """Every PDF of a period in one ZIP."""
    _form, first, last = _period(request)
    count = queries.invoices_count(first=first, last=last)
    if not count:
        raise Missing("There is no invoice in this period.")
    if count > FILES_MAX:
        raise Refused(
            "At most %(most)s invoices fit one file. Choose a shorter period.", most=FILES_MAX
        )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for paper in queries.all_invoices(first=first, last=last):
            day = paper.issued_on
            entry = zipfile.ZipInfo(paper.file_name, (day.year, day.month, day.day, 0, 0, 0))
            archive.writestr(entry, printed_invoice(paper))
    answer = HttpResponse(held.getvalue(), content_type="application/zip")
    name = f"invoices-{first.isoformat()}-{last.isoformat()}.zip"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _period(request: HttpRequest) -> tuple[PeriodForm, date, date]:
    today = timezone.localdate()
    is_chosen = "first" in request.GET or "last" in request.GET
    form = PeriodForm(request.GET if is_chosen else None)
    first, last = form.period(today)
    if not is_chosen:
        form = PeriodForm(initial={"first": first, "last": last})
    return form, first, last


def _pdf(found: InvoiceView) -> HttpResponse:
    answer = HttpResponse(printed_invoice(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{found.file_name}"'
    return answer


def _table(first: date, last: date) -> str:
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow([*COLUMNS, *AMOUNTS, "currency"])
    for paper in queries.all_invoices(first=first, last=last):
        writer.writerows(_taxes(paper))
    return held.getvalue()


def _taxes(paper: InvoiceView) -> Iterator[list[str]]:
    sign = -1 if paper.kind == "credit" else 1
    for part in paper.content["taxes"]:
        amounts = [Money(sign * part[name], paper.currency).plain() for name in AMOUNTS]
        yield [
            paper.label,
            "credit note" if paper.kind == "credit" else "invoice",
            paper.issued_on.isoformat(),
            paper.reference,
            paper.content.get("corrects", ""),
            paper.content["country"],
            _percent(part["rate"]),
            *amounts,
            paper.currency,
        ]


def _percent(text: str) -> str:
    """'21', '5.5': a rate in per cent, with at most three digits after the point."""
    thousandths = round(Fraction(text) * 100_000)
    whole, rest = divmod(thousandths, 1000)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")
