"""What the page of a wallet has to show: where it is paid, sealed so that nobody else writes it.

The provider's answer (a code to scan, an address to open) is kept nowhere. It goes with the buyer's
own address of the page, signed and for her order only, so that looking again asks nobody anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.core import signing

SALT = "cohive.trade.wallet"
KEPT_SECONDS = 2 * 60 * 60
"""WeChat Pay's codes live two hours."""
QR, PHONE = "qr", "phone"


@dataclass(frozen=True)
class WalletPage:
    """One payment at a wallet: `method` is qr (scan it) or phone (open it here)."""

    order: UUID
    provider: str
    method: str
    pay_url: str


def sealed(page: WalletPage) -> str:
    """The page as a word in an address."""
    said = [page.order.hex, page.provider, page.method, page.pay_url]
    return signing.dumps(said, salt=SALT, compress=True)


def opened(word: str, *, order: UUID) -> WalletPage | None:
    """The page of a word; None for one of another order, not ours, or over."""
    try:
        known, provider, method, pay_url = signing.loads(word, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return WalletPage(order, provider, method, pay_url) if known == order.hex else None


def device(agent: str) -> str:
    """Whether a browser says that it runs on a phone; then nothing can be scanned from it."""
    return PHONE if re.search(r"\b(Android|iPhone|Mobile|HarmonyOS)\b", agent) else QR


def is_in_wechat(agent: str) -> bool:
    """Whether the page is read inside WeChat, which lets a shop's page open no wallet."""
    return "MicroMessenger" in agent
