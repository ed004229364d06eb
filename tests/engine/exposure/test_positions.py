"""How much the place decides, found again from swaps."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats.contingency import relative_risk

from cohive.engine.exposure.positions import (
    Swap,
    discount,
    examination_of_swaps,
    inverse_propensity,
    power_of_swaps,
)
from cohive.engine.exposure.showing import examination

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "exposure.json").read_text())


def swaps(power: float, views: int, seed: int) -> list[Swap]:
    """Clicks as drawn: appeal 0.3, times the examination of the place."""
    draw = np.random.default_rng(seed)
    return [
        Swap(
            place,
            int(draw.binomial(views, 0.3)),
            views,
            int(draw.binomial(views, 0.3 * examination(place, power=power))),
            views,
        )
        for place in range(2, 11)
    ]


@pytest.mark.parametrize("power", [0.4, 0.7, 1.0])
def test_the_power_is_found_again(power):
    found = power_of_swaps(swaps(power, 5000, seed=7))
    assert found.low < power < found.high
    assert found.high - found.low < 0.1


def test_its_interval_holds_the_truth_nineteen_times_in_twenty():
    fits = [power_of_swaps(swaps(0.7, 2000, seed)) for seed in range(200)]
    held = sum(fit.low <= 0.7 <= fit.high for fit in fits)
    # 190 expected, less four standard deviations of 3.
    assert held >= 178


def test_the_interval_of_one_place_is_scipys():
    one = Swap(4, 120, 400, 60, 390)
    found = examination_of_swaps([one])[0]
    other = relative_risk(60, 390, 120, 400)
    ends = other.confidence_interval(0.95)
    assert found.probability.middle == pytest.approx(other.relative_risk)
    assert (found.probability.low, found.probability.high) == pytest.approx((ends.low, ends.high))
    assert (found.position, found.n) == (4, 790)


def test_swaps_of_one_place_add_up_in_any_order():
    one, two, other = Swap(2, 30, 90, 20, 90), Swap(2, 3, 10, 1, 12), Swap(3, 5, 9, 2, 9)
    whole = Swap(2, 33, 100, 21, 102)
    assert examination_of_swaps([two, other, one]) == examination_of_swaps([whole, other])


def test_places_without_clicks_are_left_out():
    assert examination_of_swaps([Swap(2, 5, 10, 0, 10), Swap(3, 0, 10, 5, 10)]) == ()
    with pytest.raises(ValueError, match="both sides"):
        power_of_swaps([Swap(2, 5, 10, 0, 10)])


@pytest.mark.parametrize("wrong", [(1, 1, 2, 1, 2), (2, 3, 2, 1, 2), (2, 1, 2, -1, 2)])
def test_a_swap_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"swapped|clicks"):
        Swap(*wrong)


@pytest.mark.parametrize("case", GOLDEN["inverse_propensity"])
def test_hits_are_weighed_by_how_likely_they_were(case):
    rate = inverse_propensity([(case["hits"], case["views"], case["examination"])])
    assert rate == pytest.approx(case["rate"], abs=1e-4)


def test_a_rare_look_does_not_decide_alone():
    assert inverse_propensity([(1, 10, 0.001)], weight_max=10) == pytest.approx(1.0)
    for places in ([], [(1, 10, 0.0)], [(1, 10, 1.5)]):
        with pytest.raises(ValueError, match="views"):
            inverse_propensity(places)


def test_discounts_are_those_of_the_literature():
    found = [discount(rank) for rank in range(1, 6)]
    assert found == pytest.approx(GOLDEN["discount"], abs=1e-4)
    assert found == pytest.approx(list(1 / np.log2(np.arange(2, 7))))
    with pytest.raises(ValueError, match="from 1"):
        discount(0)
