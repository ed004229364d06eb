"""Member to member by month: its range knows that acts of one person hang together."""

from __future__ import annotations

import pytest

from cohive.engine.insight_months import member_part
from cohive.engine.intervals import wilson
from tests.engine.ties.made import network


def test_the_worked_example_of_the_brand_and_its_four():
    pairs = [("label", one, 20) for one in "abcd"]
    pairs += [("a", "label", 3), ("b", "label", 1), ("a", "b", 4), ("b", "a", 2), ("c", "d", 1)]
    part = member_part(network(pairs, staff=["label"]), seed=0)
    assert part.middle == pytest.approx(7 / 91, abs=1e-9)
    assert part.low <= part.middle <= part.high


def test_acts_of_one_person_hang_together_and_widen_the_range():
    many = [(f"p{one:02d}", f"p{(one + 1) % 20:02d}", 10) for one in range(10)]
    many += [(f"p{one:02d}", "label", 10) for one in range(10, 20)]
    part = member_part(network(many, staff=["label"]), seed=0)
    plain = wilson(100, 200)
    assert part.middle == 0.5
    assert part.high - part.low > 2 * (plain.high - plain.low)


def test_where_all_do_alike_the_range_is_no_point():
    alike = [(f"p{one:02d}", f"p{(one + 1) % 12:02d}", 2) for one in range(12)]
    part = member_part(network(alike), seed=0)
    assert (part.middle, part.high) == (1.0, 1.0)
    assert part.low == pytest.approx(wilson(24, 24).low)


def test_below_twenty_acts_nothing_is_told():
    assert member_part(network([("a", "b", 19)]), seed=0) is None
