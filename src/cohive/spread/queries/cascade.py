"""Reading how a thing travelled, what it brought, and who is thanked for an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Count, Q, Sum

from cohive.engine.cascades.living import TreeShape, shape_of_tree
from cohive.spread.models import Arrival, Boost, Conversion, Link, NamedCarrier, PathCredit, Visit
from cohive.words.money import Money

NODES_MAX = 5_000
"""Hands that are read; the first ones, where a thing travelled further."""


@dataclass(frozen=True)
class Hand:
    """One passing on: a member's link, or a boost elsewhere (`owner` None, `channel` its network).

    `parent` is the number of the hand it came by, 0 for the thing itself; hands count from 1.
    """

    id: UUID
    owner: UUID | None
    channel: str
    parent: int
    at: datetime
    visitors: int
    orders: int
    joined: int


@dataclass(frozen=True)
class Brought:
    """What came of all links to a thing; visits are a lower bound of who saw it."""

    visits: int
    visitors: int
    orders: int
    amounts: tuple[Money, ...]
    joined: int
    own_orders: int
    voids: int


@dataclass(frozen=True)
class Cascade:
    """A thing's whole cascade; `shape` counts the thing itself as its root.

    `is_whole` is False where more hands passed it on than are read.
    """

    hands: tuple[Hand, ...]
    shape: TreeShape
    brought: Brought
    people: int
    boosts: int
    is_whole: bool


@dataclass(frozen=True)
class Credited:
    """Somebody on the path of one order: her part of it, and which link of hers."""

    person: UUID
    step: int
    credit: Fraction
    void: str
    code: str
    target_kind: str
    target: UUID


@dataclass(frozen=True)
class LinkCredit:
    """What one link is credited with: whole and part orders, and orders struck out."""

    credit: Fraction
    orders: int
    further: int
    void: int


def cascade_of(kind: str, target: UUID) -> Cascade:
    """How a thing travelled. Seven SQL queries, however far."""
    about = {"target_kind": kind, "target": target}
    links = list(
        Link.objects.filter(**about)
        .order_by("id")
        .values_list("id", "owner_id", "came_by_id", "created_at")[: NODES_MAX + 1]
    )
    boosts = list(
        Boost.objects.filter(**about, undone_at__isnull=True)
        .order_by("id")
        .values_list("id", "channel", "link_id", "after_id", "at")[: NODES_MAX + 1]
    )
    is_whole = len(links) + len(boosts) <= NODES_MAX
    rows: list[tuple[UUID, UUID | None, str, UUID | None, datetime]] = [
        (one, owner, "", parent, at) for one, owner, parent, at in links
    ]
    rows += [(one, None, channel, link or after, at) for one, channel, link, after, at in boosts]
    rows = sorted(rows, key=lambda row: (row[4], row[0]))[:NODES_MAX]
    visitors, orders, joined = _counts(about)
    numbers = _numbered({row[0]: row[3] for row in rows})
    known = {row[0]: row for row in rows}
    hands = tuple(
        Hand(
            id=one,
            owner=known[one][1],
            channel=known[one][2],
            parent=_parent(known[one][3], numbers),
            at=known[one][4],
            visitors=visitors.get(one, 0),
            orders=orders.get(one, 0),
            joined=joined.get(one, 0),
        )
        for one in numbers
    )
    return Cascade(
        hands=hands,
        shape=shape_of_tree([hand.parent for hand in hands]),
        brought=_brought(about, joined=sum(joined.values())),
        people=len({hand.owner for hand in hands if hand.owner}),
        boosts=sum(1 for hand in hands if hand.owner is None),
        is_whole=is_whole,
    )


def _parent(came_by: UUID | None, numbers: dict[UUID, int]) -> int:
    return numbers.get(came_by, 0) if came_by else 0


def _numbered(came_by: dict[UUID, UUID | None]) -> dict[UUID, int]:
    """Numbers from 1, each hand behind the one it came by; who came by nobody known is first."""
    below: defaultdict[UUID | None, list[UUID]] = defaultdict(list)
    for one, parent in came_by.items():
        below[parent if parent in came_by else None].append(one)
    order, ahead = [], list(below[None])
    while ahead:
        order += ahead
        ahead = [child for one in ahead for child in below[one]]
    return {one: number for number, one in enumerate(order, 1)}


def _counts(
    about: dict[str, object],
) -> tuple[dict[UUID, int], dict[UUID, int], dict[UUID, int]]:
    """First visits, orders and joins of each link. Three SQL queries."""
    of_link = {f"link__{name}": value for name, value in about.items()}
    visits = Visit.objects.filter(**of_link, is_first=True)
    sales = Conversion.objects.filter(**of_link, is_own=False)
    joined = Arrival.objects.filter(**of_link)
    counted = [
        dict(rows.values_list("link_id").annotate(all=Count("id")).order_by())
        for rows in (visits, sales, joined)
    ]
    return counted[0], counted[1], counted[2]


def _brought(about: dict[str, object], *, joined: int) -> Brought:
    """Two SQL queries."""
    of_link = {f"link__{name}": value for name, value in about.items()}
    visits = Visit.objects.filter(**of_link).aggregate(
        all=Count("id"), first=Count("id", filter=Q(is_first=True))
    )
    sums = list(
        Conversion.objects.filter(**of_link)
        .values_list("currency")
        .annotate(
            orders=Count("id", filter=Q(is_own=False)),
            minor=Sum("amount_minor", filter=Q(is_own=False)),
            own=Count("id", filter=Q(is_own=True)),
        )
        .order_by("currency")
    )
    return Brought(
        visits=visits["all"],
        visitors=visits["first"],
        orders=sum(row[1] for row in sums),
        amounts=tuple(Money(row[2], row[0]) for row in sums if row[2]),
        joined=joined,
        own_orders=sum(row[3] for row in sums),
        voids=PathCredit.objects.filter(
            **{f"conversion__link__{name}": value for name, value in about.items()},
            void__in=("ring", "household", "one_hand"),
        ).count(),
    )


def credit_of_order(order: UUID) -> list[Credited]:
    """Who is on the path of an order, the nearest first. One SQL query."""
    rows = (
        PathCredit.objects.filter(conversion__order=order).select_related("link").order_by("step")
    )
    return [
        Credited(
            row.person_id,
            row.step,
            Fraction(row.numerator, row.denominator),
            row.void,
            row.link.code,
            row.link.target_kind,
            row.link.target,
        )
        for row in rows
    ]


def credited_first(order: UUID) -> list[Credited]:
    """Those on the path who are credited. One SQL query."""
    return [one for one in credit_of_order(order) if one.credit > 0]


def credit_of_link(link: UUID) -> LinkCredit:
    """What one link is credited with. One SQL query."""
    credit, orders, further, void = Fraction(0), 0, 0, 0
    rows = (
        PathCredit.objects.filter(link=link)
        .values_list("denominator", "step", "void")
        .annotate(minor=Sum("numerator"), count=Count("id"))
        .order_by()
    )
    for denominator, step, reason, numerator, count in rows:
        credit += Fraction(numerator, denominator)
        void += count if reason else 0
        orders += count if not reason and step == 1 else 0
        further += count if not reason and step > 1 else 0
    return LinkCredit(credit, orders, further, void)


def named_among(agents: Iterable[UUID]) -> frozenset[UUID]:
    """Those of some members who agreed to be shown by name. One SQL query."""
    rows = NamedCarrier.objects.filter(agent__in=set(agents))
    return frozenset(rows.values_list("agent_id", flat=True))
