"""Sales of a stretch of time, so that other terms can be tried on them.

A trial is a calculation: it reads what was sold and what that brought, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet, Sum

from cohive.create.queries import FrozenTerms
from cohive.engine.allotment import sale_lines
from cohive.settle.arithmetic import divide
from cohive.settle.models import Credit, Distribution, Pool
from cohive.trade.queries import SoldPrice, sold_prices

SALE_KINDS = ("sale", "refund", "carry")


@dataclass(frozen=True)
class SoldUnits:
    """Units sold (less those taken back) at one price, by a link or not, with the same tax.

    `full_price_minor`, `tax_rate`, `is_house_bearing`: see `trade.queries.SettlementLine`.
    """

    units: int
    unit_price_minor: int
    is_linked: bool
    full_price_minor: int
    tax_rate: Fraction | None
    is_house_bearing: bool


@dataclass(frozen=True)
class PoolOfPeriod:
    """What came into one pool in a stretch, and what that brought each payee, minor units.

    `cumulative_before` is what had come in before the first sale of the stretch.
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

    Four SQL queries, and one for each 500 order lines.
    """
    here = Distribution.objects.filter(
        pool__currency=currency, pool__source="product", kind__in=SALE_KINDS, at__lt=until
    )
    inside = here.filter(at__gte=since)
    sold = _sold(inside)
    earned: dict[UUID, dict[UUID, int]] = {}
    for pool, payee, minor in (
        Credit.objects.filter(distribution__in=inside.values("id"), kind="earned")
        .values_list("distribution__pool", "payee")
        .annotate(all=Sum("amount_minor"))
    ):
        earned.setdefault(pool, {})[payee] = minor
    before = dict(
        here.filter(at__lt=since).values_list("pool").annotate(all=Sum("pool_minor")).order_by()
    )
    return [
        PoolOfPeriod(
            product=row.product_id,
            agreement=row.agreement_id,
            currency=currency,
            title=row.title,
            cumulative_before=before.get(row.id) or 0,
            sold=tuple(replace(alike, units=units) for alike, units in sold[row.id].items()),
            earned=earned.get(row.id, {}),
        )
        for row in Pool.objects.filter(id__in=sold).defer("labels").order_by("id")
    ]


def _sold(inside: QuerySet[Distribution]) -> dict[UUID, dict[SoldUnits, int]]:
    """Pool to units by how they were sold (with `units` 0), in the order of their lines."""
    rows = list(
        inside.values_list("pool", "line_id", "unit_price_minor", "link_owner")
        .annotate(all=Sum("units"))
        .order_by("pool", "line_id")
    )
    prices = sold_prices(line for _, line, *_rest in rows if line is not None)
    sold: dict[UUID, dict[SoldUnits, int]] = {}
    for pool, line, price, owner, units in rows:
        how = prices.get(line) or SoldPrice(price, None, False)
        alike = SoldUnits(
            0, price, owner is not None, how.full_price_minor, how.tax_rate, how.is_house_bearing
        )
        lines = sold.setdefault(pool, {})
        lines[alike] = lines.get(alike, 0) + units
    return sold


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
        * sale_lines(
            terms.waterfall,
            price_minor=line.unit_price_minor,
            full_price_minor=line.full_price_minor,
            tax_rate=line.tax_rate,
            is_house_bearing=line.is_house_bearing,
            linked=line.is_linked,
        )[-1].minor
        for line in period.sold
    )
    division = divide(
        terms.attribution().fractions,
        cumulative_before=period.cumulative_before,
        pool_minor=pool,
    )
    return Tried(
        pool_minor=pool,
        amounts={UUID(payee): division.amount(payee) for payee in division.claims},
        waiting_minor=division.waiting_after - division.waiting_before,
    )
