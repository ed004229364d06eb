"""Size runs and purchase orders: what was ordered, sent to a printer, received onto the shelf."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from cohive.journal.models import Act
from cohive.trade import operations, queries
from cohive.trade.checks import wrong_stock
from cohive.trade.operations import BackLine, PieceFilling
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast, on_shelf
from tests.trade.preorders import DAY, clock, opened
from tests.trade.test_desk_pages import sign_in, text

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
Succeed = Callable[..., str]


@pytest.fixture
def reached(cast: Cast, place: Place, succeed: Succeed, now: datetime) -> UUID:
    """A pre-order of three pieces that has reached its goal, with names on two of them."""
    option = operations.add_option(
        product=cast.shirt, kind="text", label="Name", length=8, is_required=False,
        by=cast.ruben, at=now,
    )  # fmt: skip
    preorder = opened(cast, now)
    named = [PieceFilling(cast.medium, piece, option, "Mei") for piece in (0, 1)]
    succeed(place((cast.medium, 2), fillings=named))
    succeed(place((cast.large, 1)))
    clock(now)
    return preorder


def counted(run: queries.SizeRun) -> list[tuple[str, int, list[str]]]:
    return [(row.label, row.quantity, [one.words for one in row.filled]) for row in run.rows]


def test_a_size_run_counts_by_size_and_by_what_was_filled_in(cast: Cast, reached: UUID) -> None:
    run = queries.size_run_of_preorder(reached)
    assert counted(run) == [("L", 1, []), ("M", 2, ["Mei"])]
    assert run.pieces == 3


def test_what_went_back_is_not_ordered_from_the_printer(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    order = place((cast.medium, 3))
    succeed(order)
    line = queries.order(order).lines[0].id  # type: ignore[union-attr]
    operations.grant_refund(order=order, lines=[BackLine(line, 1)], by=cast.ruben, at=now)
    run = queries.size_run(cast.shirt, since=now - DAY, until=now + DAY)
    assert counted(run) == [("M", 2, [])]
    assert queries.size_run(cast.shirt, since=now + DAY, until=now + 2 * DAY).rows == ()


def test_what_is_promised_is_packed_and_the_rest_lies_free(
    cast: Cast, reached: UUID, now: datetime
) -> None:
    purchase = operations.write_purchase_of_preorder(preorder=reached, by=cast.ruben, at=now)
    with pytest.raises(Refused, match="written already"):
        operations.write_purchase_of_preorder(preorder=reached, by=cast.ruben, at=now)
    view = queries.purchase(purchase)
    assert view is not None
    medium, large = view.lines
    assert [(line.label, line.promised, line.quantity) for line in view.lines] == [
        ("M", 2, 2),
        ("L", 1, 1),
    ]
    with pytest.raises(Refused, match="at least the 2"):
        operations.order_purchase(
            purchase=purchase, supplier="", quantities={medium.id: 1}, by=cast.ruben, at=now
        )
    operations.order_purchase(
        purchase=purchase, supplier="Drukkerij", quantities={medium.id: 5}, by=cast.ruben, at=now
    )

    free = operations.receive_purchase(
        purchase=purchase, received={medium.id: 5, large.id: 1}, by=cast.ruben, at=now
    )

    assert free == 3
    assert (on_shelf(cast.medium), on_shelf(cast.large)) == (3, 0)
    assert wrong_stock() == ""
    acts = Act.objects.filter(object_id=purchase).order_by("id")
    assert list(acts.values_list("kind", flat=True)) == [
        "trade.purchase.written",
        "trade.purchase.ordered",
        "trade.purchase.received",
    ]
    with pytest.raises(Refused, match="cannot become"):
        operations.receive_purchase(purchase=purchase, received={}, by=cast.ruben, at=now)
    assert on_shelf(cast.medium) == 3


def test_a_dropped_one_can_be_written_anew(cast: Cast, reached: UUID, now: datetime) -> None:
    first = operations.write_purchase_of_preorder(preorder=reached, by=cast.ruben, at=now)
    operations.drop_purchase(purchase=first, by=cast.ruben, at=now)
    second = operations.write_purchase_of_preorder(preorder=reached, by=cast.ruben, at=now)
    assert [one.number for one in queries.purchase_orders()] == [2, 1]
    assert queries.purchase_of_preorder(reached).id == second  # type: ignore[union-attr]


def test_one_that_still_takes_orders_is_not_ordered_yet(cast: Cast, now: datetime) -> None:
    preorder = opened(cast, now)
    with pytest.raises(Refused, match="once the goal is reached"):
        operations.write_purchase_of_preorder(preorder=preorder, by=cast.ruben, at=now)


def test_the_printer_gets_it_as_pdf_and_as_a_table(
    cast: Cast, client: Client, reached: UUID
) -> None:
    sign_in(client, "ruben")
    made = client.post(f"/preorders/{reached}/purchase")
    address = made["Location"]
    page = text(client.get(address))
    assert "Purchase order 1" in page
    assert "Name: Mei" in page

    paper = client.get(f"{address}order.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    table = client.get(f"{address}order.csv").content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(table))) == [
        ["Article", "Size", "Filled in", "Pieces"],
        ["TH-M", "M", "Name: Mei", "2"],
        ["TH-L", "L", "", "1"],
    ]


def test_it_is_ordered_and_received_on_its_page(cast: Cast, client: Client, reached: UUID) -> None:
    sign_in(client, "ruben")
    address = client.post(f"/preorders/{reached}/purchase")["Location"]
    view = queries.purchase_of_preorder(reached)
    assert view is not None
    lines = {f"line-{line.id}": "4" for line in view.lines}
    client.post(f"{address}step", {**lines, "do": "order", "supplier": "Drukkerij"})
    assert "Drukkerij" in text(client.get(address))
    answer = client.post(f"{address}step", {**lines, "do": "receive"}, follow=True)
    assert "5 lie free on the shelf" in text(answer)
    assert (on_shelf(cast.medium), on_shelf(cast.large)) == (2, 3)


def test_what_was_sold_of_a_product_is_ordered_again(
    cast: Cast, client: Client, place: Place, succeed: Succeed, now: datetime
) -> None:
    succeed(place((cast.medium, 2)))
    sign_in(client, "ruben")
    days = {"since": now.date().isoformat(), "until": now.date().isoformat()}
    address = f"/purchases/of/{cast.shirt}/"
    assert "2 pieces" in text(client.get(address, days))
    made = client.post(address, days)
    assert made.status_code == 302
    view = queries.purchase_orders()[0]
    assert [(line.label, line.promised, line.quantity) for line in view.lines] == [("M", 0, 2)]
    assert "Purchase order 1" in text(client.get("/purchases/"))
    wrong = client.post(address, {**days, "until": (now - 3 * DAY).date().isoformat()})
    assert wrong.status_code == 422
