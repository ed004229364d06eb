"""Which payment providers a place uses, and its keys: a file in the place's own folder.

The file is readable by its owner only, is replaced in one step and is never part of the database,
so neither the journal nor a copy of the database holds a key. What the environment names wins.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

__all__ = ["FILE", "PaymentKeys", "load_keys", "masked", "save_keys"]

FILE = "payments.json"
"""The file's name, in the place's folder for keys."""


@dataclass(frozen=True)
class PaymentKeys:
    """What a steward wrote: '' is not set. A way of paying is on when all it needs is there.

    `days_held` is for how many days an order waits for a bank transfer. WeChat Pay's own public key
    and its id come together, or neither is there and its certificates are fetched instead.
    """

    stripe_key: str = ""
    stripe_webhook_secret: str = ""
    bank_holder: str = ""
    bank_iban: str = ""
    bank_bic: str = ""
    days_held: int = 7
    wechat_merchant: str = ""
    wechat_app: str = ""
    wechat_serial: str = ""
    wechat_private_key: str = ""
    wechat_api_key: str = ""
    wechat_public_key: str = ""
    wechat_public_key_id: str = ""
    alipay_app: str = ""
    alipay_private_key: str = ""
    alipay_public_key: str = ""

    @property
    def has_stripe(self) -> bool:
        """Whether cards can be taken: without the webhook's secret nobody would hear of them."""
        return bool(self.stripe_key and self.stripe_webhook_secret)

    @property
    def has_bank(self) -> bool:
        """Whether a buyer can be told where to send money."""
        return bool(self.bank_holder and self.bank_iban)

    @property
    def has_wechat(self) -> bool:
        """Whether WeChat Pay can be asked, and its messages opened."""
        needed = (self.wechat_merchant, self.wechat_app, self.wechat_serial)
        return all((*needed, self.wechat_private_key, self.wechat_api_key))

    @property
    def has_alipay(self) -> bool:
        """Whether Alipay can be asked, and its messages believed."""
        return bool(self.alipay_app and self.alipay_private_key and self.alipay_public_key)

    @property
    def switched_on(self) -> tuple[str, ...]:
        """The names of the ways that have all they need."""
        on = {
            "stripe": self.has_stripe,
            "wechat": self.has_wechat,
            "alipay": self.has_alipay,
            "bank": self.has_bank,
        }
        return tuple(name for name, has in on.items() if has)


def load_keys(folder: Path, environment: Mapping[str, str] | None = None) -> PaymentKeys:
    """The keys of a place, and over them what the environment names (not empty)."""
    try:
        written = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        written = {}
    known = {field.name for field in fields(PaymentKeys)}
    keys = PaymentKeys(**{name: value for name, value in written.items() if name in known})
    over: dict[str, Any] = {name: value for name, value in (environment or {}).items() if value}
    return replace(keys, **over)


def save_keys(folder: Path, keys: PaymentKeys) -> None:
    """Replace the file in one step; a reader sees the old keys or the new ones."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=FILE)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(keys), file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(folder / FILE)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def masked(key: str) -> str:
    """A key as a page may show it: its kind and its last four signs."""
    if not key:
        return ""
    kind = "_".join(key.split("_")[:-1])
    return f"{kind}_…{key[-4:]}" if kind and len(key) >= 16 else "…"
