"""Prior claims: had back before the split, in an order, and never more than their amount."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.prior import PriorClaim, taken_first, takes_next
from cohive.words.refusals import Refused

HALF = Fraction(1, 2)


def claims():
    part = st.fractions(min_value=Fraction(1, 50), max_value=1, max_denominator=50)
    amount, whole = st.integers(1, 5_000), st.just(Fraction(1))
    return st.lists(
        st.one_of(
            st.builds(PriorClaim, st.just("a"), st.just("until_paid"), part, amount, st.just("x")),
            st.builds(PriorClaim, st.just("b"), st.just("once"), whole, amount, st.just("y")),
            st.builds(PriorClaim, st.just("c"), st.just("lasting"), part, st.just(0), st.just("z")),
        ),
        max_size=4,
    )


def test_an_advance_is_had_back_and_then_there_is_more_to_split():
    press = PriorClaim("firm", "until_paid", HALF, 10_000, "the press")
    assert taken_first([press], 0) == (0,)
    assert taken_first([press], 4_001) == (2_000,)
    assert taken_first([press], 20_000) == (10_000,)
    assert taken_first([press], 99_999) == (10_000,)


def test_claims_stand_in_their_order():
    first = PriorClaim("mei", "once", Fraction(1), 500, "rent of the room")
    then = PriorClaim("firm", "until_paid", HALF, 1_000, "the press")
    ever = PriorClaim("kit", "lasting", Fraction(1, 10), 0, "the first idea")
    assert taken_first([first, then, ever], 400) == (400, 0, 0)
    assert taken_first([first, then, ever], 1_500) == (500, 500, 50)
    assert taken_first([first, then, ever], 3_500) == (500, 1_000, 200)


@given(claims(), st.integers(0, 20_000), st.integers(0, 500))
def test_more_sales_never_lower_anybody_s_sum_and_nothing_is_lost(found, before, more):
    old, new = taken_first(found, before), taken_first(found, before + more)
    assert all(was <= now for was, now in zip(old, new, strict=True))
    assert sum(new) <= before + more
    assert before - sum(old) <= before + more - sum(new)
    for claim, minor in zip(found, new, strict=True):
        assert minor >= 0
        assert not claim.amount_minor or minor <= claim.amount_minor


@pytest.mark.parametrize(
    ("kind", "part", "amount"),
    [
        ("often", HALF, 10),
        ("until_paid", Fraction(0), 10),
        ("until_paid", Fraction(3, 2), 10),
        ("until_paid", HALF, 0),
        ("lasting", HALF, 10),
        ("once", HALF, 10),
        ("until_paid", HALF, -1),
    ],
)
def test_a_claim_that_does_not_fit_its_kind_is_refused(kind, part, amount):
    with pytest.raises(Refused) as refusal:
        PriorClaim("a", kind, part, amount, "x")
    assert refusal.value.field == "prior"


def test_more_than_came_in_cannot_go_back():
    with pytest.raises(Refused):
        taken_first([], -1)


def served(found, changes, *, elsewhere=None):
    """What claims have after these changes of one pool, step by step."""
    has, came = [0] * len(found), 0
    for change in changes:
        before, after = came, came + change
        came = after
        for place, claim in enumerate(found):
            had = has[place]
            has[place] = takes_next(
                claim,
                left_before=before,
                left_after=after,
                had=had,
                elsewhere=elsewhere[place] if elsewhere else 0,
            )
            before, after = before - had, after - has[place]
    return has, came


@given(claims(), st.lists(st.integers(-900, 2_000), max_size=12))
def test_served_step_by_step_a_claim_has_what_the_total_brings_it(found, wanted):
    changes, came = [], 0
    for change in wanted:
        changes.append(max(change, -came))
        came += changes[-1]
    has, total = served(found, changes)
    assert tuple(has) == taken_first(found, total)


@given(
    st.fractions(min_value=Fraction(1, 50), max_value=1, max_denominator=50),
    st.integers(1, 3_000),
    st.lists(st.tuples(st.booleans(), st.integers(-600, 900)), max_size=14),
)
def test_two_versions_together_never_serve_more_than_the_amount(part, amount, wanted):
    claim = PriorClaim("a", "until_paid", part, amount, "x")
    has, came = {True: 0, False: 0}, {True: 0, False: 0}
    for which, asked in wanted:
        change = max(asked, -came[which])
        before = has[which]
        has[which] = takes_next(
            claim,
            left_before=came[which],
            left_after=came[which] + change,
            had=before,
            elsewhere=has[not which],
        )
        came[which] += change
        assert 0 <= has[which] <= came[which]
        assert sum(has.values()) <= amount
        taken = has[which] - before
        assert min(change, 0) <= taken <= max(change, 0)  # others never pay for a catching up


def test_a_claim_goes_on_where_the_version_before_left_it():
    press = PriorClaim("firm", "until_paid", HALF, 1_500, "the press")
    had = takes_next(press, left_before=0, left_after=2_000, had=0)
    assert had == 1_000
    assert takes_next(press, left_before=0, left_after=4_000, had=0, elsewhere=had) == 500
    with pytest.raises(Refused):
        takes_next(press, left_before=0, left_after=-1, had=0)
