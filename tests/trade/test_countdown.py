"""A countdown never says more than there is, and says two units at most."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from cohive.trade.countdown import countdown


@pytest.mark.parametrize(
    ("left", "english"),
    [
        (timedelta(days=2, hours=3, minutes=59), "2 days, 3 hours"),
        (timedelta(days=1, minutes=5), "1 day"),
        (timedelta(hours=11, minutes=46, seconds=59), "11 hours, 46 minutes"),
        (timedelta(days=40), "40 days"),
        (timedelta(seconds=61), "1 minute, 1 second"),
        (timedelta(seconds=9), "9 seconds"),
        (timedelta(0), ""),
        (timedelta(days=-1), ""),
    ],
)
def test_the_two_largest_units(now: datetime, left: timedelta, english: str) -> None:
    assert countdown(now + left, now) == english


def test_in_chinese(now: datetime) -> None:
    with translation.override("zh-hans"):
        assert countdown(now + timedelta(hours=11, minutes=46), now) == "11小时 46分钟"
