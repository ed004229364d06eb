"""A transfer provider: asked once for each payout, by a key, so that asking again sends nothing.

The practice one stands in for it in tests and practice shops: no money moves.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cohive.bridges.payouts.orders import Transfer
from cohive.words.money import Money

REFUSES = "refuse"
"""An account that begins like this is refused by the practice provider, so that it can be tried."""


@dataclass(frozen=True)
class TransferReceipt:
    """What the provider answered: its own number when it took it, else why not.

    `back` is what of it has come back; None while that is not known.
    """

    number: str
    reason: str = ""
    back: Money | None = None

    @property
    def is_taken(self) -> bool:
        """Whether it is on its way."""
        return bool(self.number)


class TransferProvider(Protocol):
    """Whoever can send money to a person's account with them.

    EgressFailed means that nobody knows: the transfer stays open and is asked for again.
    """

    @property
    def name(self) -> str:
        """How this place calls it; what was asked of one is never asked of another."""

    def send(
        self, transfer: Transfer, *, key: str, attempt: int, was_asked: bool, at: datetime
    ) -> TransferReceipt:
        """Send it once; the same key again answers as before and sends nothing.

        `was_asked` says that this was asked before, perhaps long ago; `attempt` counts on after
        each answer that was surely a no, because providers repeat an answer for the same attempt.
        Raises Refused when the reason is the firm's and not this transfer's: no money there, a
        wrong key.
        """

    def found(self, key: str, *, at: datetime) -> TransferReceipt | None:
        """What was sent by this key, or None when nothing was."""


class PracticeTransfers:
    """Takes every transfer and moves nothing; its numbers follow from the key."""

    name = "practice"

    def send(
        self,
        transfer: Transfer,
        *,
        key: str,
        attempt: int,  # noqa: ARG002
        was_asked: bool,  # noqa: ARG002
        at: datetime,  # noqa: ARG002
    ) -> TransferReceipt:
        """A receipt that is the same for the same key."""
        if transfer.account.startswith(REFUSES):
            return TransferReceipt("", "account closed")
        return TransferReceipt(f"practice_{hashlib.sha256(key.encode()).hexdigest()[:16]}")

    def found(self, key: str, *, at: datetime) -> TransferReceipt | None:  # noqa: ARG002
        """It keeps nothing."""
        return None
