"""The makers' page of what buyers of a product fill in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cohive.bond.access import acting, role_required
from cohive.look.refusals import refuse
from cohive.trade import operations, queries
from cohive.trade.forms_making import OptionForm
from cohive.trade.views.preorders import product_here
from cohive.words.refusals import Refused

DESK = ("maker", "steward")


@require_http_methods(["GET", "POST"])
@role_required(*DESK)
@never_cache
def of_product(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """What is asked now, and one thing more."""
    product = product_here(product_id)
    form = OptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_option(
                product=product.id,
                by=acting(request),
                at=timezone.now(),
                **form.option(product.price.currency),
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("From now on buyers are asked for it."))
            return redirect("trade:options", product_id=product.id)
    return render(
        request,
        "trade/options.html",
        {
            "form": form,
            "product": product,
            "options": queries.options_of([product.id]).get(product.id, []),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@role_required(*DESK)
def retire(request: HttpRequest, product_id: UUID, option_id: UUID) -> HttpResponse:
    """Ask it no more."""
    operations.retire_option(option=option_id, by=acting(request), at=timezone.now())
    messages.success(request, _("It is not asked any more. What was ordered keeps it."))
    return redirect("trade:options", product_id=product_id)
