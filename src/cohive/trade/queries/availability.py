"""How many of a variant one can buy in the web shop: what lies there, or as many as one may."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.trade.goods import Good
from cohive.trade.queries.files import digital_among
from cohive.trade.queries.preorders import taking_orders
from cohive.trade.queries.stock import on_hand

AT_ONCE_MAX = 20
"""As many as one may order at once, where nothing has to lie on a shelf."""


@dataclass(frozen=True)
class Availability:
    """`left` by variant; the products sold by a pre-order, and the variants that are files."""

    left: dict[UUID, int]
    ahead: dict[UUID, UUID]
    digital: frozenset[UUID]

    def is_counted(self, good: Good) -> bool:
        """Whether pieces of it lie on a shelf."""
        return good.product not in self.ahead and good.variant not in self.digital


def availability(
    goods: Iterable[Good], *, at: datetime, location: UUID | None = None
) -> Availability:
    """What can be bought of these: at a location what lies there; else in the web shop.

    One SQL query at a location, three in the web shop.
    """
    found = list(goods)
    left = on_hand([good.variant for good in found], location)
    if location is not None:
        return Availability(left, {}, frozenset())
    rows = taking_orders({good.product for good in found}, at=at)
    ahead = {product: row.id for product, row in rows.items()}
    digital = frozenset(digital_among(good.variant for good in found))
    free = {
        good.variant: AT_ONCE_MAX
        for good in found
        if good.product in ahead or good.variant in digital
    }
    return Availability({**left, **free}, ahead, digital)
