"""Which payment providers this place uses, and what a buyer may choose from.

The sandbox is another world with its own file. It is on in a demo place; elsewhere only where
nobody from outside comes by (an address of this machine) or COHIVE_PRACTICE says so, and while no
real provider is: a public shop without one sells nothing, rather than taking play money for real.
Stripe takes cards; WeChat Pay and Alipay take yuan from a buyer's own phone; a transfer goes to the
firm's own bank account, where no provider stands in between (see operations/transfers.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from cohive.bridges.payments import Method, PaymentProvider, QuestionedProvider
from cohive.bridges.payments.alipay import AlipayAccount, AlipayProvider
from cohive.bridges.payments.keys import PaymentKeys, load_keys, save_keys
from cohive.bridges.payments.payouts import PayoutProvider
from cohive.bridges.payments.sandbox import SandboxProvider
from cohive.bridges.payments.stripe import StripeCalls, StripePayouts, StripeProvider
from cohive.bridges.payments.wechat import WechatAccount, WechatProvider
from cohive.journal.quiet import is_quiet
from cohive.words.refusals import Missing

if TYPE_CHECKING:
    from cohive.bridges.payments.alipay.calls import AlipayCalls
    from cohive.bridges.payments.wechat.calls import WechatCalls

WEBHOOK_PATH = "/webhooks/payments"
WECHAT_PATH = "/webhooks/wechat"
ALIPAY_PATH = "/webhooks/alipay"
PAY_PATH = "/sandbox/pay/"
HERE = ("localhost", "127.0.0.1", "::1")
SANDBOX, STRIPE, BANK, WECHAT, ALIPAY = "sandbox", "stripe", "bank", "wechat", "alipay"
WALLETS = (WECHAT, ALIPAY)
WALLET_CURRENCY = "CNY"
PAGES = {STRIPE: "https://checkout.stripe.com"}
"""Where the form of paying leads to, out of this place; a wallet has a page here in between."""


@dataclass(frozen=True)
class Way:
    """One way a buyer may choose: how she pays, and who takes it."""

    method: str
    provider: str

    @property
    def choice(self) -> str:
        """What the form calls it: wallets by their name, the others by how one pays."""
        return self.provider if self.provider in WALLETS else self.method


def keys() -> PaymentKeys:
    """The place's keys, or those of the environment."""
    return load_keys(_folder(), settings.PAYMENT_KEYS)


def replace_keys(new: PaymentKeys) -> None:
    """Keep these keys from now on."""
    save_keys(_folder(), new)


def ways(currency: str = "") -> tuple[Way, ...]:
    """What a buyer may choose now for an amount in this currency, the commonest first.

    Nothing in a quiet copy of a place.
    """
    if is_quiet():
        return ()
    known = keys()
    found = []
    if practice_is_on():
        found = [Way(Method.CARD, SANDBOX), Way(Method.QR, SANDBOX)]
    else:
        wallets = known.switched_on if currency == WALLET_CURRENCY else ()
        found = [Way(Method.QR, name) for name in WALLETS if name in wallets]
        if known.has_stripe:
            found.append(Way(Method.CARD, STRIPE))
    if known.has_bank:
        found.append(Way("transfer", BANK))
    return tuple(found)


def practice_is_on() -> bool:
    """Whether play money may pay here now."""
    if settings.DEMO:
        return True
    is_ours_alone = urlsplit(str(settings.ADDRESS)).hostname in HERE
    return (is_ours_alone or settings.PRACTICE) and not keys().switched_on


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
    return questioned(name)


def questioned(name: str) -> QuestionedProvider:
    """A provider that lists no events; Missing for one that is not connected (any more)."""
    known = keys()
    if name == WECHAT and known.has_wechat:
        return wechat(known)
    if name == ALIPAY and known.has_alipay:
        return alipay(known)
    raise Missing("This payment provider is not connected.")


def stripe(known: PaymentKeys) -> StripeProvider:
    """Stripe with these keys."""
    calls = StripeCalls(known.stripe_key)
    return StripeProvider(calls, webhook_secret=known.stripe_webhook_secret)


def payout_provider() -> PayoutProvider | None:
    """Who can pay members out to accounts of their own, with the same keys; None without one."""
    known = keys()
    return StripePayouts(StripeCalls(known.stripe_key)) if known.has_stripe else None


def wechat(known: PaymentKeys) -> WechatProvider:
    """WeChat Pay with these keys; its certificates are kept from one call to the next."""
    account = WechatAccount(
        merchant=known.wechat_merchant,
        app=known.wechat_app,
        serial=known.wechat_serial,
        private_key=known.wechat_private_key,
        api_key=known.wechat_api_key,
        public_key=known.wechat_public_key,
        public_key_id=known.wechat_public_key_id,
    )
    return _wechat(account, str(settings.ADDRESS) + WECHAT_PATH)


def alipay(known: PaymentKeys) -> AlipayProvider:
    """Alipay with these keys."""
    account = AlipayAccount(
        app=known.alipay_app,
        private_key=known.alipay_private_key,
        public_key=known.alipay_public_key,
    )
    return AlipayProvider(alipay_calls(account, str(settings.ADDRESS) + ALIPAY_PATH))


def wechat_calls(account: WechatAccount, notify_url: str) -> WechatCalls:
    """Its SDK, loaded only where a wallet is used: a third of a second and 12 MiB otherwise."""
    calls: type[WechatCalls] = import_string("cohive.bridges.payments.wechat.calls.WechatCalls")
    return calls(account, notify_url=notify_url)


def alipay_calls(account: AlipayAccount, notify_url: str) -> AlipayCalls:
    """Its SDK, loaded only where a wallet is used."""
    calls: type[AlipayCalls] = import_string("cohive.bridges.payments.alipay.calls.AlipayCalls")
    return calls(account, notify_url=notify_url)


def listening() -> tuple[str, ...]:
    """The providers whose list of events is worth reading; wallets keep none."""
    named = {way.provider for way in ways()} - {BANK, *WALLETS}
    return tuple(sorted(named | ({STRIPE} if keys().has_stripe else set())))


def _folder() -> Path:
    return Path(settings.HOME) / "keys"


@lru_cache(maxsize=8)
def _sandbox(folder: Path, address: str) -> SandboxProvider:
    return SandboxProvider(folder, webhook_url=address + WEBHOOK_PATH, pay_url=address + PAY_PATH)


@lru_cache(maxsize=4)
def _wechat(account: WechatAccount, notify_url: str) -> WechatProvider:
    return WechatProvider(wechat_calls(account, notify_url))
