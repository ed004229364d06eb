"""Which things of an order go into its parcel; the others are files.

What took pieces from a shelf when it was placed is posted, and so is what is made ahead. It is read
from moves of stock, which are never changed: a variant that becomes a file later, or stops being
one, changes nothing about an order that stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from cohive.trade.models import Order, OrderLine, StockMove


def posted_variants(order: Order) -> set[UUID]:
    """The variants of an order that are pieces one can hold. At most two SQL queries."""
    if not order.needs_parcel:
        return set()
    if order.location_id is None:  # a pre-order's, or a sale of the past
        return set(order.lines.values_list("variant", flat=True))
    moves = StockMove.objects.filter(order_id=order.id, kind="taken")
    return set(moves.values_list("variant", flat=True))


def on_shelf(order: Order, counts: Iterable[tuple[UUID, int]]) -> list[tuple[UUID, int]]:
    """Of (variant, pieces), those that a shelf gave and can take back."""
    posted = posted_variants(order)
    return [(variant, count) for variant, count in counts if variant in posted]


def pieces_left(order: Order, left: Mapping[UUID, tuple[OrderLine, int]]) -> dict[UUID, int]:
    """By line, how many pieces one can hold are neither given back nor about to be."""
    posted = posted_variants(order)
    return {line: count for line, (row, count) in left.items() if row.variant in posted}
