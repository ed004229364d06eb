from __future__ import annotations

import json
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.engine.attribution import attribute
from cohive.engine.lineage import Edge, Graph, Maker, Node
from cohive.engine.standing import AUTHORS, DERIVES, VOTES, Contributions, credrank, standing
from cohive.words.refusals import Refused
from tests.engine.standing.worlds import BASE_MS, WEIGHTS, community, sales_of

patient = settings(deadline=None, max_examples=60)


@st.composite
def communities(draw):
    """Up to 8 contributions of 3 participants in 3 weeks; each derives from earlier ones only."""
    works = draw(st.integers(1, 8))
    edges = []
    for work in range(works):
        people = draw(st.sets(st.integers(0, 2), max_size=3))
        edges += [(AUTHORS, person, 3 + work) for person in sorted(people)]
        parents = draw(st.sets(st.integers(0, work - 1), max_size=3)) if work else set()
        edges += [(DERIVES, 3 + work, 3 + parent) for parent in sorted(parents)]
        voters = draw(st.sets(st.integers(0, 2), max_size=2))
        edges += [(VOTES, person, 3 + work) for person in sorted(voters)]
    edges += [] if (AUTHORS, 0, 3) in edges else [(AUTHORS, 0, 3)]
    at = [draw(st.integers(0, 2)) for _ in edges]
    kinds = [draw(st.integers(0, 2)) for _ in range(works)]
    return graph_of(kinds, edges, at)


def graph_of(kinds, edges, weeks, participants=3):
    ends = np.array(edges, dtype=np.int64).reshape(-1, 3)
    instants = BASE_MS + np.array(weeks, dtype=float) * 604_800_000
    boundaries = BASE_MS + np.arange(4) * 604_800_000.0
    times = np.full(len(kinds), float(BASE_MS))
    return Contributions(participants, np.array(kinds), times, *ends.T, instants, boundaries)


def both(graph):
    """Standing in our way (everything sold for 100 and its number) and by the chain."""
    sold = np.arange(graph.size)
    return standing(graph, sold, 100 + sold), credrank(graph, WEIGHTS)


@patient
@given(communities())
def test_what_was_minted_is_what_is_found(graph):
    ours, chain = both(graph)
    assert math.fsum([*ours.cred, ours.unclaimed]) == pytest.approx(ours.minted, rel=1e-14)
    assert math.fsum(chain.cred) == pytest.approx(chain.minted, rel=1e-15)
    assert abs(ours.drift) < 1e-14
    for found in (ours, chain):
        assert (found.cred >= 0).all()
        assert found.per_interval.sum(axis=1) == pytest.approx(found.cred, rel=1e-12, abs=1e-12)


@patient
@given(communities(), st.permutations(range(3)), st.randoms(use_true_random=False))
def test_other_names_and_another_order_change_nothing(graph, people, random):
    works = list(range(graph.size))
    edges = list(range(graph.edge_kinds.size))
    random.shuffle(works)
    random.shuffle(edges)
    slots = np.array([*people, *(3 + np.array(works))])
    renamed = Contributions(
        3,
        graph.kinds[np.argsort(works)],
        graph.times_ms[np.argsort(works)],
        graph.edge_kinds[edges],
        slots[graph.sources[edges]],
        slots[graph.targets[edges]],
        graph.edge_times_ms[edges],
        graph.boundaries_ms,
    )
    sold = np.arange(graph.size)
    ours = standing(graph, sold, 100 + sold)
    theirs = standing(renamed, np.array(works)[sold], 100 + sold)
    assert theirs.per_interval[list(people)] == pytest.approx(ours.per_interval, abs=1e-9)
    chain = credrank(renamed, WEIGHTS)
    expected = credrank(graph, WEIGHTS).per_interval
    assert chain.per_interval[list(people)] == pytest.approx(expected, abs=1e-9)


@patient
@given(communities())
def test_a_participant_without_edges_has_none_and_changes_nobody(graph):
    sources, targets = graph.sources.copy(), graph.targets.copy()
    sources[sources >= 3] += 1
    targets += 1
    larger = Contributions(
        4, graph.kinds, graph.times_ms, graph.edge_kinds, sources, targets, graph.edge_times_ms,
        graph.boundaries_ms,
    )  # fmt: skip
    for before, after in zip(both(graph), both(larger), strict=True):
        assert after.cred[:3] == pytest.approx(before.cred, abs=1e-9)
        assert after.cred[3] == 0


@patient
@given(communities(), st.integers(2, 1_000))
def test_a_mint_times_k_is_standing_times_k(graph, factor):
    sold = np.arange(graph.size)
    once, more = standing(graph, sold, 100 + sold), standing(graph, sold, (100 + sold) * factor)
    assert more.cred == pytest.approx(once.cred * factor, rel=1e-12)
    scaled = type(WEIGHTS)(tuple(one * factor for one in WEIGHTS.node_mint), WEIGHTS.edges)
    grown = credrank(graph, scaled).cred
    assert grown == pytest.approx(credrank(graph, WEIGHTS).cred * factor, rel=1e-9)


@patient
@given(communities())
def test_standing_is_the_flow_of_money_under_the_default_terms(graph):
    """An independent, exact way to the same numbers: the lineage engine, product by product."""
    nodes, edges = [], []
    for work in range(graph.size):
        makers = graph.sources[(graph.edge_kinds == AUTHORS) & (graph.targets == 3 + work)]
        counted = {str(one): int((makers == one).sum()) for one in makers}
        made_by = tuple(Maker(name, weight) for name, weight in sorted(counted.items()))
        nodes.append(Node(str(work), Fraction(1, 2), made_by))
        used = graph.targets[(graph.edge_kinds == DERIVES) & (graph.sources == 3 + work)]
        edges += [Edge(str(work), str(one - 3), 1) for one in used]
    for sold in range(graph.size):
        lineage = Graph(str(sold), tuple(nodes), tuple(edges))
        parts = attribute(lineage, with_paths=False).fractions
        found = standing(graph, [sold], [1_000])
        for person in range(3):
            exact = parts.get(str(person), Fraction(0)) * 1_000
            assert found.cred[person] == pytest.approx(float(exact), abs=1e-9)


def test_one_example_done_by_hand():
    """Cho's print (sold, 100.00) from Ann's drawing and Bo's pattern; Bo's from Ann's drawing."""
    edges = [(AUTHORS, 0, 3), (AUTHORS, 1, 4), (AUTHORS, 2, 5)]
    edges += [(DERIVES, 4, 3), (DERIVES, 5, 3), (DERIVES, 5, 4), (VOTES, 1, 3)]
    found = standing(graph_of([0, 0, 2], edges, [0, 1, 2, 1, 2, 2, 2]), [2], [10_000])
    assert found.cred.tolist() == [3_750, 1_250, 5_000]
    assert found.per_interval.tolist() == [[3_750, 0, 0], [0, 1_250, 0], [0, 0, 5_000]]
    assert found.contribution_cred.tolist() == [3_750, 2_500, 10_000]
    assert (found.residual, found.drift, found.unclaimed) == (0, 0, 0)


def test_what_reaches_nobody_is_unclaimed_and_said():
    found = standing(graph_of([2, 0], [(DERIVES, 3, 4)], [0]), [0], [500])
    assert found.unclaimed == 500
    assert found.cred.sum() == 0
    assert any("unclaimed" in str(sentence) for sentence in found.explanation)


def test_a_circle_is_refused_and_named():
    edges = [(AUTHORS, 0, 3), (DERIVES, 3, 4), (DERIVES, 4, 5), (DERIVES, 5, 3), (DERIVES, 6, 3)]
    with pytest.raises(Refused) as refused:
        standing(graph_of([0] * 4, edges, [0] * 5), [3], [100])
    circle = str(refused.value)
    assert any(text in circle for text in ("0 → 1 → 2 → 0", "1 → 2 → 0 → 1", "2 → 0 → 1 → 2"))


def test_a_long_lineage_is_settled_to_its_end():
    works = 3_000
    edges = [(AUTHORS, work % 3, 3 + work) for work in range(works)]
    edges += [(DERIVES, 3 + work, 2 + work) for work in range(1, works)]
    found = standing(graph_of([0] * works, edges, [0] * len(edges)), [works - 1], [800])
    assert found.iterations == works
    assert math.fsum(found.cred) == 800


@pytest.mark.parametrize(
    ("sold", "amounts", "said"),
    [
        ([], [], "No settled sale"),
        ([0], [0], "No settled sale"),
        ([9], [5], "Sale 0 is of contribution 9"),
        ([0, -1], [5, 5], "Sale 1 is of contribution -1"),
        ([0, 0], [5, -5], "Sale 1 is below zero"),
        ([0], [5.5], "whole numbers"),
    ],
)
def test_sales_that_cannot_be_are_refused(sold, amounts, said):
    graph = graph_of([0], [(AUTHORS, 0, 3)], [0])
    with pytest.raises(Refused, match=said):
        standing(graph, sold, amounts)


def test_a_drawn_community_settles_every_cent():
    graph = community(5_000)
    sold, amounts = sales_of(graph)
    found = standing(graph, sold, amounts)
    assert math.fsum(found.cred) == found.minted == amounts.sum()
    assert json.dumps(found.cred.tolist())


def test_who_is_named_twice_as_an_author_is_still_one_author():
    once = [(AUTHORS, 0, 3), (AUTHORS, 1, 3)]
    twice = [*once, (AUTHORS, 0, 3), (AUTHORS, 0, 3)]
    for edges, weeks in ((once, [1, 1]), (twice, [1, 1, 2, 1])):
        found = standing(graph_of([0], edges, weeks), [0], [100])
        assert found.cred.tolist() == [50, 50, 0]
        assert found.per_interval[0].tolist() == [0, 50, 0]
