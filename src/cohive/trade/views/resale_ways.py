"""Through whom a basket is bought, and what its buyer is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cohive.look.viewers import viewer_of
from cohive.spread.queries import link_of_request
from cohive.trade import queries
from cohive.trade.baskets import Basket
from cohive.trade.operations import Through
from cohive.trade.queries import PlanView, ResellerView
from cohive.trade.resale_labels import label


@dataclass(frozen=True)
class ResaleWay:
    """A basket's way: `label` is what the buyer is told, `plan` lowers prices at wholesale."""

    through: Through
    reseller: ResellerView
    plan: PlanView
    label: str

    @property
    def is_wholesale(self) -> bool:
        """Whether it is bought to be sold on."""
        return self.through.is_wholesale


def way_of_basket(request: HttpRequest, basket: Basket) -> ResaleWay | None:
    """The way of a basket; None for an ordinary one, and for a page that is closed."""
    viewer = viewer_of(request)
    if basket.is_wholesale and viewer is not None:
        found = queries.reseller_of(viewer.agent_id)
    elif basket.reseller:
        found = queries.reseller_by_slug(basket.reseller)
    else:
        return None
    plan = queries.plan_in_force()
    if found is None or plan is None or not found.is_open:
        return None
    if basket.is_wholesale != (plan.mode == "wholesale"):
        return None
    through = Through(found.id, is_wholesale=basket.is_wholesale)
    if basket.is_wholesale:
        said = _("You buy this to sell it on. What you earn is your own price less this one.")
    else:
        said = label(found.agent, _link_owner(request, found, plan))
    return ResaleWay(through, found, plan, said)


def _link_owner(request: HttpRequest, found: ResellerView, plan: PlanView) -> UUID | None:
    link = link_of_request(request) if plan.depth > 1 and plan.second else None
    return link.owner if link and link.owner != found.agent else None
