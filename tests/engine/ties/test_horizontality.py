"""Community or fan club: the two ends, the way between them, and what is honestly not told."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from cohive.engine.ties import horizontality, network_of, redrawn
from cohive.engine.ties.generators import BRAND, Made, fan_star, honeycomb, mixed
from tests.engine.ties.made import act, frame, network


def index(made: Made, *, resamples: int = 2) -> float:
    found = horizontality(
        made.network, seed=0, made=made.made, received=made.received, resamples=resamples
    )
    assert found.index is not None
    return found.index


@pytest.mark.parametrize("members", [12, 60, 150])
def test_a_fan_star_is_none_and_a_honeycomb_is_a_community(members):
    assert index(fan_star(members)) <= 0.05
    assert index(honeycomb(members)) >= 0.7


def test_the_way_between_them_only_rises():
    way = [index(mixed(float(part), members=100)) for part in np.linspace(0, 1, 50)]
    assert spearmanr(range(50), way).statistic >= 0.99


def test_the_interval_holds_the_index_and_grows_with_doubt():
    made = mixed(0.5, members=40)
    found = horizontality(made.network, seed=0, made=made.made, received=made.received)
    assert found.low < found.index < found.high
    for part in found.parts:
        assert part.low <= part.value <= part.high
    thin = horizontality(
        made.network.merged(made.network.weight / 10), seed=0, made=made.made,
        received=made.received,
    )  # fmt: skip
    assert thin.high - thin.low > found.high - found.low


def test_the_same_seed_gives_the_same_interval():
    made = mixed(0.4, members=40)
    twice = [horizontality(made.network, seed=7, resamples=20) for _ in range(2)]
    assert twice[0] == twice[1]


def test_one_good_part_cannot_hide_a_zero():
    made = honeycomb(40)
    nothing = dict.fromkeys(made.network.people, 0) | {BRAND: 100}
    found = horizontality(made.network, seed=0, made=made.made, received=nothing, resamples=2)
    assert found.index == 0.0


def test_with_few_people_nothing_is_told():
    few = network([(one, (one + 1) % 9) for one in range(9)])
    found = horizontality(few, seed=0)
    assert found.index is None
    assert found.low is None
    assert "With 9 people" in str(found.cannot_tell[0])


def test_what_is_not_known_is_said_and_left_out():
    made = honeycomb(40)
    found = horizontality(made.network, seed=0, resamples=2)
    assert {part.name for part in found.parts if part.value is None} == {
        "many_makers",
        "value_to_members",
    }
    assert any("money of sales" in str(one) for one in found.cannot_tell)
    assert found.index == pytest.approx(1.0)


def test_an_announcement_is_one_act_under_the_other_rule():
    made = mixed(0.5, members=40)
    found = horizontality(made.network, seed=0, resamples=2)
    share = next(part.value for part in found.parts if part.name == "member_to_member")
    assert found.with_announcements == pytest.approx(share * found.acts / (found.acts + 50))


def test_a_frame_gives_its_ties():
    rows = [
        act(1, "ann", 0),
        act(2, "bob", 1, parent="o000001"),
        act(3, "ann", 2, target="bob"),
        act(4, "label", 3, role="staff"),
        act(5, "bot", 4, role="bot", target="ann"),
        act(6, "cid", 5, target="cid"),
        act(7, "cid", 6, verb="View", target="ann"),
        act(8, "ann", 7, verb="Create", object_kind="tie", target="dan", weight=3.0),
    ]
    found = network_of(frame(rows))
    ties = {
        (found.people[int(u)], found.people[int(v)]): float(w)
        for u, v, w in zip(found.source, found.target, found.weight, strict=True)
    }
    assert ties == {("bob", "ann"): 1.0, ("ann", "bob"): 1.0, ("ann", "dan"): 3.0}
    assert found.announced == 1
    assert "bot" not in found.people
    assert [found.people[int(one)] for one in np.flatnonzero(found.is_staff)] == ["label"]


def test_accounts_under_review_can_be_left_out():
    rows = [act(1, "ann", 0, target="bob"), act(2, "sock", 1, target="ann")]
    found = network_of(frame(rows), without=["sock"])
    assert found.people == ("ann", "bob")


def test_a_redrawn_network_keeps_whole_weeks():
    rows = [
        act(10 * week + number, f"p{number}", 7 * week + 0.1 * number, target=f"p{number + 1}")
        for week in range(12)
        for number in range(4)
    ]
    found = redrawn(network_of(frame(rows)), np.random.default_rng(1))
    assert set(found.weight.tolist()) == {12.0}
