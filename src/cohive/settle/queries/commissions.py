"""Reading commissions for reselling: what is pending, final or held, by order.

A commission becomes final by the instant at which the time to send things back is over. Until then
it is pending; while something of the order is asked back, its bank disputes the payment, or a
review holds her pay, it is held.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal
from uuid import UUID

from django.db.models import Q, Sum

from cohive.engine.resale import commission_parts
from cohive.guard import queries as guard
from cohive.settle.models import Commission
from cohive.trade import queries as trade
from cohive.words.money import Money

CommissionState = Literal["pending", "final", "held"]
DISPUTES_MAX = 1_000
THOUSANDTHS = 1_000
A_PAGE = 30


@dataclass(frozen=True)
class CommissionLine:
    """What the pieces of one line of one order brought; `units` are those not sent back.

    Nobody who bought is named. `final_from` is None while the parcel is on its way.
    """

    order: UUID
    product: UUID
    title: str
    level: int
    rate_thousandths: int
    plan_version: int
    units: int
    back: int
    net: Money
    amount: Money
    at: datetime
    last: UUID
    state: CommissionState
    final_from: datetime | None


@dataclass(frozen=True)
class CommissionTotals:
    """All commissions of a member in one currency by state, and what of them left her balance."""

    currency: str
    pending_minor: int
    final_minor: int
    held_minor: int

    def money(self, minor: int) -> Money:
        """An amount of these totals."""
        return Money(minor, self.currency)

    @property
    def total(self) -> Money:
        """Everything together."""
        return self.money(self.pending_minor + self.final_minor + self.held_minor)


def final_commissions(*, disputed: Iterable[UUID], at: datetime) -> dict[tuple[UUID, str], int]:
    """What is final and held by nothing, by payee and currency. At most four SQL queries.

    What was taken back after it was final counts at once, below zero.
    """
    if not Commission.objects.exists():
        return {}
    rows = (
        Commission.objects.filter(window__closes_at__lte=at)
        .exclude(window__in={*disputed, *trade.orders_asked_back()})
        .exclude(payee__in=_under_review())
        .values_list("payee_id", "currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("payee_id")
    )
    return {(payee, currency): total for payee, currency, total in rows}


def commission_totals(agent: UUID, *, at: datetime) -> list[CommissionTotals]:
    """A member's commissions by state, one answer for each currency. At most four SQL queries."""
    if not Commission.objects.filter(payee=agent).exists():
        return []
    held = _held(agent)
    closed = Q(window__closes_at__lte=at)
    rows = (
        Commission.objects.filter(payee=agent)
        .values("currency")
        .annotate(
            all=Sum("amount_minor"),
            closed=Sum("amount_minor", filter=closed & ~held),
            held=Sum("amount_minor", filter=held),
        )
        .order_by("currency")
    )
    return [
        CommissionTotals(
            row["currency"],
            row["all"] - (row["closed"] or 0) - (row["held"] or 0),
            row["closed"] or 0,
            row["held"] or 0,
        )
        for row in rows
    ]


def commissions_of(
    agent: UUID, *, at: datetime, before: UUID | None = None, limit: int = A_PAGE
) -> list[CommissionLine]:
    """A member's commissions by order line, newest first. At most five SQL queries.

    `before` is the `last` of the line after which a page begins.
    """
    rows = (
        Commission.objects.filter(payee=agent, kind="sale").select_related("window").order_by("-id")
    )
    if before is not None:
        rows = rows.filter(id__lt=before)
    sold = list(rows[:limit])
    if not sold:
        return []
    gone = {
        (line, level): (units, minor)
        for line, level, units, minor in Commission.objects.filter(
            kind="back", line_id__in=[row.line_id for row in sold]
        )
        .values_list("line_id", "level")
        .annotate(units=Sum("units"), minor=Sum("amount_minor"))
        .order_by("line_id")
    }
    held_orders, is_reviewed = _held_orders(), agent in _under_review()
    return [
        _line(
            row,
            *gone.get((row.line_id, row.level), (0, 0)),
            is_held=is_reviewed or row.window_id in held_orders,
            at=at,
        )
        for row in sold
    ]


def _line(row: Commission, back: int, minor: int, *, is_held: bool, at: datetime) -> CommissionLine:
    """A sale's row with what went back of it since (both below zero)."""
    closes_at = row.window.closes_at
    return CommissionLine(
        order=row.window_id,
        product=row.product_id,
        title=row.title,
        level=row.level,
        rate_thousandths=row.rate_thousandths,
        plan_version=row.plan_version,
        units=row.units + back,
        back=-back,
        net=Money(row.net_minor, row.currency),
        amount=Money(row.amount_minor + minor, row.currency),
        at=row.at,
        last=row.id,
        state=state_of_commission(closes_at, is_held=is_held, at=at),
        final_from=closes_at,
    )


def state_of_commission(
    closes_at: datetime | None, *, is_held: bool, at: datetime
) -> CommissionState:
    """The state at an instant; no job needs to run."""
    if is_held:
        return "held"
    return "final" if closes_at is not None and at >= closes_at else "pending"


def commissions_by_title(
    agent: UUID, currency: str, *, since: datetime, until: datetime
) -> list[tuple[str, str, int]]:
    """(title, kind, minor) of a stretch: what sales brought and what returns took. One query."""
    rows = (
        Commission.objects.filter(payee=agent, currency=currency, at__gte=since, at__lt=until)
        .exclude(amount_minor=0)
        .values_list("title", "kind")
        .annotate(total=Sum("amount_minor"))
        .order_by("title", "-kind")
    )
    return list(rows)


def commissions_before(agent: UUID, currency: str, *, since: datetime) -> int:
    """What commissions had come to before an instant. One SQL query."""
    rows = Commission.objects.filter(payee=agent, currency=currency, at__lt=since)
    return int(rows.aggregate(total=Sum("amount_minor"))["total"] or 0)


@dataclass(frozen=True)
class CommissionChange:
    """One change of a commission with the numbers it follows from; minor units.

    The claim is the floor of `part` times the net of all pieces kept, before and after.
    """

    at: datetime
    title: str
    currency: str
    part: Fraction
    net_before: int
    net_after: int
    minor: int


def commission_changes(agent: UUID) -> list[CommissionChange]:
    """Everything that changed a member's commissions, oldest first. Two SQL queries."""
    own = list(Commission.objects.filter(payee=agent).order_by("at", "id"))
    lines = {row.line_id for row in own}
    rates: dict[UUID, dict[int, Fraction]] = {}
    for line, level, rate in Commission.objects.filter(kind="sale", line_id__in=lines).values_list(
        "line_id", "level", "rate_thousandths"
    ):
        rates.setdefault(line, {})[level] = Fraction(rate, THOUSANDTHS)
    kept: dict[tuple[UUID, int], int] = {}
    found = []
    for row in own:
        place = row.line_id, row.level
        parts = commission_parts(
            rates[row.line_id], net_minor=row.net_minor, house_minor=row.house_minor
        )
        before = kept.get(place, 0)
        kept[place] = before + row.units
        net = max(row.net_minor, 0)
        found.append(
            CommissionChange(
                at=row.at,
                title=row.title,
                currency=row.currency,
                part=parts[row.level],
                net_before=net * before,
                net_after=net * kept[place],
                minor=row.amount_minor,
            )
        )
    return found


def commissions_taken_out(agent: UUID) -> list[dict[str, object]]:
    """A member's commissions as plain data she can take with her."""
    rows = Commission.objects.filter(payee=agent).order_by("at", "id")
    columns = ("at", "kind", "title", "units", "level", "amount_minor", "currency")
    return [dict(zip(columns, row, strict=True)) for row in rows.values_list(*columns)]


def _held(agent: UUID) -> Q:
    """The commissions of a member that something holds now."""
    if agent in _under_review():
        return Q(pk__isnull=False)
    return Q(window__in=_held_orders())


def _held_orders() -> set[UUID]:
    disputed = {each.order for each in trade.disputes_at(state="open", limit=DISPUTES_MAX)}
    return disputed | trade.orders_asked_back()


def _under_review() -> set[UUID]:
    return {member for payout in guard.held_payouts() for member in payout.members}
