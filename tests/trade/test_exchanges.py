"""Another size: one request, one back, another sent, no money; the stock is right throughout."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from cohive.journal.models import Act
from cohive.trade import operations, queries
from cohive.trade.models import Exchange, Order, OrderLine, Refund
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import Cast, on_shelf
from tests.trade.test_desk_pages import sign_in, text
from tests.trade.test_money_back import arrive
from tests.trade.test_paying import faults, firm_balance

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
DAY = timedelta(days=1)


@pytest.fixture
def order(cast: Cast, place: Place, succeed: Callable[..., str], now: datetime) -> UUID:
    """Two shirts M that arrived."""
    bought = place((cast.medium, 2))
    succeed(bought)
    arrive(bought, cast, now)
    return bought


@pytest.fixture
def ask(cast: Cast, order: UUID, now: datetime) -> Callable[..., UUID]:
    """Ask for one shirt L for one M; everything can be given."""

    def exchange(**more: Any) -> UUID:
        given = {
            "order": order,
            "line": OrderLine.objects.get(order=order).id,
            "quantity": 1,
            "variant": cast.large,
            "by": cast.world,
            "at": now + DAY,
            **more,
        }
        return operations.ask_exchange(**given)

    return exchange


def door(order: UUID) -> str:
    view = queries.order(order)
    assert view is not None
    return view.url


def shelves(cast: Cast) -> tuple[int, int]:
    return on_shelf(cast.medium), on_shelf(cast.large)


def test_one_goes_back_another_is_sent_and_no_money_moves(
    cast: Cast, order: UUID, ask: Callable[..., UUID], now: datetime, hear: Callable[..., int]
) -> None:
    before = firm_balance(cast, "sales"), firm_balance(cast, "provider")
    assert shelves(cast) == (3, 5)
    exchange = ask()
    assert shelves(cast) == (3, 4)
    desk = {"exchange": exchange, "by": cast.ruben, "at": now + 2 * DAY}
    operations.accept_exchange(**desk)  # type: ignore[arg-type]
    operations.take_exchange_back(**desk, is_on_shelf=True)  # type: ignore[arg-type]
    assert shelves(cast) == (4, 4)
    operations.send_exchange(**desk, carrier="PostNL", tracking="3S 9")  # type: ignore[arg-type]

    row = Exchange.objects.get()
    assert (row.state, row.tracking, row.ended_at) == ("sent", "3S 9", now + 2 * DAY)
    assert shelves(cast) == (4, 4)
    assert (firm_balance(cast, "sales"), firm_balance(cast, "provider")) == before
    assert Refund.objects.count() == 0
    kinds = Act.objects.filter(kind__startswith="trade.exchange").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        f"trade.exchange.{step}" for step in ("asked", "accepted", "back", "sent")
    ]
    hear(now + 3 * DAY)
    assert [letter.subject.split(":")[0] for letter in mail.outbox][-2:] == [
        f"Another size for order {Order.objects.get().reference}",
        f"The other size of order {Order.objects.get().reference} is on its way",
    ]
    assert faults() == []


def test_what_comes_back_later_is_the_size_it_was_exchanged_for(
    cast: Cast, order: UUID, ask: Callable[..., UUID], now: datetime
) -> None:
    desk = {"exchange": ask(), "by": cast.ruben, "at": now + 2 * DAY}
    operations.accept_exchange(**desk)  # type: ignore[arg-type]
    operations.take_exchange_back(**desk, is_on_shelf=False)  # type: ignore[arg-type]
    operations.send_exchange(**desk)  # type: ignore[arg-type]
    assert shelves(cast) == (3, 4)
    line = OrderLine.objects.get(order=order).id
    with pytest.raises(Refused, match="of different sizes"):
        ask(quantity=2)
    for shelf in ((3, 5), (4, 5)):
        operations.grant_refund(
            order=order, lines=[operations.BackLine(line, 1, True)], by=cast.ruben, at=now
        )
        assert shelves(cast) == shelf
    assert faults() == []


@pytest.mark.parametrize("step", ["decline", "withdraw early", "withdraw late"])
def test_when_it_ends_early_the_new_one_lies_on_the_shelf_again(
    cast: Cast, order: UUID, ask: Callable[..., UUID], now: datetime, step: str
) -> None:
    desk = {"exchange": ask(), "by": cast.ruben, "at": now + 2 * DAY}
    if step == "decline":
        with pytest.raises(Refused, match="Say why"):
            operations.decline_exchange(**desk, answer=" ")  # type: ignore[arg-type]
        operations.decline_exchange(**desk, answer="worn")  # type: ignore[arg-type]
    else:
        if step == "withdraw late":
            operations.accept_exchange(**desk)  # type: ignore[arg-type]
        operations.withdraw_exchange(**desk)  # type: ignore[arg-type]
    assert shelves(cast) == (3, 5)
    with pytest.raises(Refused, match="cannot become"):
        operations.accept_exchange(**desk)  # type: ignore[arg-type]
    assert ask()
    assert faults() == []


def test_a_size_that_is_gone_is_refused_and_nothing_is_taken(
    cast: Cast, ask: Callable[..., UUID], place: Place
) -> None:
    place((cast.large, 5))
    with pytest.raises(Refused, match="L is sold out"):
        ask()
    assert Exchange.objects.count() == 0


def test_what_cannot_be_exchanged_is_refused(
    cast: Cast,
    order: UUID,
    ask: Callable[..., UUID],
    place: Place,
    succeed: Callable[..., str],
    now: datetime,
) -> None:
    unsent = place((cast.medium, 1))
    succeed(unsent)
    line = OrderLine.objects.get(order=unsent).id
    with pytest.raises(Refused, match="not sent yet"):
        ask(order=unsent, line=line)
    with pytest.raises(Missing):
        ask(line=line)
    for variant in (cast.medium, cast.one_print):
        with pytest.raises(Refused, match="Choose another size"):
            ask(variant=variant)
    with pytest.raises(Refused, match="2 can go back"):
        ask(quantity=3)
    with pytest.raises(Refused, match="could be sent back until"):
        ask(at=now + 15 * DAY)
    with pytest.raises(Missing):
        operations.accept_exchange(exchange=uuid4(), by=cast.ruben, at=now)


def test_an_exchange_and_a_refund_never_wait_at_the_same_time(
    cast: Cast, order: UUID, ask: Callable[..., UUID], now: datetime
) -> None:
    line = OrderLine.objects.get(order=order).id
    refund = {"order": order, "reason": "unsaid", "by": cast.world, "at": now}
    exchange = ask()
    for wish in (
        lambda: operations.request_refund(**refund, lines=[(line, 1)]),  # type: ignore[arg-type]
        lambda: operations.grant_refund(order=order, lines=[(line, 1)], by=cast.ruben, at=now),
        ask,
    ):
        with pytest.raises(Refused, match="Finish or withdraw it first"):
            wish()
    operations.withdraw_exchange(exchange=exchange, by=cast.world, at=now)
    operations.request_refund(**refund, lines=[(line, 1)])  # type: ignore[arg-type]
    with pytest.raises(Refused, match="asked already"):
        ask()


def test_the_database_holds_one_open_exchange_for_an_order(
    ask: Callable[..., UUID], cast: Cast
) -> None:
    ask()
    row = Exchange.objects.get()
    row.id = uuid4()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_it_goes_through_the_pages_of_buyer_and_desk(
    cast: Cast, order: UUID, client: Client
) -> None:
    line = OrderLine.objects.get(order=order).id
    page = text(client.get(door(order)))
    assert "Another size" in page
    assert f"{line}:{cast.large}" in page
    asked = {"exchange": f"{line}:{cast.large}", "quantity": "1"}
    for wrong in ({**asked, "quantity": "x"}, {**asked, "exchange": "none"}):
        client.post(f"{door(order)}exchange", wrong)
    assert Exchange.objects.count() == 0
    shown = text(client.post(f"{door(order)}exchange", asked, follow=True))
    assert "Asked; it is kept for you" in shown
    assert "Ask to send it back" not in shown

    exchange = Exchange.objects.get()
    step = f"/pack/exchanges/{exchange.id}"
    assert client.post(f"{step}/accept").status_code == 302
    sign_in(client, "hanna")
    assert client.post(f"{step}/accept").status_code == 403
    exchange.refresh_from_db()
    assert exchange.state == "asked"
    sign_in(client, "ruben")
    assert "wants 1 × Two Harbours long-sleeve, L" in text(client.get("/pack/"))
    client.post(f"{step}/accept")
    assert "The old one is here" in text(client.get("/pack/"))
    client.post(f"{step}/back", {"shelf": "on"})
    assert "Lange Haven 74" in text(client.get("/pack/"))
    client.post(f"{step}/sent", {"tracking": "3S 9"})
    assert client.post(f"{step}/dance").status_code == 404
    assert client.post(f"/pack/exchanges/{uuid4()}/accept").status_code == 404
    client.logout()
    done = text(client.get(door(order)))
    assert "Sent to you." in done
    assert f"{line}:{cast.medium}" in done  # she may find that the first one fitted
    assert "3S 9" in done


def test_the_buyer_keeps_what_she_has_and_no_stranger_decides_it(
    cast: Cast, order: UUID, ask: Callable[..., UUID], client: Client, place: Place
) -> None:
    exchange = ask()
    other = door(place())
    assert client.post(f"{other}exchange/{exchange}/withdraw").status_code == 404
    client.post(f"{door(order)}exchange/{exchange}/withdraw")
    assert Exchange.objects.get().state == "withdrawn"
