"""Parents guessed from who knows whom: by rule, strictly earlier, order-free, bounded."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.cascades import inference
from cohive.engine.cascades.inference import (
    Adoptions,
    OrphanRule,
    ParentRule,
    adoptions_of,
    infer_forest,
)
from cohive.engine.cascades.shape import shapes_of
from tests.engine.cascades.trees import patient, same

FRIENDS = [(1, 2), (2, 3), (3, 1), (4, 3), (4, 5), (3, 6), (3, 7)]


def one(people: list[int], seconds: list[float]) -> Adoptions:
    return adoptions_of([0] * len(people), people, seconds, ids=("a",))


def parents_of(adoptions: Adoptions, rule: ParentRule, friends=FRIENDS) -> dict[int, int]:
    """Whom each person had it from."""
    forest = infer_forest(adoptions, friends, rule=rule, orphans=OrphanRule.OWN_TREE).forest
    return {
        int(person): int(forest.people[above])
        for person, above in zip(forest.people, forest.parents, strict=True)
        if forest.people[above] != person
    }


def test_the_rule_says_which_of_several_acquaintances():
    took = one([3, 1, 2, 5, 4], [0, 10, 20, 30, 40])
    assert parents_of(took, ParentRule.LAST) == {1: 3, 2: 1, 4: 5}
    assert parents_of(took, ParentRule.FIRST) == {1: 3, 2: 3, 4: 3}
    assert parents_of(took, ParentRule.BEST_CONNECTED, [*FRIENDS, (5, 1)])[4] == 3


def test_only_who_had_it_earlier_can_be_the_parent():
    assert parents_of(one([1, 2, 3], [0, 5, 5]), ParentRule.LAST) == {2: 1, 3: 1}
    assert parents_of(one([1, 2], [5, 5]), ParentRule.LAST) == {}


def test_who_knows_nobody_stands_under_the_first_or_alone():
    took = one([1, 5, 4], [0, 10, 20])
    under = infer_forest(took, FRIENDS)
    assert (under.attached, under.orphans) == (1, 1)
    assert under.forest.ids == ("a",)
    assert shapes_of(under.forest).depths.tolist() == [2]
    alone = infer_forest(took, FRIENDS, orphans=OrphanRule.OWN_TREE)
    assert (alone.attached, alone.orphans) == (1, 1)
    assert alone.forest.ids == ("a", "a/1")
    assert alone.forest.sizes.tolist() == [1, 2]
    assert alone.forest.began.tolist() == [0.0, 10.0]
    assert shapes_of(alone.forest).durations_seconds.tolist() == [0.0, 10.0]


def test_taking_up_the_same_again_is_counted_and_left_out():
    took = one([1, 2, 1, 2, 2], [0, 10, 20, 5, 30])
    assert (took.people.tolist(), took.seconds.tolist(), took.repeats) == ([1, 2], [0, 5], 3)


def test_a_network_of_strangers_leaves_everybody_under_the_first():
    found = infer_forest(one([1, 2, 3], [0, 1, 2]), [(8, 9), (1, 1)])
    assert found.orphans == 2
    assert shapes_of(found.forest).depths.tolist() == [1]
    assert infer_forest(one([1], [0]), []).orphans == 0


def test_sizes_and_times_are_known_without_any_network():
    took = adoptions_of([1, 0, 1], [7, 7, 8], [50.0, 3.0, 20.0], ids=("a", "b"))
    assert took.sizes.tolist() == [1, 2]
    assert took.durations_seconds.tolist() == [0.0, 30.0]


adopted = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 7), st.integers(0, 9)), min_size=1, max_size=30
)
networks = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=30)


def of(rows: list[tuple[int, int, int]]) -> Adoptions:
    rows = [*rows, (0, 9, 0), (1, 9, 0), (2, 9, 0)]  # each cascade has somebody
    cascades, people, seconds = zip(*rows, strict=True)
    return adoptions_of(cascades, people, seconds, ids=("a", "b", "c"))


@patient
@given(adopted, networks, st.sampled_from([ParentRule.LAST, ParentRule.FIRST]), st.randoms())
def test_it_is_what_looking_at_every_pair_finds(rows, network, rule, chance):
    took = of(rows)
    knows = {frozenset(pair) for pair in network}
    turned = [pair[::-1] if chance.random() < 0.5 else pair for pair in network]
    chance.shuffle(turned)
    found = infer_forest(took, turned, rule=rule)
    starts = np.cumsum(took.sizes) - took.sizes
    orphans = 0
    for node in range(took.people.size):
        root = int(starts[took.cascades[node]])
        earlier = [
            other
            for other in range(root, node)
            if took.seconds[other] < took.seconds[node]
            and frozenset((int(took.people[other]), int(took.people[node]))) in knows
        ]
        expected = root
        if earlier:
            expected = max(earlier) if rule is ParentRule.LAST else min(earlier)
        orphans += not earlier and node != root
        assert found.forest.parents[node] == expected
    assert found.orphans == orphans


@patient
@given(adopted, networks, st.sampled_from(ParentRule), st.randoms())
def test_the_order_of_the_file_changes_nothing(rows, network, rule, chance):
    other = list(rows)
    chance.shuffle(other)
    one_way = infer_forest(of(rows), network, rule=rule).forest
    assert same(infer_forest(of(other), network, rule=rule).forest.parents, one_way.parents)


@patient
@given(adopted, networks, st.sampled_from(ParentRule))
def test_looking_at_a_few_at_a_time_finds_the_same(rows, network, rule):
    whole = infer_forest(of(rows), network, rule=rule).forest.parents
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inference, "PAIRS_AT_ONCE", 3)
        assert same(infer_forest(of(rows), network, rule=rule).forest.parents, whole)


@pytest.mark.parametrize(
    ("cascades", "people", "seconds", "ids"),
    [
        ([0], [1], [float("nan")], ("a",)),
        ([0], [1, 2], [0.0, 1.0], ("a",)),
        ([0], [1], [0.0], ("a", "b")),
        ([3], [1], [0.0], ("a",)),
    ],
)
def test_what_does_not_fit_is_a_slip_of_the_caller(cascades, people, seconds, ids):
    with pytest.raises(ValueError, match="cascade"):
        adoptions_of(cascades, people, seconds, ids=ids)
