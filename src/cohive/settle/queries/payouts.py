"""Reading payouts: what a batch would hold, batches with their rows, a member's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cohive.bond import queries as members
from cohive.settle.models import (
    CreditNote,
    Payout,
    PayoutBatch,
    PayoutDetails,
    ProviderAccount,
    Question,
)
from cohive.settle.queries.payout_rules import (
    RulesView,
    account_masked,
    rules_in_force,
    withholdings,
)
from cohive.settle.queries.purses import purses
from cohive.settle.queries.successions import members_passed_on
from cohive.words.money import Money, round_half_up

BATCHES_SHOWN = 30


@dataclass(frozen=True)
class PlannedPayout:
    """What one member would get, or why she would not: '' means that she would.

    `why_not` is small, keeps, unsaid, passed_on (she died), not_ready (her account at the
    provider), or nothing_left (fee or withholding eat it).
    """

    payee: UUID
    way: str
    earned_minor: int
    link_minor: int
    resale_minor: int
    withheld_minor: int
    withheld_label: str
    withheld_rate: str
    fee_minor: int
    net_minor: int
    why_not: str

    @property
    def amount_minor(self) -> int:
        """What leaves her balance."""
        return self.earned_minor + self.link_minor + self.resale_minor


@dataclass(frozen=True)
class BatchPlan:
    """What a batch would hold now, and who stays out of it with which sum."""

    rules: RulesView
    paid: tuple[PlannedPayout, ...]
    left_out: tuple[PlannedPayout, ...]

    @property
    def total(self) -> Money:
        """What leaves the balances."""
        return Money(sum(each.amount_minor for each in self.paid), self.rules.currency)


@dataclass(frozen=True)
class PayoutView:
    """One payout with its numbers; `account_masked` is '' once the vault forgot it.

    `asked_of` is the provider that was asked to send it, '' when none was; `asked_at` when last.
    """

    id: UUID
    batch: UUID
    payee: UUID
    reference: str
    way: str
    state: str
    currency: str
    amount_minor: int
    earned_minor: int
    link_minor: int
    resale_minor: int
    withheld_minor: int
    withheld_label: str
    withheld_rate: str
    fee_minor: int
    fee_by: str
    net_minor: int
    executed_at: datetime | None
    ended_at: datetime | None
    reason: str
    account_masked: str = ""
    asked_of: str = ""
    asked_at: datetime | None = None
    notes: tuple[tuple[str, UUID, int], ...] = ()

    def money(self, minor: int) -> Money:
        """An amount of this payout."""
        return Money(minor, self.currency)


@dataclass(frozen=True)
class BatchView:
    """A batch; `payouts` are there when one is read by itself."""

    id: UUID
    currency: str
    state: str
    count: int
    total: Money
    proposed_by: UUID
    proposed_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    ended_at: datetime | None
    rules: UUID
    payouts: tuple[PayoutView, ...] = ()

    @property
    def net(self) -> Money:
        """What reaches the members."""
        return Money(sum(each.net_minor for each in self.payouts), self.currency)


def planned_batch(currency: str, *, at: datetime) -> BatchPlan | None:
    """What a batch would hold at this instant; None while stewards decided no rules.

    Nine SQL queries, however many members there are.
    """
    rules = rules_in_force(currency)
    if rules is None:
        return None
    place = members.place()
    firm = place.agent if place else None
    found = [
        each
        for each in purses(at=at, currency=currency)
        if each.available and each.payee != firm  # what it had back first is its own already
    ]
    details = PayoutDetails.objects.in_bulk([each.payee for each in found])
    rates, passed_on = withholdings(), members_passed_on()
    closed = set(
        ProviderAccount.objects.filter(agent__in=details, can_be_paid=False).values_list(
            "agent", flat=True
        )
    )
    planned = []
    for purse in sorted(found, key=lambda each: (-each.available.minor, each.payee.hex)):
        way = details.get(purse.payee)
        rate = rates.get(way.country) if way else None
        minor = purse.available.minor
        withheld = round_half_up(rate.rate * minor) if rate and minor > 0 else 0
        fee = rules.fee.minor
        net = minor - withheld - (fee if rules.fee_by == "payee" else 0)
        planned.append(
            PlannedPayout(
                payee=purse.payee,
                way=way.way if way else "",
                earned_minor=purse.earned_minor,
                link_minor=purse.link_minor,
                resale_minor=purse.resale_minor,
                withheld_minor=withheld,
                withheld_label=rate.label if rate and withheld else "",
                withheld_rate=str(rate.rate) if rate and withheld else "",
                fee_minor=fee,
                net_minor=net,
                why_not=("passed_on" if purse.payee in passed_on else "")
                or _why_not(way, minor, net, rules)
                or ("not_ready" if way and way.way == "provider" and purse.payee in closed else ""),
            )
        )
    return BatchPlan(
        rules,
        tuple(each for each in planned if not each.why_not),
        tuple(each for each in planned if each.why_not),
    )


def _why_not(way: PayoutDetails | None, minor: int, net: int, rules: RulesView) -> str:
    if way is None:
        return "unsaid"
    if way.way == "keep":
        return "keeps"
    if minor < rules.threshold.minor:
        return "small"
    return "" if net > 0 else "nothing_left"


def open_questions_in(currency: str) -> int:
    """How many questions about lines of this currency wait. One SQL query."""
    return Question.objects.filter(
        answered_at__isnull=True, credit__distribution__pool__currency=currency
    ).count()


def batches(*, limit: int = BATCHES_SHOWN) -> list[BatchView]:
    """The newest batches. One SQL query."""
    rows = PayoutBatch.objects.order_by("-proposed_at", "-id")[:limit]
    return [_batch(row) for row in rows]


def batch(batch_id: UUID) -> BatchView | None:
    """One batch with its payouts, the largest first. Four SQL queries."""
    row = PayoutBatch.objects.filter(id=batch_id).first()
    if row is None:
        return None
    return _batch(row, _payouts(Payout.objects.filter(batch=row).order_by("-amount_minor", "id")))


def payout(payout_id: UUID) -> PayoutView | None:
    """One payout. Three SQL queries."""
    found = _payouts(Payout.objects.filter(id=payout_id))
    return found[0] if found else None


def payouts_of(payee: UUID, *, limit: int = BATCHES_SHOWN) -> tuple[PayoutView, ...]:
    """A member's own, newest first; proposed ones too. Three SQL queries."""
    return _payouts(Payout.objects.filter(payee=payee).order_by("-id")[:limit])


def _payouts(rows: QuerySet[Payout]) -> tuple[PayoutView, ...]:
    found = list(rows.select_related("batch", "transfer"))
    details = PayoutDetails.objects.in_bulk([row.payee_id for row in found])
    notes: dict[UUID, list[tuple[str, UUID, int]]] = {}
    for note in CreditNote.objects.filter(payout__in=[row.id for row in found]).order_by("number"):
        notes.setdefault(note.payout_id, []).append((note.kind, note.id, note.number))
    return tuple(_payout(row, details.get(row.payee_id), notes.get(row.id, [])) for row in found)


def _payout(
    row: Payout, details: PayoutDetails | None, notes: Sequence[tuple[str, UUID, int]]
) -> PayoutView:
    asked = getattr(row, "transfer", None)
    return PayoutView(
        id=row.id,
        batch=row.batch_id,
        payee=row.payee_id,
        reference=row.reference,
        way=row.way,
        state=row.state,
        currency=row.batch.currency,
        amount_minor=row.amount_minor,
        earned_minor=row.earned_minor,
        link_minor=row.link_minor,
        resale_minor=row.resale_minor,
        withheld_minor=row.withheld_minor,
        withheld_label=row.withheld_label,
        withheld_rate=row.withheld_rate,
        fee_minor=row.fee_minor,
        fee_by=row.fee_by,
        net_minor=row.net_minor,
        executed_at=row.executed_at,
        ended_at=row.ended_at,
        reason=row.reason,
        account_masked=account_masked(details) if details else "",
        asked_of=asked.provider if asked else "",
        asked_at=asked.asked_at if asked else None,
        notes=tuple(notes),
    )


def _batch(row: PayoutBatch, payouts: tuple[PayoutView, ...] = ()) -> BatchView:
    return BatchView(
        id=row.id,
        currency=row.currency,
        state=row.state,
        count=row.payouts_count,
        total=Money(row.total_minor, row.currency),
        proposed_by=row.proposed_by_id,
        proposed_at=row.proposed_at,
        approved_by=row.approved_by_id,
        approved_at=row.approved_at,
        ended_at=row.ended_at,
        rules=row.rules_id,
        payouts=payouts,
    )
