"""The sums of one distribution, in whole minor units. Pure.

A sale adds its pool to the cumulative pool; each payee is credited the difference of her floored
claim after and before; what cannot be divided yet waits. Taking back units is the same with a
smaller cumulative pool after. Postings of a distribution always sum to zero:

    goods = tax + fixed + house + link + Σ credits + Δ waiting
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal

from cohive.engine.allotment import UnitLine, allot, claim

__all__ = [
    "FINAL_AFTER",
    "PROVISIONAL_FOR",
    "Division",
    "LineAmount",
    "State",
    "divide",
    "line_amounts",
    "state_of",
]

PROVISIONAL_FOR = timedelta(days=2)
"""Since the payment was captured."""
FINAL_AFTER = timedelta(days=14)
"""Since the order was paid."""

State = Literal["provisional", "open", "held", "under_review", "final"]


@dataclass(frozen=True)
class LineAmount:
    """One line of the waterfall for all units; below zero when units are taken back."""

    kind: str
    label: str
    unit_minor: int | None
    minor: int


@dataclass(frozen=True)
class Division:
    """What one change of a pool brings everybody: payee to (credited before, credited after)."""

    cumulative_before: int
    cumulative_after: int
    waiting_before: int
    waiting_after: int
    claims: Mapping[str, tuple[int, int]]

    def amount(self, payee: str) -> int:
        """What this payee is credited; below zero when it is taken back."""
        before, after = self.claims[payee]
        return after - before


def line_amounts(unit_lines: Sequence[UnitLine], units: int) -> tuple[LineAmount, ...]:
    """The lines that leave the price (not the price itself), times the units; zeros left out."""
    return tuple(
        LineAmount(line.kind, line.label, line.minor, line.minor * units)
        for line in unit_lines
        if line.kind != "price" and (line.minor or line.kind == "pool")
    )


def divide(
    fractions: Mapping[str, Fraction], *, cumulative_before: int, pool_minor: int
) -> Division:
    """Divide a change of the pool; raises Refused when more is taken back than came in."""
    after = cumulative_before + pool_minor
    allotment = allot(fractions, cumulative_before=cumulative_before, cumulative_after=after)
    before = {payee: claim(part, cumulative_before) for payee, part in fractions.items()}
    return Division(
        cumulative_before=cumulative_before,
        cumulative_after=after,
        waiting_before=allotment.waiting_before,
        waiting_after=allotment.waiting_after,
        claims={
            payee: (before[payee], before[payee] + amount)
            for payee, amount in allotment.amounts.items()
        },
    )


def state_of(
    *,
    provisional_until: datetime,
    final_from: datetime,
    is_held: bool,
    is_under_review: bool = False,
    at: datetime,
) -> State:
    """The state of a line at an instant; it follows from stored instants, no job needs to run.

    `is_held` by a question, `is_under_review` by a review of a group, which goes before it: there
    the money has moved.
    """
    if is_under_review:
        return "under_review"
    if is_held:
        return "held"
    if at < provisional_until:
        return "provisional"
    return "open" if at < final_from else "final"
