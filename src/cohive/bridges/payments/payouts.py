"""What this place asks of a provider that pays members out to accounts of their own.

The shape is Stripe Connect's: a payee opens an account at the provider, which looks at her papers;
only then can money be sent there. Cohive never holds it in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cohive.words.money import Money

__all__ = ["Payee", "PayoutProvider", "PayoutReceipt"]


@dataclass(frozen=True, slots=True)
class Payee:
    """A payee's account at the provider; `missing` names what it still wants to know of her."""

    id: str
    can_be_paid: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PayoutReceipt:
    """The provider sent `amount` to the payee; `reversed` of it came back."""

    id: str
    payee: str
    amount: Money
    reversed: Money


class PayoutProvider(Protocol):
    """Every write takes an `idempotency_key` the caller stored before asking, as for payments."""

    def create_payee(
        self, *, reference: str, country: str, idempotency_key: str, at: datetime
    ) -> Payee:
        """Open an account for somebody; `reference` is this place's id of her, `country` ISO."""
        ...

    def onboarding_url(
        self, payee: str, *, return_url: str, again_url: str, idempotency_key: str, at: datetime
    ) -> str:
        """The provider's page where she says who she is; the address is good for minutes."""
        ...

    def load_payee(self, payee: str, *, at: datetime) -> Payee:
        """How her account stands now."""
        ...

    def pay_out(
        self, payee: str, *, amount: Money, reference: str, idempotency_key: str, at: datetime
    ) -> PayoutReceipt:
        """Send money; Refused while she cannot be paid, or when there is not enough."""
        ...

    def take_back(
        self, payout: str, *, amount: Money, idempotency_key: str, at: datetime
    ) -> PayoutReceipt:
        """Undo a payout, or a part of it, that was sent by mistake."""
        ...

    def load_payout(self, payout: str, *, at: datetime) -> PayoutReceipt:
        """How a payout stands now."""
        ...

    def find_payout(self, reference: str, *, at: datetime) -> PayoutReceipt | None:
        """The payout that was sent with this reference: the way to find out after a lost answer.

        A provider forgets idempotency keys after a day or so; its list it keeps.
        """
        ...
