"""Sales of a stretch of time, so that other terms can be tried on them.

A trial is a calculation: it reads what was sold and what that brought, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import F, QuerySet, Sum

from cohive.create.queries import FrozenTerms
from cohive.engine.allotment import sale_lines
from cohive.engine.prior import PriorClaim, takes_next
from cohive.settle.arithmetic import divide
from cohive.settle.models import Credit, Distribution, Pool, PriorTaking, WaterfallLine
from cohive.trade.queries import SoldPrice, sold_prices

SALE_KINDS = ("sale", "refund", "carry")
LABEL_LENGTH_MAX = 80
ClaimKey = tuple[str, str, str]
"""Payee, kind and words of a prior claim: what makes it the same in two versions."""


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

    `cumulative_before` is what had come in for people before the first sale of the stretch.
    `earned` holds what was had back before the split too. `had` is what each prior claim had of
    this pool before the stretch, `had_in_all` what it had under all versions.
    """

    product: UUID
    agreement: UUID
    currency: str
    title: str
    cumulative_before: int
    sold: tuple[SoldUnits, ...]
    earned: Mapping[UUID, int]
    had: Mapping[ClaimKey, int] = field(default_factory=dict)
    had_in_all: Mapping[ClaimKey, int] = field(default_factory=dict)

    @property
    def units(self) -> int:
        """Pieces, less those taken back."""
        return sum(line.units for line in self.sold)


def pools_of_period(currency: str, *, since: datetime, until: datetime) -> list[PoolOfPeriod]:
    """Every pool of products sold here with what came in from `since` on, before `until`.

    Six SQL queries, and one for each 500 order lines.
    """
    here = Distribution.objects.filter(
        pool__currency=currency, pool__source="product", kind__in=SALE_KINDS, at__lt=until
    )
    inside = here.filter(at__gte=since)
    sold = _sold(inside)
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
    had = _had_before(currency, since)
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
            sold=tuple(replace(alike, units=units) for alike, units in sold[row.id].items()),
            earned=earned.get(row.id, {}),
            had=had.get(row.id, {}),
            had_in_all=had.get(row.product_id, {}),
        )
        for row in Pool.objects.filter(id__in=sold).defer("labels").order_by("id")
    ]


def _had_before(currency: str, since: datetime) -> dict[UUID, dict[ClaimKey, int]]:
    """What each prior claim had before a stretch: by pool, and by product of all its pools."""
    found: dict[UUID, dict[ClaimKey, int]] = {}
    rows = (
        PriorTaking.objects.filter(distribution__at__lt=since, claim__pool__currency=currency)
        .values_list(
            "claim__pool",
            "claim__pool__product_id",
            "claim__payee",
            "claim__kind",
            "claim__label",
        )
        .annotate(all=Sum(F("has_minor") - F("had_minor")))
        .order_by("claim__pool")
    )
    for pool, product, payee, kind, label, minor in rows:
        key = (str(payee), kind, label)
        for owner in (pool, product):
            sums = found.setdefault(owner, {})
            sums[key] = sums.get(key, 0) + minor
    return found


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


def try_terms(
    period: PoolOfPeriod,
    terms: FrozenTerms,
    *,
    served: dict[tuple[UUID, ClaimKey], int] | None = None,
) -> Tried:
    """Divide the sales of a stretch by some terms, from where the pool stood before it.

    With the terms they were sold under, the amounts are what everybody was credited, to the cent
    (but where two versions served one claim at the same time). A prior claim that is only tried has
    nothing before the stretch and counts from its first sale on. `served` is what each claim of
    each product has by now: give the same one for every pool, in their order, so that versions of
    one product serve a claim once. Raises Refused where a price does not cover what would leave it.
    No SQL query.
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
    taken = _taken(period, terms.prior, pool, {} if served is None else served)
    had, has = sum(one[1] for one in taken), sum(one[2] for one in taken)
    division = divide(
        terms.attribution().fractions,
        cumulative_before=period.cumulative_before - had,
        pool_minor=pool - has + had,
    )
    amounts = {UUID(payee): division.amount(payee) for payee in division.claims}
    for payee, before, after in taken:
        amounts[payee] = amounts.get(payee, 0) + after - before
    return Tried(
        pool_minor=pool,
        amounts=amounts,
        waiting_minor=division.waiting_after - division.waiting_before,
    )


def _taken(
    period: PoolOfPeriod,
    claims: Sequence[PriorClaim],
    pool_minor: int,
    served: dict[tuple[UUID, ClaimKey], int],
) -> list[tuple[UUID, int, int]]:
    """For whom, had before the stretch and has after it, for each claim in its order."""
    before, after = period.cumulative_before, period.cumulative_before + pool_minor
    found = []
    for claim in claims:
        key = (claim.payee, claim.kind, claim.label[:LABEL_LENGTH_MAX])
        had = period.had.get(key, 0)
        in_all = served.get((period.product, key), period.had_in_all.get(key, 0))
        has = takes_next(
            claim, left_before=before, left_after=after, had=had, elsewhere=in_all - had
        )
        served[period.product, key] = in_all + has - had
        found.append((UUID(claim.payee), had, has))
        before, after = before - had, after - has
    return found
