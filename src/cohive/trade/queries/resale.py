"""Reading reselling: the plan in force, who resells, through whom an order came, alarms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from cohive.engine.resale import Tree, trees
from cohive.trade.models import (
    Order,
    OrderResale,
    Refund,
    ResaleAlarm,
    ResalePlan,
    Reseller,
    ResellerSuspension,
)
from cohive.trade.models.resale import THOUSANDTHS

ARRIVES_WITHIN = timedelta(days=30)
"""A parcel that nobody said arrived counts as arrived so long after it was sent."""
UNDECIDED = ("requested", "granted", "asked")
LIMIT = 50


@dataclass(frozen=True)
class PlanView:
    """One version of the plan; parts are exact fractions of the net price, the discount of it all.

    `mode` is "commission", "wholesale" or "off".
    """

    id: UUID
    version: int
    mode: str
    depth: int
    first: Fraction
    second: Fraction
    cap: Fraction
    discount: Fraction
    least_pieces: int
    return_days: int
    decided_by: UUID
    decided_at: datetime


@dataclass(frozen=True)
class ResellerView:
    """A reseller with what stands on her page; `is_open` when it sells by the plan in force."""

    id: UUID
    agent: UUID
    slug: str
    words: str
    language: str
    state: str
    accepted_version: int
    is_open: bool
    brought_by: UUID | None
    joined_at: datetime
    products: tuple[UUID, ...]

    @property
    def url(self) -> str:
        """Her own page (a path)."""
        return reverse("trade:reseller", args=[self.slug])


@dataclass(frozen=True)
class SuspensionView:
    """Why a reseller was stopped, and her appeal with its answer."""

    id: UUID
    reseller: UUID
    reason: str
    by: UUID
    at: datetime
    case: UUID | None
    appeal: str
    answer: str
    answered_at: datetime | None


@dataclass(frozen=True)
class OrderResaleView:
    """Through whom an order came: `reseller` and, at two levels, whose link led its buyer.

    `shares` are (level, agent, part of the net price), nobody when she bought for herself.
    """

    order: UUID
    reseller: UUID
    link_owner: UUID | None
    mode: str
    is_own: bool
    plan: PlanView
    shares: tuple[tuple[int, UUID, Fraction], ...]


@dataclass(frozen=True)
class AlarmView:
    """A tree that stewards have to look at, or looked at; `top` is the reseller above all."""

    id: UUID
    top: UUID
    levels: int
    people: int
    raised_at: datetime
    looked_by: UUID | None
    looked_at: datetime | None
    note: str


def newest_plan() -> PlanView | None:
    """The newest version, also one that says "off"; None before the first. One SQL query."""
    row = ResalePlan.objects.order_by("-version").first()
    return _plan(row) if row else None


def plan_in_force() -> PlanView | None:
    """The plan members can sell on by; None while reselling is off. One SQL query."""
    plan = newest_plan()
    return plan if plan and plan.mode != "off" else None


def plans(*, limit: int = LIMIT) -> list[PlanView]:
    """All versions, newest first. One SQL query."""
    return [_plan(row) for row in ResalePlan.objects.order_by("-version")[:limit]]


def reseller_by_slug(slug: str) -> ResellerView | None:
    """The reseller of a page. Three SQL queries."""
    return next(iter(_resellers(Reseller.objects.filter(slug=slug))), None)


def reseller_of(agent: UUID) -> ResellerView | None:
    """A member as a reseller; None for who never was one. Three SQL queries."""
    return next(iter(_resellers(Reseller.objects.filter(agent=agent))), None)


def reseller(reseller_id: UUID) -> ResellerView | None:
    """One reseller. Three SQL queries."""
    return next(iter(_resellers(Reseller.objects.filter(id=reseller_id))), None)


def resellers(*, before: UUID | None = None, limit: int = LIMIT) -> list[ResellerView]:
    """Everybody who ever joined, the newest first. Three SQL queries."""
    rows = Reseller.objects.order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return _resellers(rows[:limit])


def resellers_by_id(ids: Iterable[UUID]) -> list[ResellerView]:
    """Some resellers, in no order. Three SQL queries."""
    return _resellers(Reseller.objects.filter(id__in=list(ids)))


def _resellers(rows: QuerySet[Reseller]) -> list[ResellerView]:
    found = list(rows.select_related("accepted", "brought_by").prefetch_related("products"))
    newest = newest_plan() if found else None
    return [
        ResellerView(
            id=row.id,
            agent=row.agent_id,
            slug=row.slug,
            words=row.words,
            language=row.language,
            state=row.state,
            accepted_version=row.accepted.version,
            is_open=row.state == "active"
            and newest is not None
            and newest.mode != "off"
            and newest.id == row.accepted_id,
            brought_by=row.brought_by.agent_id if row.brought_by else None,
            joined_at=row.joined_at,
            products=tuple(
                one.product for one in sorted(row.products.all(), key=lambda one: one.position)
            ),
        )
        for row in found
    ]


def suspension_of(reseller_id: UUID) -> SuspensionView | None:
    """Why this reseller is stopped now; None when she is not. One SQL query."""
    row = ResellerSuspension.objects.filter(reseller=reseller_id, ended_at__isnull=True).first()
    return _suspension(row) if row else None


def suspension(suspension_id: UUID) -> SuspensionView | None:
    """One suspension while it stands. One SQL query."""
    row = ResellerSuspension.objects.filter(id=suspension_id, ended_at__isnull=True).first()
    return _suspension(row) if row else None


def suspensions(reseller_ids: Iterable[UUID]) -> dict[UUID, SuspensionView]:
    """The suspensions that stand, by reseller. One SQL query."""
    rows = ResellerSuspension.objects.filter(reseller__in=list(reseller_ids), ended_at__isnull=True)
    return {row.reseller_id: _suspension(row) for row in rows}


def _suspension(row: ResellerSuspension) -> SuspensionView:
    return SuspensionView(
        row.id,
        row.reseller_id,
        row.reason,
        row.by_id,
        row.at,
        row.case,
        row.appeal,
        row.answer,
        row.answered_at,
    )


def resale_of_order(order: UUID) -> OrderResaleView | None:
    """Through whom an order came; None for an ordinary one. One SQL query."""
    row = OrderResale.objects.select_related("plan", "reseller").filter(order=order).first()
    return as_resale(row) if row else None


def resold_orders(*, after: UUID | None = None, limit: int = 500) -> list[OrderResaleView]:
    """Paid orders that came through a reseller, by id: for checks over all. One SQL query."""
    rows = OrderResale.objects.select_related("plan", "reseller").filter(
        mode="commission", order__paid_at__isnull=False
    )
    if after is not None:
        rows = rows.filter(order__gt=after)
    return [as_resale(row) for row in rows.order_by("order_id")[:limit]]


def as_resale(row: OrderResale) -> OrderResaleView:
    """The row with its plan and reseller, as other modules see it. No query once they are read."""
    plan = _plan(row.plan)
    shares: list[tuple[int, UUID, Fraction]] = []
    if row.mode == "commission" and not row.is_own:
        shares.append((1, row.reseller.agent_id, plan.first))
        if row.link_owner_id is not None and plan.second:
            shares.append((2, row.link_owner_id, plan.second))
    return OrderResaleView(
        order=row.order_id,
        reseller=row.reseller.agent_id,
        link_owner=row.link_owner_id,
        mode=row.mode,
        is_own=row.is_own,
        plan=plan,
        shares=tuple(shares),
    )


def refund_window(order: UUID) -> datetime | None:
    """When the time to send things of an order back is over; None while it cannot be known.

    Counted from its arrival; from thirty days after it was sent when nobody said that it arrived.
    Two SQL queries.
    """
    row = Order.objects.select_related("shipment").filter(id=order).first()
    if row is None:
        return None
    arrived = row.arrived_at
    if arrived is None:
        sent = getattr(row, "shipment", None)
        if sent is None:
            return None
        arrived = sent.sent_at + ARRIVES_WITHIN
    return arrived + timedelta(days=row.return_days)


def orders_asked_back() -> set[UUID]:
    """Orders of which something was asked back and is not decided or done yet. One SQL query."""
    rows = Refund.objects.filter(state__in=UNDECIDED, is_surplus=False)
    return set(rows.values_list("order_id", flat=True))


def resale_trees() -> tuple[Tree, ...]:
    """Who brought whom, the largest tree first; `top` is a reseller's id. One SQL query."""
    rows = list(Reseller.objects.values_list("id", "brought_by_id", "state"))
    return trees(
        {str(one): str(above) if above else None for one, above, _ in rows},
        active=[str(one) for one, _, state in rows if state not in ("left", "erased")],
    )


def resale_alarms(*, limit: int = LIMIT) -> list[AlarmView]:
    """Open alarms first, then the others, newest first. One SQL query."""
    rows = ResaleAlarm.objects.select_related("top").order_by("-id")[:limit]
    found = [_alarm(row) for row in rows]
    return sorted(found, key=lambda alarm: alarm.looked_at is not None)


def resale_alarm(alarm: UUID) -> AlarmView | None:
    """One alarm. One SQL query."""
    row = ResaleAlarm.objects.select_related("top").filter(id=alarm).first()
    return _alarm(row) if row else None


def _alarm(row: ResaleAlarm) -> AlarmView:
    return AlarmView(
        row.id,
        row.top.agent_id,
        row.levels,
        row.people,
        row.raised_at,
        row.looked_by_id,
        row.looked_at,
        row.note,
    )


def _plan(row: ResalePlan) -> PlanView:
    def part(thousandths: int) -> Fraction:
        return Fraction(thousandths, THOUSANDTHS)

    return PlanView(
        id=row.id,
        version=row.version,
        mode=row.mode,
        depth=row.depth,
        first=part(row.first_thousandths),
        second=part(row.second_thousandths),
        cap=part(row.cap_thousandths),
        discount=part(row.discount_thousandths),
        least_pieces=row.least_pieces,
        return_days=row.return_days,
        decided_by=row.decided_by_id,
        decided_at=row.decided_at,
    )
