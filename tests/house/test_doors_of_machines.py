"""The doors without a forgery token: named one by one, bounded, closed to whoever signs nothing.

A browser sends a member's cookie to any of them, so none may act on it: each has a key of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cohive.bond.queries import PlaceView
from cohive.bridges.mail.keys import InboxKeys
from cohive.bridges.payments.keys import PaymentKeys
from cohive.care.connections import replace_keys
from cohive.care.models import InboxRules, Message
from cohive.spread import operations as spread
from cohive.trade import providers
from cohive.trade.models import WebhookReceipt
from tests.bond.conftest import Cast, cast, place, signed_in

__all__ = ["cast", "place"]
pytestmark = pytest.mark.django_db
WITHOUT_TOKEN = {
    "care:widget": "stands in frames of other sites, knows no cookie, carries a sign of its own",
    "care:wechat-inbox": "signed by WeChat",
    "spread:ap-inbox": "signed by the actor",
    "spread:ap-shared-inbox": "signed by the actor",
    "spread:leave": "the signed address is the reader's (RFC 8058)",
    "trade:webhook": "signed by the sandbox",
    "trade:stripe-webhook": "signed by Stripe",
    "trade:wechat-webhook": "signed by WeChat Pay",
    "trade:alipay-webhook": "signed by Alipay",
}
NEVER = "999999999999"
"""Seconds beyond the calendar: in the year 33658."""


def named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from named(one, one.namespace or space)
        else:
            yield f"{space}:{one.name}" if space else str(one.name), one


def test_only_these_take_a_form_without_the_forgery_token() -> None:
    found = {
        name for name, one in named(get_resolver()) if getattr(one.callback, "csrf_exempt", False)
    }
    assert found == set(WITHOUT_TOKEN)


@pytest.fixture
def doors(place: PlaceView, cast: Cast, settings: Any, tmp_path: Path, now: Any) -> list[str]:
    """All of them open: a place that is connected to everything."""
    settings.HOME = tmp_path
    settings.PAYMENT_KEYS, settings.INBOX_KEYS = {}, {}
    providers.replace_keys(
        PaymentKeys(stripe_key="sk_test_1", stripe_webhook_secret="whsec_" + "a" * 32)
    )
    replace_keys(InboxKeys(wechat_app="wx1", wechat_secret="secret", wechat_token="token123"))
    InboxRules.objects.update_or_create(id=InboxRules.THE_ONE, defaults={"has_widget": True})
    spread.switch_federation(
        agent=place.agent, is_on=True, handle="ferry", approves_followers=False, by=cast.ruben,
        at=now,
    )  # fmt: skip
    given = {"spread:ap-inbox": [place.agent], "spread:leave": ["nobody"]}
    return [reverse(name, args=given.get(name)) for name in WITHOUT_TOKEN]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/activity+json", b"{}"),
        ("application/json", b"[" * 50_000),
        ("application/json", b'{"a":' * 50_000),
        ("application/json", b"9" * 20_000),
        ("application/json", b"\xff\xfe\x00"),
        ("text/xml", b"<a>" * 10_000),
        ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        ("text/xml; charset=utf-7", b"+ADw-a+AD4-"),
        ("application/x-www-form-urlencoded", b"a=b&sign=%00&text=%ff"),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\n",
        ),
        ("multipart/form-data", b"--b--"),
        ("", b""),
    ],
)
def test_nothing_unsigned_breaks_them_or_is_taken(
    doors: list[str], cast: Cast, kind: str, body: bytes
) -> None:
    client = signed_in(cast.ruben)
    for address in doors:
        answer = client.generic("POST", address, body, kind)
        is_refused = 400 <= answer.status_code < 500
        assert is_refused or address == "/widget/", (address, answer.status_code)
    assert not Message.objects.exists()
    assert not WebhookReceipt.objects.exists()


@pytest.mark.parametrize("moment", [NEVER, "-1", "0", "１２", "1e9", "", "9" * 5000])
def test_a_moment_beyond_the_calendar_is_no_fault_of_ours(doors: list[str], moment: str) -> None:
    headers = {
        "Stripe-Signature": f"t={moment},v1=00",
        "Webhook-Id": "a",
        "Webhook-Timestamp": moment,
        "Webhook-Signature": "v1,00",
        "Wechatpay-Timestamp": moment,
        "Signature": f'keyId="https://a.example/k",created={moment},signature="AA=="',
        "Date": moment,
    }
    for address in doors:
        query = f"?timestamp={moment}&nonce=1&signature=1&echostr=1"
        for method in ("GET", "POST"):
            answer = Client().generic(
                method, address + query, b"{}", "application/json", headers=headers
            )
            assert answer.status_code < 500, address


class Watched(io.BytesIO):
    """A body that says whether anybody read of it."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        self.taken += 1
        return super().read(size)


def sent_large(address: str, kind: str, length: str) -> tuple[HttpResponse, int]:
    """A request that says it is so long; nothing of it needs to come."""
    body = Watched(b"x" * 1000)
    environment = {
        "wsgi.input": body,
        "CONTENT_LENGTH": length,
        "CONTENT_TYPE": kind,
        "REQUEST_METHOD": "POST",
        "PATH_INFO": address,
    }
    return Client().request(**environment), body.taken


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "application/activity+json",
        "multipart/form-data; boundary=b",
    ],
)
def test_what_is_too_large_is_answered_before_it_is_read(doors: list[str], kind: str) -> None:
    forms = (
        []
        if "json" in kind
        else ["/write/", "/account/login/", "/look/language/", "/newsletter/ask/"]
    )
    for address in [*doors, *forms]:
        answer, taken = sent_large(address, kind, "20000000000")
        assert taken == 0, address
        if "json" not in kind or address != "/widget/":  # which reads forms, and shows its own
            assert answer.status_code in ((413,) if address in forms else (403, 404, 413, 415))


@pytest.mark.parametrize("length", ["-1", "abc", "１２", " 1", "9" * 5000])
def test_a_length_that_is_none_is_no_fault_of_ours(doors: list[str], length: str) -> None:
    for address in [*doors, "/write/", "/look/language/"]:
        for kind in ("application/json", "multipart/form-data; boundary=b"):
            assert sent_large(address, kind, length)[0].status_code < 500, (address, kind)
