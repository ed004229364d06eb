"""Social capital against known values, another library and small made-up circles."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.engine.capital import (
    StrengthWeights,
    bonding,
    embeddedness,
    holes,
    position_reach,
    tie_strength,
)
from cohive.engine.ties import addressed
from tests.engine.ties.made import START, act, frame, network

GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "golden" / "capital.json").read_text(encoding="utf-8")
)
NEAR = 1e-4


def place(net, person) -> int:
    return net.people.index(str(person))


def test_the_club_has_the_known_brokers():
    known, net = GOLDEN["karate"], network(list(networkx.karate_club_graph().edges()))
    found = holes(net)
    for node, constraint, size in zip(
        known["nodes"], known["constraint"], known["effective_size"], strict=True
    ):
        assert found.constraint[place(net, node)] == pytest.approx(constraint, abs=NEAR)
        assert found.effective_size[place(net, node)] == pytest.approx(size, abs=NEAR)


@pytest.mark.parametrize("known", GOLDEN["shapes"], ids=lambda known: known["name"])
def test_small_shapes_are_as_known(known):
    net = network(known["ties"])
    found = holes(net)
    assert found.constraint[place(net, known["node"])] == pytest.approx(
        known["constraint"], abs=NEAR
    )
    assert found.effective_size[place(net, known["node"])] == pytest.approx(known["effective_size"])


def test_the_club_has_the_known_bridges_and_overlaps():
    known, net = GOLDEN["karate"], network(list(networkx.karate_club_graph().edges()))
    found = embeddedness(net)
    assert found.is_local_bridge.sum() == known["local_bridges"]
    assert found.common.size == known["ties"]
    pairs = {
        frozenset((net.people[int(one)], net.people[int(other)])): number
        for number, (one, other) in enumerate(zip(found.one, found.other, strict=True))
    }
    for one, other, common, overlap in known["edges"]:
        number = pairs[frozenset((str(one), str(other)))]
        assert found.common[number] == common
        assert found.overlap[number] == pytest.approx(overlap)


def test_a_mutual_triangle_is_simmelian_and_a_mutual_pair_is_not():
    mutual = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "d")]
    net = network([*mutual, *((v, u) for u, v in mutual)])
    found = embeddedness(net)
    assert found.is_simmelian.sum() == 3
    assert found.is_simmelian.size == 4
    one_way = embeddedness(network(mutual))
    assert not one_way.is_simmelian.any()


ties = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(1, 9)).filter(
        lambda tie: tie[0] != tie[1]
    ),
    min_size=1,
    max_size=30,
    unique_by=lambda tie: tie[:2],
)


@given(ties)
@settings(max_examples=60, deadline=None)
def test_constraint_and_size_agree_with_another_library(rows):
    net, graph = network(rows), networkx.DiGraph()
    graph.add_weighted_edges_from((str(u), str(v), w) for u, v, w in rows)
    found = holes(net)
    theirs = networkx.constraint(graph, weight="weight")
    sizes = networkx.effective_size(networkx.Graph(graph.to_undirected()))
    for number, person in enumerate(net.people):
        assert found.constraint[number] == pytest.approx(theirs[person])
        assert found.effective_size[number] == pytest.approx(sizes[person])


def test_people_without_contacts_have_no_place_between_others():
    net = network([("a", "b")], alone=["c"])
    found = holes(net)
    assert np.isnan(found.constraint[place(net, "c")])
    assert np.isnan(found.effective_size[place(net, "c")])
    assert found.constraint[place(net, "a")] == 1.0


def test_the_position_generator_gives_the_known_numbers():
    known = GOLDEN["reach"]
    found = position_reach(known["scale"], scale=known["scale"], strong=["lawyer"])
    assert (found.upper, found.extensity, found.range, found.mean) == (
        known["upper"], known["extensity"], known["range"], known["mean"],
    )  # fmt: skip
    assert found.strong == 1
    assert position_reach([]).upper is None
    with pytest.raises(ValueError, match="juggler"):
        position_reach(["juggler"])


def test_bonding_stays_and_bridging_goes_out():
    rows = []
    number = 0
    for person, circle in [("ann", "red"), ("bob", "red"), ("cid", "blue"), ("dan", "green")]:
        for _ in range(3):
            number += 1
            rows.append(act(number, person, 0.01 * number, circle=circle))
    for target, times in (("bob", 5), ("cid", 3), ("dan", 2)):
        for _ in range(times):
            number += 1
            rows.append(act(number, "ann", 1 + 0.01 * number, target=target))
    members, circles = bonding(addressed(frame(rows)))
    ann = next(one for one in members if one.person == "ann")
    assert (ann.within, ann.across, ann.circles) == (5, 5, 3)
    assert ann.diversity == pytest.approx(GOLDEN["blau"]["diversity"])
    assert ann.is_broker
    red = next(one for one in circles if one.circle == "red")
    assert (red.members, red.within, red.across, red.e_i) == (2, 5, 5, 0.0)


def test_the_clubs_two_sides_are_as_closed_as_is_known():
    graph = networkx.karate_club_graph()
    club = networkx.get_node_attributes(graph, "club")
    pairs = [*graph.edges(), *((other, one) for one, other in graph.edges())]
    rows = [
        act(3 * number + time, str(one), 0.001 * number, target=str(other), circle=club[one])
        for number, (one, other) in enumerate(pairs)
        for time in range(3)
    ]
    _, circles = bonding(addressed(frame(rows)))
    within, across = (sum(getattr(one, name) for one in circles) for name in ("within", "across"))
    cut = networkx.cut_size(graph, [one for one in graph if club[one] == "Officer"], weight=None)
    assert across == 2 * 3 * cut
    assert cut == GOLDEN["karate"]["across_clubs"]
    assert (across - within) / (across + within) == pytest.approx(GOLDEN["karate"]["e_i"], abs=NEAR)


def test_a_source_without_circles_says_nothing_of_them():
    assert bonding(addressed(frame([act(1, "ann", 0, target="bob")]))) == ((), ())


def test_a_tie_is_stronger_when_lately_often_and_mutual():
    rows = [act(1, "ann", 90, target="bob"), act(2, "bob", 90, target="ann")]
    rows += [act(3, "ann", 1, target="cid")]
    rows += [act(10 + number, "dan", 80 + number, target="ann") for number in range(10)]
    found = tie_strength(addressed(frame(rows)), at=START + timedelta(days=91))
    strength = {(one, other): value for one, other, *_, value in found.iter_rows()}
    assert strength["ann", "bob"] > strength["ann", "cid"]
    assert strength["ann", "dan"] > strength["ann", "cid"]
    assert all(0 < value < 1 for value in strength.values())
    flat = StrengthWeights(lately=0, long=0, often=0, mutual=0, circles=0, help=0, base=0)
    again = tie_strength(addressed(frame(rows)), at=START + timedelta(days=91), weights=flat)
    assert set(again["strength"]) == {0.5}
