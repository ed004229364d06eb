"""Pages of drops: announced by a maker, bought by who comes first, entered, drawn, checked."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cohive.trade import crowding, operations, queries
from cohive.trade.models import Drop, DropEntry, Order, Stock
from tests.trade.conftest import LOTTE, Cast
from tests.trade.drops import HOUR, announce, announce_draw, join, view_of
from tests.trade.test_desk_pages import sign_in, text

pytestmark = pytest.mark.django_db
ADDRESS = {**vars(LOTTE), "key": "form-1"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> list[datetime]:
    """What the pages take for now: its last item."""
    instants = [now]
    monkeypatch.setattr(timezone, "now", lambda: instants[-1])
    return instants


def test_a_maker_announces_a_drop_and_everybody_sees_when(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    sign_in(client, "ruben")
    assert f"product={cast.shirt}" in text(client.get("/drops/new/"))
    form = {
        "title": "Winter drop",
        f"pieces-{cast.medium}": "3",
        f"pieces-{cast.large}": "",
        "kind": "first_come",
        "opens_at": "2026-11-22T20:00",
        "closes_at": "2026-11-23T20:00",
        "per_person": "2",
        "pay_hours": "24",
        "contributor_tickets": "1",
        "public_source": "",
    }
    answer = client.post(f"/drops/new/?product={cast.shirt}", form)

    assert answer.status_code == 302
    assert answer["Location"] == "/drops/winter-drop/"
    client.logout()
    page = text(client.get("/drops/winter-drop/"))
    assert re.search(r"Opens in 1\d hours, 46 minutes", page), re.findall(r"Opens in[^<]*", page)
    assert "3 × M" in page
    assert "who comes first, at most 2 each" in page
    assert "Winter drop" in text(client.get("/drops/"))
    sold = queries.drop_by_slug("winter-drop")
    assert sold is not None
    shop = text(client.get("/products/two-harbours-long-sleeve/"))
    assert "/drops/winter-drop/" in shop


def test_a_mistake_is_said_at_its_field(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    sign_in(client, "ruben")
    form = {
        "title": "Winter drop",
        f"pieces-{cast.medium}": "9",
        "kind": "draw",
        "opens_at": "2026-11-22T20:00",
        "closes_at": "2026-11-22T19:00",
        "per_person": "1",
        "pay_hours": "24",
        "contributor_tickets": "1",
    }
    answer = client.post(f"/drops/new/?product={cast.shirt}", form)
    assert answer.status_code == 422
    assert "less than or equal to 5" in text(answer)
    answer = client.post(f"/drops/new/?product={cast.shirt}", {**form, f"pieces-{cast.medium}": 2})
    assert answer.status_code == 422
    assert "It must close later than it opens." in text(answer)
    assert not Drop.objects.exists()


def test_only_makers_announce_draw_and_end(cast: Cast, client: Client, now: datetime) -> None:
    announce(cast, now)
    sign_in(client, "kit")
    assert client.get("/drops/new/").status_code == 403
    assert client.post("/drops/winter-drop/end").status_code == 403
    assert client.post("/drops/winter-drop/draw").status_code == 403
    assert Drop.objects.filter(ended_at__isnull=True).count() == 1


def buy_url(cast: Cast, quantity: int = 1) -> str:
    return f"/drops/winter-drop/buy/?variant={cast.medium}&quantity={quantity}"


def test_who_comes_first_buys_and_goes_on_to_pay(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    drop = announce(cast, now)
    clock.append(now + HOUR)
    page = text(client.get("/drops/winter-drop/"))
    assert "Open now" in page
    assert "You need no account" not in page
    assert "Where shall it go?" in text(client.get(buy_url(cast)))

    answer = client.post(buy_url(cast), ADDRESS)
    assert answer.status_code == 302
    assert answer["Location"].endswith("/pay/")
    assert client.post(buy_url(cast), ADDRESS)["Location"] == answer["Location"]
    assert view_of(drop).left == 2
    again = client.post(buy_url(cast), {**ADDRESS, "key": "form-2"})
    assert again.status_code == 422
    assert "At most 1 for each person, and you have 1." in text(again)


def test_sold_out_is_said_without_a_transaction(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    """Queries: the place, what is left, the key; no write, no BEGIN."""
    announce(cast, now, pieces={cast.medium: 1})
    clock.append(now + HOUR)
    client.get(buy_url(cast))  # where her browser gets the secret of its forms
    client.post(buy_url(cast), ADDRESS)
    late = {**ADDRESS, "key": "form-2", "email": "late@home.example"}
    client.post(buy_url(cast), late)

    with CaptureQueriesContext(connection) as captured:
        answer = client.post(buy_url(cast), late)
    assert answer.status_code == 409
    assert "Others were a moment faster" in text(answer)
    assert len(captured) <= 3
    assert [q["sql"] for q in captured if not q["sql"].startswith("SELECT")] == []
    assert client.post(buy_url(cast), ADDRESS).status_code == 302  # her own form, sent again


def sent(client: Client, cast: Cast, form: dict[str, str], **headers: str) -> Any:
    """As a browser sends it: no files, no multipart."""
    kind = "application/x-www-form-urlencoded"
    return client.post(
        buy_url(cast),
        urlencode(form),
        content_type=kind,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def sold_out(cast: Cast, client: Client, now: datetime, clock: list[datetime]) -> dict[str, str]:
    """One piece, gone; returns a late guest's form."""
    announce(cast, now, pieces={cast.medium: 1})
    clock.append(now + HOUR)
    client.get(buy_url(cast))
    client.post(buy_url(cast), ADDRESS)
    client.cookies.pop("messages", None)  # a browser throws away what has expired
    return {**ADDRESS, "key": "form-2", "email": "late@home.example"}


def test_a_crowd_is_told_sold_out_by_one_look_at_the_shelf(
    cast: Cast,
    client: Client,
    now: datetime,
    clock: list[datetime],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = sold_out(cast, client, now, clock)
    moments = [1000.0]
    monkeypatch.setattr("cohive.trade.sold_out.time.monotonic", lambda: moments[0])
    first = sent(client, cast, late)
    with CaptureQueriesContext(connection) as captured:
        second = sent(client, cast, {**late, "key": "form-3"})
    assert [q["sql"].split(" WHERE")[0] for q in captured] == ["SELECT 1 FROM trade_order"]
    assert (second.status_code, second.content) == (409, first.content)
    assert dict(second.items()) == dict(first.items())
    assert "csrfmiddlewaretoken" not in text(second)
    chinese = sent(client, cast, late, accept_language="zh-hans")
    assert (first["Content-Language"], chinese["Content-Language"]) == ("en", "zh-Hans")
    # her own form, sent again, leads to her order while the page is believed
    assert sent(client, cast, ADDRESS).status_code == 302
    sent(client, cast, late)
    # what came back is sold again at the next look
    Stock.objects.filter(variant=cast.medium).update(on_hand=1)
    moments[0] += 0.2
    assert sent(client, cast, late).status_code == 302


def test_who_is_signed_in_gets_a_page_of_her_own(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    late = sold_out(cast, client, now, clock)
    sent(client, cast, late)
    sign_in(client, "kit")
    with CaptureQueriesContext(connection) as captured:
        assert sent(client, cast, late).status_code == 409
    assert any("trade_drop" in q["sql"] for q in captured)


def test_too_many_at_once_are_asked_to_come_again_with_what_they_wrote(
    cast: Cast,
    client: Client,
    now: datetime,
    clock: list[datetime],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    announce(cast, now)
    clock.append(now + HOUR)
    monkeypatch.setattr(crowding, "WAIT_SECONDS", 0)
    for _ in range(crowding.ORDERS_AT_ONCE):
        assert crowding.places.acquire(blocking=False)
    try:
        answer = client.post(buy_url(cast), ADDRESS)
        assert client.get(buy_url(cast)).status_code == 200  # reading goes on
    finally:
        for _ in range(crowding.ORDERS_AT_ONCE):
            crowding.places.release()

    assert (answer.status_code, answer["Retry-After"]) == (503, "3")
    page = text(answer)
    assert 'name="street" value="Lange Haven 74"' in page
    assert f'action="{buy_url(cast)}"'.replace("&", "&amp;") in page
    assert not Order.objects.exists()
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert client.post(buy_url(cast), fields).status_code == 302


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("variant=x", 400),
        ("variant={large}", 404),
        ("variant={medium}&quantity=-1", 404),
        ("variant={medium}&quantity=99", 200),
    ],
)
def test_an_address_that_cannot_be_is_refused(
    cast: Cast, client: Client, now: datetime, query: str, status: int
) -> None:
    announce(cast, now)
    query = query.format(medium=cast.medium, large=cast.large)
    assert client.get(f"/drops/winter-drop/buy/?{query}").status_code == status


def test_a_member_enters_leaves_and_sees_her_number(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    announce_draw(cast, now)
    clock.append(now + HOUR)
    assert "Sign in to enter" in text(client.get("/drops/winter-drop/"))
    assert client.post("/drops/winter-drop/enter").status_code == 302
    assert not DropEntry.objects.exists()
    sign_in(client, "kit")
    answer = client.post("/drops/winter-drop/enter", {"variant": cast.medium}, follow=True)

    number = DropEntry.objects.get().number
    assert f"You are in. Your number is {number}." in text(answer)
    assert f"Your number is {number}. Nobody else knows" in text(client.get("/drops/winter-drop/"))
    answer = client.post("/drops/winter-drop/leave", follow=True)
    assert "You left the draw." in text(answer)
    assert "Choose a size first." in text(client.post("/drops/winter-drop/enter", follow=True))


def test_winners_are_shown_by_number_and_a_winner_buys(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    drop = announce_draw(cast, now, pieces={cast.medium: 1}, public_source="The AEX of Monday")
    for member in (cast.kit, join("noor", now)):
        operations.enter_draw(drop=drop, variant=cast.medium, by=member, at=now + HOUR)
    clock.append(now + 2 * HOUR)
    assert client.get("/drops/winter-drop/draw.json").status_code == 404
    sign_in(client, "ruben")
    assert "Draw now" in text(client.get("/drops/winter-drop/"))
    answer = client.post("/drops/winter-drop/draw", {"public_word": "915.24"}, follow=True)
    assert "Drawn. The winners are told by mail." in text(answer)

    client.logout()
    told = client.get("/drops/winter-drop/draw.json").json()
    [winner] = told["winners"]
    page = text(client.get("/drops/winter-drop/"))
    assert str(winner) in page
    assert told["seed"] in page
    assert "verify_draw.py" in page
    first = DropEntry.objects.select_related("member").get(number=winner)
    sign_in(client, "kit" if first.member_id == cast.kit else "noor")
    assert "A piece is kept for you" in text(client.get("/drops/winter-drop/"))
    assert client.get("/drops/winter-drop/buy/").status_code == 200
    bought = client.post("/drops/winter-drop/buy/", ADDRESS)
    assert bought["Location"].endswith("/pay/")
    assert "you ordered" in text(client.get("/drops/winter-drop/"))
    sign_in(client, "noor" if first.member_id == cast.kit else "kit")
    assert client.get("/drops/winter-drop/buy/").status_code == 400
    assert "stands at place 2 of the drawn list" in text(client.get("/drops/winter-drop/"))


def test_a_winner_lets_the_next_have_it(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    drop = announce_draw(cast, now, pieces={cast.medium: 1})
    operations.enter_draw(drop=drop, variant=cast.medium, by=cast.kit, at=now + HOUR)
    operations.draw_drop(drop=drop, by=cast.firm, at=now + 2 * HOUR)
    clock.append(now + 2 * HOUR)
    sign_in(client, "kit")
    answer = client.post("/drops/winter-drop/leave", follow=True)

    assert "It goes to the next on the list." in text(answer)
    assert "the time to buy is over" in text(client.get("/drops/winter-drop/"))


def test_the_part_that_changes_is_asked_for_alone(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    announce(cast, now)
    part = client.get("/drops/winter-drop/", headers={"HX-Request": "true"})
    assert text(part).strip().startswith("<section")
    assert "Opens in 1 hour" in text(part)


def test_the_list_of_drops_asks_as_much_for_many_as_for_one(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    """Queries: place; current drops with pieces, stock, entries; past ones; five for products."""
    announce(cast, now, pieces={cast.medium: 1})
    client.get("/drops/")
    with CaptureQueriesContext(connection) as one:
        client.get("/drops/")
    for title in ("Second", "Third"):
        announce(cast, now, pieces={cast.large: 1}, title=title)
    with CaptureQueriesContext(connection) as three:
        page = text(client.get("/drops/"))
    assert all(title in page for title in ("Winter drop", "Second", "Third"))
    assert len(one) == len(three) <= 12


def test_past_drops_go_on_in_pages(
    cast: Cast, client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cohive.trade.views.drops.A_PAGE", 1)
    ended: list[UUID] = []
    for title in ("First", "Second"):
        ended.append(announce(cast, now, pieces={cast.medium: 1}, title=title))
        operations.end_drop(drop=ended[-1], by=cast.ruben, at=now + timedelta(minutes=1))
    page = text(client.get("/drops/"))
    assert "Second" in page
    assert ">First<" not in page
    assert ">First<" in text(client.get(f"/drops/?before={ended[1]}"))


def test_a_stall_is_not_chosen_among_drops(cast: Cast, client: Client, now: datetime) -> None:
    drop = announce(cast, now)
    sign_in(client, "ruben")
    shelf = Drop.objects.get(id=drop).location_id
    assert client.get(f"/sell/{shelf}/").status_code == 404
    assert client.get("/sell/")["Location"] == f"/sell/{cast.stall}/"
    carried = client.post(
        f"/stock/of/{cast.medium}/move",
        {"source": str(shelf), "destination": str(cast.stall), "quantity": 1},
    )
    assert carried.status_code == 422
    assert view_of(drop).left == 3
