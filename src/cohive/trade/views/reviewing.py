"""Which products of an order can be reviewed, and by whose review they were."""

from __future__ import annotations

from uuid import UUID

from cohive.trade import queries
from cohive.trade.operations.reviews import HAS_IT
from cohive.trade.queries import OrderView, ReviewView


def reviewable(order: OrderView) -> list[tuple[UUID, str, ReviewView | None]]:
    """(product, title, the review there is) of what is on its way or there, and was kept."""
    if order.state not in HAS_IT or order.is_membership:
        return []
    titles = {line.product: line.title for line in order.lines if line.left}
    return [
        (product, title, queries.review_by(order.id, product)) for product, title in titles.items()
    ]
