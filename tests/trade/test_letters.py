"""The mails of an order, in its buyer's language, each at its moment and once; three screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client

from cohive.trade import operations, queries
from cohive.trade.models import Order
from tests.trade.conftest import LOTTE, Cast
from tests.trade.test_buying_pages import CARD, basket, checkout, deliver, go_to_bank
from tests.trade.test_money_back import give_back

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def letters(order: UUID) -> list[tuple[str, str]]:
    """(the subject without the order's reference, the first line)."""
    reference = Order.objects.get(id=order).reference
    return [
        (one.subject.replace(f" {reference}", ""), str(one.body).splitlines()[0])
        for one in mail.outbox
        if reference in one.subject
    ]


def test_who_does_not_pay_is_written_to_once_and_who_pays_is_not(
    cast: Cast,
    place: Callable[..., UUID],
    succeed: Callable[..., str],
    hear: Callable[..., int],
    now: datetime,
) -> None:
    waiting, paid = place(), place(contact=replace(LOTTE, email="other@home.example"))
    succeed(paid)
    hear(now + 5 * MINUTE)
    assert letters(waiting) == []
    hear(now + 10 * MINUTE)
    hear(now + 13 * MINUTE)
    [(subject, sentence)] = letters(waiting)
    assert subject == "Your order waits for its payment"
    assert "is kept for you until" in sentence
    assert [subject for subject, _ in letters(paid)] == ["Your order is paid"]


def test_every_step_is_told_in_the_language_of_the_order(
    cast: Cast,
    place: Callable[..., UUID],
    succeed: Callable[..., str],
    hear: Callable[..., int],
    now: datetime,
) -> None:
    order, sent = place(language="en"), place(language="zh-hans")
    for one in (order, sent):
        succeed(one)
    operations.cancel_order(order=order, by=cast.world, at=now)
    refund = queries.order(order).refunds[0].id  # type: ignore[union-attr]
    operations.ship_order(order=sent, by=cast.ruben, at=now)
    hear(now)
    give_back(order, refund, now)
    hear(now + MINUTE)

    assert {subject for subject, _ in letters(order)} == {
        "Your order is paid",
        "Your order is cancelled",
        "Money back from order",
    }
    assert "goes back the way it came, by itself" in dict(letters(order))["Your order is cancelled"]
    assert not any("Your order" in subject for subject, _ in letters(sent))
    assert len(letters(sent)) == 2


def test_a_cancelled_unpaid_order_says_that_nothing_was_charged(
    cast: Cast, place: Callable[..., UUID], hear: Callable[..., int], now: datetime
) -> None:
    order = place()
    operations.cancel_order(order=order, by=cast.world, at=now)
    hear(now)
    assert letters(order)[0][1].endswith("Nothing was charged.")


def test_a_guest_sees_three_screens_of_ours(cast: Cast, client: Client) -> None:
    seen = [client.get(basket(cast.one_print)).status_code]
    pay = checkout(client, cast)
    seen.append(client.get(pay).status_code)
    back = client.post(go_to_bank(client, pay), {"card_number": CARD})
    deliver(client)
    seen.append(client.get(back["Location"]).status_code)
    assert seen == [200, 200, 200]
    assert Order.objects.get().state == "paid"
