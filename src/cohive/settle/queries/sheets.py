"""Everything a member's sheet computes from: lines, claims, what was had back first, what left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from cohive.settle.models import BalanceMove, Payout, PriorTaking
from cohive.settle.queries.commissions import CommissionChange, commission_changes
from cohive.settle.queries.lines import ClaimView, CreditLine
from cohive.settle.queries.statement import all_credits_of


@dataclass(frozen=True)
class TakingView:
    """What one sale gave one prior claim, with the numbers it follows from (minor units).

    `most_minor` is what the claim may have of this pool; None when it lasts.
    """

    label: str
    part: Fraction
    left_before: int
    left_after: int
    most_minor: int | None
    had_minor: int
    has_minor: int


@dataclass(frozen=True)
class MoveView:
    """What left a balance (below zero), or came back to it."""

    at: datetime
    why: str
    currency: str
    minor: int


@dataclass(frozen=True)
class SentView:
    """A payout as its numbers follow from each other; `fee_minor` is 0 when the firm bears it."""

    at: datetime
    reference: str
    state: str
    currency: str
    amount_minor: int
    withheld_rate: Fraction
    withheld_minor: int
    fee_minor: int
    net_minor: int


@dataclass(frozen=True)
class SheetData:
    """What one member's sheet holds, oldest first. `takings` by distribution."""

    credits: tuple[CreditLine, ...]
    claims: Mapping[UUID, ClaimView]
    takings: Mapping[UUID, tuple[TakingView, ...]]
    moves: tuple[MoveView, ...]
    payouts: tuple[SentView, ...]
    commissions: tuple[CommissionChange, ...] = ()


def sheet_data(agent: UUID, *, at: datetime) -> SheetData:
    """A member's whole account at an instant. Seven SQL queries."""
    found, claims = all_credits_of(agent, at=at)
    return SheetData(
        tuple(found),
        claims,
        _takings(agent),
        _moves(agent),
        _payouts(agent),
        tuple(commission_changes(agent)),
    )


def _takings(agent: UUID) -> dict[UUID, tuple[TakingView, ...]]:
    found: dict[UUID, tuple[TakingView, ...]] = {}
    rows = PriorTaking.objects.filter(claim__payee=agent).select_related("claim")
    for row in rows.order_by("distribution__at", "distribution_id", "claim__position"):
        amount = row.claim.amount_minor
        view = TakingView(
            label=row.claim.label,
            part=row.claim.part,
            left_before=row.left_before,
            left_after=row.left_after,
            most_minor=max(amount - row.elsewhere_minor, row.had_minor) if amount else None,
            had_minor=row.had_minor,
            has_minor=row.has_minor,
        )
        found[row.distribution_id] = (*found.get(row.distribution_id, ()), view)
    return found


def _moves(agent: UUID) -> tuple[MoveView, ...]:
    rows = BalanceMove.objects.filter(payee=agent).order_by("at", "id")
    return tuple(
        MoveView(
            row.at, row.why, row.currency, row.earned_minor + row.link_minor + row.resale_minor
        )
        for row in rows
    )


def _payouts(agent: UUID) -> tuple[SentView, ...]:
    rows = Payout.objects.filter(payee=agent, executed_at__isnull=False).select_related("batch")
    return tuple(
        SentView(
            at=row.executed_at,
            reference=row.reference,
            state=row.state,
            currency=row.batch.currency,
            amount_minor=row.amount_minor,
            withheld_rate=Fraction(row.withheld_rate or 0),
            withheld_minor=row.withheld_minor,
            fee_minor=row.fee_minor if row.fee_by == "payee" else 0,
            net_minor=row.net_minor,
        )
        for row in rows.order_by("executed_at", "id")
        if row.executed_at is not None
    )
