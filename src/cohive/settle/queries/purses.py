"""What of a member's balance is hers to use now: final, held by nobody, not gone already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Sum

from cohive.settle.models import BalanceMove, Credit, Question
from cohive.settle.queries.commissions import final_commissions
from cohive.settle.queries.holds import under_review
from cohive.trade import queries as trade
from cohive.words.money import Money

DISPUTES_MAX = 1_000


class Parts(NamedTuple):
    """An amount by what it was for: making, a link, reselling; minor units."""

    earned: int
    link: int
    resale: int


@dataclass(frozen=True)
class PurseView:
    """A member's free balance in one currency: pay for making, rewards for links, commissions.

    Each stands on its own. One may be below zero, when something came back after it was final: it
    is set off against the others. `available` below zero is set off against what comes next.
    """

    payee: UUID
    currency: str
    earned_minor: int
    link_minor: int
    resale_minor: int = 0

    @property
    def available(self) -> Money:
        """What can be paid out, spent or given on; below zero: what is still to be set off."""
        return Money(self.earned_minor + self.link_minor + self.resale_minor, self.currency)

    def parts(self, minor: int) -> Parts:
        """How an amount is taken: of pay for making first, then of rewards, then of commissions."""
        earned = min(minor, max(self.earned_minor, 0))
        link = min(minor - earned, max(self.link_minor, 0))
        return Parts(earned, link, minor - earned - link)


def purses(
    *, at: datetime, currency: str = "", payees: Iterable[UUID] | None = None
) -> list[PurseView]:
    """Everybody's free balance, by payee and currency. Four SQL queries, with commissions seven.

    A credit counts when it is final, neither in question nor under review, and its buyer's bank
    does not dispute the payment. What was taken back after it was final counts at once, so that
    nobody is paid what has gone back already.
    """
    asked = Exists(Question.objects.filter(credit=OuterRef("pk"), answered_at__isnull=True))
    is_final = Q(distribution__final_from__lte=at, distribution__provisional_until__lte=at)
    taken = Q(distribution__kind="carry", amount_minor__lt=0)
    rows = Credit.objects.filter(~under_review()).filter((is_final & ~asked) | taken)
    moves = BalanceMove.objects.all()
    disputed = [each.order for each in trade.disputes_at(state="open", limit=DISPUTES_MAX)]
    if disputed:
        rows = rows.exclude(distribution__order_id__in=disputed)
    if currency:
        rows = rows.filter(distribution__pool__currency=currency)
        moves = moves.filter(currency=currency)
    wanted = None if payees is None else list(payees)
    if wanted is not None:
        rows, moves = rows.filter(payee__in=wanted), moves.filter(payee__in=wanted)
    sums: dict[tuple[UUID, str], list[int]] = {}
    of_kind = (
        rows.values("payee_id", "kind", code=F("distribution__pool__currency"))
        .annotate(total=Sum("amount_minor"))
        .order_by("payee_id")
    )
    for row in of_kind:
        place = sums.setdefault((row["payee_id"], row["code"]), [0, 0, 0])
        place[1 if row["kind"] == "link" else 0] += row["total"]
    gone = moves.values("payee_id", "currency").annotate(
        earned=Sum("earned_minor"), link=Sum("link_minor"), resale=Sum("resale_minor")
    )
    for left in gone.order_by("payee_id"):
        place = sums.setdefault((left["payee_id"], left["currency"]), [0, 0, 0])
        place[0] += left["earned"]
        place[1] += left["link"]
        place[2] += left["resale"]
    for (payee, code), minor in final_commissions(disputed=disputed, at=at).items():
        if (wanted is None or payee in wanted) and code == (currency or code):
            sums.setdefault((payee, code), [0, 0, 0])[2] += minor
    return [PurseView(payee, code, *parts) for (payee, code), parts in sums.items()]


def purse_of(payee: UUID, currency: str, *, at: datetime) -> PurseView:
    """One member's free balance in one currency. Four SQL queries, with commissions seven."""
    found = purses(at=at, currency=currency, payees=[payee])
    return found[0] if found else PurseView(payee, currency, 0, 0)


@dataclass(frozen=True)
class MoveLine:
    """What left a balance (below zero) or came back to it, for the statement."""

    id: UUID
    why: str
    source: UUID
    amount: Money
    at: datetime


def moves_of(payee: UUID, *, limit: int = 60) -> list[MoveLine]:
    """What left or came back to a member's balance, newest first. One SQL query."""
    rows = BalanceMove.objects.filter(payee=payee).order_by("-at", "-id")[:limit]
    return [MoveLine(row.id, row.why, row.source, _amount(row), row.at) for row in rows]


def _amount(row: BalanceMove) -> Money:
    return Money(row.earned_minor + row.link_minor + row.resale_minor, row.currency)
