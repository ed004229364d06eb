"""Statements from past sales: who is owed what, from which products, and whether she came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Sum

from cohive.bond import queries as members
from cohive.settle.models import (
    Claim,
    PastSale,
    RememberedMapping,
    SalesDraft,
    SalesImport,
    StatementLink,
    WaterfallLine,
)
from cohive.words.money import Money


@dataclass(frozen=True)
class PastStatement:
    """One maker's statement in one currency. `state`: member, claimed, opened or not_opened.

    `link` is None for who has claimed hers (she signs in instead).
    """

    payee: UUID
    name: str
    amount: Money
    sources: tuple[tuple[str, Money], ...]
    state: str
    link: UUID | None


@dataclass(frozen=True)
class PastTotals:
    """What came in and where it went, of one currency: in equals out, to the minor unit."""

    currency: str
    gross: Money
    tax: Money
    fees: Money
    house: Money
    people: Money
    waiting: Money
    rows: int
    first: date
    last: date


@dataclass(frozen=True)
class ImportView:
    """A file that was read in."""

    id: UUID
    name: str
    rows: int
    rows_new: int
    at: datetime


@dataclass(frozen=True)
class LinkView:
    """A private link: whose it is, until when, whether it still works."""

    id: UUID
    payee: UUID
    name: str
    ends_at: datetime
    is_open: bool


@dataclass(frozen=True)
class DraftView:
    """An uploaded file on its way in."""

    id: UUID
    name: str
    mapping: str
    is_done: bool


def past_statements() -> list[PastStatement]:
    """Everyone who is owed something from past sales, the largest first. Three SQL queries."""
    rows = (
        Claim.objects.filter(pool__source="past")
        .values("payee_id", "pool__currency", "pool__title")
        .annotate(total=Sum("credited_minor"))
        .order_by("-total", "pool__title")
    )
    found: dict[tuple[UUID, str], list[tuple[str, int]]] = {}
    for row in rows:
        key = (row["payee_id"], row["pool__currency"])
        found.setdefault(key, []).append((row["pool__title"], row["total"]))
    cards = members.cards({payee for payee, _ in found})
    links = {row.payee_id: row for row in StatementLink.objects.filter(claimed_at=None)}
    statements = [
        PastStatement(
            payee=payee,
            name=cards[payee].name if payee in cards else "",
            amount=Money(sum(minor for _, minor in sources), currency),
            sources=tuple((title, Money(minor, currency)) for title, minor in sources if minor),
            state=_state(cards.get(payee), links.get(payee)),
            link=links[payee].id
            if payee in links and (payee not in cards or cards[payee].state == "unclaimed")
            else None,
        )
        for (payee, currency), sources in found.items()
    ]
    return sorted(
        statements, key=lambda each: (each.amount.currency, -each.amount.minor, each.name)
    )


def _state(card: members.MemberCard | None, link: StatementLink | None) -> str:
    if card is not None and card.state != "unclaimed":
        return "member"
    return "opened" if link is not None and link.opened_at else "not_opened"


def past_totals() -> list[PastTotals]:
    """The sums of all past sales, one answer per currency. Three SQL queries."""
    sums = (
        PastSale.objects.values("currency")
        .annotate(
            gross=Sum("gross_minor"), rows=Count("id"), first=Min("sold_on"), last=Max("sold_on")
        )
        .order_by("currency")
    )
    lines: dict[str, dict[str, int]] = {}
    for row in (
        WaterfallLine.objects.filter(distribution__kind="past")
        .values("distribution__pool__currency", "kind")
        .annotate(total=Sum("minor"))
    ):
        of_currency = lines.setdefault(row["distribution__pool__currency"], {})
        of_currency[row["kind"]] = row["total"]
    credited: Mapping[str, int] = dict(
        Claim.objects.filter(pool__source="past")
        .values_list("pool__currency")
        .annotate(total=Sum("credited_minor"))
    )
    return [
        _totals(row, lines.get(row["currency"], {}), credited.get(row["currency"], 0))
        for row in sums
    ]


def _totals(row: Mapping[str, object], lines: Mapping[str, int], credited: int) -> PastTotals:
    currency = str(row["currency"])

    def money(minor: int) -> Money:
        return Money(minor, currency)

    return PastTotals(
        currency=currency,
        gross=money(int(str(row["gross"]))),
        tax=money(lines.get("tax", 0)),
        fees=money(lines.get("fees", 0)),
        house=money(lines.get("house", 0)),
        people=money(credited),
        waiting=money(lines.get("pool", 0) - credited),
        rows=int(str(row["rows"])),
        first=row["first"],  # type: ignore[arg-type]
        last=row["last"],  # type: ignore[arg-type]
    )


def imports() -> list[ImportView]:
    """The files that were read in, newest first. One SQL query."""
    return [
        ImportView(row.id, row.name, row.rows_count, row.rows_new, row.at)
        for row in SalesImport.objects.order_by("-at", "-id")[:50]
    ]


def statement_link(link: UUID, *, at: datetime) -> LinkView | None:
    """A private link, and whether it still works. Two SQL queries."""
    row = StatementLink.objects.filter(id=link).first()
    if row is None:
        return None
    card = members.cards([row.payee_id]).get(row.payee_id)
    is_unclaimed = card is not None and card.state == "unclaimed"
    is_open = is_unclaimed and row.claimed_at is None and at < row.ends_at
    return LinkView(row.id, row.payee_id, card.name if card else "", row.ends_at, is_open)


def link_of_payee(payee: UUID, *, at: datetime) -> UUID | None:
    """The private link of a maker that works at this instant, or None. One SQL query."""
    rows = StatementLink.objects.filter(payee_id=payee, claimed_at=None, ends_at__gt=at)
    return rows.order_by("-made_at", "-id").values_list("id", flat=True).first()


def draft(draft_id: UUID, *, by: UUID) -> DraftView | None:
    """An uploaded file of this person. One SQL query."""
    row = SalesDraft.objects.filter(id=draft_id, by_id=by).first()
    return DraftView(row.id, row.name, row.mapping, row.done_at is not None) if row else None


def remembered_mapping(header_digest: str) -> str:
    """The columns chosen before for this header, or ''. One SQL query."""
    row = RememberedMapping.objects.filter(header_digest=header_digest).first()
    return row.mapping if row else ""
