"""A transfer provider: asked once for each payout, by a key, so that asking again sends nothing.

The practice one stands in for it in tests and practice shops: no money moves.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from cohive.bridges.payouts.orders import Transfer

REFUSES = "refuse"
"""An account that begins like this is refused by the practice provider, so that it can be tried."""


@dataclass(frozen=True)
class TransferReceipt:
    """What the provider answered: its own number when it took it, else why not."""

    number: str
    reason: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether it is on its way."""
        return bool(self.number)


class TransferProvider(Protocol):
    """Whoever can send money to a person's account with them."""

    def send(self, transfer: Transfer, *, key: str) -> TransferReceipt:
        """Send it once; the same key again answers as before and sends nothing."""


class PracticeTransfers:
    """Takes every transfer and moves nothing; its numbers follow from the key."""

    def send(self, transfer: Transfer, *, key: str) -> TransferReceipt:
        """A receipt that is the same for the same key."""
        if transfer.account.startswith(REFUSES):
            return TransferReceipt("", "account closed")
        return TransferReceipt(f"practice_{hashlib.sha256(key.encode()).hexdigest()[:16]}")
