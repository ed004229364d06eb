"""Sales of a stretch of time, so that other terms can be tried on them.

A trial is a calculation: it reads what was sold and what that brought, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Sum

from cohive.create.queries import FrozenTerms
from cohive.engine.allotment import unit_lines
from cohive.engine.prior import taken_first
from cohive.settle.arithmetic import divide
from cohive.settle.models import Credit, Distribution, Pool, WaterfallLine

SALE_KINDS = ("sale", "refund", "carry")


@dataclass(frozen=True)
class SoldUnits:
    """Units sold (less those taken back) at one price, by a link or not."""

    units: int
    unit_price_minor: int
    is_linked: bool


@dataclass(frozen=True)
class PoolOfPeriod:
    """What came into one pool in a stretch, and what that brought each payee, minor units.

    `cumulative_before` is what had come in for people before the first sale of the stretch.
    `earned` holds what was had back before the split too.
    """

    product: UUID
    agreement: UUID
    currency: str
    title: str
    cumulative_before: int
    sold: tuple[SoldUnits, ...]
    earned: Mapping[UUID, int]

    @property
    def units(self) -> int:
        """Pieces, less those taken back."""
        return sum(line.units for line in self.sold)


def pools_of_period(currency: str, *, since: datetime, until: datetime) -> list[PoolOfPeriod]:
    """Every pool of products sold here with what came in from `since` on, before `until`.

    Five SQL queries, whatever was sold.
    """
    here = Distribution.objects.filter(
        pool__currency=currency, pool__source="product", kind__in=SALE_KINDS, at__lt=until
    )
    inside = here.filter(at__gte=since)
    sold: dict[UUID, dict[tuple[int, bool], int]] = {}
    for pool, price, owner, units in inside.values_list(
        "pool", "unit_price_minor", "link_owner"
    ).annotate(all=Sum("units")):
        lines = sold.setdefault(pool, {})
        key = (price, owner is not None)
        lines[key] = lines.get(key, 0) + units
    earned: dict[UUID, dict[UUID, int]] = {}
    for pool, payee, minor in (
        Credit.objects.filter(distribution__in=inside.values("id"), kind__in=("earned", "prior"))
        .values_list("distribution__pool", "payee")
        .annotate(all=Sum("amount_minor"))
    ):
        earned.setdefault(pool, {})[payee] = minor
    before = dict(
        here.filter(at__lt=since).values_list("pool").annotate(all=Sum("pool_minor")).order_by()
    )
    first = dict(
        WaterfallLine.objects.filter(distribution__in=here.filter(at__lt=since), kind="prior")
        .values_list("distribution__pool")
        .annotate(all=Sum("minor"))
        .order_by()
    )
    return [
        PoolOfPeriod(
            product=row.product_id,
            agreement=row.agreement_id,
            currency=currency,
            title=row.title,
            cumulative_before=(before.get(row.id) or 0) + (first.get(row.id) or 0),
            sold=tuple(
                SoldUnits(units, price, linked)
                for (price, linked), units in sorted(sold[row.id].items())
            ),
            earned=earned.get(row.id, {}),
        )
        for row in Pool.objects.filter(id__in=sold).defer("labels").order_by("id")
    ]


@dataclass(frozen=True)
class Tried:
    """What other terms would have brought from the same sales: by payee, and what would wait."""

    pool_minor: int
    amounts: Mapping[UUID, int]
    waiting_minor: int


def try_terms(period: PoolOfPeriod, terms: FrozenTerms) -> Tried:
    """Divide the sales of a stretch by some terms, from where the pool stood before it.

    With the terms they were sold under, the amounts are what everybody was credited, to the cent.
    Raises Refused where a price does not cover what would leave it. No SQL query.
    """
    pool = sum(
        line.units
        * unit_lines(terms.waterfall, price_minor=line.unit_price_minor, linked=line.is_linked)[
            -1
        ].minor
        for line in period.sold
    )
    had = taken_first(terms.prior, period.cumulative_before)
    has = taken_first(terms.prior, period.cumulative_before + pool)
    division = divide(
        terms.attribution().fractions,
        cumulative_before=period.cumulative_before - sum(had),
        pool_minor=pool - sum(has) + sum(had),
    )
    amounts = {UUID(payee): division.amount(payee) for payee in division.claims}
    for claim, before, after in zip(terms.prior, had, has, strict=True):
        payee = UUID(claim.payee)
        amounts[payee] = amounts.get(payee, 0) + after - before
    return Tried(
        pool_minor=pool,
        amounts=amounts,
        waiting_minor=division.waiting_after - division.waiting_before,
    )
