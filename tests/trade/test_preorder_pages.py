"""A pre-order in the browser: opened by a maker, paid by guests, reached or given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohive.bond.queries import notices
from cohive.journal import jobs
from cohive.trade import operations, queries
from cohive.trade.models import Order, PreOrder, Refund
from cohive.trade.providers import provider
from tests.trade.conftest import Cast
from tests.trade.preorders import DAY, emptied, opened
from tests.trade.test_buying_pages import ADDRESS, CARD, basket, deliver, go_to_bank
from tests.trade.test_desk_pages import sign_in, text

pytestmark = pytest.mark.django_db


def worker(days: int = 0) -> None:
    """Everything that is due, so many days from now."""
    for _ in range(3):
        with TestCase.captureOnCommitCallbacks(execute=True):
            jobs.run_due(at=timezone.now() + timedelta(days=days))


def buy(client: Client, cast: Cast, quantity: int, key: str) -> Order:
    answer = client.post(basket(cast.medium, quantity), {**ADDRESS, "key": key})
    pay_url = answer["Location"]
    client.post(go_to_bank(client, pay_url), {"card_number": CARD})
    assert deliver(client) == [200]
    return Order.objects.get(key__startswith=f"form:{key}:")


def page(client: Client, order: Order) -> str:
    view = queries.order(order.id)
    assert view is not None
    return text(client.get(view.url))


def test_a_maker_opens_one_from_the_desk_and_its_page_counts(cast: Cast, client: Client) -> None:
    now = timezone.now()
    emptied(cast, now)
    sign_in(client, "ruben")
    address = f"/preorders/of/{cast.shirt}/"
    assert address in text(client.get("/products/two-harbours-long-sleeve/desk/"))
    form = {"goal": 3, "counted": "pieces", "goes_on": "", "promise": "Printed in May."}

    wrong = client.post(address, {**form, "until": (now - DAY).date().isoformat()})
    assert wrong.status_code == 422
    assert "has to be in the future" in text(wrong)
    answer = client.post(address, {**form, "until": (now + 9 * DAY).date().isoformat()})

    preorder = PreOrder.objects.get()
    assert answer["Location"] == f"/preorders/{preorder.id}/"
    assert "0 pieces of 3 are paid · 3 are missing" in text(client.get(answer["Location"]))
    assert "Two Harbours long-sleeve" in text(client.get("/preorders/"))
    client.logout()
    sold = text(client.get("/products/two-harbours-long-sleeve/"))
    assert "Made when 3 pieces are paid" in sold
    assert "Printed in May." in sold
    assert "pre-order: 0 of 3" in text(client.get("/shop/"))


def test_guests_pay_and_at_the_goal_it_is_made_and_packed(cast: Cast, client: Client) -> None:
    preorder = opened(cast, timezone.now())
    assert "You pay now" in text(client.get(basket(cast.medium, 2)))
    first = buy(client, cast, 2, "first")
    view = queries.order(first.id)
    assert view is not None
    assert "You are in, Lotte Smit" in text(client.get(f"{view.url}thanks/"))
    assert "2 pieces of 3 are paid · 1 is missing" in page(client, first)
    assert "Cancel this order" in page(client, first)
    worker()
    assert [letter.subject for letter in mail.outbox] == [f"You are in: order {first.reference}"]

    buy(client, cast, 1, "second")
    worker()

    assert "being made" in page(client, first)
    assert "Cancel this order" not in page(client, first)
    assert f"It will be made: order {first.reference}" in [one.subject for one in mail.outbox]
    sign_in(client, "ruben")
    assert first.reference in text(client.get("/pack/"))
    told = [notice.url for notice in notices(cast.ruben)]
    assert f"/preorders/{preorder}/" in told


def test_when_the_date_passes_the_provider_itself_gives_it_back(cast: Cast, client: Client) -> None:
    opened(cast, timezone.now())
    order = buy(client, cast, 2, "first")

    worker(days=11)
    later = timezone.now() + timedelta(days=12)
    [message] = provider().due_deliveries(at=later)
    event = provider().parse_webhook(
        message.headers,
        message.body,
        secret=provider().webhook_secret,
        at=later,
    )
    assert operations.confirm_payment(event=event, at=event.occurred_at) == "refunded"

    refund = Refund.objects.get(order=order)
    assert (refund.state, refund.amount_minor, refund.reason) == ("done", 8000, "missed")
    assert "not made" in page(client, order)
    assert "Given back on" in page(client, order)
    worker(days=12)
    assert Refund.objects.count() == 1


def test_a_buyer_leaves_on_her_page(cast: Cast, client: Client) -> None:
    opened(cast, timezone.now())
    order = buy(client, cast, 2, "first")
    view = queries.order(order.id)
    assert view is not None

    client.post(f"{view.url}cancel")

    assert Order.objects.get(id=order.id).state == "cancelled"
    assert "0 pieces of 3 are paid" in page(client, order)


def test_calling_it_off_is_one_button(cast: Cast, client: Client) -> None:
    preorder = opened(cast, timezone.now())
    order = buy(client, cast, 1, "first")
    sign_in(client, "ruben")

    client.post(f"/preorders/{preorder}/withdraw")
    worker()

    assert PreOrder.objects.get().state == "withdrawn"
    assert "called off on" in page(client, order)
    again = client.post(f"/preorders/{preorder}/withdraw", follow=True)
    assert "ended already" in text(again)


@pytest.mark.parametrize(
    "address",
    ["/preorders/", "/purchases/", "/preorders/of/{shirt}/", "/options/of/{shirt}/",
     "/files/of/{medium}/", "/purchases/of/{shirt}/"],
)  # fmt: skip
def test_these_pages_are_for_the_firm(cast: Cast, client: Client, address: str) -> None:
    path = address.format(shirt=cast.shirt, medium=cast.medium)
    answer = client.get(path)
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).path != path
    sign_in(client, "kit")
    assert client.get(path).status_code == 403
    sign_in(client, "ruben")
    assert client.get(path).status_code == 200


def test_lists_ask_a_known_number_of_questions(
    cast: Cast, client: Client, django_assert_num_queries: Callable[..., Any]
) -> None:
    opened(cast, timezone.now())
    buy(client, cast, 2, "first")
    with django_assert_num_queries(2):  # the pre-orders; what was paid for each
        queries.preorders()
    with django_assert_num_queries(1):  # no purchase order, so no lines
        queries.purchase_orders()
    with django_assert_num_queries(1):  # no review, so no versions, answers, interests
        queries.reviews_of(cast.print)
    sign_in(client, "ruben")
    client.get("/preorders/")
    # who she is, the place, her roles and notices, reports open; then the pre-orders, what was
    # paid for each, and the products with variants, costs, pictures and agreements
    with CaptureQueriesContext(connection) as asked:
        client.get("/preorders/")
    again = len(asked)
    operations.withdraw_preorder(
        preorder=PreOrder.objects.get().id, by=cast.ruben, at=timezone.now()
    )
    operations.open_preorder(
        product=cast.shirt, goal=9, counted="orders", until=timezone.now() + DAY,
        promise="Later.", language="en", by=cast.ruben, at=timezone.now(),
    )  # fmt: skip
    client.get("/preorders/")  # the place is read anew once, since what is on sale changed
    with CaptureQueriesContext(connection) as more:
        client.get("/preorders/")
    assert len(more) == again


def test_the_shop_says_of_a_missed_one_that_it_is_not_made(cast: Cast, client: Client) -> None:
    now = timezone.now()
    made = opened(cast, now)
    operations.withdraw_preorder(preorder=made, by=cast.ruben, at=now)
    shown = text(client.get("/shop/"))
    assert "not made" in shown
    assert "sold out" not in shown
