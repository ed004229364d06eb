"""What came back to people: sums for front pages, profiles and product pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum

from cohive.settle.models import Claim, Credit, Distribution, Pool, Question, WaterfallLine
from cohive.settle.queries.lines import QuestionView
from cohive.settle.queries.statement import question_view
from cohive.words.money import Money


@dataclass(frozen=True)
class Returned:
    """What came back to how many people, from how many sold pieces."""

    amount: Money
    people: int
    units: int


@dataclass(frozen=True)
class LatestCredit:
    """One payee's part of one day's sales of a product, newest first."""

    agent: UUID
    amount: Money
    title: str
    product: UUID
    source: str
    at: datetime


@dataclass(frozen=True)
class MadeThing:
    """A product a person has a part in."""

    product: UUID
    title: str
    source: str


@dataclass(frozen=True)
class OpenQuestion:
    """A question that waits on the desk, with the line it is about."""

    question: QuestionView
    asked_by: UUID
    title: str
    reference: str
    amount: Money
    at: datetime
    final_from: datetime


def totals_returned(currency: str, *, since: datetime | None = None) -> Returned:
    """What lineage pay came to since a day, without link rewards. Two SQL queries."""
    rows = Credit.objects.filter(kind="earned", distribution__pool__currency=currency)
    sales = Distribution.objects.filter(pool__currency=currency)
    if since is not None:
        rows, sales = rows.filter(at__gte=since), sales.filter(at__gte=since)
    found = rows.aggregate(
        total=Sum("amount_minor"), people=Count("payee", distinct=True, filter=~Q(amount_minor=0))
    )
    units = sales.aggregate(total=Sum("units"))["total"] or 0
    return Returned(Money(found["total"] or 0, currency), found["people"], units)


def received_by_payee(
    currency: str, *, firm: UUID, since: datetime, until: datetime
) -> dict[UUID, int]:
    """Minor units that sales of a stretch brought to each payee, and to the firm as its part.

    Taking back is taken off, so a value may be below 0. Two SQL queries.
    """
    paid = (
        Credit.objects.filter(distribution__pool__currency=currency, at__gte=since, at__lt=until)
        .values("payee")
        .annotate(total=Sum("amount_minor"))
        .order_by("payee")
    )
    found = {row["payee"]: int(row["total"]) for row in paid}
    house = WaterfallLine.objects.filter(
        kind="house",
        distribution__pool__currency=currency,
        distribution__at__gte=since,
        distribution__at__lt=until,
    ).aggregate(total=Sum("minor"))["total"]
    if house:
        found[firm] = found.get(firm, 0) + int(house)
    return found


def waterfall_of_period(
    currency: str, *, since: datetime, until: datetime
) -> list[tuple[str, int]]:
    """Where the price of what was sold in a stretch went: kinds of lines and minor units.

    In the order in which they leave the price, the pool of the makers last; taking back is taken
    off. One SQL query.
    """
    rows = (
        WaterfallLine.objects.filter(
            distribution__pool__currency=currency,
            distribution__at__gte=since,
            distribution__at__lt=until,
        )
        .values("kind")
        .annotate(total=Sum("minor"))
        .order_by("kind")
    )
    found = {row["kind"]: int(row["total"]) for row in rows}
    order = ("tax", "fees", "fixed", "house", "link", "prior", "pool")
    return [(kind, found[kind]) for kind in order if found.get(kind)]


def returned_of_product(product: UUID) -> list[Returned]:
    """What came back to the makers of one product, one answer per currency. Two SQL queries."""
    pools = (
        Pool.objects.filter(product_id=product)
        .values("currency")
        .annotate(
            total=Sum("claims__credited_minor"),
            people=Count("claims__payee", distinct=True, filter=~Q(claims__credited_minor=0)),
        )
    )
    units = dict(
        Distribution.objects.filter(pool__product_id=product)
        .values_list("pool__currency")
        .annotate(total=Sum("units"))
    )
    return [
        Returned(Money(row["total"] or 0, row["currency"]), row["people"], units[row["currency"]])
        for row in pools
        if row["currency"] in units
    ]


def latest_credits(*, limit: int = 5) -> list[LatestCredit]:
    """The newest credits above zero of sales made here. One SQL query."""
    rows = (
        Credit.objects.filter(kind="earned", amount_minor__gt=0, distribution__kind="sale")
        .order_by("-at", "-amount_minor", "-id")
        .annotate(
            title=F("distribution__pool__title"),
            product=F("distribution__pool__product_id"),
            source=F("distribution__pool__source"),
            currency=F("distribution__pool__currency"),
        )
        .values_list("payee_id", "amount_minor", "currency", "title", "product", "source", "at")
    )
    return [
        LatestCredit(agent, Money(minor, currency), title, product, source, at)
        for agent, minor, currency, title, product, source, at in rows[:limit]
    ]


def things_made_by(agent: UUID) -> list[MadeThing]:
    """The products sold here that a person has a part in. One SQL query."""
    rows = (
        Claim.objects.filter(payee_id=agent, pool__source="product")
        .values_list("pool__product_id", "pool__title", "pool__source")
        .distinct()
        .order_by("pool__title")
    )
    return [MadeThing(*row) for row in rows]


def open_questions() -> list[OpenQuestion]:
    """Every question that waits for an answer, oldest first. One SQL query."""
    return [_open(row) for row in _questions().filter(answered_at__isnull=True)]


def open_questions_count() -> int:
    """How many wait. One SQL query."""
    return Question.objects.filter(answered_at__isnull=True).count()


def question(question_id: UUID) -> OpenQuestion | None:
    """One question with its line, answered or not. One SQL query."""
    row = _questions().filter(id=question_id).first()
    return _open(row) if row else None


def _questions() -> QuerySet[Question]:
    return Question.objects.select_related("credit__distribution__pool").order_by("asked_at", "id")


def _open(row: Question) -> OpenQuestion:
    distribution = row.credit.distribution
    return OpenQuestion(
        question=question_view(row),
        asked_by=row.asked_by_id,
        title=distribution.pool.title,
        reference=distribution.reference,
        amount=Money(row.credit.amount_minor, distribution.pool.currency),
        at=row.credit.at,
        final_from=distribution.final_from,
    )
