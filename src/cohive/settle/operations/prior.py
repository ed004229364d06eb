"""Taking prior claims out of a change before its pool is split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from cohive.engine.prior import KINDS, PriorClaim, takes_next
from cohive.settle.arithmetic import LineAmount
from cohive.settle.models import Pool, PoolPriorClaim, PriorTaking


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


@dataclass(frozen=True)
class PriorTaken:
    """The lines of a change with what claims take of its pool, who is credited what, and why."""

    lines: tuple[LineAmount, ...]
    credited: Mapping[UUID, int]
    takings: tuple[PriorTaking, ...]


def take_prior(pool: Pool, lines: tuple[LineAmount, ...], distribution: UUID) -> PriorTaken:
    """Take from a change of the pool what goes before the split.

    What came in so far is the pool and what its prior claims have; the pool is locked, and so is
    every row of the same claims in other versions.
    """
    rows = list(PoolPriorClaim.objects.filter(pool=pool).order_by("position"))
    if not rows:
        return PriorTaken(lines, {}, ())
    elsewhere = _had_elsewhere(pool, rows)
    before = pool.cumulative_minor + sum(row.credited_minor for row in rows)
    after = before + sum(line.minor for line in lines if line.kind == "pool")
    credited: dict[UUID, int] = {}
    taken, takings = [], []
    for row in rows:
        had = row.credited_minor
        has = takes_next(
            as_claim(row),
            left_before=before,
            left_after=after,
            had=had,
            elsewhere=elsewhere.get(row.id, 0),
        )
        if has != had:
            takings.append(
                PriorTaking(
                    distribution_id=distribution,
                    claim=row,
                    left_before=before,
                    left_after=after,
                    elsewhere_minor=elsewhere.get(row.id, 0),
                    had_minor=had,
                    has_minor=has,
                )
            )
            credited[row.payee_id] = credited.get(row.payee_id, 0) + has - had
            taken.append(LineAmount("prior", row.label, None, has - had))
            row.credited_minor = has
        before, after = before - had, after - has
    PoolPriorClaim.objects.bulk_update(rows, ["credited_minor"])
    total = sum(line.minor for line in taken)
    kept = [
        replace(line, minor=line.minor - total) if line.kind == "pool" else line for line in lines
    ]
    pool_at = next(at for at, line in enumerate(kept) if line.kind == "pool")
    return PriorTaken((*kept[:pool_at], *taken, *kept[pool_at:]), credited, tuple(takings))


def _had_elsewhere(pool: Pool, rows: Sequence[PoolPriorClaim]) -> dict[UUID, int]:
    """What claims that end have from other versions of the agreement, held until this is written.

    The first row of each claim is its lock, so that two versions never serve it at once.
    """
    ending = {sameness(row): row.id for row in rows if row.amount_minor}
    if not ending:
        return {}
    others = (
        PoolPriorClaim.objects.select_for_update(of=("self",))
        .filter(pool__product_id=pool.product_id, pool__currency=pool.currency, amount_minor__gt=0)
        .order_by("id")
    )
    found: dict[UUID, int] = {}
    for other in others:
        own = ending.get(sameness(other))
        if own is not None and other.pool_id != pool.id:
            found[own] = found.get(own, 0) + other.credited_minor
    return found


def sameness(row: PoolPriorClaim) -> tuple[UUID, str, str]:
    """What makes a claim the same in two versions: for whom, of which kind, for what."""
    return row.payee_id, row.kind, row.label
