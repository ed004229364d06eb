"""The first run in the browser: opened by a key, closed for good once the place has begun."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cohive.bond.queries import place, roles_of, stewards
from cohive.create.queries import current_terms
from cohive.house.pages.doors import begin_key, for_terminal
from cohive.journal.queries import latest_acts
from cohive.trade.queries import web_location

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "Night Ferry",
    "name_alt": "夜渡",
    "tagline": "Made by the people who buy from it.",
    "languages": ["en", "zh-hans"],
    "currency": "EUR",
    "tax_name": "VAT",
    "tax_percent": "21",
    "template": "label",
    "steward_email": "ruben@nightferry.example",
    "steward_name": "Ruben",
    "steward_password": "a long tide table",
}


def answer(client, **changes):  # type: ignore[no-untyped-def]
    return client.post(reverse("house:begin"), {**GOOD, "key": begin_key(), **changes})


def test_the_page_is_shut_without_its_key(client):
    assert client.get(reverse("house:begin")).status_code == 403
    assert client.get(reverse("house:begin"), {"key": "forged"}).status_code == 403
    assert client.post(reverse("house:begin"), GOOD).status_code == 403
    assert place() is None


def test_the_terminal_prints_the_key(client):
    (door,) = for_terminal("http://localhost:8000")
    assert client.get(door.url.removeprefix("http://localhost:8000")).status_code == 200


def test_every_page_leads_to_the_beginning(client):
    assert client.get("/").headers["Location"] == reverse("house:begin")


def test_a_place_begins_and_its_steward_is_signed_in(client, hear):
    came = answer(client)
    assert came.status_code == 302
    assert came.headers["Location"] == reverse("house:first-steps")
    assert client.get(came.headers["Location"]).status_code == 200
    opened = place()
    assert opened is not None
    assert (opened.name, opened.currency) == ("Night Ferry", "EUR")
    assert str(opened.tax_rate) == "21/100"
    (steward,) = stewards()
    assert {"steward", "maker", "seller"} <= roles_of(steward)
    assert web_location() is not None
    assert "bond.place.founded" in {act.kind for act in latest_acts()}
    hear()
    assert current_terms() is not None


def test_it_closes_for_good(client):
    answer(client)
    again = client.get(reverse("house:begin"), {"key": begin_key()})
    assert again.status_code == 302
    assert answer(client, name="Another").status_code == 302
    assert place().name == "Night Ferry"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("tax_percent", "lots", "Write the tax as a percentage from 0 to 100"),
        ("tax_percent", "101", "Write the tax as a percentage from 0 to 100"),
        ("steward_email", "nobody", "valid email"),
        ("steward_password", "short", "at least 10"),
        ("name", "", "required"),
        ("template", "bakery", "Select a valid choice"),
    ],
)
def test_a_wrong_answer_is_said_at_its_field(client, field, value, sentence):
    said = answer(client, **{field: value})
    assert said.status_code == 422
    text = said.content.decode()
    assert sentence in text
    assert f'href="#id_{field}"' in text or f'id="f-{field}' in text
    assert place() is None


def test_the_same_page_in_chinese(client):
    page = client.get(
        reverse("house:begin"), {"key": begin_key()}, headers={"accept-language": "zh-CN"}
    )
    assert "开一处自己的地方" in page.content.decode()
