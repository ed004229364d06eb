"""Which payment providers this place uses, and what a buyer may choose from.

The sandbox is another world with its own file. It is on in a demo place; elsewhere only where
nobody from outside comes by (an address of this machine) or COHIVE_PRACTICE says so, and while no
real provider is: a public shop without one sells nothing, rather than taking play money for real.
Stripe takes cards; a transfer goes to the firm's own bank account, where no provider
stands in between (see operations/transfers.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from cohive.bridges.payments import Method, PaymentProvider
from cohive.bridges.payments.keys import PaymentKeys, load_keys, save_keys
from cohive.bridges.payments.sandbox import SandboxProvider
from cohive.bridges.payments.stripe import StripeCalls, StripeProvider
from cohive.journal.quiet import is_quiet
from cohive.words.refusals import Missing

WEBHOOK_PATH = "/webhooks/payments"
PAY_PATH = "/sandbox/pay/"
HERE = ("localhost", "127.0.0.1", "::1")
SANDBOX, STRIPE, BANK = "sandbox", "stripe", "bank"


@dataclass(frozen=True)
class Way:
    """One way a buyer may choose: how she pays, and who takes it."""

    method: str
    provider: str


def keys() -> PaymentKeys:
    """The place's keys, or those of the environment."""
    return load_keys(_folder(), settings.PAYMENT_KEYS)


def replace_keys(new: PaymentKeys) -> None:
    """Keep these keys from now on."""
    save_keys(_folder(), new)


def ways() -> tuple[Way, ...]:
    """What a buyer may choose now, the commonest first; nothing in a quiet copy of a place."""
    if is_quiet():
        return ()
    known = keys()
    found = []
    if practice_is_on():
        found = [Way(Method.CARD, SANDBOX), Way(Method.QR, SANDBOX)]
    elif known.has_stripe:
        found = [Way(Method.CARD, STRIPE)]
    if known.has_bank:
        found.append(Way("transfer", BANK))
    return tuple(found)


def practice_is_on() -> bool:
    """Whether play money may pay here now."""
    known = keys()
    if settings.DEMO:
        return True
    is_ours_alone = urlsplit(str(settings.ADDRESS)).hostname in HERE
    return (is_ours_alone or settings.PRACTICE) and not (known.has_stripe or known.has_bank)


def provider() -> SandboxProvider:
    """The sandbox of this place; opening it makes its file."""
    return _sandbox(Path(settings.HOME) / "sandbox", str(settings.ADDRESS))


def provider_named(name: str) -> PaymentProvider:
    """A provider that can be asked; payments of before there were names are the sandbox's.

    Raises Missing for a provider that is not connected (any more): its payments wait.
    """
    if name in (SANDBOX, ""):
        return provider()
    if name == STRIPE and keys().has_stripe:
        return stripe(keys())
    raise Missing("This payment provider is not connected.")


def stripe(known: PaymentKeys) -> StripeProvider:
    """Stripe with these keys."""
    calls = StripeCalls(known.stripe_key)
    return StripeProvider(calls, webhook_secret=known.stripe_webhook_secret)


def listening() -> tuple[str, ...]:
    """The providers whose events are worth asking for."""
    named = {way.provider for way in ways()} - {BANK}
    return tuple(sorted(named | ({STRIPE} if keys().has_stripe else set())))


def _folder() -> Path:
    return Path(settings.HOME) / "keys"


@lru_cache(maxsize=8)
def _sandbox(folder: Path, address: str) -> SandboxProvider:
    return SandboxProvider(folder, webhook_url=address + WEBHOOK_PATH, pay_url=address + PAY_PATH)
