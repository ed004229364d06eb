"""Credit along one order's path.

Worked example. Lin bought a print by Kit's link; Kit had it by Hanna's, Hanna by Teo's.
    Kit 1, Hanna 1/2, Teo 1/4: together 7/4. Kit 4/7, Hanna 2/7, Teo 1/7 of the order.
Lin and Hanna are one household: Hanna's 2/7 goes to nobody; Kit and Teo keep 4/7 and 1/7.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.cascades.path import (
    BUYER_CAP,
    STEPS_MAX,
    VOIDS,
    closes_ring,
    credit_of_path,
)
from cohive.words.refusals import Refused

PEOPLE = st.lists(st.sampled_from("abcdefg"), max_size=9)
VOIDED = st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(VOIDS), max_size=4)
ROOM = st.dictionaries(st.sampled_from("abcdefg"), st.fractions(0, 1), max_size=4)


def parts(people, voided=None, room=None):
    found = credit_of_path(people, voided=voided or {}, room=room)
    return {line.person: line.credit for line in found.lines}, found.uncredited


def test_each_hand_before_has_half_of_the_next():
    found, nobody = parts(["kit", "hanna", "teo"])
    assert found == {"kit": Fraction(4, 7), "hanna": Fraction(2, 7), "teo": Fraction(1, 7)}
    assert nobody == 0


def test_what_is_void_goes_to_nobody():
    found, nobody = parts(["kit", "hanna", "teo"], {"hanna": "household"})
    assert found == {"kit": Fraction(4, 7), "hanna": 0, "teo": Fraction(1, 7)}
    assert nobody == Fraction(2, 7)


def test_the_fifth_hand_has_nothing():
    found, _nobody = parts(["a", "b", "c", "d", "e"])
    assert found["e"] == 0
    assert sum(found.values()) == 1


def test_a_full_cap_gives_nothing_more():
    found, nobody = parts(["kit"], room={"kit": Fraction(0)})
    assert (found["kit"], nobody) == (0, 1)


@given(PEOPLE, VOIDED, ROOM)
def test_nothing_is_lost_nothing_is_made(people, voided, room):
    found = credit_of_path(people, voided=voided, room=room)
    assert sum((line.credit for line in found.lines), found.uncredited) == 1
    assert all(0 <= line.credit <= BUYER_CAP for line in found.lines)
    assert found.uncredited >= 0
    for line in found.lines:
        assert not (line.credit and line.void)
        assert not (line.credit and voided.get(line.person))
        assert line.credit <= room.get(line.person, BUYER_CAP)
        assert line.step <= STEPS_MAX or line.credit == 0


@given(PEOPLE, VOIDED, ROOM, st.sampled_from("abcdefg"))
def test_striking_one_out_gives_nobody_else_more(people, voided, room, struck):
    before = credit_of_path(people, voided=voided, room=room)
    after = credit_of_path(people, voided={**voided, struck: "ring"}, room=room)
    for one, other in zip(before.lines, after.lines, strict=True):
        assert other.credit == (0 if one.person == struck else one.credit)


@given(PEOPLE)
def test_credit_never_grows_away_from_the_buyer(people):
    found = credit_of_path(people, voided={}, room=None)
    credited = [line.credit for line in found.lines if not line.void]
    assert credited == sorted(credited, reverse=True)


def test_a_word_that_is_no_reason_is_refused():
    with pytest.raises(Refused):
        credit_of_path(["kit"], voided={"kit": "dislike"})


@pytest.mark.parametrize(
    ("led", "is_ring"),
    [
        ({}, False),
        ({"lin": {"kit"}}, True),
        ({"lin": {"teo"}, "teo": {"kit"}}, True),
        ({"lin": {"teo"}, "teo": {"mei"}, "mei": {"kit"}}, True),
        ({"lin": {"teo"}, "teo": {"mei"}, "mei": {"oda"}, "oda": {"kit"}}, False),
        ({"kit": {"lin"}}, False),
    ],
)
def test_a_ring_is_a_way_back_from_the_buyer(led, is_ring):
    assert closes_ring("lin", "kit", led) is is_ring
