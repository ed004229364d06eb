"""The firm's own pages: who may open them, and that each does what its button says."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cohive.bond.models import User
from cohive.trade import operations, queries
from cohive.trade.models import Location, Order, Refund
from tests.trade.conftest import Cast, on_shelf

pytestmark = pytest.mark.django_db


def sign_in(client: Client, name: str) -> None:
    client.force_login(User.objects.get(email=f"{name}@example.org"))


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def paid(cast: Cast, place: Callable[..., UUID], succeed: Callable[..., str]) -> Order:
    order = place((cast.medium, 2))
    succeed(order)
    return Order.objects.get(id=order)


DESK = ["/pack/", "/stock/", "/stock/places/", "/stock/post/"]


def test_the_desk_leads_to_the_work_each_role_does(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    desk = text(client.get("/desk/"))
    assert all(f'<li><a href="{way}"' in desk for way in ("/pack/", "/stock/", "/sell/"))
    sign_in(client, "hanna")
    desk = text(client.get("/desk/"))
    assert '<li><a href="/sell/"' in desk
    assert '<li><a href="/pack/"' not in desk


def test_without_a_table_a_maker_is_led_to_opening_one(cast: Cast, client: Client) -> None:
    Location.objects.exclude(kind="web").update(closed_at=timezone.now())
    sign_in(client, "ruben")
    assert 'class="btn small" href="/stock/places/"' in text(client.get("/sell/"))
    sign_in(client, "hanna")
    assert "/stock/places/" not in text(client.get("/sell/"))


def test_pieces_are_carried_to_another_shelf_unless_one_says_otherwise(
    cast: Cast, client: Client
) -> None:
    sign_in(client, "ruben")
    page = text(client.get(f"/stock/of/{cast.medium}/"))
    chosen = re.findall(r'<option value="([^"]+)" selected', page)
    assert chosen != []
    assert str(Location.objects.get(kind="web").id) not in chosen


@pytest.mark.parametrize("page", DESK)
def test_the_desk_is_the_makers_alone(cast: Cast, client: Client, page: str) -> None:
    assert client.get(page).status_code == 302
    for name, status in (("kit", 403), ("hanna", 403), ("ruben", 200)):
        sign_in(client, name)
        assert client.get(page).status_code == status, (name, page)


def test_no_button_of_the_desk_works_for_others(cast: Cast, client: Client, paid: Order) -> None:
    variant = f"/stock/of/{cast.medium}"
    sign_in(client, "hanna")
    assert client.get(f"{variant}/").status_code == 403
    for address in (
        f"/pack/{paid.id}/packed",
        f"/pack/{paid.id}/sent",
        f"/pack/{paid.id}/arrived",
        f"/pack/{paid.id}/refund",
        f"/pack/refunds/{uuid4()}/decline",
        "/stock/receive",
        f"{variant}/move",
        f"{variant}/count",
        "/stock/places/",
        f"/stock/places/{cast.stall}/close",
        "/stock/post/",
    ):
        assert client.post(address).status_code == 403, address
    paid.refresh_from_db()
    assert paid.state == "paid"


def test_foreign_ids_are_not_found(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    strange = uuid4()
    assert client.get(f"/stock/of/{strange}/").status_code == 404
    for address in (
        f"/pack/{strange}/packed",
        f"/pack/{strange}/sent",
        f"/pack/{strange}/arrived",
        f"/pack/{strange}/refund",
        f"/pack/refunds/{strange}/decline",
        f"/stock/of/{strange}/move",
        f"/stock/of/{strange}/count",
        f"/stock/places/{strange}/close",
        f"/sell/{strange}/",
        f"/sell/{strange}/back/{strange}",
    ):
        assert client.post(address, {"answer": "no"}).status_code == 404, address
    strange_pieces = {f"pieces-{strange}": "1"}
    assert client.post("/stock/receive", strange_pieces).status_code == 404
    assert client.post("/stock/receive", {"pieces-x": "1"}).status_code == 404
    elsewhere = {f"pieces-{cast.medium}": "1", "location": str(strange)}
    assert client.post("/stock/receive", elsewhere).status_code == 404
    assert client.get(f"/sell/{strange}/").status_code == 404
    assert client.get(f"/sell/{cast.shelf}/").status_code == 404


def test_packed_sent_arrived(cast: Cast, client: Client, paid: Order) -> None:
    sign_in(client, "ruben")
    assert paid.reference in text(client.get("/pack/"))
    client.post(f"/pack/{paid.id}/packed")
    page = text(client.get("/pack/"))
    assert "Packed, not yet sent" in page
    assert "Lange Haven 74" in page
    client.post(f"/pack/{paid.id}/sent", {"carrier": "PostNL", "tracking": "3S 7"})
    view = queries.order(paid.id)
    assert view is not None
    assert view.parcel is not None
    assert (view.state, view.parcel.tracking, view.parcel.by) == ("sent", "3S 7", cast.ruben)
    again = text(client.post(f"/pack/{paid.id}/packed", follow=True))
    assert "cannot become packed" in again
    client.post(f"/pack/{paid.id}/arrived")
    assert queries.order(paid.id).state == "arrived"  # type: ignore[union-attr]


def test_a_request_is_granted_or_declined_on_the_page(
    cast: Cast, client: Client, paid: Order
) -> None:
    line = paid.lines.get().id
    asked = operations.request_refund(
        order=paid.id, lines=[(line, 1)], reason="faulty", by=cast.world, at=paid.placed_at
    )
    sign_in(client, "ruben")
    assert "They want to send something back" in text(client.get("/pack/"))
    silent = text(client.post(f"/pack/refunds/{asked}/decline", {"answer": ""}, follow=True))
    assert "Say why" in silent
    strange = {"refund": str(uuid4()), f"line-{line}": "1"}
    assert client.post(f"/pack/{paid.id}/refund", strange).status_code == 404
    client.post(
        f"/pack/{paid.id}/refund",
        {"refund": str(asked), f"line-{line}": "1", f"shelf-{line}": "on"},
    )

    assert Refund.objects.get().state == "granted"
    assert on_shelf(cast.medium) == 4


def test_pieces_are_received_moved_and_counted(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    page = f"/stock/of/{cast.medium}/"
    client.post("/stock/receive", {f"pieces-{cast.medium}": "7", f"pieces-{cast.large}": ""})
    assert on_shelf(cast.medium) == 12
    move = {"source": str(cast.shelf), "destination": str(cast.stall), "quantity": "4"}
    assert client.post(f"{page}move", move).status_code == 302
    assert client.post(f"{page}move", {**move, "quantity": "99"}).status_code == 422
    assert client.post(f"{page}move", {**move, "destination": str(cast.shelf)}).status_code == 422
    count = {"location": str(cast.shelf), "expected": "8", "counted": "7", "reason": "one torn"}
    assert client.post(f"{page}count", count).status_code == 302
    stale = client.post(f"{page}count", count)
    assert stale.status_code == 422
    assert "Please count again" in text(stale)
    shown = text(client.get(page))
    assert "one torn" in shown
    assert queries.on_hand([cast.medium], cast.stall) == {cast.medium: 4}
    assert on_shelf(cast.medium) == 7


@pytest.mark.parametrize("number", ["x", "-3", "0", "1.5", "99999999"])
def test_a_number_that_is_none_is_refused(cast: Cast, client: Client, number: str) -> None:
    sign_in(client, "ruben")
    client.post("/stock/receive", {f"pieces-{cast.medium}": number})
    assert on_shelf(cast.medium) == 5


def test_a_form_never_leads_to_another_place(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    for back in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        answer = client.post("/stock/receive", {f"pieces-{cast.medium}": "1", "back": back})
        assert answer["Location"] == "/stock/"


def test_a_stall_is_opened_and_closed_when_empty(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    client.post("/stock/places/", {"name": "Record Corner", "kind": "partner"})
    again = client.post("/stock/places/", {"name": "Record Corner", "kind": "partner"})
    assert again.status_code == 422
    assert client.post("/stock/places/", {"name": "X", "kind": "web"}).status_code == 422
    corner = Location.objects.get(name="Record Corner")
    operations.receive_stock(
        variant=cast.medium, location=corner.id, quantity=1, by=cast.ruben, at=corner.created_at
    )
    assert "Carry the pieces elsewhere first" in text(
        client.post(f"/stock/places/{corner.id}/close", follow=True)
    )
    client.post(f"/stock/places/{cast.stall}/close")
    assert Location.objects.get(id=cast.stall).closed_at is not None


def test_prices_of_parcels_are_lines_of_text(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    lines = "Netherlands; nl; 4.95\nNear; BE, DE; 8,95\nAll others; *; 15"
    assert client.post("/stock/post/", {"rates": lines}).status_code == 302
    rates = queries.shipping_rates()
    assert [(rate.label, rate.countries, rate.amount.minor) for rate in rates] == [
        ("Netherlands", ("NL",), 495),
        ("Near", ("BE", "DE"), 895),
        ("All others", ("*",), 1500),
    ]
    assert "Near; BE DE; 8.95" in text(client.get("/stock/post/"))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Netherlands 4.95", "Line 1: write a name"),
        ("Netherlands; Nederland; 4.95", "is not a country code"),
        ("A; NL; 1\nB; NL; 2", "NL stands in two prices"),
        ("A; NL; four", "is not an amount"),
        ("A; NL; -1", "nothing or more"),
        ("A; ; 1", "at least one country"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(
    cast: Cast, client: Client, line: str, sentence: str
) -> None:
    sign_in(client, "ruben")
    answer = client.post("/stock/post/", {"rates": line})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert queries.shipping_rates() == []
