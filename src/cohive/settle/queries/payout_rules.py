"""How payouts are made here, and how one member wants hers; account numbers only masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

from cohive.bridges.payouts import masked_iban
from cohive.settle.models import Payout, PayoutDetails, PayoutRules, ProviderAccount, Withholding
from cohive.words.money import Money

MONTHS_IN = {"monthly": 1, "quarterly": 3}
SHOWN_OF_ACCOUNT = 4


@dataclass(frozen=True)
class RulesView:
    """The rules in force of one currency; the firm's own account masked."""

    id: UUID
    currency: str
    threshold: Money
    wait_above: Money
    fee: Money
    fee_by: str
    schedule: str
    day_of_month: int
    debtor_name: str
    debtor_iban_masked: str
    debtor_bic: str
    firm_address: str
    firm_tax_number: str
    decided_at: datetime

    def next_day(self, today: date) -> date | None:
        """The next planned day from today on; None when payouts are made by hand."""
        months = MONTHS_IN.get(self.schedule)
        if months is None:
            return None
        day, month, year = date(today.year, today.month, self.day_of_month), today.month, today.year
        while day < today or (month - 1) % months:
            month, year = (month + 1, year) if month < 12 else (1, year + 1)
            day = date(year, month, self.day_of_month)
        return day


@dataclass(frozen=True)
class WithholdingView:
    """What is kept back of pay to one country."""

    country: str
    label: str
    rate: Fraction

    @property
    def percent(self) -> str:
        """'15' or '12.5', for people."""
        value = self.rate * 100
        return str(value) if value.denominator == 1 else f"{float(value):g}"


@dataclass(frozen=True)
class WayView:
    """How a member wants to be paid. Everything but the way is hers to see only."""

    way: str
    legal_name: str
    account_masked: str
    street: str
    town: str
    country: str
    tax_number: str
    changed_at: datetime


def rules_in_force(currency: str) -> RulesView | None:
    """The newest decision of the stewards; None before the first. One SQL query."""
    row = PayoutRules.objects.filter(currency=currency).order_by("-decided_at", "-id").first()
    return rules_view(row) if row else None


def rules_view(row: PayoutRules) -> RulesView:
    """The frozen view of a row of this room."""
    return RulesView(
        id=row.id,
        currency=row.currency,
        threshold=Money(row.threshold_minor, row.currency),
        wait_above=Money(row.wait_above_minor, row.currency),
        fee=Money(row.fee_minor, row.currency),
        fee_by=row.fee_by,
        schedule=row.schedule,
        day_of_month=row.day_of_month,
        debtor_name=row.debtor_name,
        debtor_iban_masked=masked_iban(row.debtor_iban),
        debtor_bic=row.debtor_bic,
        firm_address=row.firm_address,
        firm_tax_number=row.firm_tax_number,
        decided_at=row.decided_at,
    )


def withholdings() -> dict[str, WithholdingView]:
    """The rate in force of each country; ended ones are left out. One SQL query."""
    found: dict[str, WithholdingView] = {}
    for row in Withholding.objects.order_by("decided_at", "id"):
        rate = Fraction(row.rate_numerator, row.rate_denominator)
        found[row.country] = WithholdingView(row.country, row.label, rate)
    return {code: found[code] for code in sorted(found) if found[code].rate}


def way_of(agent: UUID) -> WayView | None:
    """How this member wants to be paid; None while she said nothing. One SQL query."""
    row = PayoutDetails.objects.filter(agent=agent).first()
    if row is None:
        return None
    return WayView(
        way=row.way,
        legal_name=row.legal_name,
        account_masked=account_masked(row),
        street=row.street,
        town=row.town,
        country=row.country,
        tax_number=row.tax_number,
        changed_at=row.changed_at,
    )


def account_masked(row: PayoutDetails) -> str:
    """The account as it may be shown: the last four and no more."""
    if row.way == "bank":
        return masked_iban(row.iban)
    return f"•••• {row.account[-SHOWN_OF_ACCOUNT:]}" if row.way == "provider" else ""


def is_on_its_way(agent: UUID) -> bool:
    """Whether a payout to her is proposed or approved. One SQL query."""
    return Payout.objects.filter(payee=agent, state__in=("proposed", "approved")).exists()


@dataclass(frozen=True)
class AccountView:
    """A member's account at the provider; `missing` is what it still wants to know of her."""

    provider: str
    country: str
    is_open: bool
    can_be_paid: bool
    missing: tuple[str, ...]
    key: UUID


def account_of(agent: UUID) -> AccountView | None:
    """A member's account at the provider; None while she asked for none. One SQL query."""
    row = ProviderAccount.objects.filter(agent=agent).first()
    if row is None:
        return None
    return AccountView(
        provider=row.provider,
        country=row.country,
        is_open=bool(row.account),
        can_be_paid=row.can_be_paid,
        missing=tuple(row.missing),
        key=row.key,
    )


def way_taken_out(agent: UUID) -> dict[str, object]:
    """What the vault keeps of how she is paid, for her to take with her. Two SQL queries."""
    account = ProviderAccount.objects.filter(agent=agent).values().first()
    return {
        **(PayoutDetails.objects.filter(agent=agent).values().first() or {}),
        **({"provider_account": dict(account)} if account else {}),
    }
