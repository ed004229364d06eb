"""Which payment provider this place uses: the sandbox, in a folder of the place's own.

The sandbox is another world with its own file; a real provider fits behind the same interface.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from cohive.bridges.payments.sandbox import SandboxProvider

WEBHOOK_PATH = "/webhooks/payments"
PAY_PATH = "/sandbox/pay/"


def provider() -> SandboxProvider:
    """The provider of this place; opening it makes its file."""
    return _sandbox(Path(settings.HOME) / "sandbox", str(settings.ADDRESS))


@lru_cache(maxsize=8)
def _sandbox(folder: Path, address: str) -> SandboxProvider:
    return SandboxProvider(folder, webhook_url=address + WEBHOOK_PATH, pay_url=address + PAY_PATH)
