"""Ids in the order of time, periods with their ends, refusals with their sentence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from cohive.words.ids import new_id
from cohive.words.periods import Period
from cohive.words.refusals import Forbidden, Missing, Refused

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_ids_are_version_7_distinct_and_never_go_back_in_time() -> None:
    ids = [new_id() for _ in range(10_000)]
    assert {made.version for made in ids} == {7}
    assert len(set(ids)) == len(ids)
    assert all(one.int >> 80 <= other.int >> 80 for one, other in pairwise(ids))


def test_a_period_has_its_start_and_not_its_end() -> None:
    day = Period(NOON, NOON + timedelta(days=1))
    assert NOON in day
    assert day.end - timedelta(microseconds=1) in day
    assert day.end not in day
    assert NOON - timedelta(microseconds=1) not in day


@pytest.mark.parametrize("length", [timedelta(0), timedelta(seconds=-1)])
def test_a_period_that_does_not_last_is_none(length: timedelta) -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(NOON, NOON + length)


def test_a_refusal_fills_its_sentence_and_keeps_it_as_key() -> None:
    refused = Refused("This challenge closed on %(day)s.", field="picture", day="6 December")
    assert str(refused) == "This challenge closed on 6 December."
    assert refused.sentence == "This challenge closed on %(day)s."
    assert (refused.field, refused.values) == ("picture", {"day": "6 December"})


def test_a_sentence_without_places_may_say_100_percent() -> None:
    assert str(Refused("The six must make 100 %.")) == "The six must make 100 %."


def test_what_is_missing_and_what_is_forbidden_are_refusals_too() -> None:
    assert issubclass(Missing, Refused)
    assert issubclass(Forbidden, Refused)
