"""Reviews: written from the page of a paid order, read under the product, answered, reported."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cohive.bond.access import acting, member_required, role_required
from cohive.bond.queries import cards
from cohive.create import queries as create
from cohive.guard.operations import allow
from cohive.look.refusals import refuse, said
from cohive.trade import operations, queries
from cohive.trade.forms_making import ReviewForm
from cohive.trade.once import moves_value
from cohive.trade.views.cursors import cursor
from cohive.trade.views.doors import buyer_of, by_door
from cohive.trade.views.reviewing import reviewable
from cohive.words.refusals import Missing, Refused

A_PAGE = 20
REPORTS_AN_HOUR = 20
HOUR_SECONDS = 60 * 60
DESK = ("maker", "steward")


@require_http_methods(["GET", "POST"])
@never_cache
@moves_value()
def write(request: HttpRequest, reference: str, word: str, product_id: UUID) -> HttpResponse:
    """Say what one thinks of what one bought; again, to change it."""
    order = by_door(reference, word)
    known = {product: (title, found) for product, title, found in reviewable(order)}
    if product_id not in known:
        raise Missing("Only what you bought and kept can be reviewed.")
    title, found = known[product_id]
    _buyer, by = buyer_of(request)
    if order.buyer is not None and order.buyer != by:
        back = urlencode({"next": request.path})
        return redirect(f"{reverse('account_login')}?{back}")
    initial: dict[str, object] = {}
    if found is not None:
        interest = found.interest
        basis = interest.basis if interest and not interest.is_withdrawn else ""
        initial = {"stars": found.newest.stars, "text": found.newest.text, "basis": basis}
    form = ReviewForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            operations.write_review(
                order=order.id,
                product=product_id,
                language=get_language() or "en",
                by=by,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Thank you. It stands under the product."))
            return redirect("trade:reviews", product_id=product_id)
    data = {"form": form, "order": order, "title": title, "review": found}
    return render(request, "trade/review_write.html", data, status=422 if form.errors else 200)


@require_GET
def of_product(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Every review shown of a product, newest first."""
    return _page(request, product_id)


def _page(
    request: HttpRequest, product_id: UUID, *, refusal: Refused | None = None, at_review: str = ""
) -> HttpResponse:
    product = create.product(product_id)
    if product is None or product.state == "draft":
        raise Missing("There is no such product.")
    found = queries.reviews_of(product_id, before=cursor(request), limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    people = {one.buyer for one in shown if one.buyer}
    people |= {answer.by for one in shown for answer in one.answers}
    return render(
        request,
        "trade/reviews.html",
        {
            "product": product,
            "reviews": shown,
            "rating": queries.rating(product_id),
            "cards": cards(people),
            "earlier": f"?before={shown[-1].id}" if len(found) > A_PAGE else "",
            "refused": said(refusal) if refusal else "",
            "at_review": at_review,
        },
        status=422 if refusal else 200,
    )


@require_POST
@role_required(*DESK)
def answer(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """The makers say something to it."""
    found = queries.review(review_id)
    if found is None:
        raise Missing("There is no such review.")
    try:
        operations.answer_review(
            review=review_id,
            text=request.POST.get("answer", ""),
            language=get_language() or "en",
            by=acting(request),
            at=timezone.now(),
        )
    except Missing:
        raise
    except Refused as refusal:
        return _page(request, found.product, refusal=refusal, at_review=str(review_id))
    messages.success(request, _("Your answer stands below it."))
    return redirect(f"{reverse('trade:reviews', args=[found.product])}#review-{review_id}")


@require_POST
@member_required
def report(request: HttpRequest, review_id: UUID) -> HttpResponse:
    """Ask a steward to look at it."""
    found = queries.review(review_id)
    if found is None:
        raise Missing("There is no such review.")
    now, who = timezone.now(), acting(request)
    try:
        allow(
            what="trade.report",
            who=str(who),
            limit=REPORTS_AN_HOUR,
            seconds=HOUR_SECONDS,
            at=now,
        )
        operations.report_review(
            review=review_id, reason=request.POST.get("reason", ""), by=who, at=now
        )
    except Missing:
        raise
    except Refused as refusal:
        return _page(request, found.product, refusal=refusal, at_review=str(review_id))
    messages.success(request, _("A steward looks at it and tells you."))
    return redirect("trade:reviews", product_id=found.product)
