"""Who is shown next: the least seen, whatever came first; and what a late entry is owed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.exposure.showing import (
    examination,
    examined,
    joined,
    least_reachable,
    least_seen_first,
)

views = st.dictionaries(st.text(max_size=4), st.integers(0, 5).map(float), max_size=12)


def test_a_live_page_loads_no_numpy_for_it():
    code = (
        "import sys, cohive.engine.exposure.showing, cohive.engine.intervals,"
        "cohive.engine.exposure.positions; print('numpy' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


def test_the_tenth_place_is_looked_at_by_one_in_five():
    assert examination(1) == 1
    assert examination(10) == pytest.approx(0.1995, abs=1e-4)
    assert examination(2, power=1) == 0.5
    with pytest.raises(ValueError, match="from 1"):
        examination(0)


def test_views_are_counted_by_how_likely_they_were_looks():
    assert examined([["a", "b"], ["b", "a"], ["a"]], power=1) == {"a": 2.5, "b": 1.5}


@given(views, st.text(max_size=4))
def test_everybody_is_shown_once_and_the_least_seen_before_the_others(seen, seed):
    order = least_seen_first(seen, seed=seed)
    assert Counter(order) == Counter(list(seen))
    assert [seen[entry] for entry in order] == sorted(seen.values())


@given(views, st.text(max_size=4))
def test_the_order_of_upload_changes_nothing(seen, seed):
    backwards = dict(reversed(seen.items()))
    assert least_seen_first(backwards, seed=seed) == least_seen_first(seen, seed=seed)


def test_among_equals_every_entry_is_on_top_equally_often():
    entries = dict.fromkeys("abcdefgh", 3.0)
    tops = Counter(least_seen_first(entries, seed=str(n))[0] for n in range(4000))
    assert set(tops) == set(entries)
    # 500 each, give or take four standard deviations of 21
    assert all(416 < times < 584 for times in tops.values())


def test_a_late_entry_that_is_owed_views_comes_next_and_what_was_shown_stays():
    order = joined(
        ["a", "b", "c", "d"], {"new": 0.0, "known": 9.0}, shown={"a", "b"}, minimum=5.0, seed="s"
    )
    assert order == ("a", "b", "new", "c", "d", "known")


def test_who_skipped_ahead_finds_late_entries_behind_all_she_was_shown():
    order = joined(["a", "b", "c", "d"], {"new": 0.0}, shown={"c"}, minimum=1.0, seed="s")
    assert order == ("a", "b", "c", "new", "d")


def test_who_saw_everything_finds_late_entries_at_the_end():
    assert joined("ab", {"new": 0.0}, shown={"a", "b"}, minimum=1.0, seed="s")[-1] == "new"


@given(views, views, st.sets(st.text(max_size=4)), st.floats(0, 6), st.text(max_size=4))
def test_nobody_is_lost_or_doubled_and_no_two_change_places(old, late, shown, minimum, seed):
    stored = least_seen_first(old, seed=seed)
    order = joined(stored, late, shown=shown, minimum=minimum, seed=seed)
    assert Counter(order) == Counter(list(old | late))
    assert [entry for entry in order if entry in old] == list(stored)
    seen_until = max((n for n, entry in enumerate(stored, 1) if entry in shown), default=0)
    assert order[:seen_until] == stored[:seen_until]


def test_what_can_be_promised_by_hand():
    # Three entries with 10 views, a new one; 6 visitors look at two places: 1 and 1/2.
    # Alone on top the new one gets 6; all four together would have (30 + 6 × 1.5) / 4 = 9.75.
    assert least_reachable([10, 10, 10, 0], visitors=6, slots=2, power=1) == pytest.approx(6)
    assert least_reachable([10, 10, 10, 0], visitors=60, slots=2, power=1) == pytest.approx(30)


@pytest.mark.parametrize("seen", [[0.0] * 6, [40.0, 40, 40, 40, 0, 0], [9.0, 3, 30, 0, 12, 1]])
def test_showing_the_least_seen_keeps_that_promise(seen):
    visitors, slots = 300, 3
    promised = least_reachable(seen, visitors=visitors, slots=slots)
    had = dict(zip("abcdef", seen, strict=True))
    for visitor in range(visitors):
        page = least_seen_first(had, seed=str(visitor))[:slots]
        for entry, more in examined([page]).items():
            had[entry] += more
    assert promised - 1 <= min(had.values()) <= promised + 1


@pytest.mark.parametrize(
    ("seen", "visitors", "slots"), [([], 1, 1), ([1.0], -1, 1), ([1.0], 1, 0), ([-1.0], 1, 1)]
)
def test_nothing_can_be_promised_of_nothing(seen, visitors, slots):
    with pytest.raises(ValueError, match="at least one entry"):
        least_reachable(seen, visitors=visitors, slots=slots)
