"""What a statement is made of: frozen lines with everything that explains them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from cohive.settle.arithmetic import State
from cohive.settle.composition import Path
from cohive.words.money import Money


@dataclass(frozen=True)
class CreditLine:
    """One credit with the numbers of its distribution. Amounts in minor units of `currency`."""

    id: UUID
    kind: str
    amount_minor: int
    credited_before: int
    credited_after: int
    at: datetime
    state: State
    distribution: UUID
    sequence: int
    change: str
    reference: str
    channel: str
    units: int
    unit_price_minor: int
    gross_minor: int
    pool_minor: int
    cumulative_before: int
    cumulative_after: int
    provisional_until: datetime
    final_from: datetime
    pool: UUID
    claim: UUID | None
    product: UUID
    title: str
    source: str
    agreement_version: int
    currency: str


@dataclass(frozen=True)
class ClaimView:
    """A payee's part of a pool, and along which ways it comes. `labels` names the nodes."""

    id: UUID
    fraction: Fraction
    paths: tuple[Path, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class QuestionView:
    """A question on a credit, with its answer once there is one."""

    id: UUID
    credit: UUID
    about: str
    text: str
    asked_at: datetime
    answered_by: UUID | None
    answered_at: datetime | None
    reason: str


@dataclass(frozen=True)
class Run:
    """Distributions that follow each other in one pool, so that one sum explains them all."""

    cumulative_before: int
    cumulative_after: int
    credited_before: int
    credited_after: int

    @property
    def amount_minor(self) -> int:
        """What the run brought."""
        return self.credited_after - self.credited_before


@dataclass(frozen=True)
class StatementLine:
    """One line as it is shown: the credits of one day, product, kind and state.

    `lines` are (kind, label, minor per unit or None, minor) of the waterfall, summed up.
    """

    credits: tuple[CreditLine, ...]
    day: date
    state: State
    claim: ClaimView | None
    lines: tuple[tuple[str, str, int | None, int], ...]
    questions: tuple[QuestionView, ...]

    @property
    def first(self) -> CreditLine:
        """The newest credit of the line, which stands for what all have in common."""
        return self.credits[0]

    @property
    def amount(self) -> Money:
        """What the line brought (below zero: what it took back)."""
        return Money(sum(credit.amount_minor for credit in self.credits), self.first.currency)

    @property
    def units(self) -> int:
        """How many pieces; below zero for what came back."""
        return sum(credit.units for credit in self.credits)

    @property
    def gross_minor(self) -> int:
        """What the buyers paid."""
        return sum(credit.gross_minor for credit in self.credits)

    @property
    def pool_minor(self) -> int:
        """What of it came into the pool."""
        return sum(credit.pool_minor for credit in self.credits)

    @property
    def exact_minor(self) -> Fraction:
        """The line before whole cents: her fraction of its pool."""
        return self.claim.fraction * self.pool_minor if self.claim else Fraction(self.amount.minor)

    @property
    def final_from(self) -> datetime:
        """When the last of it becomes final."""
        return max(credit.final_from for credit in self.credits)

    @property
    def provisional_until(self) -> datetime:
        """When the last payment of it has settled."""
        return max(credit.provisional_until for credit in self.credits)

    @property
    def channels(self) -> dict[str, tuple[int, int]]:
        """Each channel's pieces and amount, when there are several."""
        found: dict[str, tuple[int, int]] = {}
        for credit in self.credits:
            units, minor = found.get(credit.channel, (0, 0))
            found[credit.channel] = (units + credit.units, minor + credit.amount_minor)
        return found

    @property
    def runs(self) -> tuple[Run, ...]:
        """The fewest sums that explain the line, oldest first."""
        runs: list[Run] = []
        for credit in sorted(self.credits, key=lambda credit: credit.sequence):
            now = Run(
                credit.cumulative_before,
                credit.cumulative_after,
                credit.credited_before,
                credit.credited_after,
            )
            if runs and runs[-1].cumulative_after == now.cumulative_before:
                last = runs.pop()
                now = Run(
                    last.cumulative_before,
                    now.cumulative_after,
                    last.credited_before,
                    now.credited_after,
                )
            runs.append(now)
        return tuple(runs)


@dataclass(frozen=True)
class StatementPage:
    """Lines, newest first; `after` is the place (at, id) where the next page begins, or None."""

    lines: tuple[StatementLine, ...]
    after: tuple[datetime, UUID] | None


@dataclass(frozen=True)
class StatementTotals:
    """All that ever came in, by state and by product, of one currency; minor units.

    `kind` is "earned" (pay for making) or "link" (rewards): the two are never added up. Commissions
    are no part of either; `has_commissions` says that there are some.
    """

    kind: str
    currency: str
    by_state: Mapping[State, int]
    by_title: Mapping[str, int]
    has_commissions: bool = False

    @property
    def total(self) -> Money:
        """Everything together."""
        return Money(sum(self.by_state.values()), self.currency)
