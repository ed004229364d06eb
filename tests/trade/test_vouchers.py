"""Vouchers: what they take off, how often, for whom, and who bears it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cohive.journal.models import Act
from cohive.ledger.queries import balance
from cohive.settle.models import Distribution
from cohive.trade import operations, queries
from cohive.trade.discounts import lower
from cohive.trade.models import Order, Payment, Voucher, VoucherUse
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import LOTTE, Cast, on_shelf, payment_event
from tests.trade.test_buying_pages import ADDRESS, basket
from tests.trade.test_desk_pages import sign_in, text
from tests.trade.test_paying import faults

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
HOUR = timedelta(hours=1)
OTHER = replace(LOTTE, email="other@home.example")


@pytest.fixture
def make(cast: Cast, now: datetime) -> Callable[..., UUID]:
    """A voucher of 10.00 for one use, borne by everyone; everything can be given."""

    def voucher(**more: Any) -> UUID:
        given = {
            "code": "NIGHT",
            "amount": None if "thousandths" in more else Money(1000, "EUR"),
            "borne_by": "everyone",
            "by": cast.steward,
            "at": now - HOUR,
            **more,
        }
        return operations.make_voucher(**given)

    return voucher


def lines_of(order: UUID) -> list[tuple[str, int, int, int | None]]:
    rows = Order.objects.get(id=order).lines.order_by("position")
    return [
        (row.label or row.title, row.quantity, row.unit_price_minor, row.full_price_minor)
        for row in rows
    ]


def uses(code: str = "NIGHT") -> int:
    return Voucher.objects.get(code=code).uses


def test_an_amount_is_taken_off_to_the_cent(place: Place, make: Callable[..., UUID]) -> None:
    make()
    order = place(voucher=" ni ght")

    view = queries.order(order)
    assert view is not None
    assert (view.goods, view.discount) == (Money(1500, "EUR"), Money(1000, "EUR"))
    assert view.tax == Money(260, "EUR")
    assert lines_of(order) == [("Low tide timetable", 1, 1500, 2500)]
    assert (uses(), VoucherUse.objects.get().discount_minor) == (1, 1000)
    kinds = Act.objects.filter(object_id=order).values_list("kind", flat=True)
    assert set(kinds) == {"trade.voucher.used", "trade.order.placed"}
    assert faults() == []


def test_a_cent_that_does_not_divide_makes_two_lines(
    cast: Cast, place: Place, make: Callable[..., UUID]
) -> None:
    make()
    order = place((cast.one_print, 3))

    assert lines_of(order) == [("Low tide timetable", 3, 2500, None)]
    lowered = place((cast.one_print, 3), voucher="NIGHT")
    assert lines_of(lowered) == [
        ("Low tide timetable", 1, 2166, 2500),
        ("Low tide timetable", 2, 2167, 2500),
    ]
    assert Order.objects.get(id=lowered).goods_minor == 6500
    assert on_shelf(cast.one_print) == 14


def test_a_part_is_rounded_down_and_stays_with_its_product(
    cast: Cast, place: Place, make: Callable[..., UUID]
) -> None:
    make(thousandths=125, product=cast.print, uses_max=None, minimum_minor=5000)
    with pytest.raises(Refused, match="holds from") as small:
        place((cast.one_print, 1), (cast.medium, 1), voucher="NIGHT")
    assert small.value.field == "voucher"
    with pytest.raises(Refused, match="for something else"):
        place((cast.medium, 2), voucher="NIGHT")

    order = place((cast.one_print, 2), (cast.medium, 1), voucher="NIGHT")
    assert lines_of(order) == [
        ("Low tide timetable", 1, 2187, 2500),
        ("Low tide timetable", 1, 2188, 2500),
        ("M", 1, 4000, None),
    ]


def test_one_use_is_one_use_until_it_is_let_go(
    place: Place, make: Callable[..., UUID], now: datetime
) -> None:
    make()
    first = place(voucher="NIGHT")
    with pytest.raises(Refused, match="used already") as second:
        place(voucher="NIGHT")
    assert second.value.field == "voucher"
    assert operations.expire_order(order=first, at=now + HOUR)

    assert uses() == 0
    place(voucher="NIGHT", at=now + HOUR)
    assert uses() == 1
    assert faults() == []


def test_a_late_payment_holds_it_again_or_goes_back(
    place: Place, make: Callable[..., UUID], succeed: Callable[..., str], now: datetime
) -> None:
    make()
    late = place(voucher="NIGHT")
    payment_event(late, now)
    operations.expire_order(order=late, at=now + HOUR)
    assert succeed(late) == "paid late"
    assert uses() == 1

    make(code="OTHER")
    gone = place(voucher="OTHER")
    payment_event(gone, now)
    operations.expire_order(order=gone, at=now + HOUR)
    place(voucher="OTHER", at=now + HOUR)
    assert succeed(gone) == "surplus"
    assert Order.objects.get(id=gone).state == "expired"
    assert faults() == []


def test_a_cancelled_order_gives_it_back_and_a_return_does_not(
    cast: Cast, place: Place, make: Callable[..., UUID], succeed: Callable[..., str], now: datetime
) -> None:
    make(uses_max=2)
    cancelled, returned = place(voucher="NIGHT"), place(voucher="NIGHT")
    for order in (cancelled, returned):
        succeed(order)
    operations.cancel_order(order=cancelled, by=cast.world, at=now)
    line = Order.objects.get(id=returned).lines.get().id
    refund = operations.grant_refund(order=returned, lines=[(line, 1)], by=cast.ruben, at=now)

    assert uses() == 1
    assert queries.order(returned).refunds[0].amount == Money(1500, "EUR")  # type: ignore[union-attr]
    assert refund
    assert faults() == []


def test_a_person_is_counted_by_address_and_by_membership(
    cast: Cast, place: Place, make: Callable[..., UUID], now: datetime
) -> None:
    make(uses_max=None, uses_each_max=1)
    place(voucher="NIGHT")
    with pytest.raises(Refused, match="as often as one may"):
        place(voucher="NIGHT", contact=replace(LOTTE, email="LOTTE@home.example"))
    other = place(voucher="NIGHT", contact=OTHER)
    with pytest.raises(Refused, match="as often as one may"):
        operations.change_contact(order=other, contact=LOTTE, by=cast.world, at=now)
    place(voucher="NIGHT", contact=replace(LOTTE, email="a@b.example"), buyer=cast.kit, by=cast.kit)
    with pytest.raises(Refused, match="as often as one may"):
        place(
            voucher="NIGHT",
            contact=replace(LOTTE, email="c@d.example"),
            buyer=cast.kit,
            by=cast.kit,
        )
    assert uses() == 3
    assert "lotte" not in str(list(VoucherUse.objects.values())).lower()


def test_erasing_an_address_forgets_whose_use_it_was(
    cast: Cast, place: Place, make: Callable[..., UUID], now: datetime
) -> None:
    make()
    order = place(voucher="NIGHT")
    operations.erase_contact(order=order, at=now)
    assert VoucherUse.objects.get().person == ""


@pytest.mark.parametrize(
    "spoil",
    [
        lambda make, _now: make(code="ELSE"),
        lambda make, now: make(valid_until=now),
        lambda make, now: operations.close_voucher(
            voucher=make(), by=Voucher.objects.get().created_by_id, at=now
        ),
    ],
)
def test_a_code_that_does_not_hold_is_refused_in_words(
    place: Place, make: Callable[..., UUID], now: datetime, spoil: Any
) -> None:
    spoil(make, now)
    with pytest.raises(Refused, match="No voucher of this code holds now") as refused:
        place(voucher="NIGHT")
    assert refused.value.field == "voucher"
    assert Order.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"code": "AB"}, "code"),
        ({"code": "夜渡船票"}, "code"),
        ({"thousandths": 100, "amount": Money(1, "EUR")}, "amount"),
        ({"amount": None}, "amount"),
        ({"amount": Money(0, "EUR")}, "amount"),
        ({"amount": Money(100, "USD")}, "amount"),
        ({"thousandths": 1001}, "percent"),
        ({"borne_by": "nobody"}, "borne_by"),
        ({"uses_max": 0}, "uses_max"),
        ({"minimum_minor": -1}, "minimum"),
        ({"product": uuid4()}, "product"),
    ],
)
def test_a_voucher_that_cannot_be_is_refused(
    make: Callable[..., UUID], given: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        make(**given)
    assert refused.value.field == field
    assert Voucher.objects.count() == 0


def test_a_code_is_given_once_and_can_be_made_by_itself(
    make: Callable[..., UUID], cast: Cast, now: datetime
) -> None:
    make()
    with pytest.raises(Refused, match="of this code already"):
        make(code="night")
    make(code="")
    assert len(Voucher.objects.exclude(code="NIGHT").get().code) == 14
    with pytest.raises(Missing):
        operations.close_voucher(voucher=uuid4(), by=cast.steward, at=now)


def test_the_database_itself_refuses_one_use_too_many(make: Callable[..., UUID]) -> None:
    make()
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.update(uses=2)


def test_what_everyone_bears_divides_the_lower_price_and_the_house_alone_the_full_one(
    cast: Cast,
    place: Place,
    make: Callable[..., UUID],
    succeed: Callable[..., str],
    hear: Callable[..., int],
    now: datetime,
) -> None:
    make(code="EVERYONE")
    make(code="HOUSE", borne_by="house")
    for code in ("EVERYONE", "HOUSE"):
        succeed(place(voucher=code))
    hear(now)

    everyone, house = (
        {line.kind: line.minor for line in row.lines.all()}
        for row in Distribution.objects.order_by("sequence")
    )
    assert everyone == {"tax": 260, "fixed": 500, "house": 186, "pool": 554}
    assert house == {"tax": 260, "fixed": 500, "house": -516, "pool": 1256}
    assert sum(everyone.values()) == sum(house.values()) == 1500
    assert balance(cast.firm, "sales", "EUR").minor == 0
    assert faults() == []


def test_a_voucher_that_leaves_less_than_a_thing_costs_is_refused(
    place: Place, make: Callable[..., UUID]
) -> None:
    make(amount=Money(2300, "EUR"))
    with pytest.raises(Refused, match="takes more off Low tide timetable") as refused:
        place(voucher="NIGHT")
    assert refused.value.field == "voucher"
    assert uses() == 0


def test_the_house_may_give_a_thing_away_and_nothing_is_charged(
    cast: Cast,
    client: Client,
    make: Callable[..., UUID],
    hear: Callable[..., int],
) -> None:
    make(thousandths=1000, borne_by="house", amount=None)
    placed = client.post(basket(cast.one_print), {**ADDRESS, "voucher": "NIGHT"})
    page = text(client.get(placed["Location"]))
    assert "The voucher took off €25.00" in page
    paid = client.post(placed["Location"], {"method": "card"})
    order = Order.objects.get()
    assert paid["Location"].endswith("thanks/")
    assert (order.state, order.total_minor, Payment.objects.get().amount_minor) == ("paid", 0, 0)
    hear(order.placed_at)
    sign_in(client, "kit")
    assert client.get(f"/flow/{cast.print}/").status_code == 200
    assert Distribution.objects.get().pool_minor == 1256
    assert faults() == []


def test_a_wrong_code_is_said_at_its_field_and_leads_on(
    cast: Cast, client: Client, make: Callable[..., UUID]
) -> None:
    assert "Voucher" not in text(client.get(basket(cast.one_print)))
    make()
    assert "Voucher" in text(client.get(basket(cast.one_print)))
    wrong = client.post(basket(cast.one_print), {**ADDRESS, "voucher": "MORNING"})
    assert wrong.status_code == 422
    assert "No voucher of this code holds now" in text(wrong)
    right = client.post(basket(cast.one_print), {**ADDRESS, "voucher": "night"})
    page = text(client.get(right["Location"]))
    assert "instead of €25.00 each" in page
    assert "Pay €15.00" in page


def test_the_desk_makes_and_closes_vouchers(cast: Cast, client: Client) -> None:
    sign_in(client, "hanna")
    assert client.get("/vouchers/").status_code == 403
    sign_in(client, "ruben")
    assert "No vouchers yet" in text(client.get("/vouchers/"))
    given = {"code": "crew-10", "percent": "12,5", "borne_by": "house", "uses_max": "3"}
    assert client.post("/vouchers/", given).status_code == 302
    assert client.post("/vouchers/", {**given, "amount": "3"}).status_code == 422
    assert client.post("/vouchers/", {**given, "percent": "0.05"}).status_code == 422
    page = text(client.get("/vouchers/"))
    assert "12.5 % off" in page
    assert "the house bears it" in page
    row = Voucher.objects.get()
    assert (row.code, row.thousandths, row.uses_max) == ("CREW-10", 125, 3)
    client.post(f"/vouchers/{row.id}/close")
    assert "closed" in text(client.get("/vouchers/"))
    assert client.post(f"/vouchers/{uuid4()}/close").status_code == 404


PRICES = st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 9)), min_size=1, max_size=6)


@given(PRICES, st.integers(0, 100))
def test_a_discount_is_spread_to_the_last_unit(prices: list[tuple[int, int]], part: int) -> None:
    whole = sum(price * quantity for price, quantity in prices)
    found = lower(prices, whole * part // 100)

    assert sum(one.price * one.quantity for one in found) == whole - whole * part // 100
    assert all(0 <= one.price <= prices[one.line][0] for one in found)
    for index, (_, quantity) in enumerate(prices):
        assert sum(one.quantity for one in found if one.line == index) == quantity
        ends = {one.price for one in found if one.line == index}
        assert max(ends) - min(ends) <= 1
