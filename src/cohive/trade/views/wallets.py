"""Paying with WeChat Pay or Alipay: the code to scan or the button to tap, while we wait."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cohive.trade import queries
from cohive.trade.providers import WECHAT
from cohive.trade.views.doors import by_door
from cohive.trade.wallet_pages import PHONE, is_in_wechat, opened


@require_GET
@never_cache
def wallet(request: HttpRequest, reference: str, word: str) -> HttpResponse:
    """What to do now. It looks by itself whether the money came, and goes on when it did."""
    order = by_door(reference, word)
    page = opened(request.GET.get("with", ""), order=order.id)
    if order.state not in ("placed", "expired"):
        return _onward(request, reverse("trade:thanks", args=[reference, word]))
    if page is None or order.state == "expired":
        return _onward(request, reverse("trade:pay", args=[reference, word]))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    on_phone = page.method == PHONE
    data = {
        "order": order,
        "page": page,
        "here": request.get_full_path(),
        "due": queries.due_of(order.id) or order.total,
        "is_wechat": page.provider == WECHAT,
        "on_phone": on_phone,
        "is_code": page.provider == WECHAT and not on_phone,
        "is_in_wechat": is_in_wechat(request.headers.get("User-Agent", "")),
    }
    return render(request, "trade/wallet.html", data)


def _onward(request: HttpRequest, path: str) -> HttpResponse:
    """Go there, also where only a part of the page asked."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": path})
    return redirect(path)
