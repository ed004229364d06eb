from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.engine.allotment import allot
from cohive.engine.pools import Gift, equal_split, gift_split, quadratic_match
from cohive.words.refusals import Refused

NAMES = ("ann", "bo", "cho", "dee", "eve", "fay")
patient = settings(deadline=None, max_examples=200)


@st.composite
def gifts_of(draw, giver, members, points=100):
    """Any way one member may give: nothing, all, or something between."""
    found, left = [], points
    for name in members:
        if name != giver:
            points = draw(st.integers(0, left))
            left -= points
            found.append(Gift(giver, name, points))
    return found


@st.composite
def pools(draw):
    members = NAMES[: draw(st.integers(2, len(NAMES)))]
    gifts = [gift for name in members for gift in draw(gifts_of(name, members))]
    return members, gifts


def by_points_received(members, gifts):
    """The form known from circles elsewhere: points received of all points given. The control."""
    total = sum(gift.points for gift in gifts)
    return {
        name: Fraction(sum(gift.points for gift in gifts if gift.receiver == name), total)
        for name in members
    }


@patient
@given(pools(), st.data())
def test_ones_own_part_does_not_depend_on_ones_own_gifts_at_all(pool, data):
    members, gifts = pool
    person = data.draw(st.sampled_from(members))
    others = [gift for gift in gifts if gift.giver != person]
    otherwise = data.draw(gifts_of(person, members))
    before = gift_split(members, gifts).parts[person]
    assert gift_split(members, others + otherwise).parts[person] == before
    assert gift_split(members, others).parts[person] == before


@patient
@given(pools(), st.integers(0, 10**9), st.integers(0, 10**9))
def test_everything_is_divided_and_the_lines_add_up(pool, before, more):
    members, gifts = pool
    division = gift_split(members, gifts)
    assert sum(division.parts.values()) == 1
    for name in members:
        lines = [line for line in division.lines if line.receiver == name]
        assert sum((line.fraction for line in lines), Fraction(0)) == division.parts[name]
        assert name not in {line.giver for line in lines}
    paid = allot(division.parts, cumulative_before=before, cumulative_after=before + more)
    assert sum(paid.amounts.values()) + paid.waiting_after - paid.waiting_before == more
    assert 0 <= paid.waiting_after <= len(members)
    assert min(paid.amounts.values()) >= 0


@patient
@given(pools(), st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(pool, random):
    members, gifts = pool
    shuffled, people = list(gifts), list(members)
    random.shuffle(shuffled)
    random.shuffle(people)
    assert gift_split(people, shuffled) == gift_split(members, gifts)


@patient
@given(pools(), st.sets(st.sampled_from(NAMES), min_size=1, max_size=5))
def test_a_closed_group_gets_what_it_directs_and_what_others_give_it(pool, drawn):
    members, gifts = pool
    group = drawn & set(members)
    outside = [gift for gift in gifts if gift.giver not in group]
    if len(group) < 2:
        return
    ring = sorted(group)
    closed = [Gift(name, ring[ring.index(name) - 1], 100) for name in ring]
    division = gift_split(members, outside + closed)
    from_others = sum(
        (
            line.fraction
            for line in division.lines
            if line.receiver in group and line.giver not in group
        ),
        Fraction(0),
    )
    kept = sum(division.parts[name] for name in group)
    assert kept == Fraction(len(group), len(members)) + from_others


def test_a_larger_gift_raises_the_receiver_and_lowers_no_giver():
    members = NAMES[:4]
    less = gift_split(members, [Gift("ann", "bo", 10)]).parts
    more = gift_split(members, [Gift("ann", "bo", 60)]).parts
    assert more["bo"] > less["bo"]
    assert more["ann"] == less["ann"]


def test_one_example_done_by_hand():
    """Three members, 100 points each: ann gives bo 100, bo gives ann 50, cho gives nothing."""
    division = gift_split(["ann", "bo", "cho"], [Gift("ann", "bo", 100), Gift("bo", "ann", 50)])
    assert division.parts == {
        "ann": Fraction(1, 3) * (Fraction(1, 2) + Fraction(1, 4)) + Fraction(1, 6),
        "bo": Fraction(1, 3) + Fraction(1, 6),
        "cho": Fraction(1, 12),
    }
    assert "1 of them gave no points." in [str(one) for one in division.explanation]


def test_the_known_form_rewards_silence_and_ours_does_not():
    members = NAMES[:4]
    gifts = [Gift(a, b, 33) for a in members for b in members if a != b]
    silent = [gift for gift in gifts if gift.giver != "ann"]
    assert by_points_received(members, silent)["ann"] > by_points_received(members, gifts)["ann"]
    assert gift_split(members, silent).parts["ann"] == gift_split(members, gifts).parts["ann"]


def test_two_who_feed_each_other_in_a_lazy_circle_do_not_take_it_all():
    ring = [Gift("ann", "bo", 100), Gift("bo", "ann", 100)]
    assert sum(by_points_received(NAMES, ring)[name] for name in ("ann", "bo")) == 1
    parts = gift_split(NAMES, ring).parts
    assert parts["ann"] + parts["bo"] == Fraction(2, 6) + 4 * Fraction(1, 6) * Fraction(2, 5)


def test_equal_split_and_a_single_member():
    assert equal_split(["bo", "ann"]).parts == {"ann": Fraction(1, 2), "bo": Fraction(1, 2)}
    assert gift_split(["ann"], []).parts == {"ann": 1}
    assert "equally" in str(equal_split(["ann"]).explanation[0])


@pytest.mark.parametrize(
    ("members", "gifts", "said"),
    [
        ([], [], "at least one member"),
        (["ann", "bo", "ann"], [], "“ann” is named twice"),
        (["ann", "bo"], [Gift("ann", "eve", 1)], "“eve” gives or gets points"),
        (["ann", "bo"], [Gift("eve", "bo", 1)], "“eve” gives or gets points"),
        (["ann", "bo"], [Gift("ann", "ann", 1)], "to herself"),
        (["ann", "bo"], [Gift("ann", "bo", -1)], "gives -1 points"),
        (["ann", "bo"], [Gift("ann", "bo", True)], "gives True points"),
        (["ann", "bo"], [Gift("ann", "bo", 60), Gift("ann", "bo", 41)], "more than her 100"),
    ],
)
def test_gifts_that_cannot_be_are_refused(members, gifts, said):
    with pytest.raises(Refused, match=said):
        gift_split(members, gifts)


# Quadratic matching


def test_three_equal_gifts_are_matched_by_the_formula_when_the_bound_is_far():
    """(Σ√c)² − Σc: three of 100 give 900 − 300 = 600."""
    found = quadratic_match(
        {"bench": {"ann": 100, "bo": 100, "cho": 100}}, pool_minor=10_000, bound_minor=10**12
    )
    assert found.parts["bench"] * 10_000 == pytest.approx(600, abs=1e-3)
    assert found.asked_minor in (599, 600)


def test_two_givers_move_at_most_twice_the_bound_over_all_projects():
    projects = {f"p{number}": {"ann": 10**9, "bo": 10**9} for number in range(50)}
    found = quadratic_match(projects, pool_minor=10**12, bound_minor=500)
    assert found.asked_minor <= 1_000
    assert found.asked_minor >= 990


contributions = st.dictionaries(
    st.sampled_from(("bench", "lamp", "song")),
    st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10**6), max_size=6),
    max_size=3,
)


@patient
@given(contributions, st.integers(1, 10**7), st.integers(1, 10**6))
def test_a_match_never_exceeds_the_pool_nor_the_plain_formula(gifts, pool, bound):
    found = quadratic_match(gifts, pool_minor=pool, bound_minor=bound)
    assert 0 <= sum(found.parts.values()) <= 1
    for project, part in found.parts.items():
        amounts = list(gifts[project].values())
        roots = sum(isqrt(one * 10**12) for one in amounts) / 10**6
        assert float(part * pool) <= roots**2 - sum(amounts) + 0.01 * (1 + len(amounts)) ** 2
        if sum(1 for one in amounts if one) < 2:
            assert part == 0
    paid = allot(found.parts, cumulative_before=0, cumulative_after=pool)
    assert sum(paid.amounts.values()) + paid.waiting_after == pool


@patient
@given(contributions, st.integers(1, 10**7), st.integers(1, 10**6))
def test_order_and_names_do_not_change_a_match(gifts, pool, bound):
    found = quadratic_match(gifts, pool_minor=pool, bound_minor=bound)
    turned = {
        project: {name[::-1]: amount for name, amount in reversed(inner.items())}
        for project, inner in reversed(gifts.items())
    }
    assert quadratic_match(turned, pool_minor=pool, bound_minor=bound).parts == found.parts


def test_above_the_pool_every_match_is_cut_by_the_same_factor():
    gifts = {"bench": {"ann": 100, "bo": 100}, "lamp": {"cho": 400, "dee": 400}}
    found = quadratic_match(gifts, pool_minor=100, bound_minor=10**9)
    assert sum(found.parts.values()) == 1
    assert found.parts["lamp"] / found.parts["bench"] == pytest.approx(4)
    assert "cut by the same factor" in str(found.explanation[-1])


@pytest.mark.parametrize(
    ("gifts", "pool", "said"),
    [
        ({"bench": {"ann": -1}}, 10, "“ann” gives -1 to “bench”"),
        ({"bench": {"ann": 1.5}}, 10, "gives 1.5"),
        ({"bench": {"ann": 1}}, 0, "at least 1 minor unit"),
    ],
)
def test_matches_that_cannot_be_are_refused(gifts, pool, said):
    with pytest.raises(Refused, match=said):
        quadratic_match(gifts, pool_minor=pool, bound_minor=1)
