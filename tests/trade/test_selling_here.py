"""Selling from hand to hand: one tap sells, another takes it back, a code lets them pay."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cohive.journal.models import Act
from cohive.trade import operations, queries
from cohive.trade.models import Order
from cohive.trade.operations import PastLine
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import Cast, payment_event
from tests.trade.test_desk_pages import sign_in, text
from tests.trade.test_paying import faults, firm_balance

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(cast: Cast, now: datetime) -> str:
    """The stall's page, with three shirts M on the table."""
    operations.move_stock(
        variant=cast.medium,
        source=cast.shelf,
        destination=cast.stall,
        quantity=3,
        by=cast.ruben,
        at=now,
    )
    return f"/sell/{cast.stall}/"


def lying(cast: Cast) -> int:
    return queries.on_hand([cast.medium], cast.stall)[cast.medium]


def sell(cast: Cast, now: datetime, **more: object) -> UUID:
    given: dict[str, object] = {
        "lines": [(cast.medium, 1)],
        "location": cast.stall,
        "paid": "cash",
        "by": cast.hanna,
        "at": now,
        "key": str(uuid4()),
        **more,
    }
    return operations.record_sale_here(**given)  # type: ignore[arg-type]


def test_a_sale_is_paid_handed_over_and_booked_at_once(
    cast: Cast, table: str, now: datetime
) -> None:
    order = sell(cast, now, lines=[(cast.medium, 2)])

    view = queries.order(order)
    assert view is not None
    assert (view.state, view.channel, view.paid_at) == ("handed_over", "stall", now)
    assert (firm_balance(cast, "till"), firm_balance(cast, "sales")) == (-8000, 8000)
    kinds = Act.objects.filter(object_id=order).order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["trade.order.placed", "trade.order.paid"]
    settled = queries.order_for_settlement(order)
    assert settled is not None
    assert [(line.quantity, line.unit_price_minor) for line in settled.lines] == [(2, 4000)]
    assert settled.lines[0].agreement
    assert queries.sold_units(cast.shirt) == {"stall": 2}
    assert lying(cast) == 1
    assert faults() == []


def test_the_same_tap_twice_is_one_sale(cast: Cast, table: str, now: datetime) -> None:
    first = sell(cast, now, key="tap")
    assert sell(cast, now, key="tap") == first
    assert lying(cast) == 2
    with pytest.raises(Refused, match="written already"):
        sell(cast, now, key="tap", paid="card")


def test_what_does_not_lie_here_is_not_sold_here(cast: Cast, table: str, now: datetime) -> None:
    with pytest.raises(Refused, match="Only 3 left"):
        sell(cast, now, lines=[(cast.medium, 4)])
    with pytest.raises(Refused, match="sold out"):
        sell(cast, now, lines=[(cast.large, 1)])
    with pytest.raises(Refused, match="Choose how it was paid"):
        sell(cast, now, paid="gold")
    with pytest.raises(Missing):
        sell(cast, now, location=uuid4())
    assert lying(cast) == 3


def test_a_sale_can_be_taken_back_within_a_day(cast: Cast, table: str, now: datetime) -> None:
    order = sell(cast, now)
    late = sell(cast, now)
    operations.take_sale_back(order=order, location=cast.stall, by=cast.hanna, at=now)

    assert lying(cast) == 2
    assert firm_balance(cast, "till") == -4000
    assert Act.objects.filter(kind="trade.order.refunded").count() == 1
    with pytest.raises(Refused, match="taken back already"):
        operations.take_sale_back(order=order, location=cast.stall, by=cast.hanna, at=now)
    with pytest.raises(Refused, match="within a day"):
        operations.take_sale_back(
            order=late, location=cast.stall, by=cast.hanna, at=now + timedelta(hours=25)
        )
    with pytest.raises(Missing):
        operations.take_sale_back(order=late, location=cast.shelf, by=cast.hanna, at=now)
    assert faults() == []


def test_the_page_is_for_sellers(cast: Cast, table: str, client: Client) -> None:
    for address in ("/sell/", table, f"{table}phone"):
        assert client.get(address).status_code == 302
    sign_in(client, "kit")
    for address in ("/sell/", table, f"{table}phone"):
        assert client.get(address).status_code == 403
    assert client.post(table).status_code == 403
    assert client.post(f"{table}back/{uuid4()}").status_code == 403
    sign_in(client, "hanna")
    assert client.get("/sell/")["Location"] == table
    assert client.get(table).status_code == 200


def test_one_tap_sells_and_one_takes_it_back(cast: Cast, table: str, client: Client) -> None:
    sign_in(client, "hanna")
    tap = {"variant": str(cast.medium), "quantity": "2", "paid": "card", "key": "tap"}
    page = text(client.post(table, tap, follow=True))
    assert "Sold: 2 × Two Harbours long-sleeve, M. 1 left here." in unescape(page)
    client.post(table, tap)
    order = Order.objects.get()
    client.post(f"{table}back/{order.id}")

    assert lying(cast) == 3
    assert "taken back" in text(client.get(table))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"quantity": "4"}, "Only 3 left"),
        ({"quantity": "many"}, "Choose what is sold"),
        ({"variant": ""}, "Choose what is sold"),
        ({"paid": ""}, "Choose how it was paid"),
    ],
)
def test_a_tap_that_cannot_be_is_said_in_words(
    cast: Cast, table: str, client: Client, changed: dict[str, str], sentence: str
) -> None:
    sign_in(client, "hanna")
    tap = {"variant": str(cast.medium), "quantity": "1", "paid": "cash", "key": "tap", **changed}
    answer = client.post(table, tap)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Order.objects.exists()


def test_the_buyers_phone_opens_exactly_this_basket(cast: Cast, table: str, client: Client) -> None:
    sign_in(client, "hanna")
    tap = {"variant": str(cast.medium), "quantity": "2", "paid": "phone"}
    code = client.post(table, tap)
    page = text(client.get(code["Location"]))
    assert '<svg class="qr"' in page
    address = unescape(re.findall(r'href="http://localhost:8000(/checkout/[^"]+)"', page)[0])
    phone = Client()
    assert "You take it with you" in text(phone.get(address))
    pay_url = phone.post(address, {"key": "phone-1", "email": ""})["Location"]
    order = Order.objects.get()
    assert (order.channel, order.location_id, lying(cast)) == ("stall", cast.stall, 1)
    operations.confirm_payment(event=payment_event(order.id, timezone.now()), at=timezone.now())

    assert "Show this page at the table" in text(phone.get(pay_url, follow=True))
    order.refresh_from_db()
    assert order.state == "handed_over"
    assert "their phone" in text(client.get(table))
    assert faults() == []


def test_a_code_for_another_table_or_an_old_one_opens_nothing(
    cast: Cast, table: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "hanna")
    tap = {"variant": str(cast.medium), "quantity": "1", "paid": "phone"}
    code = str(client.post(table, tap)["Location"])
    query = code.split("?", 1)[1]
    assert client.get(f"{table}phone?variant={cast.medium}&quantity=1").status_code == 404
    assert client.get(f"/checkout/?{query}x").status_code == 404
    monkeypatch.setattr("cohive.trade.baskets.STALL_SECONDS", -1)
    over = client.get(f"/checkout/?{query}")
    assert over.status_code == 400
    assert "This code is over" in text(over)


def test_a_sale_of_the_past_moves_no_stock_and_mails_nobody(
    cast: Cast, now: datetime, hear: Callable[..., int]
) -> None:
    settled = queries.order_for_settlement(sell_before(cast, now))
    assert settled is not None
    line = PastLine(
        product=cast.shirt,
        variant=cast.medium,
        agreement=settled.lines[0].agreement,  # type: ignore[arg-type]
        title="Two Harbours",
        quantity=3,
        unit_price_minor=1234,
    )
    given = {"lines": [line], "currency": "USD", "by": cast.ruben, "at": now, "key": "file:1"}
    order = operations.record_past_sale(**given)  # type: ignore[arg-type]
    assert operations.record_past_sale(**given) == order  # type: ignore[arg-type]

    assert queries.sold_units(cast.shirt) == {"import": 3, "stall": 1}
    assert lying(cast) == 0
    assert faults() == []


def sell_before(cast: Cast, now: datetime) -> UUID:
    operations.receive_stock(
        variant=cast.medium, location=cast.stall, quantity=1, by=cast.ruben, at=now
    )
    return sell(cast, now)
