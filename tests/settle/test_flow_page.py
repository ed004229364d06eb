"""The flow page: a product, an order, one's own part; the same numbers drawn and written."""

from __future__ import annotations

import pytest

from cohive.settle.models import Distribution
from cohive.settle.queries import flow as flows
from cohive.settle.queries import totals
from cohive.settle.views.flow import order_token
from tests.settle import shirt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def terms(monkeypatch, cast):
    """The agreement's frozen terms, as `create` would give them."""
    from cohive.settle.queries import flow

    monkeypatch.setattr(flow, "terms_of_pool", lambda pool: shirt.shirt_terms(cast))


def test_4800_00_came_in_and_1902_00_went_to_17_people(sold, cast):
    view = flows.flow_of_product(shirt.PRODUCT)
    assert (view.gross_minor, view.pool_minor, view.people_count) == (480000, 190200, 17)
    assert sum(person.amount_minor for person in view.people) == 190200
    assert view.waiting_minor == 0
    assert [(line[0], line[2]) for line in view.lines] == [
        ("tax", 83280),
        ("fixed", 36600),
        ("fixed", 130200),
        ("house", 39720),
    ]
    assert {channel.channel: channel.units for channel in view.channels} == {
        "web": 84,
        "stall": 24,
        "partner": 12,
    }


def test_what_works_received_passed_on_and_kept_adds_up(sold, cast):
    view = flows.flow_of_product(shirt.PRODUCT)
    works = {work.label: work for work in view.works}
    assert works["Two Harbours"].received == 76080
    assert works["Two Harbours"].kept == 38040
    assert works["Low tide timetable"].kept == 19020
    for work in view.works:
        assert work.received == work.passed + work.kept
    for person in view.people:
        assert sum(source.minor for source in person.sources) == person.amount_minor


def test_money_into_each_stop_is_money_out_of_it(sold, cast):
    view = flows.flow_of_product(shirt.PRODUCT)
    into, out = {}, {}
    for edge in view.streams.edges:
        out[edge.source] = out.get(edge.source, 0) + edge.minor
        into[edge.target] = into.get(edge.target, 0) + edge.minor
    for stop in out:
        if stop[0] in ("stage", "work"):
            assert into[stop] == out[stop], stop


def test_the_page_says_the_sums_and_names_everyone(sold, cast, client):
    page = client.get(f"/flow/{shirt.PRODUCT}/").content.decode()
    assert "Where the money of 120 pieces went" in page
    assert "€4,800.00" in page
    assert "€1,902.00" in page
    assert "17 people" in page
    assert "mei of the cast" in page
    assert page.count("<svg") >= 2
    assert client.get("/flow/").status_code == 302


def test_ones_own_part_alone(sold, cast, sign_in):
    page = sign_in(cast["mei"]).get(f"/flow/{shirt.PRODUCT}/?part=mine").content.decode()
    assert "€190.20" in page
    assert "anouk of the cast" not in page
    view = flows.flow_of_product(shirt.PRODUCT, only=cast["mei"])
    assert [person.amount_minor for person in view.people] == [19020]
    assert {work.label: work.received for work in view.works}["Two Harbours"] == 19020


def test_one_order_by_its_signed_address_only(sold, cast, client):
    order = Distribution.objects.get(id=sold[4]).order_id
    page = client.get(f"/flow/order/{order_token(order)}/").content.decode()
    assert "€80.00" in page
    assert "€31.70" in page
    last = Distribution.objects.get(id=sold[-1]).order_id
    page = client.get(f"/flow/order/{order_token(last)}/").content.decode()
    assert "came along from earlier sales" in page
    assert "−€0.06" in page
    assert client.get(f"/flow/order/{order}/").status_code == 404


def test_an_unknown_product_is_not_there(place, client):
    assert client.get(f"/flow/{shirt.PRODUCT}/").status_code == 404


def test_before_any_sale_the_list_says_what_will_stand_there(place, client):
    assert "Nothing has been sold yet" in client.get("/flow/").content.decode()


def test_what_came_back_since_a_day(sold, cast, now):
    all_time = totals.totals_returned("EUR")
    assert (all_time.amount.minor, all_time.people, all_time.units) == (190200, 17, 120)
    today = totals.totals_returned("EUR", since=now)
    assert today.units == 1
    assert today.amount.minor == 1585 + 6
    latest = totals.latest_credits(limit=3)
    assert len(latest) == 3
    assert latest[0].at == now
    (returned,) = totals.returned_of_product(shirt.PRODUCT)
    assert (returned.amount.minor, returned.people, returned.units) == (190200, 17, 120)
    assert [thing.title for thing in totals.things_made_by(cast["mei"])] == [
        "Two Harbours long-sleeve"
    ]
