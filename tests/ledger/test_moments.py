"""The balance of any moment: as dated, and as the books showed it then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohive.ledger import checks, queries
from cohive.ledger.models import DayTurnover, Leg
from cohive.words.ids import first_id_at, new_id
from cohive.words.money import Money

MILLISECOND = timedelta(milliseconds=1)
FIRST = datetime(2026, 3, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 4 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
AMOUNTS = st.integers(-500, 500).filter(bool)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(sales=st.lists(st.tuples(MOMENTS, AMOUNTS), min_size=1, max_size=12), asked=MOMENTS)
def test_a_balance_of_any_moment_is_the_sum_of_what_is_dated_up_to_it(books, enter, sales, asked):
    before = queries.balance_at(books.member, "earned", "EUR", at=asked)
    for at, minor in sales:
        enter([(books.firm, "sales", -minor), (books.member, "earned", minor)], at=at)
    due = sum(minor for at, minor in sales if at <= asked)
    found = queries.balance_at(books.member, "earned", "EUR", at=asked)
    assert found - before == Money(due, "EUR")
    assert [check() for check in checks.COMPARED] == ["", "", ""]


def test_what_is_dated_back_changes_that_day_and_not_what_was_shown_then(books, sale, now):
    asked = (books.member, "earned", "EUR")
    sale(300, at=now)
    sale(17, at=now - timedelta(days=1))
    legs = Leg.objects.filter(account__agent_id=books.member).order_by("number")
    first, second = (recorded_at(leg.id) for leg in legs)
    assert queries.balance_at(*asked, at=now) == Money(317, "EUR")
    assert queries.balance_at(*asked, at=now - timedelta(hours=1)) == Money(17, "EUR")
    shown = [
        queries.balance_recorded(*asked, at=moment).minor
        for moment in (first, first + MILLISECOND, second, second + MILLISECOND)
    ]
    assert shown == [0, 300, 300, 317]
    assert queries.balance_recorded(books.member, "earned", "JPY", at=now) == Money(0, "JPY")


def recorded_at(key: UUID) -> datetime:
    """The millisecond an id was made in."""
    return datetime(1970, 1, 1, tzinfo=UTC) + (key.int >> 80) * MILLISECOND


def test_each_leg_keeps_its_number_and_what_stood_after_it(books, sale, now):
    for minor in (100, 17, -117):
        sale(minor, at=now)
    legs = Leg.objects.filter(account__agent_id=books.member).order_by("number")
    assert list(legs.values_list("number", "after_minor")) == [(1, 100), (2, 117), (3, 0)]
    day = DayTurnover.objects.get(account__agent_id=books.member)
    assert (day.day, day.debit_minor, day.credit_minor) == (now.date(), 117, 117)
    assert day.legs_count == 3


def test_a_balance_is_one_look_and_a_past_one_three_however_many_legs(books, sale, now):
    for _ in range(9):
        sale(1, at=now)
    asked = (books.member, "earned", "EUR")
    with CaptureQueriesContext(connection) as looked:
        queries.balance(*asked)
    assert len(looked) == 1
    with CaptureQueriesContext(connection) as looked:
        queries.balance_at(*asked, at=now)  # the account, its days, the legs of the day
    assert len(looked) == 3


def test_an_id_bound_parts_before_from_after():
    made = new_id()
    at = recorded_at(made)
    assert first_id_at(at) <= made < first_id_at(at + MILLISECOND)
