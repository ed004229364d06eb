"""What to write on a bank transfer: the buyer's page while she has not paid."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohive.trade.paying_by_transfer import transfer_words
from cohive.trade.views.doors import by_door


@require_GET
@never_cache
def transfer(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """The account, the sum and the reference; without an open transfer, the page to pay."""
    order = by_door(reference, word)
    if order.state != "placed":
        return redirect(order.url)
    words = transfer_words(order)
    if words is None:
        return redirect(reverse("trade:pay", args=[reference, word]))
    return render(request, "trade/transfer.html", {"order": order, "words": words})
