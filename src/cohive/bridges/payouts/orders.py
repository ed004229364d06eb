"""What is to be sent, whoever sends it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from cohive.words.money import Money

NOT_ALLOWED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
UNDECOMPOSED = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l",
    "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "&": "+",
    "–": "-", "—": "-", "’": "'", "‘": "'", "“": "'", "”": "'",
}  # fmt: skip
"""Letters and signs that Unicode does not take apart into a plain one and a mark."""


@dataclass(frozen=True)
class Debtor:
    """Whose account it leaves."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True)
class Transfer:
    """One sum to one account; `account` is an IBAN, or the provider's own number."""

    reference: str
    name: str
    account: str
    amount: Money
    text: str
    bic: str = ""


@dataclass(frozen=True)
class TransferOrder:
    """All transfers of one batch. `message` is its own short name, unique for ever."""

    message: str
    debtor: Debtor
    made_at: datetime
    send_on: date
    transfers: tuple[Transfer, ...]

    @property
    def total(self) -> Money:
        """The sum of all."""
        currency = self.transfers[0].amount.currency
        return Money(sum(each.amount.minor for each in self.transfers), currency)


@dataclass(frozen=True)
class PaymentFile:
    """A file for a bank or a person: its name, its kind and its bytes."""

    name: str
    kind: str
    content: bytes


def plain_letters(text: str, length: int) -> str:
    """The text in the letters that banks take, at most so long; '' when none is left.

    Marks fall away (é is e); what has no Latin form (漢) falls away too, so a name must be asked
    for as the bank writes it.
    """
    spelled = "".join(UNDECOMPOSED.get(letter, letter) for letter in text)
    apart = unicodedata.normalize("NFKD", spelled)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    kept = re.sub(r" +", " ", NOT_ALLOWED.sub(" ", bare)).strip()
    kept = re.sub(r"^[/]+|[/]+$", "", kept.replace("//", "/"))
    return kept[:length].strip()
