"""Stock: every change has its move and its act; the books of the shelf sum up or say so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from cohive.journal.conditions import obstacles
from cohive.journal.models import Act, EconomicEvent
from cohive.trade import operations, queries
from cohive.trade.checks import uncleared, wrong_entries, wrong_stock
from cohive.trade.models import Location, Order, Payment, Stock, StockMove
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import Cast, on_shelf

pytestmark = pytest.mark.django_db


def last_act(kind: str) -> Act:
    return Act.objects.filter(kind=kind).order_by("-id")[0]


def test_received_pieces_lie_there_and_are_raised_in_the_journal(cast: Cast, now: datetime) -> None:
    operations.receive_stock(
        variant=cast.medium,
        location=cast.shelf,
        quantity=7,
        reason="printer",
        by=cast.ruben,
        at=now,
    )

    assert on_shelf(cast.medium) == 12
    move = StockMove.objects.order_by("-id")[0]
    assert (move.kind, move.quantity, move.reason) == ("received", 7, "printer")
    act = last_act("trade.stock.received")
    assert (act.actor_id, act.object_id) == (cast.ruben, cast.medium)
    flow = EconomicEvent.objects.get(act=act)
    assert (flow.action, flow.quantity, flow.stage) == ("raise", 7, "production")


def test_carried_pieces_are_neither_more_nor_fewer(cast: Cast, now: datetime) -> None:
    move = {"variant": cast.medium, "source": cast.shelf, "destination": cast.stall}
    operations.move_stock(**move, quantity=2, by=cast.ruben, at=now)

    assert queries.stock_table([cast.medium]) == {
        (cast.medium, cast.shelf): 3,
        (cast.medium, cast.stall): 2,
    }
    flow = EconomicEvent.objects.get(act=last_act("trade.stock.moved"))
    assert (flow.action, flow.quantity) == ("transferCustody", 2)
    with pytest.raises(Refused, match="Not so many"):
        operations.move_stock(**move, quantity=4, by=cast.ruben, at=now)
    with pytest.raises(Refused, match="lie there already"):
        operations.move_stock(
            **{**move, "destination": cast.shelf}, quantity=1, by=cast.ruben, at=now
        )
    with pytest.raises(Missing):
        operations.move_stock(**{**move, "destination": uuid4()}, quantity=1, by=cast.ruben, at=now)
    assert wrong_stock() == ""


def test_a_count_needs_its_reason_and_the_number_that_was_shown(cast: Cast, now: datetime) -> None:
    given = {"variant": cast.medium, "location": cast.shelf, "by": cast.ruben, "at": now}
    operations.correct_stock(**given, counted=3, expected=5, reason="two torn")

    assert on_shelf(cast.medium) == 3
    act = last_act("trade.stock.corrected")
    assert EconomicEvent.objects.get(act=act).action == "lower"
    with pytest.raises(Refused, match="count again"):
        operations.correct_stock(**given, counted=4, expected=5, reason="found one")
    with pytest.raises(Refused, match="few words"):
        operations.correct_stock(**given, counted=4, expected=3, reason=" ")
    with pytest.raises(Refused, match="number already"):
        operations.correct_stock(**given, counted=3, expected=3, reason="same")
    assert on_shelf(cast.medium) == 3


def test_places_open_and_close_by_acts(cast: Cast, now: datetime) -> None:
    opened = operations.open_location(name="Corner", kind="partner", by=cast.ruben, at=now)
    operations.close_location(location=opened, by=cast.ruben, at=now)

    assert Location.objects.get(id=opened).closed_at == now
    assert last_act("trade.location.opened").object_id == opened
    assert last_act("trade.location.closed").object_id == opened
    with pytest.raises(Missing):
        operations.receive_stock(
            variant=cast.medium, location=opened, quantity=1, by=cast.ruben, at=now
        )
    with pytest.raises(Refused, match="own shelf stays"):
        operations.close_location(location=cast.shelf, by=cast.ruben, at=now)
    assert operations.web_shelf(by=cast.ruben, at=now) == cast.shelf


def test_the_database_itself_refuses_less_than_nothing(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.filter(variant=cast.medium).update(on_hand=-1)


def test_a_move_is_never_changed_or_deleted(cast: Cast) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        StockMove.objects.update(quantity=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        StockMove.objects.all().delete()


def test_verify_names_a_shelf_that_was_changed_by_hand(cast: Cast) -> None:
    assert wrong_stock() == ""
    Stock.objects.filter(variant=cast.medium).update(on_hand=6)
    assert "stands at 6, its moves sum to 5" in wrong_stock()


def test_verify_names_an_order_that_was_paid_by_hand(cast: Cast, now: datetime) -> None:
    order = operations.record_sale_here(
        lines=[(cast.one_print, 1)],
        location=cast.shelf,
        paid="cash",
        by=cast.hanna,
        at=now,
        key="tap",
    )
    assert (wrong_entries(), uncleared()) == ("", "")
    Order.objects.filter(id=order).update(goods_minor=2600)
    assert f"order {order} is paid and not booked" in wrong_entries()
    Order.objects.filter(id=order).update(goods_minor=2500)
    Payment.objects.filter(order=order).update(amount_minor=2400)
    assert "till stands at -2500" in uncleared()


def test_a_product_without_a_piece_may_not_be_sold(cast: Cast) -> None:
    def about(product: UUID) -> list[str]:
        return [why for why in obstacles("create.may_sell", product) if "shelf" in why]

    assert about(cast.print) == []
    Stock.objects.update(on_hand=0)
    assert about(cast.print) == [
        "No piece lies on any shelf yet. Say how many there are and where."
    ]
