"""Amounts as people and files write them, and the arithmetic they stand in."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cohive.words.money import (
    MINOR_MAX,
    Money,
    floor_fraction,
    minor_digits,
    parse_money,
    round_half_up,
)
from cohive.words.refusals import Refused

patient = settings(deadline=None, max_examples=300)
minors = st.integers(-MINOR_MAX, MINOR_MAX)
currencies = st.sampled_from(["EUR", "USD", "CNY", "JPY", "KWD"])


def grouped(digits: str, mark: str) -> str:
    """Digits with a mark before every third from the right."""
    head = len(digits) % 3 or 3
    return mark.join([digits[:head], *(digits[n : n + 3] for n in range(head, len(digits), 3))])


@patient
@given(minors, currencies)
def test_what_is_written_plainly_is_read_back(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert parse_money(money.plain(), currency) == money


@patient
@given(
    minors,
    st.sampled_from(["EUR", "USD", "CNY"]),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("'", "."), ("’", ".")]),
    st.sampled_from(["{}", "{} ", " {}", "{}\n", "{code} {}", "{} {code}", "{code}{}"]),
)
def test_every_way_of_grouping_with_decimals_is_read_the_same(
    minor: int, currency: str, marks: tuple[str, str], frame: str
) -> None:
    whole, part = f"{abs(minor):03}"[:-2], f"{abs(minor):03}"[-2:]
    sign = "−" if minor < 0 else ""
    written = frame.format(f"{sign}{grouped(whole, marks[0])}{marks[1]}{part}", code=currency)
    assert parse_money(written, currency) == Money(minor, currency)


@patient
@given(st.text(max_size=12) | st.text("0123456789.,'’ -+€$¥eE_", max_size=12), currencies)
@example("1e999999999", "EUR")
@example("0" * 6000 + "1", "EUR")
@example("9" * 6000, "EUR")
@example("sNaN", "EUR")
@example("x" * 500, "EUR")
@example("1,2," * 500, "EUR")
@example("€" + "1,2," * 500, "USD")
@example("1" + " " * 5000 + "x", "EUR")
def test_any_other_text_is_refused_at_its_field_and_never_crashes(text: str, currency: str) -> None:
    refused, money = None, None
    try:
        money = parse_money(text, currency, field="price")
    except Refused as caught:
        refused = caught
    if refused:
        assert refused.field == "price"
        assert len(str(refused)) < 200
    else:
        assert money is not None
        assert abs(money.minor) <= MINOR_MAX
        assert money.currency == currency


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("40", "EUR", 4000),
        ("40.00", "EUR", 4000),
        ("40,00", "EUR", 4000),
        ("40.5", "EUR", 4050),
        ("40.", "EUR", 4000),
        (".5", "EUR", 50),
        ("1,272.50", "EUR", 127250),
        ("1,272,726.06", "USD", 127272606),
        ("−6.75", "EUR", -675),
        ("-€6.75", "EUR", -675),
        ("€ −6.75", "EUR", -675),
        ("+5", "EUR", 500),
        ("1,234", "EUR", 123400),
        ("12,34,567.50", "USD", 123456750),
        ("40.0000", "EUR", 4000),
        ("0.500", "EUR", 50),
        ("1,500", "JPY", 1500),
        ("1500.00", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("４０．００", "CNY", 4000),
        ("￥４０", "CNY", 4000),
        ("40元", "CNY", 4000),
        ("CN¥40", "CNY", 4000),
        ("¥40", "JPY", 40),
        ("US$40", "USD", 4000),
        ("$40", "CAD", 4000),
        ("40 eur", "EUR", 4000),
    ],
)
def test_written_amounts(text: str, currency: str, minor: int) -> None:
    assert parse_money(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", ".", "-", "€", "forty", "NaN", "Infinity", "1e5", "1_000", "0x10", "٤٠", "4²"),
        *("1,2,3", "1.2.3", "1,,234", "1,234,56", "1.234.56", "12.34,567", "0,1,234", ",1,234"),
        *("4€50", "--5", "-€-5", "5-", "4 0", "40,-", "€40€"),
    ],
)
def test_what_is_no_amount_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Refused, match=r"is not an amount\. Write it like 40\.00"):
        parse_money(text, "EUR")


@pytest.mark.parametrize(
    ("text", "currency"),
    [("1.234", "EUR"), ("40.000", "EUR"), ("-999.999", "USD"), ("1.500", "JPY"), ("1,234", "KWD")],
)
def test_an_amount_that_can_be_read_a_thousandfold_is_not_guessed(text: str, currency: str) -> None:
    with pytest.raises(Refused, match="can be read in two ways"):
        parse_money(text, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("€40", "USD"),
        ("$40", "EUR"),
        ("$40", "CNY"),
        ("£40", "USD"),
        ("40 USD", "EUR"),
        ("US$40", "CAD"),
        ("40元", "JPY"),
        ("CN¥40", "JPY"),
    ],
)
def test_another_currency_than_the_one_expected_is_refused(text: str, currency: str) -> None:
    with pytest.raises(Refused, match=f"is not an amount in {currency}"):
        parse_money(text, currency)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("0.125", "EUR"),
        ("1234.567", "EUR"),
        ("40.5", "JPY"),
        ("1,234.567", "EUR"),
        ("0.0001", "KWD"),
        ("1." + "0" * 40 + "1", "EUR"),
    ],
)
def test_more_digits_than_the_currency_has_are_refused_not_rounded(
    text: str, currency: str
) -> None:
    with pytest.raises(Refused, match="digits after the point"):
        parse_money(text, currency)


def test_the_largest_amount_is_read_and_one_more_is_refused() -> None:
    assert parse_money("10000000000000.00", "EUR").minor == MINOR_MAX
    with pytest.raises(Refused, match="too large to be true"):
        parse_money("10000000000000.01", "EUR")
    with pytest.raises(Refused, match="too large to be true"):
        parse_money("9" * (sys.get_int_max_str_digits() + 1), "EUR")


@pytest.mark.parametrize("code", ["", "eur", "EURO", "ZZZ", "€"])
def test_an_unknown_currency_is_refused(code: str) -> None:
    with pytest.raises(Refused) as caught:
        minor_digits(code)
    assert caught.value.field == "currency"


def test_currencies_have_their_own_digits() -> None:
    assert [minor_digits(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]
    assert [Money(1234, code).plain() for code in ("EUR", "JPY", "KWD")] == [
        "12.34",
        "1234",
        "1.234",
    ]
    assert Money(-5, "EUR").plain() == "-0.05"


@patient
@given(minors, minors, currencies)
def test_money_adds_and_compares_like_its_minor_units(one: int, other: int, currency: str) -> None:
    left, right = Money(one, currency), Money(other, currency)
    assert (left + right).minor == one + other
    assert (left - right) + right == left
    assert (-left).minor == -one
    assert (left < right) == (one < other)
    assert (left >= right) == (one >= other)
    assert bool(left) == (one != 0)
    assert (left * 3).minor == 3 * one
    assert left.decimal == Decimal(one) / 10 ** minor_digits(currency)


def test_two_currencies_are_never_added_or_compared() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(ValueError, match="cannot be added"):
        assert Money(1, "EUR") < Money(2, "USD")


@pytest.mark.parametrize("minor", [1.0, True, Decimal(1), "1"])
def test_an_amount_is_a_whole_number_and_nothing_else(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "EUR")  # type: ignore[arg-type]


@patient
@given(st.fractions())
def test_rounding_half_up_is_the_nearest_whole_with_halves_away_from_zero(value: Fraction) -> None:
    rounded = round_half_up(value)
    assert abs(rounded - value) <= Fraction(1, 2)
    assert round_half_up(-value) == -rounded
    if abs(rounded - value) == Fraction(1, 2):
        assert abs(rounded) > abs(value)


@patient
@given(st.fractions(0, 1), st.integers(0, MINOR_MAX))
def test_a_floored_part_is_less_than_one_unit_below(fraction: Fraction, minor: int) -> None:
    assert 0 <= fraction * minor - floor_fraction(fraction, minor) < 1
