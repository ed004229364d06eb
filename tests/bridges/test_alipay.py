"""Alipay behind our interface: real RSA2 signatures, over HTTP on this machine."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.egress import Answer, EgressFailed, fetch
from cohive.bridges.payments import EventKind, IntentState, Method
from cohive.bridges.payments.alipay import AlipayProvider
from cohive.bridges.payments.alipay.calls import ALIPAY, AlipayCalls
from cohive.bridges.payments.alipay.fake import FakeAlipay
from cohive.bridges.payments.loopback import Reply, served
from cohive.bridges.payments.numbers import (
    beijing_text,
    number_of,
    read_beijing,
    read_yuan,
    yuan_of,
)
from cohive.bridges.payments.rsa_keys import is_pair, private_key, public_key
from cohive.bridges.payments.sending import Unsigned
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused
from tests.bridges.wallets import (
    ALIPAY_URL,
    KEY,
    NOW,
    PAYMENT,
    PRICE,
    alipay,
    bank,
    fake,
    forbidden,
)

__all__ = ["bank", "fake"]


@pytest.fixture
def both() -> Iterator[tuple[FakeAlipay, AlipayProvider]]:
    with alipay(NOW) as found:
        yield found


@pytest.fixture(autouse=True)
def no_other_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK brings `urlopen`; nothing may ever leave by it."""

    monkeypatch.setattr(urllib.request, "urlopen", forbidden)
    monkeypatch.setattr("alipay.urlopen", forbidden)


def asked(bank: AlipayProvider, **more: Any) -> str:
    given: dict[str, Any] = {
        "amount": PRICE,
        "reference": "ABCD-EFGH",
        "idempotency_key": KEY,
        "return_url": "https://place.example/thanks",
        "method": Method.QR,
        "payment": PAYMENT,
        "at": NOW,
        **more,
    }
    made = bank.create_intent(**given)
    assert made.id == number_of(given["idempotency_key"])
    return made.pay_url


def heard(bank: AlipayProvider, fake: FakeAlipay, index: int = -1) -> Any:
    headers, body = fake.message(fake.messages[index])
    return bank.parse_webhook(headers, body, secret="", at=fake.now)


def test_a_payment_goes_from_a_page_to_money_given_back(
    bank: AlipayProvider, fake: FakeAlipay
) -> None:
    url = asked(bank)
    assert fake.calls == []  # the address is signed here: nobody was asked
    assert bank.events_about(number_of(KEY), refunds=(), at=NOW) == []
    number = fake.open_page(url)
    assert number == number_of(KEY)
    assert bank.retrieve(number, at=NOW).state is IntentState.OPEN
    with pytest.raises(Refused, match="said no"):
        bank.refund(number, amount=PRICE, idempotency_key="refund:0", at=NOW)

    fake.pay(number)
    event = heard(bank, fake)
    assert (event.kind, event.amount, event.payment) == (
        EventKind.PAYMENT_SUCCEEDED,
        PRICE,
        PAYMENT,
    )
    assert (event.reference, event.occurred_at) == ("ABCD-EFGH", NOW)
    assert bank.events_about(number, refunds=["never"], at=NOW) == [event]

    first = bank.refund(number, amount=Money(480, "CNY"), idempotency_key="refund:1", at=NOW)
    second = bank.refund(number, amount=Money(6000, "CNY"), idempotency_key="refund:2", at=NOW)
    backs = [heard(bank, fake, index) for index in (1, 2)]
    assert [(each.kind, each.amount.minor, each.refund_id) for each in backs] == [
        (EventKind.REFUND_SUCCEEDED, 480, first.id),
        (EventKind.REFUND_SUCCEEDED, 6000, second.id),  # the message itself says 64.80 in all
    ]
    ids = [first.id, second.id]
    assert bank.events_about(number, refunds=ids, at=NOW) == [event, *backs]
    assert bank.retrieve(number, at=NOW).state is IntentState.SUCCEEDED  # closed, but it was paid
    with pytest.raises(Refused, match="退款金额超限"):
        bank.refund(number, amount=Money(1, "CNY"), idempotency_key="refund:3", at=NOW)


def test_the_end_of_a_payment_is_no_second_payment(bank: AlipayProvider, fake: FakeAlipay) -> None:
    number = fake.open_page(asked(bank))
    fake.pay(number)
    fake.end(number)
    assert heard(bank, fake, 0) == heard(bank, fake, 1)


def test_a_phone_gets_the_page_for_phones(bank: AlipayProvider, fake: FakeAlipay) -> None:
    number = fake.open_page(asked(bank, method=Method.PHONE))
    assert fake.trades[number]["product"] == "QUICK_WAP_WAY"
    said = parse_qs(urlsplit(asked(bank)).query)
    assert said["notify_url"] == [ALIPAY_URL]
    assert said["timestamp"] == ["2026-11-27 23:00:00"]  # Beijing's
    with pytest.raises(Refused, match="Choose how to pay"):
        asked(bank, method=Method.CARD)
    with pytest.raises(Refused, match="in CNY"):
        asked(bank, amount=Money(100, "EUR"))


def test_the_same_key_does_a_thing_once_even_when_the_answer_was_lost(
    bank: AlipayProvider, fake: FakeAlipay
) -> None:
    number = fake.open_page(asked(bank))
    fake.pay(number)
    fake.lose_next_answer = True
    with pytest.raises(EgressFailed):
        bank.refund(number, amount=PRICE, idempotency_key="refund:1", at=NOW)
    bank.refund(number, amount=PRICE, idempotency_key="refund:1", at=NOW)
    assert len(fake.refunds) == 1
    with pytest.raises(Refused, match="请求信息不一致"):
        bank.refund(number, amount=Money(1, "CNY"), idempotency_key="refund:1", at=NOW)


def test_what_nobody_paid_is_closed(bank: AlipayProvider, fake: FakeAlipay) -> None:
    url = asked(bank)
    with pytest.raises(Missing):
        bank.cancel(number_of(KEY), idempotency_key="cancel:0", at=NOW)
    number = fake.open_page(url)
    fake.give_up(number)
    assert heard(bank, fake).kind is EventKind.PAYMENT_CLOSED
    other = fake.open_page(asked(bank, idempotency_key="payment:other"))
    assert bank.cancel(other, idempotency_key="c", at=NOW).state is IntentState.CANCELLED


def test_keys_are_tried_before_they_are_believed(fake: FakeAlipay, bank: AlipayProvider) -> None:
    bank.check(at=NOW)
    with served(fake) as base:
        other = replace(fake.account, app="2021000000000002")
        with pytest.raises(Refused, match="does not take this key"):
            AlipayProvider(AlipayCalls(other, notify_url=ALIPAY_URL, base=base)).check(at=NOW)
    fake.signs = "somebody else"
    with pytest.raises(Unsigned):
        bank.check(at=NOW)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(307, headers={"location": "http://127.0.0.1:1/"}),
        Reply(200, b"no json"),
        Reply(200, b"[]"),
        Reply(200, b"{}"),
        Reply(200, b'{"alipay_trade_query_response":{"code":"20000"}}'),
        Reply(503),
    ],
)
def test_what_cannot_be_believed_may_be_asked_again(fake: FakeAlipay, reply: Reply) -> None:
    class Odd:
        def answer(self, method: str, target: str, headers: Any, body: bytes) -> Reply:
            return reply

    with served(Odd()) as base:
        calls = AlipayCalls(fake.account, notify_url=ALIPAY_URL, base=base)
        with pytest.raises(EgressFailed):
            calls.trade("x", at=NOW)


def test_every_request_goes_by_the_one_door(fake: FakeAlipay) -> None:
    seen: list[str] = []

    def door(method: str, url: str, **more: Any) -> Answer:
        seen.append(url)
        return fetch(method, url, resolver=lambda *_: ["10.0.0.1"], **more)

    with pytest.raises(Refused, match="not on the public internet"):
        AlipayCalls(fake.account, notify_url=ALIPAY_URL, send=door).trade("x", at=NOW)
    assert seen == [f"{ALIPAY}/gateway.do?charset=utf-8"]


def test_a_message_is_believed_only_when_it_is_signed(
    bank: AlipayProvider, fake: FakeAlipay
) -> None:
    number = fake.open_page(asked(bank))
    fake.pay(number)
    headers, body = fake.message(fake.messages[0])
    assert bank.parse_webhook(headers, body, secret="", at=NOW)
    said = dict(parse_qsl(body.decode()))
    for wrong in (
        b"",
        b"\xff",
        body.replace(b"64.80", b"0.01"),
        body + b"&total_amount=0.01",
        b"total_amount=0.01&" + body,
        body + b"&extra=1",
        urlencode({**said, "sign": ""}).encode(),
        urlencode({**said, "sign": "not base64!"}).encode(),
        urlencode({**said, "sign_type": "RSA"}).encode(),
        urlencode({key: value for key, value in said.items() if key != "sign"}).encode(),
        body + b"&pad=" + b"x" * 70_000,
    ):
        with pytest.raises(Forbidden):
            bank.parse_webhook(headers, wrong, secret="", at=NOW)
    fake.signs = "somebody else"
    with pytest.raises(Forbidden):
        bank.parse_webhook(*fake.message(fake.messages[0]), secret="", at=NOW)
    fake.signs = "alipay"
    other = {**fake.messages[0], "app_id": "2021000000000002"}
    with pytest.raises(Refused, match="another shop"):
        bank.parse_webhook(*fake.message(other), secret="", at=NOW)
    other = {**fake.messages[0], "total_amount": "64.8O"}
    with pytest.raises(Refused, match="cannot be read"):
        bank.parse_webhook(*fake.message(other), secret="", at=NOW)
    waits = {**fake.messages[0], "trade_status": "WAIT_BUYER_PAY"}
    assert bank.parse_webhook(*fake.message(waits), secret="", at=NOW) is None


@given(st.integers(min_value=1, max_value=10**13))
def test_yuan_and_fen_are_each_others_inverse(fen: int) -> None:
    assert read_yuan(yuan_of(Money(fen, "CNY"))) == Money(fen, "CNY")


def test_amounts_and_moments_by_hand() -> None:
    assert yuan_of(Money(6480, "CNY")) == "64.80"
    assert yuan_of(Money(5, "CNY")) == "0.05"
    assert [read_yuan(text).minor for text in ("64.8", "64", "0.05")] == [6480, 6400, 5]
    for wrong in (64.8, "64.805", "-1.00", "1e3", "", None, " 1.00", "1.00\n"):
        with pytest.raises(Refused):
            read_yuan(wrong)
    assert beijing_text(NOW) == "2026-11-27 23:00:00"
    assert read_beijing("2026-11-27 23:00:00.123") == NOW
    with pytest.raises(Refused):
        read_beijing("soon")


def test_keys_are_taken_as_people_copy_them(fake: FakeAlipay) -> None:
    private, public = fake.account.private_key, fake.account.public_key

    def bare(text: str) -> str:
        return "".join(text.splitlines()[1:-1])

    assert private_key(bare(private), field="x") == private_key(private, field="x")
    assert public_key(f"  {bare(public)}\n", field="x") == public_key(public, field="x")
    squeezed = private.replace("\n", " ")
    assert private_key(squeezed, field="x") == private_key(private, field="x")
    assert not is_pair(private, public)
    for read, wrong in ((private_key, public), (public_key, private), (public_key, "Zm9v")):
        with pytest.raises(Refused, match="RSA key of 2048"):
            read(wrong, field="x")
