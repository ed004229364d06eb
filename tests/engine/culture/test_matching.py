"""Style matching over pairs that talk: means by hand, ranges, and what stays untold."""

from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest

from cohive.engine.culture import style_match, style_matching

PLAIN = "I think that we should go to the harbour because it is not far and the rain will stop "
DRY = "please find attached our newest offers, buy one now, discount codes valid today only, visit "
CHINESE = "我们的歌没有了，但是大家都在这里，因为你们把船从河边给了我，如果不下雨就对他说吧，"
COLUMNS = ("author", "to", "language", "text")


def said(*rows):
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def both(one, other, first, second, language="en"):
    return [(one, other, language, first * 5), (other, one, language, second * 5)]


PEOPLE = [f"p{number:02d}" for number in range(12)]
RING = list(zip(PEOPLE, [*PEOPLE[1:], PEOPLE[0]], strict=True))


def test_the_mean_is_that_of_the_single_matches():
    rows = [row for one, other in RING for row in both(one, other, PLAIN, PLAIN)]
    rows += [row for one in PEOPLE for row in both(one, "staff", PLAIN, DRY + "the of and ")]
    (found,) = style_matching(said(*rows), staff={"staff"}, seed=0).languages
    known = style_match(PLAIN * 5, (DRY + "the of and ") * 5, language="en").value
    assert (found.language, found.among.pairs, found.among.people) == ("en", 12, 12)
    assert found.among.mean == 1.0
    assert (found.with_staff.pairs, found.with_staff.people) == (12, 12)
    assert found.with_staff.mean == pytest.approx(known)
    assert found.difference == pytest.approx(1 - known)
    assert found.low > 0


def test_a_range_is_wider_where_one_person_is_in_many_pairs():
    def width(pairs):
        rows = [
            row
            for number, (one, other) in enumerate(pairs)
            for row in both(one, other, PLAIN, PLAIN if number % 2 else PLAIN + "really never a ")
        ]
        (found,) = style_matching(said(*rows), staff=(), seed=1).languages
        assert found.among.low <= found.among.mean <= found.among.high
        return found.among.high - found.among.low

    assert width(list(combinations(PEOPLE, 2))) < width(RING)


def test_of_nine_members_nothing_is_told():
    rows = [row for one, other in RING[:8] for row in both(one, other, PLAIN, PLAIN)]
    (found,) = style_matching(said(*rows), staff=(), seed=0).languages
    assert (found.among.people, found.among.mean) == (9, None)
    assert found.difference is None


def test_short_one_sided_and_staff_among_themselves_are_no_pairs():
    rows = [
        ("a", "b", "en", PLAIN * 5),  # never answered
        *both("c", "d", PLAIN, "Yes. "),
        *both("s1", "s2", PLAIN, PLAIN),
        ("e", "e", "en", PLAIN * 5),
    ]
    assert style_matching(said(*rows), staff={"s1", "s2"}, seed=0).languages == ()


def test_languages_stay_apart_and_others_are_left_out():
    rows = [row for one, other in RING for row in both(one, other, CHINESE, CHINESE, "")]
    rows += [row for one, other in RING for row in both(one, other, PLAIN, PLAIN, "")]
    dutch = "ik ga naar huis want het regent hard vandaag maar morgen schijnt weer zon hoor "
    rows += [row for one in PEOPLE for row in both(one, "q", dutch, dutch, "")]
    rows += [row for one in PEOPLE for row in both(one, "r", PLAIN, PLAIN, "nl")]
    found = style_matching(said(*rows), staff=(), seed=0).languages
    assert [(one.language, one.among.pairs) for one in found] == [("en", 12), ("zh-hans", 12)]


def test_the_order_of_what_was_said_does_not_matter():
    rows = [row for one, other in RING for row in both(one, other, PLAIN, PLAIN + "no ")]
    one = style_matching(said(*rows), staff=(), seed=3)
    assert one == style_matching(said(*reversed(rows)), staff=(), seed=3)
