"""Waiting is counted in the hours in which somebody answers."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cohive.care.opening import is_open, open_seconds

HERE = ZoneInfo("Europe/Amsterdam")
WEEK = dict.fromkeys(range(5), (9 * 60, 17 * 60))
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis gives it a zone
    max_value=datetime(2026, 3, 1),  # noqa: DTZ001 - the same
    timezones=st.just(UTC),
)
HOURS = st.dictionaries(
    st.integers(0, 6), st.tuples(st.integers(0, 700), st.integers(701, 1440)), max_size=7
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE)


def test_friday_evening_to_monday_is_one_minute() -> None:
    assert open_seconds(at(20, 18), at(23, 9, 1), WEEK, HERE) == 60


def test_the_day_the_clocks_change_has_its_own_length() -> None:
    # on 25 October 2026 the hour from two to three comes twice
    whole = {6: (0, 1440)}
    since = datetime(2026, 10, 25, tzinfo=HERE)
    until = datetime(2026, 10, 26, tzinfo=HERE)
    assert open_seconds(since, until, whole, HERE) in (24 * 3600, 25 * 3600)


@given(MOMENTS, MOMENTS, MOMENTS, HOURS)
def test_parts_add_up_and_never_exceed_the_time_that_passed(a, b, c, hours) -> None:
    first, middle, last = sorted((a, b, c))
    parts = [open_seconds(*pair, hours, HERE) for pair in ((first, middle), (middle, last))]
    whole = open_seconds(first, last, hours, HERE)
    assert abs(sum(parts) - whole) <= 1
    assert 0 <= whole <= (last - first) / timedelta(seconds=1)


def test_open_from_the_first_minute_to_before_the_last() -> None:
    assert is_open(at(20, 9), WEEK, HERE)
    assert not is_open(at(20, 17), WEEK, HERE)
    assert not is_open(at(22, 12), WEEK, HERE)
    assert is_open(at(22, 3), {}, HERE)
