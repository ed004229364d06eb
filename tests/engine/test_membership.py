"""What unused days are worth and how income is told: worked examples and what always holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.membership import credit_minor, earned_minor, unused_days, whole_days

START = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
YEAR = datetime(2027, 11, 22, 8, 14, tzinfo=UTC)
DAY = timedelta(days=1)


def test_two_hundred_a_year_after_a_hundred_days():
    """200.00 for 365 days, given up after 100: 265 days are unused.

    20,000 × 265 / 365 = 14,520.54…, so 145.20 are credited, and 1,200.00 − 145.20 = 1,054.80.
    """
    assert whole_days(START, YEAR) == 365
    assert unused_days(START, YEAR, START + 100 * DAY) == 265
    assert credit_minor(20_000, START, YEAR, START + 100 * DAY) == 14_520
    assert 120_000 - 14_520 == 105_480


def test_a_day_that_began_is_used():
    assert unused_days(START, YEAR, START + timedelta(seconds=1)) == 364
    assert credit_minor(20_000, START, YEAR, START + 100 * DAY + timedelta(hours=1)) == 14_465


def test_a_period_ahead_is_unused_whole_and_one_that_ended_is_worth_nothing():
    assert credit_minor(20_000, START, YEAR, START - 30 * DAY) == 20_000
    assert credit_minor(20_000, START, YEAR, YEAR) == 0
    assert credit_minor(20_000, START, YEAR, YEAR + DAY) == 0


def test_income_is_earned_by_whole_days():
    """165.29 net: after 100 days floor(16,529 × 100 / 365) = 4,528, that is 45.28."""
    assert earned_minor(16_529, START, YEAR, START) == 0
    assert earned_minor(16_529, START, YEAR, START + 100 * DAY) == 4_528
    assert earned_minor(16_529, START, YEAR, YEAR - timedelta(seconds=1)) == 16_483
    assert earned_minor(16_529, START, YEAR, YEAR) == 16_529


MINOR = st.integers(min_value=0, max_value=10**12)
INSTANT = st.integers(min_value=-400, max_value=800).map(lambda hours: START + hours * DAY / 2)


@given(price=MINOR, at=INSTANT)
def test_a_credit_is_between_nothing_and_the_price_and_never_more_than_its_days(price, at):
    credit = credit_minor(price, START, YEAR, at)
    assert 0 <= credit <= price
    assert credit * 365 <= price * unused_days(START, YEAR, at) < (credit + 1) * 365


@given(worth=MINOR, first=INSTANT, second=INSTANT)
def test_income_only_grows_and_ends_at_its_worth(worth, first, second):
    early, late = sorted((first, second))
    assert 0 <= earned_minor(worth, START, YEAR, early) <= earned_minor(worth, START, YEAR, late)
    assert earned_minor(worth, START, YEAR, YEAR) == worth


@given(price=MINOR, days=st.integers(min_value=0, max_value=365))
def test_what_is_earned_and_what_is_credited_never_exceed_the_price(price, days):
    at = START + days * DAY
    assert earned_minor(price, START, YEAR, at) + credit_minor(price, START, YEAR, at) <= price
