"""An order that comes through a reseller: what it costs, who earns by it, and who does not.

Everything is frozen when it is placed: the plan, whose page it was, whose link led there, and
whether it was bought by herself or out of the same purse, so that it earns nobody anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from cohive.bond import queries as bond
from cohive.create import queries as create
from cohive.guard import queries as guard
from cohive.spread import queries as spread
from cohive.trade.models import Order, OrderResale
from cohive.trade.operations.wanted import Wanted
from cohive.trade.queries.resale import PlanView, ResellerView, plan_in_force, reseller
from cohive.trade.wholesale import house_keeps, wholesale
from cohive.words.refusals import Forbidden, Refused

WHOLESALE_QUANTITY_MAX = 200


@dataclass(frozen=True)
class Through:
    """On whose page it is bought; `is_wholesale`: she buys herself, to sell it on."""

    reseller: UUID
    is_wholesale: bool = False

    @property
    def mark(self) -> str:
        """What it adds to an order's mark: the same key by another way is another wish."""
        return f"{'wholesale' if self.is_wholesale else 'resale'} {self.reseller.hex}"


@dataclass(frozen=True)
class Way:
    """The same with the plan in force, for one order."""

    plan: PlanView
    reseller: ResellerView
    is_wholesale: bool

    @property
    def return_days(self) -> int | None:
        """Days in which unsold pieces go back; None: the shop's own."""
        return self.plan.return_days if self.is_wholesale else None


def way_of(through: Through | None, *, buyer: UUID | None) -> Way | None:
    """The way an order comes; None for an ordinary one, also when her page was closed meanwhile.

    Raises Forbidden for a wholesale price that is not the buyer's own, Refused while there is none.
    """
    if through is None:
        return None
    plan, found = plan_in_force(), reseller(through.reseller)
    is_open = found is not None and found.is_open
    if through.is_wholesale:
        if found is None or buyer != found.agent:
            raise Forbidden("A wholesale price is for who sells things on, signed in as herself.")
        if plan is None or plan.mode != "wholesale" or not is_open:
            raise Refused("There is no wholesale price at the moment.")
        return Way(plan, found, is_wholesale=True)
    if plan is None or found is None or not is_open or plan.mode != "commission":
        return None
    return Way(plan, found, is_wholesale=False)


def at_wholesale(way: Way | None, wanted: Sequence[Wanted], *, voucher: str) -> list[Wanted]:
    """The lines at their wholesale price, or as they were.

    Raises Refused for fewer pieces than the plan asks at once, with a voucher, and where the house
    has less than the discount takes.
    """
    if way is None or not way.is_wholesale:
        return list(wanted)
    if voucher:
        raise Refused("A voucher does not lower a wholesale price.", field="voucher")
    least = way.plan.least_pieces
    if sum(line.quantity for line in wanted) < least:
        raise Refused(
            "At this price from %(least)s pieces on. You never have to buy.",
            field="quantity",
            least=least,
        )
    return [_lowered(line, way.plan) for line in wanted]


def _lowered(line: Wanted, plan: PlanView) -> Wanted:
    good = wholesale(line.good, plan.discount)
    if good.agreement is not None:
        terms = create.frozen_terms(good.agreement)
        if house_keeps(good, terms.waterfall) < 0:
            raise Refused(
                "%(what)s has no wholesale price: the house’s part does not cover it.",
                field="quantity",
                what=good.title,
            )
    return line._replace(good=good)


def write_resale(order: Order, way: Way | None, *, email: str) -> None:
    """Write through whom the order came; nothing for an ordinary one."""
    if way is None:
        return
    row = OrderResale(
        order=order,
        plan_id=way.plan.id,
        reseller_id=way.reseller.id,
        mode="wholesale" if way.is_wholesale else "commission",
        depth=way.plan.depth,
    )
    _judge(row, order, way.reseller.agent, email)
    row.save(force_insert=True)


def follow_contact(order: Order, *, email: str) -> None:
    """The buyer gave another address before paying: look again who she is."""
    row = OrderResale.objects.select_related("reseller").filter(order=order).first()
    if row is not None:
        _judge(row, order, row.reseller.agent_id, email)
        row.save(update_fields=["is_own", "link_owner"])


def _judge(row: OrderResale, order: Order, agent: UUID, email: str) -> None:
    """Whether she (or her household) buys herself, and whose link led her here."""
    purse = {agent, *guard.one_purse(agent)}
    row.is_own = row.mode == "wholesale" or _buys(purse, order.buyer_id, email)
    row.link_owner_id = None
    if row.is_own or row.depth < 2 or order.link is None:
        return
    owner = spread.links([order.link])[order.link].owner
    if owner in purse or order.is_own_link:
        return
    if not _buys({owner, *guard.one_purse(owner)}, order.buyer_id, email):
        row.link_owner_id = owner


def _buys(purse: set[UUID], buyer: UUID | None, email: str) -> bool:
    """Whether one of these buys, signed in or as a guest under her own address."""
    if buyer is not None and buyer in purse:
        return True
    own = {bond.mailbox(bond.email_of(one) or "") for one in purse}
    return bool(email) and bond.mailbox(email) in own
