"""What this room adds to the pages of a product: the buy box, and the makers' shelf."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from markupsafe import Markup

from cohive.bond.queries import cards
from cohive.create import queries as create
from cohive.create.queries import ProductView
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.spread.queries import link_of_request
from cohive.trade import goods, queries
from cohive.trade.operations.orders import WEB_QUANTITY_MAX


def buy_box(request: HttpRequest, subject: object) -> Markup | None:
    """Sizes with what is left, how many, and the button; in words when it cannot be bought."""
    product = _product(subject)
    if product is None or product.state == "draft":
        return None
    left = queries.on_hand(variant.id for variant in product.variants)
    sizes = [{"good": good, "left": left.get(good.variant, 0)} for good in goods.of_view(product)]
    link = link_of_request(request)
    viewer = viewer_of(request)
    is_own = bool(link and viewer and link.owner == viewer.agent_id)
    owner = cards([link.owner]).get(link.owner) if link else None
    return rendered(
        request,
        "trade/parts/buy_box.html",
        {
            "product": product,
            "sizes": sizes,
            "most": min(WEB_QUANTITY_MAX, max(left.values(), default=0)),
            "rates": queries.shipping_rates(),
            "link_owner": owner,
            "is_own_link": is_own,
            "drops": queries.drops_of_product(product.id),
        },
    )


def shelf(request: HttpRequest, subject: object) -> Markup | None:
    """On a product's desk: how many lie on the web shelf, and a number for new ones."""
    product = _product(subject)
    if product is None:
        return None
    counts = queries.on_hand(variant.id for variant in product.variants)
    rows = [{"variant": variant, "left": counts.get(variant.id, 0)} for variant in product.variants]
    return rendered(request, "trade/parts/shelf.html", {"product": product, "rows": rows})


def _product(subject: object) -> ProductView | None:
    """The product of a slot, given as its view or as its id."""
    if isinstance(subject, ProductView):
        return subject
    return create.product(subject) if isinstance(subject, UUID) else None
