"""Reading the books: balances of now, of any moment, and of any moment as it was recorded."""

from __future__ import annotations

from datetime import UTC, datetime, time
from uuid import UUID

from django.db.models import F, Sum

from cohive.ledger.models import Account, Balance, DayTurnover, Leg
from cohive.words.ids import first_id_at
from cohive.words.money import Money


def balances_of(agent: UUID) -> dict[tuple[str, str], Money]:
    """Every balance of an agent by (purpose, currency). One SQL query."""
    rows = Balance.objects.filter(account__agent_id=agent).values_list(
        "account__purpose", "account__currency", "minor"
    )
    return {(purpose, currency): Money(minor, currency) for purpose, currency, minor in rows}


def balance(agent: UUID, purpose: str, currency: str) -> Money:
    """One balance; nothing when there is no such account. One SQL query, however many legs."""
    minor = (
        Balance.objects.filter(
            account__agent_id=agent, account__purpose=purpose, account__currency=currency
        )
        .values_list("minor", flat=True)
        .first()
    )
    return Money(minor or 0, currency)


def balance_at(agent: UUID, purpose: str, currency: str, *, at: datetime) -> Money:
    """The balance as it stood after every entry dated up to `at`.

    Days before it are read as turnovers, the day itself leg by leg. Three SQL queries.
    """
    account = _account(agent, purpose, currency)
    if account is None:
        return Money.zero(currency)
    days = DayTurnover.objects.filter(account_id=account, day__lt=at.astimezone(UTC).date())
    legs = Leg.objects.filter(account_id=account, at__gte=day_begins(at), at__lte=at)
    before = days.aggregate(total=Sum(F("credit_minor") - F("debit_minor")))["total"] or 0
    return Money(before + (legs.aggregate(total=Sum("minor"))["total"] or 0), currency)


def day_begins(at: datetime) -> datetime:
    """The first instant of the day (UTC) an instant lies in."""
    return datetime.combine(at.astimezone(UTC).date(), time.min, tzinfo=UTC)


def balance_recorded(agent: UUID, purpose: str, currency: str, *, at: datetime) -> Money:
    """The balance as the books showed it at an instant, whatever was entered or dated back since.

    The account's legs are numbered as they were recorded, so its last one then is found by halving:
    a million legs take some twenty looks at one row each.
    """
    account = _account(agent, purpose, currency)
    if account is None:
        return Money.zero(currency)
    legs = Leg.objects.filter(account_id=account)
    most = Balance.objects.values_list("legs_count", flat=True).get(account_id=account)
    bound, least = first_id_at(at), 0
    while least < most:
        middle = (least + most + 1) // 2
        if legs.values_list("id", flat=True).get(number=middle) < bound:
            least = middle
        else:
            most = middle - 1
    after = legs.filter(number=least).values_list("after_minor", flat=True).first()
    return Money(after or 0, currency)


def _account(agent: UUID, purpose: str, currency: str) -> UUID | None:
    rows = Account.objects.filter(agent_id=agent, purpose=purpose, currency=currency)
    return rows.values_list("id", flat=True).first()


def totals_by_purpose(currency: str) -> dict[str, Money]:
    """The sum of all balances for each purpose; all of them together are zero. One SQL query."""
    rows = (
        Balance.objects.filter(account__currency=currency)
        .values("account__purpose")
        .annotate(total=Sum("minor"))
    )
    return {row["account__purpose"]: Money(row["total"], currency) for row in rows}


def account_exists(agent: UUID) -> bool:
    """Whether the agent has any account. One SQL query."""
    return Account.objects.filter(agent_id=agent).exists()
