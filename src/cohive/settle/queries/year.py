"""A stretch of time of one member in one currency: what came in, what left, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from cohive.settle.models import BalanceMove, Commission, Credit, Payout
from cohive.settle.queries.commissions import commissions_before, commissions_by_title
from cohive.words.money import Money

_KEPT_BACK = ("withheld_label", "withheld_minor", "fee_by", "fee_minor")


@dataclass(frozen=True)
class PeriodStatement:
    """From the balance before to the balance after, so that it adds up to the cent.

    `came_in` are (title, kind, minor) of sales; `taken_back` of returns after they were final;
    `withheld` are (label, minor) of what was paid. Balances hold everything owed, final or not.
    """

    payee: UUID
    currency: str
    since: datetime
    until: datetime
    before_minor: int
    came_in: tuple[tuple[str, str, int], ...]
    taken_back: tuple[tuple[str, str, int], ...]
    paid_minor: int
    returned_minor: int
    bought_minor: int
    given_minor: int
    corrected_minor: int
    passed_minor: int
    withheld: tuple[tuple[str, int], ...]
    fees_minor: int

    @property
    def in_minor(self) -> int:
        """Everything that came in, less what was taken back."""
        return sum(minor for _, _, minor in (*self.came_in, *self.taken_back))

    @property
    def out_minor(self) -> int:
        """Everything that left (below zero), less what came back and corrections."""
        return (
            self.paid_minor
            + self.returned_minor
            + self.bought_minor
            + self.given_minor
            + self.corrected_minor
            + self.passed_minor
        )

    @property
    def after_minor(self) -> int:
        """What is owed at the end."""
        return self.before_minor + self.in_minor + self.out_minor

    def money(self, minor: int) -> Money:
        """An amount of this statement."""
        return Money(minor, self.currency)


def period_statement(
    payee: UUID, currency: str, *, since: datetime, until: datetime
) -> PeriodStatement:
    """The statement of a stretch from `since` on, before `until`. Eight SQL queries.

    What is set aside in a batch counts as paid from its proposal on; cancelled batches take
    themselves back.
    """
    brought = Credit.objects.filter(payee=payee, distribution__pool__currency=currency)
    moved = BalanceMove.objects.filter(payee=payee, currency=currency)
    before = brought.filter(at__lt=since).aggregate(total=Sum("amount_minor"))["total"] or 0
    before += commissions_before(payee, currency, since=since)
    gone = moved.filter(at__lt=since).aggregate(
        total=Sum("earned_minor") + Sum("link_minor") + Sum("resale_minor")
    )["total"]
    rows = (
        brought.filter(at__gte=since, at__lt=until)
        .exclude(amount_minor=0)
        .values_list("distribution__pool__title", "kind", "distribution__kind")
        .annotate(total=Sum("amount_minor"))
        .order_by("kind", "distribution__pool__title")
    )
    lines = list(rows)
    resold = commissions_by_title(payee, currency, since=since, until=until)
    left = _moves(moved.filter(at__gte=since, at__lt=until))
    withheld, fees = _kept_back(payee, currency, since=since, until=until)
    return PeriodStatement(
        payee=payee,
        currency=currency,
        since=since,
        until=until,
        before_minor=before + (gone or 0),
        came_in=(
            *_by_title([row for row in lines if row[2] != "carry"]),
            *((title, "resale", minor) for title, kind, minor in resold if kind == "sale"),
        ),
        taken_back=(
            *_by_title([row for row in lines if row[2] == "carry"]),
            *((title, "resale", minor) for title, kind, minor in resold if kind == "back"),
        ),
        paid_minor=left["paid"],
        returned_minor=left["returned"],
        bought_minor=left["bought"],
        given_minor=left["given"],
        corrected_minor=left["corrected"],
        passed_minor=left["passed"],
        withheld=withheld,
        fees_minor=fees,
    )


def _by_title(rows: list[tuple[str, str, str, int]]) -> tuple[tuple[str, str, int], ...]:
    found: dict[tuple[str, str], int] = {}
    for title, kind, _, minor in rows:
        found[title, kind] = found.get((title, kind), 0) + minor
    return tuple((title, kind, minor) for (title, kind), minor in found.items())


def _moves(rows: QuerySet[BalanceMove]) -> dict[str, int]:
    found = dict.fromkeys(("paid", "returned", "bought", "given", "corrected", "passed"), 0)
    parts = ("earned_minor", "link_minor", "resale_minor")
    for why, *minors in rows.values_list("why", *parts):
        minor = sum(minors)
        if why == "payout":
            found["paid" if minor < 0 else "returned"] += minor
        else:
            found[why] += minor
    return found


def _kept_back(
    payee: UUID, currency: str, *, since: datetime, until: datetime
) -> tuple[tuple[tuple[str, int], ...], int]:
    """What was withheld and what transfers cost her, of payouts sent in the stretch.

    What came back is taken off in the stretch in which it came back, which may be a later one: a
    statement that was read stays as it was.
    """
    mine = Payout.objects.filter(payee=payee, batch__currency=currency)
    sent = mine.filter(
        state__in=("executed", "returned"), executed_at__gte=since, executed_at__lt=until
    )
    came_back = mine.filter(state="returned", ended_at__gte=since, ended_at__lt=until)
    labels: dict[str, int] = {}
    fees = 0
    for rows, sign in ((sent, 1), (came_back, -1)):
        for label, minor, fee_by, fee in rows.values_list(*_KEPT_BACK):
            labels[label] = labels.get(label, 0) + sign * minor
            fees += sign * fee if fee_by == "payee" else 0
    return tuple(sorted((label, minor) for label, minor in labels.items() if minor)), fees


def years_of(payee: UUID) -> list[int]:
    """The years in which anything came in or left, newest first. Three SQL queries."""
    found = {at.year for at in Credit.objects.filter(payee=payee).dates("at", "year")}
    found |= {at.year for at in Commission.objects.filter(payee=payee).dates("at", "year")}
    found |= {at.year for at in BalanceMove.objects.filter(payee=payee).dates("at", "year")}
    return sorted(found, reverse=True)
