"""From the price of one unit to the pool, line by line."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.allotment import FixedCost, UnitLine, Waterfall, unit_lines
from cohive.words.refusals import Refused
from tests.engine.strategies import patient

NOTHING = Fraction(0)
PLAIN: dict[str, Any] = {
    "tax": NOTHING,
    "fixed": (),
    "house": NOTHING,
    "link": NOTHING,
    "link_default": "pool",
}


def terms(**changes: Any) -> Waterfall:
    """Terms that take nothing but what is given."""
    return Waterfall(**(PLAIN | changes))


def minors(waterfall: Waterfall, price_minor: int, *, linked: bool = False) -> dict[str, int]:
    """Kind to amount; the fixed costs together."""
    found: dict[str, int] = {}
    for line in unit_lines(waterfall, price_minor=price_minor, linked=linked):
        found[line.kind] = found.get(line.kind, 0) + line.minor
    return found


def test_a_fixed_cost_has_its_label_and_all_lines_are_there_even_at_zero() -> None:
    lines = unit_lines(terms(fixed=(FixedCost("Bag", 30),)), price_minor=100, linked=False)
    assert lines == (
        UnitLine("price", "", 100),
        UnitLine("tax", "", 0),
        UnitLine("fixed", "Bag", 30),
        UnitLine("house", "", 0),
        UnitLine("link", "", 0),
        UnitLine("pool", "", 70),
    )


def test_half_a_minor_unit_is_rounded_up() -> None:
    assert minors(terms(house=Fraction(1, 2)), 101)["house"] == 51
    assert minors(terms(house=Fraction(1, 2)), 100)["house"] == 50
    assert minors(terms(tax=Fraction(1, 3)), 100)["tax"] == 33


def test_the_house_and_the_link_are_parts_of_the_net_not_of_the_price() -> None:
    found = minors(
        terms(tax=Fraction(1, 2), house=Fraction(1, 10), link=Fraction(1, 5)), 1000, linked=True
    )
    assert found == {"price": 1000, "tax": 500, "house": 50, "link": 100, "pool": 350}


@pytest.mark.parametrize(
    ("default", "linked", "house", "link", "pool"),
    [
        ("house", True, 10, 20, 70),
        ("pool", True, 10, 20, 70),
        ("house", False, 30, 0, 70),
        ("pool", False, 10, 0, 90),
    ],
)
def test_without_a_link_its_part_goes_where_the_terms_say(
    default: str, linked: bool, house: int, link: int, pool: int
) -> None:
    waterfall = terms(house=Fraction(1, 10), link=Fraction(1, 5), link_default=default)
    found = minors(waterfall, 100, linked=linked)
    assert (found["house"], found["link"], found["pool"]) == (house, link, pool)


def test_a_price_that_just_covers_leaves_an_empty_pool_and_one_less_is_refused() -> None:
    waterfall = terms(fixed=(FixedCost("Cloth", 70), FixedCost("Bag", 30)))
    assert minors(waterfall, 100)["pool"] == 0
    with pytest.raises(Refused, match="The price does not cover tax, costs and house") as caught:
        unit_lines(waterfall, price_minor=99, linked=False)
    assert caught.value.field == "price"


def test_a_price_below_zero_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        unit_lines(terms(), price_minor=-1, linked=False)
    assert caught.value.field == "price"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tax", Fraction(-1, 5)),
        ("house", Fraction(11, 10)),
        ("link", Fraction(-1, 100)),
        ("fixed", (FixedCost("Bag", -1),)),
        ("link_default", "nobody"),
    ],
)
def test_terms_that_cannot_be_are_refused_at_their_field(field: str, value: object) -> None:
    with pytest.raises(Refused) as caught:
        terms(**{field: value})
    assert caught.value.field == field


@patient
@given(
    st.integers(0, 10**9),
    st.fractions(0, 1, max_denominator=200),
    st.lists(st.integers(0, 10**6), max_size=4),
    st.fractions(0, 1, max_denominator=200),
    st.fractions(0, 1, max_denominator=200),
    st.sampled_from(["house", "pool"]),
)
def test_the_lines_always_make_the_price_and_a_link_is_never_the_easier_case(
    price: int, tax: Fraction, costs: list[int], house: Fraction, link: Fraction, default: str
) -> None:
    fixed = tuple(FixedCost(f"cost {number}", cost) for number, cost in enumerate(costs))
    waterfall = terms(tax=tax, fixed=fixed, house=house, link=link, link_default=default)
    try:
        linked = minors(waterfall, price, linked=True)
    except Refused:
        return
    without = minors(waterfall, price, linked=False)
    for found in (linked, without):
        assert found.pop("price") == price
        assert sum(found.values()) == price
        assert min(found.values()) >= 0
    assert without["pool"] >= linked["pool"]
    assert linked["tax"] == without["tax"]
    assert abs(linked["tax"] - tax * price) <= Fraction(1, 2)
