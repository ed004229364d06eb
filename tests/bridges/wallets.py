"""What the tests of WeChat Pay and Alipay share: both as this place sees them, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from cohive.bridges.payments.alipay import AlipayProvider
from cohive.bridges.payments.alipay.calls import AlipayCalls
from cohive.bridges.payments.alipay.fake import FakeAlipay
from cohive.bridges.payments.loopback import served
from cohive.bridges.payments.wechat import WechatProvider
from cohive.bridges.payments.wechat.calls import WechatCalls
from cohive.bridges.payments.wechat.fake import FakeWechat
from cohive.words.money import Money

NOW = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
PRICE = Money(6480, "CNY")
PAYMENT = "01939d5e-0000-7000-8000-0000000000aa"
KEY = f"payment:{PAYMENT}"
WECHAT_URL = "https://place.example/webhooks/wechat"
ALIPAY_URL = "https://place.example/webhooks/alipay"


@contextmanager
def wechat(now: datetime, **more: bool) -> Iterator[tuple[FakeWechat, WechatProvider]]:
    """A WeChat Pay of our own behind a port, and the provider that asks it."""
    fake = FakeWechat(now=now, **more)
    with served(fake) as base:
        calls = WechatCalls(fake.account, notify_url=WECHAT_URL, base=base)
        yield fake, WechatProvider(calls)


@contextmanager
def alipay(now: datetime) -> Iterator[tuple[FakeAlipay, AlipayProvider]]:
    """An Alipay of our own behind a port, and the provider that asks it."""
    fake = FakeAlipay(now=now)
    with served(fake) as base:
        calls = AlipayCalls(fake.account, notify_url=ALIPAY_URL, base=base)
        yield fake, AlipayProvider(calls)


@pytest.fixture
def fake(both: tuple[Any, Any]) -> Any:
    """The wallet's own side of `both`, which each file of tests opens for its wallet."""
    return both[0]


@pytest.fixture
def bank(both: tuple[Any, Any]) -> Any:
    """The provider that asks it."""
    return both[1]


def forbidden(*_: object, **__: object) -> None:
    """What stands in the place of the way out an SDK brings: nothing may ever leave by it."""
    raise AssertionError("the SDK opened a connection of its own")
