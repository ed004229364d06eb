"""Taking prior claims out of a change before its pool is split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from cohive.engine.prior import KINDS, PriorClaim, taken_first
from cohive.settle.arithmetic import LineAmount
from cohive.settle.models import Pool, PoolPriorClaim


def write_prior(pool: Pool, claims: Sequence[PriorClaim]) -> None:
    """The agreement's prior claims beside a pool that was just opened; once."""
    if not claims or PoolPriorClaim.objects.filter(pool=pool).exists():
        return
    PoolPriorClaim.objects.bulk_create(
        [
            PoolPriorClaim(
                pool=pool,
                position=position,
                payee_id=UUID(claim.payee),
                kind=claim.kind,
                numerator=claim.part.numerator,
                denominator=claim.part.denominator,
                amount_minor=claim.amount_minor,
                label=claim.label[:80],
            )
            for position, claim in enumerate(claims)
        ]
    )


def as_claim(row: PoolPriorClaim) -> PriorClaim:
    """The engine's claim of a row."""
    kind = next(each for each in KINDS if each == row.kind)
    return PriorClaim(str(row.payee_id), kind, row.part, row.amount_minor, row.label)


def take_prior(
    pool: Pool, lines: tuple[LineAmount, ...]
) -> tuple[tuple[LineAmount, ...], dict[UUID, int]]:
    """The lines of a change with what prior claims take of its pool, and who is credited what.

    What came in so far is the pool and what its prior claims have; the pool is locked.
    """
    rows = list(PoolPriorClaim.objects.filter(pool=pool).order_by("position"))
    if not rows:
        return lines, {}
    claims = [as_claim(row) for row in rows]
    before = pool.cumulative_minor + sum(row.credited_minor for row in rows)
    change = sum(line.minor for line in lines if line.kind == "pool")
    after = taken_first(claims, before + change)
    credited: dict[UUID, int] = {}
    taken = []
    for row, now in zip(rows, after, strict=True):
        takes = now - row.credited_minor
        row.credited_minor = now
        if takes:
            credited[row.payee_id] = credited.get(row.payee_id, 0) + takes
            taken.append(LineAmount("prior", row.label, None, takes))
    PoolPriorClaim.objects.bulk_update(rows, ["credited_minor"])
    total = sum(line.minor for line in taken)
    kept = [
        replace(line, minor=line.minor - total) if line.kind == "pool" else line for line in lines
    ]
    pool_at = next(at for at, line in enumerate(kept) if line.kind == "pool")
    return (*kept[:pool_at], *taken, *kept[pool_at:]), credited
