"""Forms that move value are acted on once; and no such form is forgotten."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from cohive.trade import operations as trade_operations
from cohive.trade import queries
from cohive.trade.models import GivenAnswer, Order, Payment, StockMove
from cohive.trade.once import forget_answers
from tests.trade.conftest import Cast, on_shelf
from tests.trade.test_desk_pages import sign_in

ROOT = Path(__file__).resolve().parents[2]
Place = Callable[..., UUID]


def form(once: str, **fields: object) -> dict[str, object]:
    return {"idempotency_key": once, **fields}


@pytest.mark.django_db
def test_the_same_form_again_gets_the_same_answer_and_does_nothing(
    cast: Cast, client: Client
) -> None:
    sign_in(client, "ruben")
    given = form("k1", **{f"pieces-{cast.medium}": "3"})
    address = "/stock/receive"
    first = client.post(address, given)
    again = client.post(address, given)
    by_header = client.post(
        address, {f"pieces-{cast.medium}": "3"}, headers={"Idempotency-Key": "k1"}
    )

    assert on_shelf(cast.medium) == 8
    assert {(answer.status_code, answer["Location"]) for answer in (first, again, by_header)} == {
        (302, first["Location"])
    }
    other = client.post(address, {**given, f"pieces-{cast.medium}": "4"})
    assert other.status_code == 409
    assert "used already" in other.content.decode()
    assert on_shelf(cast.medium) == 8
    assert client.post(address, {**given, "idempotency_key": "k2"}).status_code == 302
    assert on_shelf(cast.medium) == 11
    assert client.post(address, {**given, "idempotency_key": "k" * 65}).status_code == 400


@pytest.mark.django_db
def test_a_key_is_its_senders_own(cast: Cast, client: Client) -> None:
    given = form("k1", **{f"pieces-{cast.medium}": "1"})
    sign_in(client, "ruben")
    client.post("/stock/receive", given)
    sign_in(client, "steward")
    client.post("/stock/receive", given)
    assert on_shelf(cast.medium) == 7


@pytest.mark.django_db
def test_what_was_refused_may_be_mended_with_the_same_key(cast: Cast, client: Client) -> None:
    sign_in(client, "hanna")
    address = f"/sell/{cast.stall}/"
    trade_operations.receive_stock(
        variant=cast.medium, location=cast.stall, quantity=1, by=cast.ruben, at=timezone.now()
    )
    given = form("k1", variant=str(cast.medium), quantity="2", paid="cash", key="a")
    assert client.post(address, given).status_code == 422
    assert GivenAnswer.objects.count() == 0
    assert client.post(address, {**given, "quantity": "1"}).status_code == 302
    assert Order.objects.filter(channel="stall").count() == 1


@pytest.mark.django_db
def test_paying_again_with_the_same_form_leads_to_the_same_page(
    cast: Cast, place: Place, client: Client
) -> None:
    view = queries.order(place(at=timezone.now()))
    assert view is not None
    address = f"/orders/{view.reference}/{view.token}/pay/"
    first = client.post(address, form("k1", method="card"))
    assert client.post(address, form("k1", method="card"))["Location"] == first["Location"]
    assert client.post(address, form("k1", method="qr")).status_code == 409
    assert Payment.objects.count() == 1
    assert client.post(address, form("k2", method="qr")).status_code == 302


@pytest.mark.django_db
def test_answers_are_forgotten_after_thirty_days(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    client.post("/stock/receive", form("k1", **{f"pieces-{cast.medium}": "1"}))
    assert forget_answers(at=timezone.now() + timedelta(days=29)) == 0
    assert forget_answers(at=timezone.now() + timedelta(days=31)) == 1


@pytest.mark.django_db
def test_a_fault_in_the_middle_leaves_neither_effect_nor_answer(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, "ruben")
    monkeypatch.setattr("cohive.trade.views.stock.redirect", lambda *_: 1 / 0)
    client.raise_request_exception = False
    moves = StockMove.objects.count()
    given = form("k1", **{f"pieces-{cast.medium}": "1"})
    assert client.post("/stock/receive", given).status_code == 500
    assert (StockMove.objects.count(), GivenAnswer.objects.count()) == (moves, 0)


@pytest.mark.django_db
def test_every_form_carries_a_key_of_its_own(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    keys = re.findall(r'name="idempotency_key" value="([\w-]+)"', _text(client, "/stock/places/"))
    assert len(keys) >= 2
    assert len(set(keys)) == len(keys)


def _text(client: Client, path: str) -> str:
    return client.get(path).content.decode()


# Which routes move value: found in the code, not remembered by anybody.

MOVES = {"post", "take_pieces", "give_back", "write_moves"}
"""What in the end moves money in the books, or pieces on a shelf."""


def routes() -> list[tuple[str, Any]]:
    """(path, view) of every address of the rooms where value moves."""
    return sorted(
        (path, pattern.callback)
        for path, pattern in _patterns(get_resolver())
        if getattr(pattern.callback, "__module__", "").startswith(ROOMS)
    )


ROOMS = ("cohive.trade.", "cohive.settle.")


def _patterns(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for item in resolver.url_patterns:
        path = before + str(item.pattern)
        if isinstance(item, URLResolver):
            yield from _patterns(item, path)
        else:
            yield path, item


def marked() -> list[str]:
    return [path for path, view in routes() if getattr(view, "moves_value", False)]


def test_the_documentation_lists_every_route_that_moves_value() -> None:
    text = (ROOT / "docs" / "payments.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(/[^`]*)` \|", text, flags=re.MULTILINE)
    assert listed == marked()


def test_no_view_that_moves_value_is_without_the_mark() -> None:
    """A view from which a call leads to the books or the shelf is marked, or a signed message."""
    moving = _reaching(MOVES)
    assert {"confirm_payment", "grant_refund", "record_sale_here"} <= moving
    forgotten = [
        path
        for path, view in routes()
        if not getattr(view, "moves_value", False)
        and _called_by(inspect.unwrap(view)) & moving
        and path not in BY_SIGNATURE | ONCE_BY_THEIR_STATE | ONLY_SHOWN
    ]
    assert forgotten == []


BY_SIGNATURE = {f"/webhooks/{name}" for name in ("payments", "stripe", "wechat", "alipay")}
"""A provider's message has an id of its own, and its receipt is written with its effect."""
ONLY_SHOWN = {"/payouts/desk/<uuid:batch>/"}
"""Answers GET alone; a name it calls is that of a step elsewhere."""
ONCE_BY_THEIR_STATE = {"/stock/post/"}
"""Prices of parcels are replaced by those that are sent: again is the same."""


def _reaching(targets: set[str]) -> set[str]:
    """The doors of `operations` from which a call leads to one of these, by name."""
    calls: dict[str, set[str]] = {}
    for room in ("trade", "settle"):
        for path in (ROOT / "src" / "cohive" / room).rglob("*.py"):
            if "operations" not in path.parts and not path.stem.startswith("books"):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    calls.setdefault(node.name, set()).update(_names(node))
    found = set(targets)
    while True:
        more = {name for name, called in calls.items() if called & found} - found
        if not more:
            return {name for name in found if not name.startswith("_")}
        found |= more


def _called_by(view: Any) -> set[str]:
    """What a view and the functions of its own module that it calls call, by name."""
    module: ModuleType = importlib.import_module(view.__module__)
    tree = ast.parse(inspect.getsource(module))
    own = {node.name: _names(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
    found = set(own.get(view.__name__, set()))
    before: set[str] = set()
    while found != before:
        before = set(found)
        found |= {each for name in before for each in own.get(name, set())}
    return found


def _names(node: ast.AST) -> set[str]:
    return {
        call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute | ast.Name)
    }


@pytest.mark.django_db
def test_a_guests_key_opens_nothing_in_another_browser(cast: Cast) -> None:
    """She guesses or reads the key of another's form: she gets an order of her own."""
    address = f"/checkout/?variant={cast.one_print}&quantity=1"
    lotte, stranger = Client(), Client()
    keys = [form_key(one.get(address).content.decode()) for one in (lotte, stranger)]
    assert keys[0] != keys[1]
    ordered = lotte.post(address, {**LOTTES, "key": keys[0], "idempotency_key": "guessed"})
    again = lotte.post(address, {**LOTTES, "key": keys[0], "idempotency_key": "guessed"})
    taken = stranger.post(address, {**LOTTES, "key": keys[0], "idempotency_key": "guessed"})

    assert ordered["Location"] == again["Location"]
    assert taken.status_code == 302
    assert taken["Location"] != ordered["Location"]
    assert Order.objects.count() == 2


LOTTES = {
    "email": "lotte@home.example",
    "name": "Lotte Smit",
    "street": "Lange Haven 74",
    "postcode": "3111 CH",
    "town": "Schiedam",
    "country": "NL",
}


def form_key(page: str) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page)
    assert found is not None
    return found[1]
