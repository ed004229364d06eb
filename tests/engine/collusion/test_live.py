"""Act by act is the same as all at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.engine.collusion.configuration import HOUR_SECONDS, Configuration
from cohive.engine.collusion.events import events_of, firsts_of
from cohive.engine.collusion.live import LiveLockstep
from cohive.engine.collusion.lockstep import lockstep_pairs

WINDOWS = (HOUR_SECONDS, 12 * HOUR_SECONDS, 72 * HOUR_SECONDS)
acts = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("xyz"), st.integers(0, 120)),
    min_size=1,
    max_size=50,
)


def in_batch(rows, window):
    users, items, hours = zip(*rows, strict=True)
    events = events_of(users, items, seconds=[hour * HOUR_SECONDS for hour in hours])
    configuration = Configuration(windows_seconds=(window,), pair_level=1.0, partners_max=1e9)
    pairs = lockstep_pairs(firsts_of(events, 4), configuration, seed=0)
    return {
        (events.users[a], events.users[b]): k
        for a, b, k in zip(
            pairs.first.tolist(), pairs.second.tolist(), pairs.seen.tolist(), strict=True
        )
    }


@settings(max_examples=80, deadline=None)
@given(acts)
def test_acts_in_any_order_give_what_the_search_gives(rows):
    live = LiveLockstep(WINDOWS)
    for user, item, hour in rows:
        live.add(user, item, hour * HOUR_SECONDS)
    for index, window in enumerate(WINDOWS):
        assert live.seen(index) == in_batch(rows, window)


def test_a_new_act_says_whom_it_joins():
    live = LiveLockstep(WINDOWS)
    assert live.add("a", "x", 0.0) == ()
    assert live.add("b", "x", 10 * HOUR_SECONDS) == ("a",)
    assert live.add("b", "x", 11 * HOUR_SECONDS) == ()
    assert live.together("b", "a") == (0, 1, 1)
    live.add("b", "x", 0.5 * HOUR_SECONDS)  # an earlier act that came late
    assert live.together("a", "b") == (1, 1, 1)


def test_a_crowd_is_sampled_the_same_everywhere():
    live = LiveLockstep(WINDOWS, partners_max=20)
    for item in "xy":
        for person in range(400):
            partners = live.add(f"p{person:03}", item, person / 400 * HOUR_SECONDS)
            assert len(partners) <= 50
    kept = live.seen(0)
    late = {pair for pair in kept if min(pair) >= "p200"}
    assert late  # whoever is together in one crowd's box is together in the other's
    assert all(kept[pair] == 2 for pair in late)
