"""What wallets in China want to be told and tell: numbers of ours, yuan and fen, Beijing's time.

WeChat Pay and Alipay name a payment by a number of the shop's, at most 32 letters and digits. Ours
is the id of the payment without its hyphens, so that an answer lost on the way, or a message that
comes before we noted anything, still names the payment.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

from cohive.words.money import Money
from cohive.words.refusals import Refused

__all__ = [
    "BEIJING",
    "beijing_text",
    "fen_of",
    "number_of",
    "payment_of",
    "read_beijing",
    "read_yuan",
    "yuan_of",
]

BEIJING = timezone(timedelta(hours=8))
"""China has one time and no summer time."""

UNREADABLE = "The payment provider sent a message that cannot be read."


def number_of(idempotency_key: str) -> str:
    """The number under which the provider does a thing once: 32 signs, the same for the same key.

    Keys end in the id of their row ("payment:…", "refund:…"); of any other key it is the digest.
    """
    try:
        return UUID(idempotency_key.rpartition(":")[2]).hex
    except ValueError:
        return hashlib.sha256(idempotency_key.encode()).hexdigest()[:32]


def payment_of(number: str) -> str:
    """The id of the payment a number was made of; '' for a number that is none of ours."""
    try:
        return str(UUID(hex=number))
    except ValueError:
        return ""


def yuan_of(amount: Money) -> str:
    """An amount as Alipay writes it: yuan and two digits. Refused for what is not CNY."""
    whole, fen = divmod(fen_of(amount), 100)
    return f"{whole}.{fen:02d}"


def fen_of(amount: Money) -> int:
    """An amount in fen. Refused for what is not CNY, or not above zero."""
    if amount.currency != "CNY" or amount.minor <= 0:
        raise Refused("Only an amount in CNY can be paid this way.", field="method")
    return amount.minor


def read_yuan(text: object) -> Money:
    """Alipay's amount, exactly; Refused for anything that is not yuan with up to two digits."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", text):
        raise Refused(UNREADABLE)
    whole, _, rest = text.partition(".")
    return Money(int(whole) * 100 + int(rest.ljust(2, "0")), "CNY")


def beijing_text(at: datetime) -> str:
    """A moment as Alipay wants it, to the second."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def read_beijing(text: object) -> datetime:
    """The moment Alipay wrote, to the second; Refused for what is none."""
    try:
        found = datetime.fromisoformat(f"{str(text)[:19]}+08:00")
    except ValueError as error:
        raise Refused(UNREADABLE) from error
    return found.astimezone(UTC)
