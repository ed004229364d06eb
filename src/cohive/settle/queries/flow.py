"""Where money went: from buyers through a product's stages and works to people.

Amounts that people were credited are whole minor units; what stages and works received are exact
fractions of the pool, because nobody is paid at a work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from cohive.settle.composition import path_from_json
from cohive.settle.models import Claim, Credit, Distribution, Pool, WaterfallLine
from cohive.settle.queries.streams import (
    OwnPart,
    PersonSource,
    Streams,
    WorkFlow,
    own_streams,
    whole_streams,
)
from cohive.settle.queries.terms import terms_of_pool


@dataclass(frozen=True)
class ChannelPart:
    """What one channel sold of one pool, and of it what was hers when narrowed; minor units."""

    pool: UUID
    channel: str
    units: int
    gross_minor: int
    pool_minor: int
    own_minor: int = 0


@dataclass(frozen=True)
class PersonPart:
    """What a person was credited, and from where (exact, largest first)."""

    agent: UUID
    amount_minor: int
    link_minor: int
    sources: tuple[PersonSource, ...]


@dataclass(frozen=True)
class FlowView:
    """One whole flow in one currency. `lines` are (kind, label, minor) that left the price.

    `products` maps each product's id to its title. `only` is the one person it was narrowed to.
    """

    currency: str
    products: Mapping[UUID, str]
    product_of: Mapping[UUID, UUID]
    units: int
    gross_minor: int
    pool_minor: int
    waiting_minor: int
    channels: tuple[ChannelPart, ...]
    lines: tuple[tuple[str, str, int], ...]
    people: tuple[PersonPart, ...]
    streams: Streams
    versions: tuple[int, ...]
    agreements: tuple[UUID, ...]
    only: UUID | None = None

    @property
    def works(self) -> tuple[WorkFlow, ...]:
        """What each work and idea received, passed on and kept."""
        return self.streams.works

    @property
    def people_count(self) -> int:
        """How many people were credited something."""
        return sum(1 for person in self.people if person.amount_minor)

    @property
    def link_minor(self) -> int:
        """What went to those who passed on a link."""
        return sum(minor for kind, _, minor in self.lines if kind == "link")


@dataclass(frozen=True)
class FlowSummary:
    """One product on the list of flows; `latest_at` orders it."""

    product: UUID
    title: str
    source: str
    currency: str
    units: int
    gross_minor: int
    pool_minor: int
    people: int


def flows_known(*, source: str = "product") -> list[FlowSummary]:
    """Every product whose sales were divided, the largest first. Two SQL queries."""
    rows = (
        Distribution.objects.filter(pool__source=source)
        .values("pool__product_id", "pool__currency")
        .annotate(units=Sum("units"), gross=Sum("gross_minor"), shared=Sum("pool_minor"))
        .order_by("-gross", "pool__product_id")
    )
    pools = (
        Pool.objects.filter(source=source)
        .order_by("agreement_version")
        .values("product_id", "title")
        .annotate(people=Count("claims", filter=~Q(claims__credited_minor=0)))
    )
    named = {row["product_id"]: row for row in pools}
    return [
        FlowSummary(
            product=row["pool__product_id"],
            title=named[row["pool__product_id"]]["title"],
            source=source,
            currency=row["pool__currency"],
            units=row["units"],
            gross_minor=row["gross"],
            pool_minor=row["shared"],
            people=named[row["pool__product_id"]]["people"],
        )
        for row in rows
    ]


def flow_of_product(product: UUID, *, only: UUID | None = None) -> FlowView | None:
    """The flow of everything sold of a product; None before its first sale.

    Four SQL queries, and one for each version of the agreement (narrowed to a person: one more,
    none for the versions).
    """
    return _flow(Distribution.objects.filter(pool__product_id=product), only=only)


def flow_of_order(order: UUID, *, only: UUID | None = None) -> FlowView | None:
    """The flow of one order; None while it is not divided. Queries as for a product."""
    return _flow(Distribution.objects.filter(order_id=order), only=only)


@dataclass(frozen=True)
class OrderSums:
    """What an order's buyer is told under it; minor units."""

    currency: str
    gross_minor: int
    pool_minor: int
    people: int


def order_sums(order: UUID) -> OrderSums | None:
    """How much of an order went to how many people; None while it is not divided. Two queries."""
    rows = Distribution.objects.filter(order_id=order)
    found = rows.aggregate(
        gross=Sum("gross_minor"), shared=Sum("pool_minor"), currency=Max("pool__currency")
    )
    if found["gross"] is None:
        return None
    people = Credit.objects.filter(distribution__order_id=order, kind="earned")
    count = people.exclude(amount_minor=0).values("payee_id").distinct().count()
    return OrderSums(found["currency"], found["gross"], found["shared"], count)


def has_part_in_order(order: UUID, agent: UUID) -> bool:
    """Whether this person was credited from the order. One SQL query."""
    return Credit.objects.filter(distribution__order_id=order, payee_id=agent).exists()


def _flow(rows: QuerySet[Distribution], *, only: UUID | None) -> FlowView | None:
    channels = _channels(rows)
    if not channels:
        return None
    pools = Pool.objects.in_bulk({channel.pool for channel in channels})
    currency = max(
        {pool.currency for pool in pools.values()},
        key=lambda code: sum(
            channel.gross_minor for channel in channels if pools[channel.pool].currency == code
        ),
    )
    pools = {key: pool for key, pool in pools.items() if pool.currency == currency}
    rows = rows.filter(pool__currency=currency)
    own = _own_by_channel(rows, only) if only else {}
    channels = tuple(
        replace(channel, own_minor=own.get((channel.pool, channel.channel), 0))
        for channel in channels
        if channel.pool in pools
    )
    shared = _by_pool(channels)
    if only is None:
        streams = whole_streams(
            [(pool.id, terms_of_pool(pool), shared[pool.id]) for pool in pools.values()]
        )
    else:
        streams = own_streams(_own_parts(pools.values(), only, shared))
    return FlowView(
        currency=currency,
        products={pool.product_id: pool.title for pool in pools.values()},
        product_of={pool.id: pool.product_id for pool in pools.values()},
        units=sum(channel.units for channel in channels),
        gross_minor=sum(channel.gross_minor for channel in channels),
        pool_minor=sum(channel.pool_minor for channel in channels),
        waiting_minor=sum(pool.waiting_minor for pool in pools.values()),
        channels=channels,
        lines=_lines(rows),
        people=_people(rows, streams, only=only),
        streams=streams,
        versions=tuple(sorted({pool.agreement_version for pool in pools.values()})),
        agreements=tuple(pool.agreement_id for pool in pools.values() if pool.source == "product"),
        only=only,
    )


def _channels(rows: QuerySet[Distribution]) -> tuple[ChannelPart, ...]:
    found = (
        rows.values("pool_id", "channel")
        .annotate(units=Sum("units"), gross=Sum("gross_minor"), shared=Sum("pool_minor"))
        .order_by("-gross", "channel")
    )
    return tuple(
        ChannelPart(row["pool_id"], row["channel"], row["units"], row["gross"], row["shared"])
        for row in found
    )


def _own_by_channel(rows: QuerySet[Distribution], only: UUID) -> dict[tuple[UUID, str], int]:
    found = (
        Credit.objects.filter(distribution__in=rows.values("id"), payee_id=only, kind="earned")
        .values_list("distribution__pool_id", "distribution__channel")
        .annotate(total=Sum("amount_minor"))
    )
    return {(pool, channel): total for pool, channel, total in found}


def _by_pool(channels: Iterable[ChannelPart]) -> dict[UUID, int]:
    shared: dict[UUID, int] = {}
    for channel in channels:
        shared[channel.pool] = shared.get(channel.pool, 0) + channel.pool_minor
    return shared


def _lines(rows: QuerySet[Distribution]) -> tuple[tuple[str, str, int], ...]:
    found = (
        WaterfallLine.objects.filter(distribution__in=rows.values("id"))
        .exclude(kind="pool")
        .values("kind", "label")
        .annotate(total=Sum("minor"))
    )
    order = ("tax", "fees", "fixed", "house", "link", "prior")
    return tuple(
        (row["kind"], row["label"], row["total"])
        for row in sorted(found, key=lambda row: (order.index(row["kind"]), row["label"]))
    )


def _own_parts(pools: Iterable[Pool], only: UUID, shared: Mapping[UUID, int]) -> list[OwnPart]:
    claims = Claim.objects.filter(pool__in=list(pools), payee_id=only).select_related("pool")
    return [
        OwnPart(
            claim.pool_id,
            only,
            tuple(path_from_json(path) for path in claim.paths),
            claim.pool.labels,
            shared[claim.pool_id],
        )
        for claim in claims
    ]


def _people(
    rows: QuerySet[Distribution], streams: Streams, *, only: UUID | None
) -> tuple[PersonPart, ...]:
    found = Credit.objects.filter(distribution__in=rows.values("id"))
    if only is not None:
        found = found.filter(payee_id=only)
    sums = found.values("payee_id").annotate(
        earned=Sum("amount_minor", filter=Q(kind="earned")),
        link=Sum("amount_minor", filter=Q(kind="link")),
    )
    parts = [
        PersonPart(
            agent=row["payee_id"],
            amount_minor=row["earned"] or 0,
            link_minor=row["link"] or 0,
            sources=streams.sources.get(row["payee_id"], ()),
        )
        for row in sums
    ]
    return tuple(sorted(parts, key=lambda part: (-part.amount_minor, part.agent.hex)))
