"""What the tests of WeChat Pay and Alipay share: both as this place sees them, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from cohive.bridges.payments.alipay import AlipayCalls, AlipayProvider
from cohive.bridges.payments.alipay.fake import FakeAlipay
from cohive.bridges.payments.loopback import served
from cohive.bridges.payments.wechat import WechatCalls, WechatProvider
from cohive.bridges.payments.wechat.fake import FakeWechat

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
