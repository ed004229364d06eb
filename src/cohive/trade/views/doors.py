"""Opening an order by its link, and who acts when no member is signed in."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from cohive.bond.queries import place
from cohive.look.viewers import viewer_of
from cohive.trade import queries
from cohive.trade.queries import OrderView
from cohive.words.refusals import Missing, Refused

NO_ORDER = "There is no such order."


def by_door(reference: str, word: str) -> OrderView:
    """The order of this link. Missing for a wrong link; Refused for one that was replaced."""
    order, was_replaced = queries.order_by_door(reference, word)
    if was_replaced:
        raise Refused(
            "A newer link to this order was made, and this one opens nothing any more. "
            "The newest mail about the order has it."
        )
    if order is None:
        raise Missing(NO_ORDER)
    return order


def buyer_of(request: HttpRequest) -> tuple[UUID | None, UUID]:
    """(the member who buys, if any; who acts: she, or the world for a guest)."""
    viewer = viewer_of(request)
    if viewer is not None:
        return viewer.agent_id, viewer.agent_id
    here = place()
    if here is None:
        raise Refused("This place has not been founded yet.")
    return None, here.world
