"""Tax by country and class, frozen when placed; post by pieces, weight and sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cohive.bond.models import Place as PlaceRow
from cohive.create.queries import product as product_of
from cohive.journal.models import Act
from cohive.trade import operations, queries
from cohive.trade.models import Order, OrderLine, TaxRate
from cohive.trade.queries import Load, RateView, StepView
from cohive.trade.queries.shipping import price_of
from cohive.trade.rates import read_rates, written_rates
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import LOTTE, Cast, make_product
from tests.trade.test_desk_pages import sign_in, text
from tests.trade.test_paying import faults, firm_balance

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
BERLIN = replace(LOTTE, country="DE", postcode="10115", town="Berlin")


@pytest.fixture
def rate(cast: Cast, now: datetime) -> Callable[..., None]:
    """Set a rate of the table, in per cent."""

    def set_rate(country: str, percent: str, tax_class: str = "standard", day: str = "") -> None:
        operations.set_tax_rate(
            country=country,
            tax_class=tax_class,
            rate=Fraction(percent) / 100,
            valid_from=date.fromisoformat(day) if day else now.date(),
            by=cast.steward,
            at=now,
        )

    return set_rate


def order_line(order: UUID) -> OrderLine:
    return OrderLine.objects.get(order=order)


def test_the_country_decides_what_of_the_price_is_tax(
    cast: Cast, place: Place, rate: Callable[..., None]
) -> None:
    rate("DE", "19")
    home, berlin = queries.order(place()), queries.order(place(contact=BERLIN))

    assert home is not None
    assert berlin is not None
    assert (home.total, home.tax) == (Money(2500, "EUR"), Money(434, "EUR"))
    assert (berlin.total, berlin.tax) == (Money(2500, "EUR"), Money(399, "EUR"))
    assert order_line(berlin.id).tax_rate == Fraction(19, 100)
    assert Act.objects.filter(kind="trade.tax_rate.set", actor=cast.steward).count() == 1


def test_a_class_has_its_own_rate_and_the_day_decides(
    cast: Cast, place: Place, now: datetime, rate: Callable[..., None]
) -> None:
    operations.set_product_facts(
        product=cast.print, tax_class="reduced", weight_grams=80, by=cast.ruben, at=now
    )
    rate("DE", "19", day="2020-01-01")
    rate("DE", "7", "reduced", "2020-01-01")
    rate("DE", "5.5", "reduced", (now + timedelta(days=2)).date().isoformat())

    today = place(contact=BERLIN)
    later = place(contact=BERLIN, at=now + timedelta(days=2))

    assert order_line(today).tax_rate == Fraction(7, 100)
    assert order_line(later).tax_rate == Fraction(55, 1000)


def test_what_the_table_says_later_changes_no_order(
    place: Place, rate: Callable[..., None], now: datetime, cast: Cast
) -> None:
    rate("DE", "19")
    order = place(contact=BERLIN)
    rate("DE", "25")
    operations.remove_tax_rate(tax_rate=TaxRate.objects.get().id, by=cast.steward, at=now)

    assert order_line(order).tax_rate == Fraction(19, 100)
    assert Order.objects.get(id=order).tax_minor == 399
    with pytest.raises(Missing):
        operations.remove_tax_rate(tax_rate=uuid4(), by=cast.steward, at=now)


def test_another_address_takes_the_tax_and_post_of_its_country(
    cast: Cast, place: Place, now: datetime, rate: Callable[..., None], succeed: Callable[..., str]
) -> None:
    rate("DE", "0")
    operations.set_shipping(
        rates=[
            RateView("Here", ("NL",), Money(495, "EUR")),
            RateView("Else", ("*",), Money(1000, "EUR")),
        ],
        by=cast.ruben,
        at=now,
    )
    order = place()
    operations.change_contact(order=order, contact=BERLIN, by=cast.world, at=now)
    view = queries.order(order)

    assert view is not None
    assert (view.shipping, view.tax) == (Money(1000, "EUR"), Money(0, "EUR"))
    operations.change_contact(order=order, contact=LOTTE, by=cast.world, at=now)
    back = queries.order(order)
    assert back is not None
    assert (back.shipping, back.tax) == (Money(495, "EUR"), Money(434 + 86, "EUR"))
    succeed(order)
    assert (firm_balance(cast, "shipping"), firm_balance(cast, "tax")) == (495 - 86, 86)
    assert faults() == []


def test_a_price_that_cannot_bear_a_countrys_tax_is_refused_at_the_checkout(
    cast: Cast, place: Place, now: datetime, rate: Callable[..., None]
) -> None:
    people = {"ruben": cast.ruben, "mei": cast.mei}
    zine = make_product(people, "Zine", 800, [("A5", "Z")], (cast.shelf, 3), now)
    sold = product_of(zine)
    assert sold is not None
    variant = sold.variants[0].id
    rate("DE", "60")
    rate("FR", "25")

    assert place((variant, 1))
    assert place((variant, 1), contact=replace(BERLIN, country="FR", postcode="75011"))
    with pytest.raises(Refused, match="Zine cannot be sold to this country") as refused:
        place((variant, 1), contact=BERLIN)
    assert refused.value.field == "country"
    order = place((variant, 1))
    with pytest.raises(Refused, match="Zine cannot be sold to this country"):
        operations.change_contact(order=order, contact=BERLIN, by=cast.world, at=now)


def test_the_place_itself_may_stand_in_the_table(
    cast: Cast, now: datetime, rate: Callable[..., None]
) -> None:
    PlaceRow.objects.update(country="NL")
    rate("NL", "9")
    operations.receive_stock(
        variant=cast.medium, location=cast.stall, quantity=1, by=cast.ruben, at=now
    )
    sold = operations.record_sale_here(
        lines=[(cast.medium, 1)],
        location=cast.stall,
        paid="cash",
        by=cast.hanna,
        at=now,
        key="tap",
    )
    assert Order.objects.get(id=sold).tax_minor == 330  # 40.00 × 9/109
    assert order_line(sold).tax_rate == Fraction(9, 100)


@pytest.mark.parametrize("percent", ["100", "-1", "5.555"])
def test_a_rate_that_is_none_is_refused(rate: Callable[..., None], percent: str) -> None:
    with pytest.raises(Refused) as refused:
        rate("DE", percent)
    assert refused.value.field == "rate"
    assert TaxRate.objects.count() == 0


STEPS = RateView(
    "Home",
    ("NL",),
    Money(950, "EUR"),
    "grams",
    (StepView(500, Money(395, "EUR")), StepView(2000, Money(695, "EUR"))),
    Money(7500, "EUR"),
)


@pytest.mark.parametrize(
    ("grams", "goods", "price"),
    [(0, 0, 395), (500, 7499, 395), (501, 0, 695), (2001, 0, 950), (2001, 7500, 0)],
)
def test_weight_decides_and_a_sum_makes_it_free(grams: int, goods: int, price: int) -> None:
    assert price_of(STEPS, Load(1, grams, Money(goods, "EUR"))).minor == price


def test_an_order_is_weighed(cast: Cast, place: Place, now: datetime) -> None:
    operations.set_shipping(rates=[STEPS], by=cast.ruben, at=now)
    operations.set_product_facts(
        product=cast.shirt, tax_class="standard", weight_grams=300, by=cast.ruben, at=now
    )
    costs = [Order.objects.get(id=place((cast.medium, count))).shipping_minor for count in (1, 2)]
    assert costs == [395, 0]  # 300 g for 40.00; 600 g for 80.00, from which post is free
    operations.set_shipping(
        rates=[
            replace(STEPS, measure="pieces", free_from=None, steps=(StepView(1, STEPS.amount),))
        ],
        by=cast.ruben,
        at=now,
    )
    assert Order.objects.get(id=place()).shipping_minor == 950


def test_prices_are_written_as_they_are_read() -> None:
    lines = (
        "Home; NL; 3.95; 500 g; 75.00\nHome; NL; 6.95; 2 kg\nHome; NL; 9.50\n"
        "Near; BE DE; 5.00; 3\nNear; BE DE; 9.00\nAll; *; 15.00; ; 150"
    )
    rates = read_rates(lines, "EUR")
    assert rates[0] == replace(STEPS, label="Home")
    assert [rate.measure for rate in rates] == ["grams", "pieces", ""]
    assert read_rates(written_rates(rates), "EUR") == rates


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("A; NL; 1; 500 g", "has no largest parcel"),
        ("A; NL; 1; big", "Line 1: write the largest parcel"),
        ("A; NL; 1; 2 kg\nA; NL; 2; 3\nA; NL; 3", "all in pieces or all in grams"),
        ("A; NL; 1; 2 kg\nA; NL; 2; 1 kg\nA; NL; 3", "have to grow"),
    ],
)
def test_steps_that_cannot_be_are_named(
    cast: Cast, client: Client, lines: str, sentence: str
) -> None:
    sign_in(client, "ruben")
    answer = client.post("/stock/post/", {"rates": lines})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert queries.shipping_rates() == []


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=6, unique=True), st.integers(0, 6000))
def test_the_smallest_step_that_holds_is_paid(sizes: list[int], grams: int) -> None:
    steps = tuple(StepView(size, Money(size, "EUR")) for size in sorted(sizes))
    rate = RateView("A", ("*",), Money(9999, "EUR"), "grams", steps)
    fitting = [size for size in sizes if size >= grams]
    paid = price_of(rate, Load(1, grams, Money(1, "EUR"))).minor
    assert paid == (min(fitting) if fitting else 9999)


def test_the_table_is_the_stewards_and_works_in_the_browser(cast: Cast, client: Client) -> None:
    for name, status in (("kit", 403), ("ruben", 403), ("steward", 200)):
        sign_in(client, name)
        assert client.get("/stock/taxes/").status_code == status
    assert "No rates yet" in text(client.get("/stock/taxes/"))
    row = {"country": "DE", "tax_class": "standard", "percent": "19", "valid_from": "2026-01-01"}
    assert client.post("/stock/taxes/", row).status_code == 302
    assert client.post("/stock/taxes/", {**row, "percent": "much"}).status_code == 422
    page = text(client.get("/stock/taxes/"))
    assert "Germany" in page
    assert "19 %" in page
    assert "holds now" in page
    client.post(f"/stock/taxes/{TaxRate.objects.get().id}/remove")
    assert TaxRate.objects.count() == 0


def test_class_and_weight_are_set_for_all_products_at_once(cast: Cast, client: Client) -> None:
    sign_in(client, "ruben")
    given = {f"class-{cast.print}": "reduced", f"grams-{cast.print}": "80"}
    client.post("/stock/facts/", given)
    facts = queries.facts_of([cast.print, cast.shirt])
    assert {key: (one.tax_class, one.weight_grams) for key, one in facts.items()} == {
        cast.print: ("reduced", 80)
    }
    assert 'value="80"' in text(client.get("/stock/facts/"))
    assert "in grams" in text(
        client.post("/stock/facts/", {f"grams-{cast.print}": "x"}, follow=True)
    )
