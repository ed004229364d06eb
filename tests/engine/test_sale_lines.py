"""A unit as it was really sold: another country's tax, a discount, and who bears it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cohive.engine.allotment import FixedCost, UnitLine, Waterfall, sale_lines, unit_lines
from cohive.words.refusals import Refused

TERMS = Waterfall(
    tax=Fraction(21, 121),
    fixed=(FixedCost("Paper", 500),),
    house=Fraction(1, 10),
    link=Fraction(1, 20),
    link_default="house",
)
RATES = st.sampled_from([None, Fraction(0), Fraction(55, 1000), Fraction(19, 100), Fraction(1, 3)])


def minors(lines: tuple[UnitLine, ...]) -> dict[str, int]:
    return {line.kind: line.minor for line in lines}


def sold(price: int, full: int, rate: Fraction | None, *, house: bool) -> dict[str, int]:
    return minors(
        sale_lines(
            TERMS,
            price_minor=price,
            full_price_minor=full,
            tax_rate=rate,
            is_house_bearing=house,
            linked=True,
        )
    )


def test_as_agreed_it_is_the_agreed_waterfall() -> None:
    assert sold(2500, 2500, None, house=False) == minors(
        unit_lines(TERMS, price_minor=2500, linked=True)
    )
    assert sold(2500, 2500, Fraction(21, 100), house=True) == sold(2500, 2500, None, house=False)


def test_everyone_bears_a_discount_as_a_lower_price() -> None:
    lines = sold(2000, 2500, Fraction(19, 100), house=False)
    assert lines == {"price": 2000, "tax": 319, "fixed": 500, "house": 168, "link": 84, "pool": 929}


def test_the_house_bears_it_down_to_below_nothing() -> None:
    lines = sold(2000, 2500, Fraction(19, 100), house=True)
    full = sold(2500, 2500, Fraction(19, 100), house=True)
    assert (lines["pool"], lines["link"]) == (full["pool"], full["link"]) == (1286, 105)
    assert lines == {
        **full,
        "price": 2000,
        "tax": 319,
        "house": 2000 - 319 - 500 - 105 - 1286,
    }
    assert lines["house"] == -210


def test_a_price_above_the_full_one_is_refused() -> None:
    with pytest.raises(Refused, match="cannot raise a price"):
        sold(2600, 2500, None, house=False)


@given(st.integers(0, 10_000), st.integers(0, 10_000), RATES, st.booleans())
def test_the_lines_are_the_price_whoever_bears_it(
    price: int, more: int, rate: Fraction | None, house: bool
) -> None:
    try:
        lines = sold(price, price + more, rate, house=house)
    except Refused:
        assume(False)
    else:
        assert sum(lines.values()) - lines["price"] == price
        assert lines["pool"] >= 0
        assert lines["link"] >= 0
        assert lines["tax"] >= 0
