"""Transfers to accounts of the members' own at a payment provider (Stripe Connect)."""

from __future__ import annotations

from datetime import datetime

from cohive.bridges.payments.payouts import PayoutProvider, PayoutReceipt
from cohive.bridges.payouts.orders import Transfer
from cohive.bridges.payouts.transfers import TransferReceipt
from cohive.words.refusals import Missing, Refused

OF_THE_FIRM = frozenset({"balance_insufficient", "insufficient_capabilities_for_transfer"})
"""What the provider says no to because of the firm: then no payee's transfer has failed."""
FIELDS_OF_THE_FIRM = frozenset({"stripe_key", "idempotency_key"})


class ConnectedTransfers:
    """Sends to a connected account once its papers are there; asks the provider's list first
    whenever a transfer was asked for before, because keys are forgotten after a day.
    """

    def __init__(self, provider: PayoutProvider, *, name: str) -> None:
        self._provider = provider
        self._name = name

    @property
    def name(self) -> str:
        """The provider's name."""
        return self._name

    def send(
        self, transfer: Transfer, *, key: str, attempt: int, was_asked: bool, at: datetime
    ) -> TransferReceipt:
        """Send it once; a payee who cannot be paid is a receipt with the reason."""
        before = self.found(key, at=at) if was_asked else None
        if before is not None:
            return before
        try:
            payee = self._provider.load_payee(transfer.account, at=at)
        except Missing:
            return TransferReceipt("", "there is no such account")
        if not payee.can_be_paid:
            wanted = ", ".join(payee.missing[:3])
            return TransferReceipt("", f"the account cannot be paid yet: {wanted}".rstrip(": "))
        try:
            sent = self._provider.pay_out(
                transfer.account,
                amount=transfer.amount,
                reference=key,
                idempotency_key=f"payout:{key}:{attempt}",
                at=at,
            )
        except Refused as refusal:
            if refusal.field in FIELDS_OF_THE_FIRM or refusal.values.get("code") in OF_THE_FIRM:
                raise
            return TransferReceipt("", str(refusal.values.get("message", "")) or str(refusal))
        return _receipt(sent)

    def found(self, key: str, *, at: datetime) -> TransferReceipt | None:
        """What was sent by this key."""
        sent = self._provider.find_payout(key, at=at)
        return _receipt(sent) if sent is not None else None


def _receipt(sent: PayoutReceipt) -> TransferReceipt:
    return TransferReceipt(sent.id, back=sent.reversed)
