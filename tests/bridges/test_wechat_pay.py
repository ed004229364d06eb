"""WeChat Pay behind our interface: real signatures, real encryption, over HTTP on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import requests

from cohive.bridges.egress import Answer, EgressFailed, fetch
from cohive.bridges.payments import EventKind, IntentState, Method
from cohive.bridges.payments.loopback import Reply, served
from cohive.bridges.payments.numbers import number_of, payment_of
from cohive.bridges.payments.sending import Unsigned
from cohive.bridges.payments.wechat import WechatProvider
from cohive.bridges.payments.wechat.calls import WECHAT, WechatCalls
from cohive.bridges.payments.wechat.fake import PUBLIC_KEY_ID, FakeWechat
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bridges.wallets import (
    KEY,
    NOW,
    PAYMENT,
    PRICE,
    WECHAT_URL,
    bank,
    fake,
    forbidden,
    wechat,
)

__all__ = ["bank", "fake"]


@pytest.fixture
def both() -> Iterator[tuple[FakeWechat, WechatProvider]]:
    with wechat(NOW) as found:
        yield found


@pytest.fixture(autouse=True)
def no_other_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK brings `requests`; nothing may ever leave by it."""

    monkeypatch.setattr(requests.Session, "request", forbidden)


def asked(bank: WechatProvider, **more: Any) -> str:
    given: dict[str, Any] = {
        "amount": PRICE,
        "reference": "ABCD-EFGH",
        "idempotency_key": KEY,
        "return_url": "https://place.example/orders/x/thanks/",
        "method": Method.QR,
        "payment": PAYMENT,
        "at": NOW,
        **more,
    }
    made = bank.create_intent(**given)
    assert made.id == number_of(given["idempotency_key"])
    return made.pay_url


def heard(bank: WechatProvider, fake: FakeWechat, index: int = -1) -> Any:
    headers, body = fake.message(fake.messages[index])
    return bank.parse_webhook(headers, body, secret="", at=fake.now)


def test_a_payment_goes_from_a_code_to_money_given_back(
    bank: WechatProvider, fake: FakeWechat
) -> None:
    assert asked(bank).startswith("weixin://wxpay/")
    number = number_of(KEY)
    assert payment_of(number) == PAYMENT
    assert bank.retrieve(number, at=NOW).state is IntentState.OPEN
    with pytest.raises(Refused, match="Only a payment that came"):
        bank.refund(number, amount=PRICE, idempotency_key="refund:0", at=NOW)

    fake.pay(number)
    event = heard(bank, fake)
    assert (event.kind, event.amount, event.intent_id) == (
        EventKind.PAYMENT_SUCCEEDED,
        PRICE,
        number,
    )
    assert (event.payment, event.reference, event.occurred_at) == (PAYMENT, "ABCD-EFGH", NOW)
    assert bank.events_about(number, refunds=(), at=NOW) == [event]

    receipt = bank.refund(number, amount=Money(480, "CNY"), idempotency_key="refund:1", at=NOW)
    assert (receipt.intent_id, receipt.amount) == (number, Money(480, "CNY"))
    assert bank.events_about(number, refunds=[receipt.id], at=NOW) == [event]  # on its way
    fake.finish_refund(receipt.id)
    back = heard(bank, fake)
    assert (back.kind, back.amount, back.refund_id) == (
        EventKind.REFUND_SUCCEEDED,
        Money(480, "CNY"),
        receipt.id,
    )
    assert bank.events_about(number, refunds=[receipt.id], at=NOW) == [event, back]
    with pytest.raises(Refused, match="大于订单可退金额"):
        bank.refund(number, amount=PRICE, idempotency_key="refund:2", at=NOW)


@pytest.mark.parametrize("status", ["ABNORMAL", "CLOSED"])
def test_a_refund_may_not_arrive(bank: WechatProvider, fake: FakeWechat, status: str) -> None:
    asked(bank)
    number = number_of(KEY)
    fake.pay(number)
    receipt = bank.refund(number, amount=PRICE, idempotency_key="refund:1", at=NOW)
    fake.finish_refund(receipt.id, status=status)
    event = heard(bank, fake)
    assert (event.kind, event.refund_id) == (EventKind.REFUND_FAILED, receipt.id)
    assert bank.events_about(number, refunds=[receipt.id], at=NOW)[1] == event


def test_a_phone_gets_a_page_that_opens_the_app_and_comes_back(
    bank: WechatProvider, fake: FakeWechat
) -> None:
    url = asked(bank, method=Method.PHONE, payer_address="198.51.100.7")
    assert url.startswith("https://wx.tenpay.com/")
    assert url.endswith("&redirect_url=https%3A%2F%2Fplace.example%2Forders%2Fx%2Fthanks%2F")
    assert fake.calls[-1] == ("POST", "/v3/pay/transactions/h5")
    with pytest.raises(Refused, match="Choose how to pay"):
        asked(bank, method=Method.CARD)


def test_the_same_key_does_a_thing_once_even_when_the_answer_was_lost(
    bank: WechatProvider, fake: FakeWechat
) -> None:
    fake.loses = "/native"
    with pytest.raises(EgressFailed):
        asked(bank)
    asked(bank)
    assert list(fake.trades) == [number_of(KEY)]
    with pytest.raises(Refused, match="不一致"):
        asked(bank, amount=Money(1, "CNY"))

    fake.pay(number_of(KEY))
    fake.loses = "/refunds"
    with pytest.raises(EgressFailed):
        bank.refund(number_of(KEY), amount=PRICE, idempotency_key="refund:1", at=NOW)
    bank.refund(number_of(KEY), amount=PRICE, idempotency_key="refund:1", at=NOW)
    assert len(fake.refunds) == 1


def test_only_yuan_is_taken(bank: WechatProvider, fake: FakeWechat) -> None:
    for amount in (Money(100, "EUR"), Money(0, "CNY")):
        with pytest.raises(Refused, match="in CNY"):
            asked(bank, amount=amount)
    assert fake.calls == []


def test_what_nobody_paid_is_closed(bank: WechatProvider, fake: FakeWechat) -> None:
    asked(bank)
    number = number_of(KEY)
    closed = bank.cancel(number, idempotency_key="cancel:1", at=NOW)
    assert closed.state is IntentState.CANCELLED
    assert [event.kind for event in bank.events_about(number, refunds=(), at=NOW)] == [
        EventKind.PAYMENT_CLOSED
    ]
    with pytest.raises(Missing):
        bank.retrieve("never", at=NOW)
    assert bank.events_about("never", refunds=(), at=NOW) == []

    asked(bank, idempotency_key="payment:other")
    fake.pay(number_of("payment:other"))
    with pytest.raises(Refused, match="已支付"):
        bank.cancel(number_of("payment:other"), idempotency_key="cancel:2", at=NOW)


def test_keys_are_tried_before_they_are_believed(fake: FakeWechat, bank: WechatProvider) -> None:
    bank.check()
    with served(fake) as base:
        other = replace(fake.account, serial="00")
        with pytest.raises(Refused, match="does not take this key"):
            WechatProvider(WechatCalls(other, notify_url=WECHAT_URL, base=base)).check()
        mine = WechatCalls(fake.account, notify_url=WECHAT_URL, base=base)
        fake.signs = "somebody else"
        with pytest.raises(Unsigned):
            WechatProvider(mine).check()
        fake.signs = "platform"


def test_an_answer_without_signature_is_not_believed(fake: FakeWechat) -> None:
    def bare(method: str, url: str, **_: object) -> Answer:
        return Answer(200, {}, b'{"trade_state":"SUCCESS"}', url, "192.0.2.1")

    calls = WechatCalls(fake.account, notify_url=WECHAT_URL, send=bare)
    with pytest.raises(Unsigned):
        calls.trade("x")


def test_a_redirect_is_not_followed(fake: FakeWechat) -> None:
    class Elsewhere:
        def answer(self, method: str, target: str, headers: Any, body: bytes) -> Reply:
            return Reply(307, headers={"location": "http://127.0.0.1:1/"})

    with served(Elsewhere()) as base:
        calls = WechatCalls(fake.account, notify_url=WECHAT_URL, base=base)
        with pytest.raises(EgressFailed, match="307"):
            calls.trade("x")


def test_every_request_goes_by_the_one_door(fake: FakeWechat) -> None:
    seen: list[str] = []

    def door(method: str, url: str, **more: Any) -> Answer:
        seen.append(url)
        return fetch(method, url, resolver=lambda *_: ["10.0.0.1"], **more)

    calls = WechatCalls(fake.account, notify_url=WECHAT_URL, send=door)
    with pytest.raises(Refused, match="not on the public internet"):
        calls.trade("x")
    assert seen == [f"{WECHAT}/v3/pay/transactions/out-trade-no/x?mchid=1900000001"]


def test_a_message_is_believed_only_when_it_is_signed_now(
    bank: WechatProvider, fake: FakeWechat
) -> None:
    asked(bank)
    fake.pay(number_of(KEY))
    headers, body = fake.message(fake.messages[0])

    def forbidden(headers: dict[str, str], body: bytes = body, at: datetime = NOW) -> None:
        with pytest.raises(Forbidden):
            bank.parse_webhook(headers, body, secret="", at=at)

    assert bank.parse_webhook(headers, body, secret="", at=NOW)
    forbidden({})
    forbidden(headers, body.replace(b"TRANSACTION", b"TRANSACTIOM"))
    forbidden(headers, b"\xff")
    forbidden(headers, at=NOW + timedelta(minutes=6))
    forbidden(headers, at=NOW - timedelta(minutes=6))
    forbidden(headers, body + b" " * 70_000)
    for name, wrong in {
        "Wechatpay-Signature": "WECHATPAY/SIGNTEST/AAAA",
        "Wechatpay-Signature-Type": "SM2",
        "Wechatpay-Serial": "not-hex",
        "Wechatpay-Timestamp": "soon",
        "Wechatpay-Nonce": "another",
    }.items():
        forbidden({**headers, name: wrong})
    fake.signs = "somebody else"
    forbidden(*fake.message(fake.messages[0]))


def test_a_signed_message_of_another_shop_or_kind_is_not_acted_on(
    bank: WechatProvider, fake: FakeWechat
) -> None:
    asked(bank)
    fake.pay(number_of(KEY))
    event = fake.messages[0]
    other = {**event, "about": {**event["about"], "mchid": "1900000002"}}
    with pytest.raises(Refused, match="another shop"):
        bank.parse_webhook(*fake.message(other), secret="", at=NOW)
    later = {**event, "event_type": "TRANSACTION.SOMETHING"}
    assert bank.parse_webhook(*fake.message(later), secret="", at=NOW) is None
    for broken in ({"mchid": "1900000001"}, {**event["about"], "amount": {"total": "1"}}):
        with pytest.raises(Refused, match="cannot be read"):
            bank.parse_webhook(*fake.message({**event, "about": broken}), secret="", at=NOW)
    body = json.dumps({"event_type": "TRANSACTION.SUCCESS", "resource": {}}).encode()
    with pytest.raises(Refused, match="cannot be read"):
        bank.parse_webhook(fake.signature(body), body, secret="", at=NOW)


def test_a_wrong_api_key_opens_no_message(fake: FakeWechat) -> None:
    with served(fake) as base:
        wrong = replace(fake.account, api_key="x" * 32)
        bank = WechatProvider(WechatCalls(wrong, notify_url=WECHAT_URL, base=base))
        asked(bank)
        fake.pay(number_of(KEY))
        with pytest.raises(Refused, match="cannot be read"):
            heard(bank, fake)


def test_merchants_with_platform_certificates_fetch_them_once() -> None:
    with wechat(NOW, has_public_key=False) as (fake, bank):
        bank.check()
        asked(bank)
        fake.pay(number_of(KEY))
        assert heard(bank, fake).kind is EventKind.PAYMENT_SUCCEEDED
        fetched = fake.calls.count(("GET", "/v3/certificates"))
        assert fetched == 1

        headers, body = fake.message(fake.messages[0])
        for stranger in ("ABCDEF", "123", PUBLIC_KEY_ID):  # costs nobody a request
            with pytest.raises(Forbidden):
                bank.parse_webhook(
                    {**headers, "Wechatpay-Serial": stranger}, body, secret="", at=NOW
                )
        assert fake.calls.count(("GET", "/v3/certificates")) == fetched


def test_a_key_that_is_no_payment_still_names_one_thing() -> None:
    assert number_of("payment:nonsense") == number_of("payment:nonsense")
    assert len(number_of("payment:nonsense")) == 32
    assert number_of(KEY) == UUID(PAYMENT).hex
    assert payment_of("not-ours") == ""
