"""Paying with WeChat Pay and Alipay: what is offered, what the page says, what messages do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives import serialization
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cohive.bridges.payments.keys import PaymentKeys, load_keys
from cohive.bridges.payments.loopback import generated
from cohive.journal.models import Act
from cohive.journal.verification import verify
from cohive.trade import jobs, operations, providers, queries
from cohive.trade.models import Order, Payment, Refund, WebhookReceipt
from cohive.trade.operations import BackLine
from cohive.trade.wallet_pages import WalletPage, opened, sealed
from tests.trade.conftest import Cast, prove
from tests.trade.test_payment_pages import pay_address, text
from tests.trade.wallets import (
    IN_WECHAT,
    PHONE,
    Wallets,
    connected,
    order_in_yuan,
    wallets,
    yuan,
)

__all__ = ["connected", "order_in_yuan", "wallets", "yuan"]
pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
Commit = Any


@pytest.fixture
def cast(yuan: Cast) -> Cast:
    """The same people; the fixtures of other tests know them by this name."""
    return yuan


def begun(client: Client, order: UUID, name: str, **more: str) -> str:
    """Choose a wallet; returns the address of its page."""
    answer = client.post(pay_address(order), {"method": name, **more})
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def number(order: UUID, method: str = "qr") -> str:
    """Under which number the order is paid."""
    return str(Payment.objects.get(order=order, method=method, state="open").intent)


def tell_wechat(client: Client, wallets: Wallets, index: int = -1) -> Any:
    headers, body = wallets.wechat.message(wallets.wechat.messages[index])
    return client.post("/webhooks/wechat", body, content_type="application/json", headers=headers)


def tell_alipay(client: Client, wallets: Wallets, index: int = -1) -> Any:
    _, body = wallets.alipay.message(wallets.alipay.messages[index])
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    return client.post("/webhooks/alipay", body, content_type=kind)


def opened_at_alipay(client: Client, wallets: Wallets, order: UUID, **more: str) -> str:
    """The buyer goes to Alipay's page; returns the payment's number."""
    page = text(client.get(begun(client, order, "alipay", **more)))
    found = re.search(r'href="(http://127[^"]*gateway[^"]*)"', page)
    assert found is not None
    return wallets.alipay.open_page(found.group(1).replace("&amp;", "&"))


def test_wallets_are_offered_for_yuan_only(
    connected: Wallets, order_in_yuan: Place, client: Client
) -> None:
    shown = client.get(pay_address(order_in_yuan()))
    assert "form-action 'self';" in shown["Content-Security-Policy"]
    page = text(shown)
    assert re.findall(r'name="method" value="(\w+)"', page) == ["wechat", "alipay"]
    assert "no money moves" not in page
    assert providers.ways("EUR") == ()
    assert client.post("/webhooks/payments", b"{}", "application/json").status_code == 404


def test_a_computer_shows_a_code_and_looks_by_itself(
    connected: Wallets,
    order_in_yuan: Place,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    order = order_in_yuan()
    address = begun(client, order, "wechat")
    client.get(address)
    # place, order by its link (4), what is due (2)
    with django_assert_num_queries(10):
        page = text(client.get(address))
    assert "Scan with WeChat" in page
    assert "<svg" in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert "inside WeChat" not in page
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 204

    connected.wechat.pay(number(order))
    assert text(tell_wechat(client, connected)) == "paid"
    onward = client.get(address, headers={"HX-Request": "true"})
    thanks = pay_address(order).replace("/pay/", "/thanks/")
    assert onward["HX-Redirect"] == thanks
    assert client.get(address)["Location"] == thanks


def test_a_page_is_its_orders_own(connected: Wallets, order_in_yuan: Place, client: Client) -> None:
    mine, other = order_in_yuan(), order_in_yuan()
    address = begun(client, mine, "wechat")
    query = address.partition("?")[2]
    theirs = pay_address(other).replace("/pay/", "/wallet/")
    for wrong in (theirs, f"{theirs}?{query}", f"{theirs}?with=nonsense"):
        assert client.get(wrong)["Location"] == pay_address(other)
    page = WalletPage(mine, "wechat", "qr", "weixin://x")
    assert opened(sealed(page), order=mine) == page
    assert opened(sealed(page), order=other) is None


def test_a_phone_gets_a_button_and_may_ask_for_a_code(
    connected: Wallets, order_in_yuan: Place, client: Client
) -> None:
    order = order_in_yuan()
    client.defaults["HTTP_USER_AGENT"] = PHONE
    page = text(client.get(begun(client, order, "wechat")))
    assert 'href="https://wx.tenpay.com/' in page
    assert 'referrerpolicy="origin"' in page  # WeChat Pay opens for our domain only
    assert '<svg class="qr"' not in page
    page = text(client.get(begun(client, order, "wechat", device="qr")))
    assert '<svg class="qr"' in page
    assert opened_at_alipay(client, connected, order) == str(
        Payment.objects.get(provider="alipay").intent
    )
    assert {row.method for row in Payment.objects.filter(provider="wechat")} == {"qr", "phone"}


def test_inside_wechat_the_page_says_what_works(
    connected: Wallets, order_in_yuan: Place, client: Client
) -> None:
    order = order_in_yuan()
    client.defaults["HTTP_USER_AGENT"] = IN_WECHAT
    assert "inside WeChat" in text(client.get(pay_address(order)))
    for name in ("wechat", "alipay"):
        assert "choose the browser" in text(client.get(begun(client, order, name)))


def test_wechats_message_pays_the_order_once(
    connected: Wallets, order_in_yuan: Place, client: Client
) -> None:
    order = order_in_yuan()
    begun(client, order, "wechat")
    connected.wechat.pay(number(order))
    headers, body = connected.wechat.message(connected.wechat.messages[0])
    unsigned = client.post("/webhooks/wechat", body, content_type="application/json")
    assert unsigned.status_code == 400
    forged = {**headers, "Wechatpay-Nonce": "x"}
    answer = client.post("/webhooks/wechat", body, "application/json", headers=forged)
    assert answer.status_code == 400
    assert Order.objects.get(id=order).state == "placed"
    assert WebhookReceipt.objects.count() == 0

    told = [text(tell_wechat(client, connected)) for _ in range(2)]
    assert told == ["paid", "repeated"]
    row = Payment.objects.get(order=order)
    assert (row.state, row.provider, row.currency) == ("paid", "wechat", "CNY")
    assert Order.objects.get(id=order).state == "paid"
    assert [finding.fault for finding in verify() if finding.fault] == []


def test_alipays_message_pays_the_order_once(
    connected: Wallets, order_in_yuan: Place, client: Client
) -> None:
    order = order_in_yuan()
    number_there = opened_at_alipay(client, connected, order)
    connected.alipay.pay(number_there)
    _, body = connected.alipay.message(connected.alipay.messages[0])
    kind = "application/x-www-form-urlencoded"
    forged = client.post("/webhooks/alipay", body.replace(b"SUCCESS", b"FINISHED"), kind)
    assert forged.status_code == 400
    assert client.post("/webhooks/alipay", {"sign": "x"}).status_code == 400  # multipart
    assert Order.objects.get(id=order).state == "placed"

    for _ in range(2):
        answer = tell_alipay(client, connected)
        assert (answer.status_code, text(answer)) == (200, "success")
    assert Order.objects.get(id=order).state == "paid"
    assert WebhookReceipt.objects.count() == 1
    assert [finding.fault for finding in verify() if finding.fault] == []


def test_without_keys_no_message_is_heard(cast: Cast, client: Client) -> None:
    assert client.post("/webhooks/wechat", b"{}", "application/json").status_code == 404
    assert client.post("/webhooks/alipay", b"a=b", "text/plain").status_code == 404


@pytest.mark.parametrize("name", ["wechat", "alipay"])
def test_lost_messages_are_found_by_asking(
    connected: Wallets,
    order_in_yuan: Place,
    cast: Cast,
    client: Client,
    name: str,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    order = order_in_yuan()
    if name == "wechat":
        begun(client, order, name)
        connected.wechat.pay(number(order))
    else:
        connected.alipay.pay(opened_at_alipay(client, connected, order))
    now = timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.reconcile(at=now)
    assert Order.objects.get(id=order).state == "placed"  # it may still come by itself
    with django_capture_on_commit_callbacks(execute=True):
        jobs.reconcile(at=now + timedelta(minutes=3))
    assert Order.objects.get(id=order).state == "paid"

    view = queries.order(order)
    assert view is not None
    back = [BackLine(line.id, line.quantity, True) for line in view.lines]
    refund = operations.grant_refund(
        order=order, lines=back, by=cast.ruben, at=now, reason="unsaid"
    )
    with django_capture_on_commit_callbacks(execute=True):
        jobs.refunds(at=now)
    row = Refund.objects.get(id=refund)
    assert (row.state, row.provider_refund) == ("asked", refund.hex)
    if name == "wechat":
        connected.wechat.finish_refund(refund.hex)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.reconcile(at=now + timedelta(minutes=6))
    assert Refund.objects.get(id=refund).state == "done"
    assert text(tell_wechat(client, connected)) == "repeated" if name == "wechat" else True
    assert [finding.fault for finding in verify() if finding.fault] == []


def test_a_refund_that_does_not_arrive_is_listed_for_a_hand(
    connected: Wallets,
    order_in_yuan: Place,
    cast: Cast,
    client: Client,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    order = order_in_yuan()
    begun(client, order, "wechat")
    connected.wechat.pay(number(order))
    tell_wechat(client, connected)
    with django_capture_on_commit_callbacks(execute=True):
        operations.cancel_order(order=order, by=cast.world, at=timezone.now())
        jobs.refunds(at=timezone.now())
    connected.wechat.finish_refund(Refund.objects.get().id.hex, status="ABNORMAL")
    assert text(tell_wechat(client, connected)) == "refund failed"
    [waiting] = queries.refunds_to_send()
    assert (waiting.amount.currency, waiting.failed_at is not None) == ("CNY", True)


def test_alipays_refunds_are_told_apart_by_asking(
    connected: Wallets,
    order_in_yuan: Place,
    cast: Cast,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    order = order_in_yuan((cast.one_print, 2))
    connected.alipay.pay(opened_at_alipay(client, connected, order))
    tell_alipay(client, connected)
    view = queries.order(order)
    assert view is not None
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            operations.grant_refund(
                order=order,
                lines=[BackLine(view.lines[0].id, 1, True)],
                by=cast.ruben,
                at=timezone.now(),
                reason="unsaid",
            )
            jobs.refunds(at=timezone.now())
    connected.alipay.lose_next_answer = True
    assert tell_alipay(client, connected, 2).status_code == 503  # it will come again
    for index in (2, 1):
        assert tell_alipay(client, connected, index).status_code == 200
    assert sorted(Refund.objects.values_list("state", "goods_minor")) == [("done", 2500)] * 2
    assert [finding.fault for finding in verify() if finding.fault] == []


def test_what_ended_here_is_closed_there(
    connected: Wallets,
    order_in_yuan: Place,
    client: Client,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    order = order_in_yuan()
    begun(client, order, "wechat")
    begun(client, order, "alipay")  # nobody opens its page
    now = timezone.now() + timedelta(minutes=31)
    operations.expire_order(order=order, at=now)

    def asked(minutes: int) -> int:
        before = len(connected.wechat.calls)
        with django_capture_on_commit_callbacks(execute=True):
            jobs.reconcile(at=now + timedelta(minutes=minutes))
        return len(connected.wechat.calls) - before

    assert asked(0) == 3  # how it stands, close it, how it stands then
    [trade] = connected.wechat.trades.values()
    assert trade["trade_state"] == "CLOSED"
    assert asked(2) == 1
    assert asked(4) == 0  # its end is known
    view = queries.order(order)
    assert view is not None
    assert view.payment is not None
    assert view.payment.failed_at is None  # nothing to tell the buyer


def test_a_provider_that_is_silent_keeps_no_other_waiting(
    connected: Wallets,
    order_in_yuan: Place,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    orders = [order_in_yuan() for _ in range(3)]
    there = opened_at_alipay(client, connected, orders[0])
    connected.alipay.pay(there)
    for order in orders[1:]:
        begun(client, order, "wechat")
    connected.wechat.calls.clear()
    monkeypatch.setattr(connected.wechat, "_routed", lambda *_: 1 / 0)  # it breaks the line
    with django_capture_on_commit_callbacks(execute=True):
        jobs.reconcile(at=timezone.now() + timedelta(minutes=3))
    assert len(connected.wechat.calls) == 1  # and is not asked about the second
    assert Order.objects.get(id=orders[0]).state == "paid"


def test_whoever_closed_it_in_her_app_may_begin_anew(
    connected: Wallets, order_in_yuan: Place, client: Client
) -> None:
    order = order_in_yuan()
    first = opened_at_alipay(client, connected, order)
    connected.alipay.give_up(first)
    tell_alipay(client, connected)
    assert Payment.objects.get(intent=first).state == "closed"
    assert "Nothing was charged" in text(client.get(pay_address(order)))
    second = opened_at_alipay(client, connected, order)
    assert second != first
    connected.alipay.pay(second)
    tell_alipay(client, connected)
    assert Order.objects.get(id=order).state == "paid"


def test_who_pays_twice_gets_the_second_back_by_itself(
    connected: Wallets,
    order_in_yuan: Place,
    client: Client,
    django_capture_on_commit_callbacks: Commit,
) -> None:
    order = order_in_yuan()
    begun(client, order, "wechat")
    begun(client, order, "wechat", device="phone")
    for method, effect in (("qr", "paid"), ("phone", "surplus")):
        connected.wechat.pay(number(order, method))
        assert text(tell_wechat(client, connected)) == effect
    with django_capture_on_commit_callbacks(execute=True):
        jobs.refunds(at=timezone.now())
    [back] = connected.wechat.refunds.values()
    assert back["amount"]["refund"] == Payment.objects.get(is_surplus=True).amount_minor
    connected.wechat.finish_refund(back["out_refund_no"])
    assert text(tell_wechat(client, connected)) == "refunded"
    assert [finding.fault for finding in verify() if finding.fault] == []


def test_another_amount_buys_nothing(
    connected: Wallets, order_in_yuan: Place, client: Client
) -> None:
    order = order_in_yuan()
    begun(client, order, "wechat")
    connected.wechat.pay(number(order), fen=1)
    assert text(tell_wechat(client, connected)) == "surplus"
    assert Order.objects.get(id=order).state == "placed"
    other = order_in_yuan()
    there = opened_at_alipay(client, connected, other)
    connected.alipay.pay(there, yuan="0.01")
    tell_alipay(client, connected)
    assert Order.objects.get(id=other).state == "placed"


def test_a_wallet_that_does_not_answer_charges_nothing(
    connected: Wallets, order_in_yuan: Place, client: Client
) -> None:
    order = order_in_yuan()
    connected.wechat.loses = "/native"
    answer = client.post(pay_address(order), {"method": "wechat"})
    assert answer.status_code == 422
    assert "does not answer" in text(answer)
    begun(client, order, "wechat")
    assert len(connected.wechat.trades) == 1


def part_of(keys: PaymentKeys, name: str, **more: str) -> dict[str, str]:
    """What a steward writes into one form."""
    mine = {key: value for key, value in vars(keys).items() if key.startswith(name)}
    return {"part": name, **mine, **more}


@pytest.mark.parametrize("name", ["wechat", "alipay"])
def test_a_wallet_is_connected_only_when_it_answers(
    cast: Cast, wallets: Wallets, steward: Client, settings: Any, name: str
) -> None:
    prove(steward)
    folder = Path(settings.HOME) / "keys"
    mine, theirs = f"{name}_private_key", f"{name}_public_key"
    keys = vars(wallets.keys)
    wrong = [
        ({f"{name}_app": "1"}, "app number"),
        ({mine: "nonsense"}, "private RSA key"),
        ({theirs: keys["alipay_private_key"]}, "public RSA key"),
    ]
    if name == "wechat":
        wrong += [
            ({"wechat_api_key": "short"}, "exactly 32"),
            ({"wechat_public_key_id": ""}, "come together"),
            ({"wechat_serial": "0011223344"}, "does not take this key"),
            ({theirs: keys["alipay_public_key"]}, "signed with another key"),
        ]
    else:
        wrong += [
            ({"alipay_app": "2021000000000009"}, "does not take this key"),
            ({theirs: keys["wechat_public_key"]}, "signed with another key"),
        ]
    for change, why in wrong:
        answer = steward.post("/payments/ways/", part_of(wallets.keys, name, **change))
        assert answer.status_code == 422, why
        assert why.lower() in text(answer).lower()
        assert keys[mine][60:120] not in text(answer)  # not even from the wrong field
    assert load_keys(folder) == PaymentKeys()

    assert steward.post("/payments/ways/", part_of(wallets.keys, name)).status_code == 302
    assert load_keys(folder).switched_on == (name,)
    act = Act.objects.get(kind="trade.payments.set")
    assert act.payload == {"ways": name}
    page = text(steward.get("/payments/ways/"))
    assert keys[mine][60:120] not in page
    assert wallets.keys.wechat_api_key not in page
    assert "sells in" not in page  # yuan it is
    assert (folder / "payments.json").stat().st_mode & 0o077 == 0

    kept = steward.post("/payments/ways/", {"part": name})  # empty fields keep what is there
    assert kept.status_code == 302
    steward.post("/payments/ways/", {"part": f"{name}-off"})
    assert load_keys(folder).switched_on == ()
    steward.post("/payments/ways/", {"part": "nothing-off"})


def test_our_own_public_key_is_not_theirs(
    cast: Cast, wallets: Wallets, steward: Client, settings: Any
) -> None:
    own = (
        generated("application")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    prove(steward)
    given = part_of(wallets.keys, "alipay", alipay_public_key=own.decode())
    assert "own key" in text(steward.post("/payments/ways/", given))
