"""On a paid order: by whose links it came, who is thanked for it. Nothing here is money."""

from __future__ import annotations

from django.http import HttpRequest
from markupsafe import Markup

from cohive.bond.queries import cards
from cohive.look.pages import rendered
from cohive.spread.queries.cascade import credit_of_order, named_among
from cohive.trade.queries import OrderView


def came_along(request: HttpRequest, order: OrderView) -> Markup | None:
    """Everybody on the order's path, the nearest first. One SQL query without a link.

    The nearest is named, since her link said her name; who stands before her only if she agreed.
    """
    path = credit_of_order(order.id)
    if not path:
        return None
    named = named_among(one.person for one in path) | {path[0].person}
    data = {"path": path, "people": cards(named)}
    return rendered(request, "trade/parts/came_along.html", data)
