"""The shop: what is on sale, with what it costs and what is left."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cohive.create import queries as create
from cohive.create.pictures import url_of
from cohive.create.queries import ProductView
from cohive.trade import goods, queries
from cohive.trade.views.cursors import cursor

A_PAGE = 24


@require_GET
def shop(request: HttpRequest) -> HttpResponse:
    """Products on sale, newest first."""
    found = create.products(before=cursor(request), limit=A_PAGE + 1)
    shown = found[:A_PAGE]
    sold = [good for product in shown for good in goods.of_view(product)]
    free = queries.availability(sold, at=timezone.now())
    ahead = queries.preorders_by_id(free.ahead.values())
    gone = [
        product.id
        for product in shown
        if not any(free.left.get(variant.id) for variant in product.variants)
    ]
    missed = queries.missed_among(gone) if gone else set()
    return render(
        request,
        "trade/shop.html",
        {
            "products": [
                {
                    "id": product.id,
                    "title": product.title,
                    "url": product.url,
                    "price": product.price,
                    "picture": thumb(product),
                    "left": sum(free.left.get(variant.id, 0) for variant in product.variants),
                    "ahead": ahead.get(free.ahead[product.id])
                    if product.id in free.ahead
                    else None,
                    "is_missed": product.id in missed,
                    "is_digital": any(variant.id in free.digital for variant in product.variants),
                }
                for product in shown
            ],
            "earlier": f"?before={shown[-1].id}" if len(found) > A_PAGE else "",
        },
    )


def thumb(product: ProductView) -> dict[str, object] | None:
    """A product's first picture, small."""
    if not product.pictures:
        return None
    first = product.pictures[0]
    return {
        "url": url_of(first.digest, "small"),
        "width": first.width,
        "height": first.height,
        "said": first.said,
    }
