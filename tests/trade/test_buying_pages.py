"""Buying in the browser: three screens, the practice bank, its message, the order's page, mail."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cohive.bond.models import Place
from cohive.bridges.payments import EventKind
from cohive.bridges.payments.outbox import Delivery
from cohive.journal import jobs
from cohive.journal.models import Job
from cohive.spread.operations import make_link
from cohive.trade import operations, queries
from cohive.trade.models import Order, Refund, WebhookReceipt
from cohive.trade.providers import provider
from tests.trade.conftest import LOTTE, Cast, on_shelf

pytestmark = pytest.mark.django_db
CARD, DECLINED = "4242 4242 4242 4242", "4000 0000 0000 0002"
ADDRESS = {**vars(LOTTE), "key": "form-1"}


def basket(variant: UUID, quantity: int = 1) -> str:
    return f"/checkout/?variant={variant}&quantity={quantity}"


def checkout(client: Client, cast: Cast, **more: str) -> str:
    """Screen 1; returns the address of screen 2."""
    answer = client.post(basket(cast.one_print), {**ADDRESS, "key": str(uuid4()), **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def go_to_bank(client: Client, pay_url: str, method: str = "card") -> str:
    """Screen 2; returns the path of the bank's page."""
    answer = client.post(pay_url, {"method": method})
    assert answer.status_code == 302
    return urlsplit(answer["Location"]).path


def deliver(client: Client) -> list[int]:
    """Let the bank send what is due, over HTTP; returns the answers."""
    due = provider().due_deliveries(at=timezone.now() + timedelta(seconds=2))
    answers = [send(client, delivery) for delivery in due]
    for delivery, answer in zip(due, answers, strict=True):
        provider().mark_delivered(delivery, ok=answer.status_code == 200, at=timezone.now())
    return [answer.status_code for answer in answers]


def send(client: Client, delivery: Delivery, **changed: Any) -> Any:
    headers = {name: value for name, value in delivery.headers.items() if name != "content-type"}
    return client.post(
        "/webhooks/payments",
        data=changed.get("body", delivery.body),
        content_type="application/json",
        headers={**headers, **changed.get("headers", {})},
    )


@pytest.fixture
def paid(cast: Cast, client: Client) -> Order:
    """A print bought by a guest in the browser, and paid."""
    pay_url = checkout(client, cast)
    client.post(go_to_bank(client, pay_url), {"card_number": CARD})
    assert deliver(client) == [200]
    return Order.objects.get()


def door(order: Order) -> str:
    view = queries.order(order.id)
    assert view is not None
    return view.url


def test_a_guest_buys_in_three_screens_and_gets_a_mail(
    cast: Cast, client: Client, hear: Callable[..., int]
) -> None:
    shop = client.get("/shop/").content.decode()
    assert "Low tide timetable" in shop
    assert "20 left" in shop
    first = client.get(basket(cast.one_print)).content.decode()
    assert "You need no account" in first
    pay_url = checkout(client, cast)
    second = client.get(pay_url).content.decode()
    assert "€25.00" in second
    assert "no money moves" in second
    bank = go_to_bank(client, pay_url)
    assert "Practice bank" in client.get(bank).content.decode()

    back = client.post(bank, {"card_number": CARD})
    thanks = urlsplit(back["Location"]).path
    waiting = client.get(thanks).content.decode()
    assert "We wait for word from your bank" in waiting
    assert 'hx-trigger="every 3s"' in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting

    assert deliver(client) == [200]
    told = client.get(thanks).content.decode()
    assert "Thank you, Lotte Smit" in told
    assert "hx-trigger" not in told
    part = client.get(thanks, headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div id="thanks"')
    hear(timezone.now())
    assert [letter.to for letter in mail.outbox] == [["lotte@home.example"]]
    address = re.search(r"http://localhost:8000(/orders/\S+)", str(mail.outbox[0].body))
    assert address is not None
    assert "Lange Haven 74" in client.get(address[1]).content.decode()


def test_a_chinese_buyer_gets_a_chinese_order(cast: Cast, client: Client) -> None:
    client.post(
        basket(cast.one_print) + "&language=zh-hans", ADDRESS, headers={"accept-language": "zh"}
    )
    assert Order.objects.get().language == "zh-hans"


def test_sending_the_form_twice_is_one_order(cast: Cast, client: Client) -> None:
    first = client.post(basket(cast.one_print, 2), ADDRESS)
    second = client.post(basket(cast.one_print, 2), ADDRESS)

    assert first["Location"] == second["Location"]
    assert on_shelf(cast.one_print) == 18


def test_no_country_is_guessed_where_the_place_names_none(cast: Cast, client: Client) -> None:
    Place.objects.update(country="")
    page = client.get(basket(cast.one_print)).content.decode()
    first = re.search(r'<select[^>]*name="country".*?<option value="([^"]*)"', page, re.DOTALL)
    assert first is not None
    assert first[1] == ""
    answer = client.post(basket(cast.one_print), {**ADDRESS, "country": ""})
    assert answer.status_code == 422


def test_a_wrong_postcode_is_said_at_its_field(cast: Cast, client: Client) -> None:
    answer = client.post(basket(cast.one_print), {**ADDRESS, "postcode": "3111 C"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write it like 3111 CH" in page
    assert re.search(r'name="postcode"[^>]*aria-invalid="true"', page)
    assert not Order.objects.exists()


def test_sold_out_is_said_before_and_after_sending(
    cast: Cast, client: Client, place: Callable[..., UUID]
) -> None:
    place((cast.medium, 5))

    assert "sold out" in client.get(basket(cast.medium)).content.decode()
    answer = client.post(basket(cast.medium), ADDRESS)
    assert answer.status_code == 422
    assert "Two Harbours long-sleeve, M is sold out." in answer.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?variant=x&quantity=1",
        "?variant={good}&quantity=x",
        "?variant={good}",
        "?variant={good}&quantity=999999999999999999999999999999",
        "?basket=forged",
    ],
)
def test_a_basket_that_cannot_be_is_not_found(cast: Cast, client: Client, query: str) -> None:
    address = "/checkout/" + query.format(good=cast.one_print)
    assert client.get(address).status_code == 404


def test_an_unknown_thing_cannot_be_bought(cast: Cast, client: Client) -> None:
    assert client.post(basket(cast.firm), ADDRESS).status_code in (404, 422)
    assert not Order.objects.exists()


def test_a_declined_card_is_said_by_the_bank_and_the_shop(cast: Cast, client: Client) -> None:
    pay_url = checkout(client, cast)
    bank = go_to_bank(client, pay_url)
    answer = client.post(bank, {"card_number": DECLINED})
    assert answer.status_code == 422
    assert "The card was declined" in answer.content.decode()
    assert client.post(bank, {"card_number": "1234"}).status_code == 422
    assert deliver(client) == [200]

    page = client.get(pay_url).content.decode()
    assert "The bank said no" in page
    assert client.post(bank, {"card_number": CARD}).status_code == 302
    assert deliver(client) == [200]
    assert Order.objects.get().state == "paid"


def test_paying_by_phone_needs_no_card(cast: Cast, client: Client) -> None:
    bank = go_to_bank(client, checkout(client, cast), "qr")
    assert "Confirm €25.00" in client.get(bank).content.decode()
    assert client.post(bank).status_code == 302
    assert deliver(client) == [200]
    assert Order.objects.get().state == "paid"


def test_the_address_can_be_changed_until_it_is_paid(cast: Cast, client: Client) -> None:
    pay_url = checkout(client, cast)
    address = pay_url.replace("/pay/", "/address/")
    assert "Lange Haven 74" in client.get(address).content.decode()
    assert client.post(address, {**ADDRESS, "postcode": "1"}).status_code == 422
    assert client.post(address, {**ADDRESS, "street": "Kade 1"})["Location"] == pay_url
    assert "Kade 1" in client.get(pay_url).content.decode()


def test_an_order_that_was_let_go_is_offered_again(cast: Cast, client: Client) -> None:
    pay_url = checkout(client, cast)
    Order.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    page = client.get(pay_url).content.decode()
    assert "The half hour is over" in page
    assert f"variant={cast.one_print}" in page
    answer = client.post(pay_url, {"method": "card"})
    assert answer.status_code == 422


@pytest.mark.parametrize("page", ["", "pay/", "thanks/", "address/"])
def test_a_wrong_link_opens_nothing(cast: Cast, client: Client, paid: Order, page: str) -> None:
    wrong = f"/orders/{paid.reference}/AAAAAAAAAAAAAAAAAAAA/{page}"
    assert client.get(wrong).status_code == 404
    assert client.get(wrong.replace(paid.reference, "AAAA-AAAA")).status_code == 404


@pytest.mark.parametrize("act", ["cancel", "back", "arrived", "link"])
def test_nothing_is_done_to_an_order_without_its_link(
    cast: Cast, client: Client, paid: Order, act: str
) -> None:
    answer = client.post(f"/orders/{paid.reference}/AAAAAAAAAAAAAAAAAAAA/{act}")

    assert answer.status_code == 404
    assert client.get(f"{door(paid)}{act}").status_code == 405
    paid.refresh_from_db()
    assert (paid.state, paid.door) == ("paid", 1)


def test_a_new_link_closes_the_old_one(
    cast: Cast, client: Client, paid: Order, hear: Callable[..., int]
) -> None:
    old = door(paid)
    mail.outbox.clear()
    answer = client.post(f"{old}link")

    assert client.get(answer["Location"]).status_code == 200
    closed = client.get(old)
    assert closed.status_code == 400
    assert "A newer link to this order was made" in closed.content.decode()
    hear(timezone.now())
    assert any(answer["Location"] in str(letter.body) for letter in mail.outbox)


def test_a_link_is_not_mailed_again_and_again(
    cast: Cast, client: Client, paid: Order, hear: Callable[..., int]
) -> None:
    hear(timezone.now())
    mail.outbox.clear()
    page = door(paid)
    for _ in range(5):
        page = client.post(f"{page}link")["Location"]
        hear(timezone.now())

    assert len(mail.outbox) == 3
    assert "Too many tries" in client.get(page).content.decode()


def test_the_buyer_cancels_before_packing(cast: Cast, client: Client, paid: Order) -> None:
    client.post(f"{door(paid)}cancel")

    paid.refresh_from_db()
    assert paid.state == "cancelled"
    assert Refund.objects.get().amount_minor == 2500
    assert on_shelf(cast.one_print) == 20
    page = client.post(f"{door(paid)}cancel", follow=True).content.decode()
    assert "on its way already" in page


def test_the_buyer_asks_to_send_back_and_is_told(cast: Cast, client: Client, paid: Order) -> None:
    operations.ship_order(order=paid.id, tracking="3S 1", by=cast.ruben, at=timezone.now())
    client.post(f"{door(paid)}arrived")
    line = paid.lines.get().id
    nothing = client.post(f"{door(paid)}back", {"reason": "unsaid"})
    assert nothing.status_code == 422
    assert "Choose what goes back" in nothing.content.decode()
    too_many = client.post(f"{door(paid)}back", {"reason": "unsaid", f"line-{line}": "2"})
    assert too_many.status_code == 422
    crooked = client.post(f"{door(paid)}back", {"reason": "unsaid", f"line-{line}": "-1"})
    assert crooked.status_code == 422
    client.post(f"{door(paid)}back", {"reason": "faulty", f"line-{line}": "1"})

    assert (Refund.objects.get().state, Refund.objects.get().reason) == ("requested", "faulty")
    assert "the answer comes here" in client.get(door(paid)).content.decode()


def test_a_message_with_a_wrong_signature_is_refused(cast: Cast, client: Client) -> None:
    client.post(go_to_bank(client, checkout(client, cast)), {"card_number": CARD})
    delivery = provider().due_deliveries(at=timezone.now())[0]

    forged = delivery.body.replace(b'"amount":2500', b'"amount":2501')
    assert forged != delivery.body
    assert send(client, delivery, body=forged).status_code == 400
    assert send(client, delivery, headers={"webhook-id": "evt_other"}).status_code == 400
    assert client.post("/webhooks/payments", b"{}", "application/json").status_code == 400
    assert client.get("/webhooks/payments").status_code == 405
    assert not WebhookReceipt.objects.exists()
    assert Order.objects.get().state == "placed"


def test_a_replayed_message_is_taken_and_does_nothing(cast: Cast, client: Client) -> None:
    client.post(go_to_bank(client, checkout(client, cast)), {"card_number": CARD})
    delivery = provider().due_deliveries(at=timezone.now())[0]

    answers = [send(client, delivery).content for _ in range(3)]
    assert answers == [b"paid", b"repeated", b"repeated"]
    assert delivery.event.kind is EventKind.PAYMENT_SUCCEEDED
    assert WebhookReceipt.objects.count() == 1


def test_the_bank_knows_no_strange_payment(cast: Cast, client: Client) -> None:
    assert client.get("/sandbox/pay/pi_nothing").status_code == 404
    assert client.post("/sandbox/pay/pi_nothing", {"card_number": CARD}).status_code == 404
    assert not Job.objects.filter(name="trade.deliver", key="pi_nothing").exists()


def test_a_members_orders_stand_on_her_page(cast: Cast, client: Client) -> None:
    assert client.get("/orders/").status_code == 302
    from tests.trade.test_desk_pages import sign_in

    sign_in(client, "kit")
    checkout(client, cast)
    order = Order.objects.get()
    assert order.buyer_id == cast.kit
    assert order.reference in client.get("/orders/").content.decode()
    sign_in(client, "mei")
    assert order.reference not in client.get("/orders/").content.decode()


def test_who_comes_by_a_link_is_told_and_the_order_knows_it(cast: Cast, client: Client) -> None:
    link = make_link(target_kind="product", target=cast.print, by=cast.kit, at=timezone.now())
    client.get(link.url)
    assert "may be rewarded for this order" in client.get(basket(cast.one_print)).content.decode()
    checkout(client, cast)

    assert Order.objects.get().link == link.id


def test_too_many_orders_in_an_hour_are_refused(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cohive.trade.views.checkout.ORDERS_AN_HOUR", 1)
    checkout(client, cast)
    answer = client.post(basket(cast.one_print), {**ADDRESS, "key": "form-2"})

    assert answer.status_code == 422
    assert "Too many tries" in answer.content.decode()
    assert Order.objects.count() == 1


def test_the_worker_lets_the_bank_deliver_after_the_commit(
    cast: Cast,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    sent: list[object] = []
    monkeypatch.setattr("cohive.trade.jobs._deliver", sent.append)
    client.post(go_to_bank(client, checkout(client, cast)), {"card_number": CARD})
    with django_capture_on_commit_callbacks() as planned:
        jobs.run_due(at=timezone.now() + timedelta(seconds=2))
    assert sent == []
    for work in planned:
        work()
    assert sent
