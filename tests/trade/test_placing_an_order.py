"""Placing: pieces are set aside, nothing is sold twice, the same form is the same order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from cohive.create.operations import end_sale
from cohive.journal.models import Act
from cohive.spread.operations import make_link
from cohive.trade import operations, queries
from cohive.trade.models import Order, OrderContact, StockMove
from cohive.trade.queries import RateView
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import LOTTE, Cast, on_shelf

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
HALF_HOUR = timedelta(minutes=30)


def acts(order: UUID) -> list[str]:
    return list(Act.objects.filter(object_id=order).order_by("id").values_list("kind", flat=True))


def test_an_order_sets_its_pieces_aside_and_says_so(cast: Cast, place: Place) -> None:
    order = place((cast.medium, 2), (cast.one_print, 1))

    view = queries.order(order)
    assert view is not None
    assert (view.state, view.goods, view.tax) == ("placed", Money(10500, "EUR"), Money(1822, "EUR"))
    assert [(line.title, line.label, line.quantity) for line in view.lines] == [
        ("Two Harbours long-sleeve", "M", 2),
        ("Low tide timetable", "", 1),
    ]
    assert all(line.agreement for line in view.lines)
    assert (on_shelf(cast.medium), on_shelf(cast.one_print)) == (3, 19)
    assert acts(order) == ["trade.order.placed"]


def test_names_and_addresses_stand_in_the_vault_alone(cast: Cast, place: Place) -> None:
    order = place()

    assert OrderContact.objects.get(order=order).town == "Schiedam"
    assert "Schiedam" not in str(list(Act.objects.values()))


def test_what_is_sold_out_is_said_in_words_and_leaves_nothing(cast: Cast, place: Place) -> None:
    place((cast.medium, 5))

    with pytest.raises(Refused) as refused:
        place((cast.one_print, 1), (cast.medium, 1))

    assert str(refused.value) == "Two Harbours long-sleeve, M is sold out."
    assert refused.value.field == "quantity"
    assert Order.objects.count() == 1
    assert on_shelf(cast.one_print) == 20


def test_more_than_there_are_is_refused_with_the_number_left(cast: Cast, place: Place) -> None:
    with pytest.raises(Refused, match=r"Only 5 left of Two Harbours long-sleeve, L\."):
        place((cast.large, 6))


def test_the_same_form_twice_is_one_order(cast: Cast, place: Place) -> None:
    first = place((cast.medium, 2), key="form-1")

    assert place((cast.medium, 2), key="form-1") == first
    assert on_shelf(cast.medium) == 3
    assert acts(first) == ["trade.order.placed"]


def test_the_same_form_with_another_address_changes_the_address(cast: Cast, place: Place) -> None:
    order = place(key="form-1")

    again = place(key="form-1", contact=replace(LOTTE, street="Lange Haven 75"))

    assert again == order
    assert OrderContact.objects.get(order=order).street == "Lange Haven 75"
    assert acts(order) == ["trade.order.placed", "trade.order.changed"]


def test_the_same_form_with_other_things_is_refused(cast: Cast, place: Place) -> None:
    place(key="form-1")

    with pytest.raises(Refused, match="placed already, with other things"):
        place((cast.medium, 1), key="form-1")
    assert on_shelf(cast.medium) == 5


def test_a_key_of_another_buyer_opens_nothing_of_hers(cast: Cast, place: Place) -> None:
    order = place(key="form-1", buyer=cast.mei, by=cast.mei)

    for buyer in (cast.kit, None):
        with pytest.raises(Refused, match="placed by somebody else"):
            place(key="form-1", buyer=buyer, contact=replace(LOTTE, email="k@example.org"))
    assert OrderContact.objects.get(order=order).email == LOTTE.email
    assert acts(order) == ["trade.order.placed"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "lotte"),
        ("name", " "),
        ("street", ""),
        ("town", ""),
        ("country", "XX"),
        ("postcode", "3111 C"),
        ("street", "x" * 201),
    ],
)
def test_an_address_that_cannot_be_right_is_refused_at_its_field(
    cast: Cast, place: Place, field: str, value: str
) -> None:
    with pytest.raises(Refused) as refused:
        place(contact=replace(LOTTE, **{field: value}))

    assert refused.value.field == field
    assert on_shelf(cast.one_print) == 20


def test_post_costs_what_the_country_costs(cast: Cast, place: Place, now: datetime) -> None:
    operations.set_shipping(
        rates=[
            RateView("Netherlands", ("NL",), Money(495, "EUR")),
            RateView("Near", ("BE", "DE"), Money(895, "EUR")),
        ],
        by=cast.ruben,
        at=now,
    )
    view = queries.order(place())

    assert view is not None
    assert (view.shipping, view.total) == (Money(495, "EUR"), Money(2995, "EUR"))
    assert view.tax == Money(434 + 86, "EUR")
    with pytest.raises(Refused, match="do not send") as refused:
        place(contact=replace(LOTTE, country="PT", postcode="4000-001"))
    assert refused.value.field == "country"
    assert Act.objects.filter(kind="trade.shipping.set").count() == 1


@pytest.mark.parametrize("quantity", [0, -1, 21])
def test_a_number_outside_what_one_sells_is_refused(
    cast: Cast, place: Place, quantity: int
) -> None:
    with pytest.raises(Refused, match="from 1 to 20"):
        place((cast.one_print, quantity))


def test_what_is_not_on_sale_cannot_be_ordered(cast: Cast, place: Place, now: datetime) -> None:
    end_sale(product=cast.print, by=cast.ruben, at=now)

    with pytest.raises(Refused, match="Low tide timetable is not on sale now"):
        place()
    with pytest.raises(Missing):
        place((cast.firm, 1))


def test_an_unpaid_order_expires_and_gives_its_pieces_back(
    cast: Cast,
    place: Place,
    now: datetime,
    hear: Callable[..., int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    order = place((cast.medium, 5))

    assert not operations.expire_order(order=order, at=now + HALF_HOUR - timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        hear(now + HALF_HOUR)

    view = queries.order(order)
    assert view is not None
    assert view.state == "expired"
    assert on_shelf(cast.medium) == 5
    assert acts(order) == ["trade.order.placed", "trade.order.expired"]
    assert not operations.expire_order(order=order, at=now + HALF_HOUR)
    kinds = StockMove.objects.filter(order=order).order_by("id").values_list("kind", "quantity")
    assert list(kinds) == [("taken", -5), ("given_back", 5)]


def test_ones_own_link_is_known_by_agent_and_by_address(
    cast: Cast, place: Place, now: datetime
) -> None:
    link = make_link(target_kind="product", target=cast.print, by=cast.kit, at=now)
    signed_in = queries.order(place(link=link.id, buyer=cast.kit, by=cast.kit))
    guest = queries.order(place(link=link.id, contact=replace(LOTTE, email="Kit@Example.org")))
    stranger = queries.order(place(link=link.id))

    assert [view.is_own_link for view in (signed_in, guest, stranger) if view] == [
        True,
        True,
        False,
    ]


def test_ones_own_address_given_later_makes_the_link_ones_own(
    cast: Cast, place: Place, now: datetime
) -> None:
    link = make_link(target_kind="product", target=cast.print, by=cast.kit, at=now)
    order = place(link=link.id)
    operations.change_contact(
        order=order, contact=replace(LOTTE, email="kit@example.org"), by=cast.world, at=now
    )
    hers = queries.order(order)
    operations.change_contact(order=order, contact=LOTTE, by=cast.world, at=now)
    again = queries.order(order)

    assert [view.is_own_link for view in (hers, again) if view] == [True, False]
