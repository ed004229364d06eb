"""The chart of accounts: which numbered account each purpose is, as a bookkeeper would order them.

Assets 1000, liabilities 2000, equity 3000, income 4000, expenses 5000. Rooms post to a *purpose*
(`earned`); this is where the purpose gets its number, its type and its names. A posting to a
purpose that is not here is refused, and a test finds every purpose used in the code.

The books are kept net: of a sale only what stays with the house is income, the makers' part is
owed to them from the first moment and never was the house's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Label: TypeAlias = "str | StrPromise"


class AccountType(StrEnum):
    """The five kinds of account of double entry."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


TYPE_NAMES: Mapping[AccountType, Label] = MappingProxyType(
    {
        AccountType.ASSET: _("Assets"),
        AccountType.LIABILITY: _("Liabilities"),
        AccountType.EQUITY: _("Equity"),
        AccountType.INCOME: _("Income"),
        AccountType.EXPENSE: _("Expenses"),
    }
)
DEBIT_TYPES = frozenset({AccountType.ASSET, AccountType.EXPENSE})
"""The types whose balance is normally on the left, which is below zero in the rows."""


@dataclass(frozen=True)
class ChartAccount:
    """One line of the chart. A clearing account only lets money through: it returns to zero."""

    number: int
    purpose: str
    type: AccountType
    name: Label
    is_clearing: bool = False

    @property
    def sign(self) -> int:
        """What a balance of the rows (credit above zero) is multiplied with to be read normally."""
        return -1 if self.type in DEBIT_TYPES else 1


A, L, Q, I, X = AccountType  # noqa: E741 - the five letters of the table below
_ACCOUNTS = (
    ChartAccount(1000, "till", A, _("Till and bank")),
    ChartAccount(1010, "bank", A, _("Bank account, paid into by buyers")),
    ChartAccount(1020, "payout_bank", A, _("Sent to members by bank")),
    ChartAccount(1100, "provider", A, _("Payment providers")),
    ChartAccount(1110, "payout_provider", A, _("Sent to members by a provider")),
    ChartAccount(1120, "disputed", A, _("Taken back by banks, not decided")),
    ChartAccount(1200, "past_sales", A, _("Sold elsewhere, received before")),
    ChartAccount(1300, "fiscal_host", A, _("Held by a fiscal host")),
    ChartAccount(2000, "earned", L, _("Owed to makers")),
    ChartAccount(2010, "held_earned", L, _("Owed to makers, held under review")),
    ChartAccount(2020, "in_payout", L, _("Owed to makers, set aside in a batch")),
    ChartAccount(2100, "link_reward", L, _("Owed for links")),
    ChartAccount(2110, "held_link", L, _("Owed for links, held under review")),
    ChartAccount(2120, "resale_commission", L, _("Owed for reselling")),
    ChartAccount(2200, "waiting", L, _("Waiting cents")),
    ChartAccount(2300, "treasury", L, _("Treasuries of circles")),
    ChartAccount(2310, "community", L, _("Given to the community")),
    ChartAccount(2350, "advance", L, _("Paid before it is certain to be made")),
    ChartAccount(2360, "membership_ahead", L, _("Memberships paid, not yet run")),
    ChartAccount(2400, "refund_due", L, _("To be paid back"), is_clearing=True),
    ChartAccount(2405, "refunds_by_hand", L, _("Refunds to be sent by hand"), is_clearing=True),
    ChartAccount(2410, "balance_paid", L, _("Set aside from balances for open orders")),
    ChartAccount(2500, "tax", L, _("Sales tax to be paid on")),
    ChartAccount(2510, "withheld", L, _("Withheld for tax offices")),
    ChartAccount(2900, "sales", L, _("Sales, not yet divided"), is_clearing=True),
    ChartAccount(3000, "opening", Q, _("Opening balances")),
    ChartAccount(3100, "exchange", Q, _("Exchange between currencies")),
    ChartAccount(4000, "house", I, _("The house’s part of sales")),
    ChartAccount(4100, "costs", I, _("Material and fees, recovered from sales")),
    ChartAccount(4200, "shipping", I, _("Post, paid by buyers")),
    ChartAccount(4250, "membership_income", I, _("Memberships")),
    ChartAccount(4300, "contributions", I, _("Contributions received")),
    ChartAccount(5000, "host_fees", X, _("Fees of a fiscal host")),
    ChartAccount(5100, "payment_fees", X, _("Fees of payment providers")),
    ChartAccount(5110, "dispute_fees", X, _("Fees of disputes")),
    ChartAccount(5120, "payout_fees", X, _("Fees of payouts")),
    ChartAccount(5200, "paid_expenses", X, _("Expenses paid")),
    ChartAccount(5300, "corrections", X, _("Corrections of makers’ lines")),
    ChartAccount(5400, "losses", X, _("Losses by disputes and favours")),
)
CHART: Mapping[str, ChartAccount] = MappingProxyType(
    {account.purpose: account for account in _ACCOUNTS}
)
"""Every account by its purpose, in the order of its number."""
CLEARING = tuple(account for account in _ACCOUNTS if account.is_clearing)
