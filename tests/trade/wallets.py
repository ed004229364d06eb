"""A shop that sells in yuan, with a WeChat Pay and an Alipay of our own behind real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from cohive.bridges.payments.alipay.calls import AlipayCalls
from cohive.bridges.payments.alipay.fake import FakeAlipay
from cohive.bridges.payments.keys import PaymentKeys
from cohive.bridges.payments.loopback import served
from cohive.bridges.payments.wechat.calls import WechatCalls
from cohive.bridges.payments.wechat.fake import FakeWechat
from cohive.trade import operations, providers
from tests.trade.conftest import LOTTE, Cast, open_shop

PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
IN_WECHAT = f"{PHONE} MicroMessenger/8.0.50"


@dataclass
class Wallets:
    """Both providers, and what a steward would copy out of their pages."""

    wechat: FakeWechat
    alipay: FakeAlipay
    keys: PaymentKeys

    def wait(self, **more: float) -> None:
        """Let time pass there."""
        self.wechat.now += timedelta(**more)
        self.alipay.now += timedelta(**more)


@pytest.fixture
def yuan(db: None, now: datetime, hear: Callable[..., int]) -> Cast:
    """The shop, in yuan."""
    return open_shop(now, currency="CNY")


@pytest.fixture
def wallets(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wallets]:
    """Both are reachable at ports of this machine; no keys are kept yet."""
    now = timezone.now().replace(microsecond=0)
    wechat, alipay = FakeWechat(now=now), FakeAlipay(now=now)
    providers._wechat.cache_clear()
    with ExitStack() as stack:
        at = {name: stack.enter_context(served(it)) for name, it in _named(wechat, alipay)}
        monkeypatch.setattr(
            providers,
            "wechat_calls",
            lambda account, url: WechatCalls(account, notify_url=url, base=at["wechat"]),
        )
        monkeypatch.setattr(
            providers,
            "alipay_calls",
            lambda account, url: AlipayCalls(account, notify_url=url, base=at["alipay"]),
        )
        yield Wallets(wechat, alipay, keys_of(wechat, alipay))
    providers._wechat.cache_clear()


def _named(wechat: FakeWechat, alipay: FakeAlipay) -> list[tuple[str, Any]]:
    return [("wechat", wechat), ("alipay", alipay)]


@pytest.fixture
def connected(wallets: Wallets, own_sandbox: None) -> Wallets:
    """Both are switched on."""
    providers.replace_keys(wallets.keys)
    return wallets


def keys_of(wechat: FakeWechat, alipay: FakeAlipay) -> PaymentKeys:
    """The keys of both."""
    mine, theirs = wechat.account, alipay.account
    return replace(
        PaymentKeys(),
        wechat_merchant=mine.merchant,
        wechat_app=mine.app,
        wechat_serial=mine.serial,
        wechat_private_key=mine.private_key,
        wechat_api_key=mine.api_key,
        wechat_public_key=mine.public_key,
        wechat_public_key_id=mine.public_key_id,
        alipay_app=theirs.app,
        alipay_private_key=theirs.private_key,
        alipay_public_key=theirs.public_key,
    )


@pytest.fixture
def order_in_yuan(yuan: Cast) -> Callable[..., UUID]:
    """Place an order as a guest, of one print."""

    def order(*lines: tuple[UUID, int], at: datetime | None = None) -> UUID:
        return operations.place_order(
            lines=lines or [(yuan.one_print, 1)],
            contact=LOTTE,
            by=yuan.world,
            at=at or timezone.now(),
            key=str(uuid4()),
        )

    return order
