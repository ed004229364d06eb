"""Stripe Connect: accounts of payees, and transfers to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cohive.bridges.payments.payouts import Payee, PayoutReceipt
from cohive.bridges.payments.stripe.calls import StripeCalls
from cohive.bridges.payments.stripe.reading import money, stripe_minor
from cohive.words.money import Money

__all__ = ["StripePayouts"]


class StripePayouts:
    """Express accounts: Stripe asks for the papers and keeps them; this place sees none."""

    def __init__(self, calls: StripeCalls) -> None:
        self._calls = calls

    def create_payee(
        self,
        *,
        reference: str,
        country: str,
        idempotency_key: str,
        at: datetime,  # noqa: ARG002 - Stripe has a clock of its own
    ) -> Payee:
        """Open an account that may receive transfers, and do nothing else."""
        found = self._calls.post(
            "/v1/accounts",
            {
                "type": "express",
                "country": country,
                "capabilities": {"transfers": {"requested": True}},
                "metadata": {"member": reference},
            },
            idempotency_key=idempotency_key,
        )
        return _payee(found)

    def onboarding_url(
        self,
        payee: str,
        *,
        return_url: str,
        again_url: str,
        idempotency_key: str,
        at: datetime,  # noqa: ARG002
    ) -> str:
        """Stripe's page for her papers."""
        found = self._calls.post(
            "/v1/account_links",
            {
                "account": payee,
                "type": "account_onboarding",
                "return_url": return_url,
                "refresh_url": again_url,
            },
            idempotency_key=idempotency_key,
        )
        return str(found["url"])

    def load_payee(
        self,
        payee: str,
        *,
        at: datetime,  # noqa: ARG002
    ) -> Payee:
        """How her account stands."""
        return _payee(self._calls.get(f"/v1/accounts/{payee}"))

    def pay_out(
        self,
        payee: str,
        *,
        amount: Money,
        reference: str,
        idempotency_key: str,
        at: datetime,  # noqa: ARG002
    ) -> PayoutReceipt:
        """Transfer from the firm's balance at Stripe to hers."""
        found = self._calls.post(
            "/v1/transfers",
            {
                "amount": stripe_minor(amount),
                "currency": amount.currency.lower(),
                "destination": payee,
                "transfer_group": reference,
                "metadata": {"reference": reference},
            },
            idempotency_key=idempotency_key,
        )
        return _payout(found)

    def take_back(
        self,
        payout: str,
        *,
        amount: Money,
        idempotency_key: str,
        at: datetime,
    ) -> PayoutReceipt:
        """Reverse a transfer while the money is still there."""
        self._calls.post(
            f"/v1/transfers/{payout}/reversals",
            {"amount": stripe_minor(amount)},
            idempotency_key=idempotency_key,
        )
        return self.load_payout(payout, at=at)

    def load_payout(
        self,
        payout: str,
        *,
        at: datetime,  # noqa: ARG002
    ) -> PayoutReceipt:
        """How a transfer stands."""
        return _payout(self._calls.get(f"/v1/transfers/{payout}"))

    def find_payout(
        self,
        reference: str,
        *,
        at: datetime,  # noqa: ARG002
    ) -> PayoutReceipt | None:
        """The transfer of this group, if there is one."""
        found = self._calls.get("/v1/transfers", {"transfer_group": reference, "limit": 1})
        rows = found.get("data") or []
        return _payout(rows[0]) if rows else None


def _payee(found: Mapping[str, Any]) -> Payee:
    wanted = (found.get("requirements") or {}).get("currently_due") or ()
    can = (found.get("capabilities") or {}).get("transfers") == "active"
    return Payee(str(found["id"]), can, tuple(str(each) for each in wanted))


def _payout(found: Mapping[str, Any]) -> PayoutReceipt:
    return PayoutReceipt(
        id=str(found["id"]),
        payee=str(found["destination"]),
        amount=money(found["amount"], found["currency"]),
        reversed=money(found.get("amount_reversed", 0), found["currency"]),
    )
