"""What this room adds to the pages of a product: the buy box, and the makers' shelf."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from markupsafe import Markup

from cohive.bond.queries import cards
from cohive.create import queries as create
from cohive.create.queries import ProductView
from cohive.look.pages import rendered
from cohive.look.viewers import viewer_of
from cohive.spread.queries import link_of_request
from cohive.trade import goods, queries
from cohive.trade.operations.orders import WEB_QUANTITY_MAX
from cohive.trade.queries import PreOrderView

SHOWN_AFTER = timedelta(days=60)


def buy_box(request: HttpRequest, subject: object) -> Markup | None:
    """Sizes with what is left, how many, and the button; in words when it cannot be bought."""
    product = _product(subject)
    if product is None or product.state == "draft":
        return None
    now = timezone.now()
    sold = goods.of_view(product)
    free = queries.availability(sold, at=now)
    left = free.left
    sizes = [
        {
            "good": good,
            "left": left.get(good.variant, 0),
            "is_counted": free.is_counted(good),
            "is_digital": good.variant in free.digital,
        }
        for good in sold
    ]
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
            "preorder": _newest(product, now),
            "is_ahead": bool(free.ahead),
            "is_digital": bool(free.digital),
            "asked": queries.options_of([product.id]).get(product.id, []),
        },
    )


def _newest(product: ProductView, now: datetime) -> PreOrderView | None:
    """Its pre-order to be shown: one that runs, or ended so lately that people may ask for it."""
    found = queries.newest_of(product.id)
    if found is None or (found.ended_at and now > found.ended_at + SHOWN_AFTER):
        return None
    return found


def making(request: HttpRequest, subject: object) -> Markup | None:
    """On a product's desk: pre-order, what buyers fill in, files, purchase orders."""
    product = _product(subject)
    if product is None:
        return None
    variants = [variant.id for variant in product.variants]
    preorder = queries.newest_of(product.id)
    return rendered(
        request,
        "trade/parts/making.html",
        {
            "product": product,
            "preorder": preorder,
            "may_open": product.state != "ended"
            and not (preorder and preorder.takes_orders(timezone.now())),
            "options": queries.options_of([product.id]).get(product.id, []),
            "files": queries.files_of(variants),
        },
    )


def said_of_it(request: HttpRequest, subject: object) -> Markup | None:
    """On a product's page: how many buyers reviewed it, and how."""
    product = _product(subject)
    if product is None or product.state == "draft":
        return None
    found = queries.rating(product.id)
    latest = queries.reviews_of(product.id, limit=1) if found.count else []
    return rendered(
        request,
        "trade/parts/rating.html",
        {"product": product, "rating": found, "latest": latest[0] if latest else None},
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


def sell_on(request: HttpRequest, subject: object) -> Markup | None:
    """In the shop, for members, while selling on is open: the way to it. One SQL query."""
    del subject
    if viewer_of(request) is None or queries.plan_in_force() is None:
        return None
    return rendered(request, "trade/parts/sell_on_line.html", {})
