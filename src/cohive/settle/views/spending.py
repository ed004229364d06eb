"""Paying a part or all of one's order with one's balance."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohive.bond.access import acting, member_required
from cohive.settle.operations import spend_on_order
from cohive.trade import queries as orders
from cohive.trade.once import moves_value
from cohive.words.money import parse_money
from cohive.words.refusals import Missing


@member_required
@require_POST
@moves_value()
def spend(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """Use so much of one's balance for this order; what is left is paid as always."""
    order, _replaced = orders.order_by_door(reference, word)
    if order is None:
        raise Missing("There is no such order.")
    amount = parse_money(request.POST.get("amount", ""), order.total.currency)
    is_all = spend_on_order(order=order.id, amount=amount, by=acting(request), at=timezone.now())
    if is_all:
        return redirect(reverse("trade:thanks", args=[reference, word]))
    messages.success(request, _("Your balance pays its part. The rest is left to pay."))
    return redirect(reverse("trade:pay", args=[reference, word]))
