"""What a bank's statement says, whatever file it came in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from cohive.words.money import Money

__all__ = ["Statement", "StatementLine"]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """Money that came in. `text` is what the payer wrote, `reference` a structured reference.

    `bank_id` is the bank's own name of the line, '' where it gives none. `is_reversal` is a line
    that undoes an earlier one; it is no payment of anybody.
    """

    booked_on: date
    amount: Money
    text: str = ""
    reference: str = ""
    bank_id: str = ""
    payer_name: str = ""
    payer_account: str = ""
    is_reversal: bool = False

    def fingerprint(self, account: str, nth: int) -> str:
        """The same for the same line in another file: the `nth` like it on that day.

        Where the bank names its lines, that name decides; else everything the line says does.
        """
        said = [account, self.booked_on.isoformat(), str(self.amount.minor), self.amount.currency]
        if self.bank_id:
            said.append(self.bank_id)
        else:
            said += [self.reference, self.text, self.payer_account, self.payer_name]
        return hashlib.sha256("\n".join([*said, str(nth)]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Statement:
    """An account's lines of some days; `outgoing` is how many lines took money out."""

    account: str
    lines: tuple[StatementLine, ...]
    outgoing: int = 0

    def fingerprints(self) -> list[tuple[str, StatementLine]]:
        """Every line with its fingerprint; equal lines are counted apart."""
        seen: dict[str, int] = {}
        found = []
        for line in self.lines:
            first = line.fingerprint(self.account, 0)
            found.append((line.fingerprint(self.account, seen.get(first, 0)), line))
            seen[first] = seen.get(first, 0) + 1
        return found
