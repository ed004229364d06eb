"""Where the pieces of an order come from: a shelf, a pre-order that makes them, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.journal.remembered import remembered
from cohive.trade.goods import Good
from cohive.trade.models import Location, PreOrder
from cohive.trade.operations.parties import founded
from cohive.trade.operations.stock import web_shelf
from cohive.trade.queries.files import digital_among
from cohive.trade.queries.preorders import taking_orders
from cohive.words.refusals import Missing, Refused

NO_LOCATION = "There is no such place to sell from."


@dataclass(frozen=True)
class Supply:
    """`source` names it in the mark of an order; pieces are only taken from a `shelf`.

    `files` are the variants that come by no post.
    """

    source: UUID
    shelf: UUID | None = None
    preorder: UUID | None = None
    needs_parcel: bool = True
    files: frozenset[UUID] = frozenset()


def supply_of(
    goods: Sequence[Good], *, channel: str, location: UUID | None, at: datetime
) -> Supply:
    """Where all of these come from; Refused when they come from different places.

    A stall sells what lies on its table. In the web shop a product with an open pre-order is sold
    by it alone. A variant with files is sent by no post; beside things that are, the order has a
    parcel for those. Two SQL queries, three from a shelf.
    """
    if channel != "web":
        shelf = open_shelf(location) if location else web_shelf(by=founded().agent, at=at)
        return Supply(shelf, shelf)
    files = frozenset(digital_among(good.variant for good in goods))
    is_posted = any(good.variant not in files for good in goods)
    ahead = taking_orders({good.product for good in goods}, at=at)
    if ahead:
        if len({good.product for good in goods}) > 1 or (files and is_posted):
            raise Refused(
                "What is made to order is ordered by itself. Order the other things apart.",
                field="quantity",
            )
        [preorder] = ahead.values()
        return Supply(preorder.id, preorder=preorder.id, needs_parcel=is_posted, files=files)
    if not is_posted:
        return Supply(min(files), needs_parcel=False, files=files)
    shelf = open_shelf(location or web_shelf(by=founded().agent, at=at))
    return Supply(shelf, shelf, files=files)


def open_shelf(location: UUID) -> UUID:
    """The location's id if one can sell from it now."""
    if not remembered(("trade.shelf", location), lambda: _is_open(location)):
        raise Missing(NO_LOCATION)
    return location


def _is_open(location: UUID) -> bool:
    return Location.objects.filter(id=location, closed_at__isnull=True).exists()


def takes_payment(preorder: UUID | None) -> bool:
    """Whether money for an order of this pre-order still buys something; holds its row."""
    if preorder is None:
        return True
    row = PreOrder.objects.select_for_update().get(id=preorder)
    return row.state in ("open", "reached")


def takes_leave(preorder: UUID | None) -> bool:
    """Whether its buyers may still go; holds its row, so that nobody goes while it is decided."""
    if preorder is None:
        return False
    return PreOrder.objects.select_for_update().filter(id=preorder, state="open").exists()
