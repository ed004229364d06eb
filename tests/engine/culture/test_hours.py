"""Standing hours: kept week after week, and not merely busy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.culture.hours import standing_hours

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)  # a Sunday
WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)
MONDAY_EIGHT = datetime(2026, 11, 16, 20, 5, tzinfo=UTC)


def evenings(weeks, people=("a", "b", "c")):
    return [(MONDAY_EIGHT - number * WEEK, who) for number in weeks for who in people]


def test_an_hour_kept_in_six_of_eight_weeks_stands():
    [found] = standing_hours(evenings(range(6)), at=NOW)
    assert (found.weekday, found.hour, found.weeks_kept) == (0, 20, 6)
    assert found.keepers == {"a", "b", "c"}


def test_five_weeks_are_too_few_and_one_person_is_no_ritual():
    assert standing_hours(evenings(range(5)), at=NOW) == ()
    assert standing_hours(evenings(range(8), people=("a",)), at=NOW) == ()


def test_who_passes_by_twice_keeps_nothing():
    [found] = standing_hours([*evenings(range(8)), *evenings(range(2), people=("d",))], at=NOW)
    assert "d" not in found.keepers


def test_a_place_that_is_always_busy_has_no_ritual():
    moments = [(NOW - number * HOUR, who) for number in range(1, 8 * 168) for who in "ab"]
    assert standing_hours(moments, at=NOW) == ()


@given(st.lists(st.tuples(st.integers(0, 8 * 168), st.sampled_from("abcd")), max_size=60))
def test_what_is_older_or_later_changes_nothing(drawn):
    moments = [(NOW - hours * HOUR, who) for hours, who in drawn if hours]
    around = [(NOW + HOUR, "a"), (NOW - 9 * WEEK, "b")]
    assert standing_hours([*moments, *around], at=NOW) == standing_hours(moments, at=NOW)
