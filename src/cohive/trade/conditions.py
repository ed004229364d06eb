"""What this room knows against putting a product on sale."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext

from cohive.create import queries as create
from cohive.trade.queries.files import digital_among
from cohive.trade.queries.preorders import is_made_to_order
from cohive.trade.queries.stock import has_stock


def lacks_stock(product: UUID) -> list[str]:
    """Nothing to sell: no piece lies anywhere, none is made to order, none is a file. 8 queries."""
    view = create.product(product)
    if view is None or has_stock(variant.id for variant in view.variants):
        return []
    if is_made_to_order(product) or digital_among(variant.id for variant in view.variants):
        return []
    return [gettext("No piece lies on any shelf yet. Say how many there are and where.")]
