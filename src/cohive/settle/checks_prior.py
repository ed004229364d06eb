"""What `cohive verify` re-derives of prior claims: takings, pools, claims over all versions."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Sum

from cohive.engine.prior import taken_first, takes_next
from cohive.settle.models import Credit, PoolPriorClaim, PriorTaking
from cohive.settle.operations.prior import as_claim, sameness


def wrong_prior() -> str:
    """The first prior claim that has not what everything that came in brings it, or ''."""
    rows = list(PoolPriorClaim.objects.select_related("pool").order_by("pool_id", "position"))
    served: dict[tuple[object, ...], list[PoolPriorClaim]] = {}
    for row in rows:
        key = (row.pool.product_id, row.pool.currency, *sameness(row))
        served.setdefault(key, []).append(row)
    in_several = {row.id for group in served.values() if len(group) > 1 for row in group}
    for pool_id, pool_rows in groupby(rows, key=lambda row: row.pool_id):
        claims = list(pool_rows)
        has = [row.credited_minor for row in claims]
        came = claims[0].pool.cumulative_minor + sum(has)
        is_alone = not any(row.id in in_several for row in claims)
        if is_alone and list(taken_first([as_claim(row) for row in claims], came)) != has:
            return f"pool {pool_id}: its prior claims have {has} of {came}"
        summed = Credit.objects.filter(distribution__pool=pool_id, kind="prior")
        if (summed.aggregate(total=Sum("amount_minor"))["total"] or 0) != sum(has):
            return f"pool {pool_id}: prior claims and their credits differ"
    return _wrong_taking() or _above_amount(served.values())


def _wrong_taking() -> str:
    """The first taking that does not follow from its own numbers and the one before it, or ''."""
    takings = PriorTaking.objects.select_related("claim").order_by(
        "claim_id", "distribution__sequence"
    )
    for claim_id, group in groupby(takings, key=lambda taking: taking.claim_id):
        stands: int | None = None
        for taking in group:
            if stands is not None and taking.had_minor != stands:
                return f"prior claim {claim_id}: a taking does not follow the one before it"
            due = takes_next(
                as_claim(taking.claim),
                left_before=taking.left_before,
                left_after=taking.left_after,
                had=taking.had_minor,
                elsewhere=taking.elsewhere_minor,
            )
            if due != taking.has_minor:
                return f"prior claim {claim_id} has {taking.has_minor}, its rule comes to {due}"
            stands = taking.has_minor
            row = taking.claim
        if stands != row.credited_minor:
            return f"prior claim {claim_id} stands at {row.credited_minor}, its takings at {stands}"
    return ""


def _above_amount(groups: Iterable[list[PoolPriorClaim]]) -> str:
    """The first claim that has more over all versions than the largest amount agreed, or ''."""
    for rows in groups:
        most = max(row.amount_minor for row in rows)
        has = sum(row.credited_minor for row in rows)
        if most and has > most:
            return f"prior claim {rows[0].id} has {has} over all versions, agreed were {most}"
    return ""
