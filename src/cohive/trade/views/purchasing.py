"""The makers' pages of orders to a printer: the size run, as a page, PDF and CSV."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.look.refusals import refuse, said
from cohive.trade import operations, purchase_papers, queries
from cohive.trade.forms_making import RunForm
from cohive.trade.queries import PurchaseView, SizeRun
from cohive.trade.views.cursors import cursor
from cohive.trade.views.preorders import product_here
from cohive.trade.views.quantities import chosen
from cohive.words.refusals import Missing, Refused

DESK = ("maker", "steward")
A_PAGE = 25


@require_GET
@role_required(*DESK)
@never_cache
def overview(request: HttpRequest) -> HttpResponse:
    """All purchase orders, the newest first."""
    found = queries.purchase_orders(before=cursor(request), limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    earlier = f"?before={shown[-1].id}" if len(found) > A_PAGE else ""
    return render(request, "trade/purchases.html", {"purchases": shown, "earlier": earlier})


@require_http_methods(["GET", "POST"])
@role_required(*DESK)
@never_cache
def of_product(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """What was sold of a product in a stretch of days, to be ordered again."""
    product = product_here(product_id)
    form = RunForm(request.POST or request.GET or None)
    run: SizeRun | None = None
    if form.is_bound and form.is_valid():
        since, until = form.stretch()
        run = queries.size_run(product.id, since=since, until=until)
        if request.method == "POST":
            try:
                made = operations.write_purchase(
                    product=product.id,
                    since=since,
                    until=until,
                    by=acting(request),
                    at=timezone.now(),
                )
            except Refused as refusal:
                refuse(form, refusal)
            else:
                return redirect("trade:purchase", purchase_id=made)
    data = {"form": form, "product": product, "run": run}
    return render(request, "trade/size_run.html", data, status=422 if form.errors else 200)


@require_POST
@role_required(*DESK)
def of_preorder(request: HttpRequest, preorder_id: UUID) -> HttpResponse:
    """Write the purchase order of a pre-order that has reached its goal."""
    try:
        made = operations.write_purchase_of_preorder(
            preorder=preorder_id, by=acting(request), at=timezone.now()
        )
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
        return redirect("trade:preorder", preorder_id=preorder_id)
    return redirect("trade:purchase", purchase_id=made)


@require_GET
@role_required(*DESK)
@never_cache
def purchase(request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """One purchase order with what comes next."""
    found = purchase_here(purchase_id)
    run = run_of(found)
    has_files = any(one.file_url for row in run.rows for one in row.filled)
    data = {"purchase": found, "run": run, "has_files": has_files}
    return render(request, "trade/purchase.html", data)


@require_POST
@role_required(*DESK)
def step(request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """It was ordered, received or dropped (`do`); numbers are called `line-<id>`."""
    found = purchase_here(purchase_id)
    now, by, do = timezone.now(), acting(request), request.POST.get("do", "")
    try:
        counts = {line.id: 0 for line in found.lines}
        counts.update(chosen(request, list(counts)))
        if do == "order":
            operations.order_purchase(
                purchase=found.id,
                supplier=request.POST.get("supplier", ""),
                quantities=counts,
                by=by,
                at=now,
            )
            messages.success(request, _("Noted as ordered."))
        elif do == "receive":
            free = operations.receive_purchase(purchase=found.id, received=counts, by=by, at=now)
            messages.success(
                request, _("Received. %(count)s lie free on the shelf.") % {"count": free}
            )
        else:
            operations.drop_purchase(purchase=found.id, by=by, at=now)
            messages.success(request, _("Dropped."))
    except Missing:
        raise
    except Refused as refusal:
        messages.error(request, said(refusal))
    return redirect("trade:purchase", purchase_id=found.id)


@require_GET
@role_required(*DESK)
@never_cache
def paper(_request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """The purchase order as PDF."""
    found = purchase_here(purchase_id)
    return _sent(
        purchase_papers.as_pdf(found, run_of(found)), "application/pdf", f"order-{found.number}.pdf"
    )


@require_GET
@role_required(*DESK)
@never_cache
def table(_request: HttpRequest, purchase_id: UUID) -> HttpResponse:
    """The purchase order as CSV, for the printer's own sheet."""
    found = purchase_here(purchase_id)
    return _sent(
        purchase_papers.as_csv(found, run_of(found)),
        "text/csv; charset=utf-8",
        f"order-{found.number}.csv",
    )


def _sent(content: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def purchase_here(purchase_id: UUID) -> PurchaseView:
    """The purchase order of an address."""
    found = queries.purchase(purchase_id)
    if found is None:
        raise Missing("There is no such purchase order.")
    return found


def run_of(found: PurchaseView) -> SizeRun:
    """What was ordered of its pre-order, or sold in its days."""
    if found.preorder is not None:
        return queries.size_run_of_preorder(found.preorder)
    if found.since is None or found.until is None:
        return SizeRun(())
    return queries.size_run(found.product, since=found.since, until=found.until)
