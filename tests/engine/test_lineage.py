"""The order of a lineage, and everything that is not one."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.lineage import (
    Edge,
    Graph,
    Maker,
    Node,
    topological_order,
    would_close_circle,
)
from cohive.words.refusals import Refused
from tests.engine.strategies import graphs, patient

HALF = Fraction(1, 2)


def plain(*edges: tuple[str, str], root: str = "A", weight: int = 1) -> Graph:
    """A graph with one maker per node, from pairs of ids."""
    names = dict.fromkeys([root, *(end for pair in edges for end in pair)])
    nodes = tuple(Node(name, HALF, (Maker(name.lower(), 1),)) for name in names)
    return Graph(root, nodes, tuple(Edge(*pair, weight) for pair in edges))


def refusal(graph: Graph) -> Refused:
    """What the graph is refused with."""
    with pytest.raises(Refused) as caught:
        topological_order(graph)
    return caught.value


def test_each_node_stands_before_all_it_was_made_from() -> None:
    assert topological_order(plain(("A", "C"), ("C", "B"), ("A", "D"), ("D", "B"))) == [
        "A",
        "C",
        "D",
        "B",
    ]


@patient
@given(graphs())
def test_every_edge_points_forward_in_the_order(graph: Graph) -> None:
    order = topological_order(graph)
    assert sorted(order) == sorted(node.id for node in graph.nodes)
    assert all(order.index(edge.made) < order.index(edge.made_from) for edge in graph.edges)


@patient
@given(graphs(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_the_graph_was_written_down(
    graph: Graph, draw: random.Random
) -> None:
    nodes, edges = list(graph.nodes), list(graph.edges)
    draw.shuffle(nodes)
    draw.shuffle(edges)
    assert topological_order(Graph(graph.root, tuple(nodes), tuple(edges))) == topological_order(
        graph
    )


@pytest.mark.parametrize(
    ("edges", "circle"),
    [
        ([("A", "A")], "A → A"),
        ([("A", "B"), ("B", "A")], "A → B → A"),
        ([("A", "B"), ("B", "C"), ("C", "D"), ("D", "B")], "B → C → D → B"),
        ([("A", "B"), ("X", "Y"), ("Y", "X"), ("Y", "0")], "X → Y → X"),
    ],
)
def test_a_circle_is_refused_and_named_in_the_direction_of_the_edges(
    edges: list[tuple[str, str]], circle: str
) -> None:
    refused = refusal(plain(*edges))
    assert str(refused) == f"This lineage runs in a circle: {circle}."
    assert refused.field == "edges"


def test_a_circle_of_citations_is_a_circle_too() -> None:
    assert "A → B → A" in str(refusal(plain(("A", "B"), ("B", "A"), weight=0)))


@patient
@given(graphs(), st.data())
def test_any_named_circle_consists_of_edges_of_the_graph(graph: Graph, data: st.DataObject) -> None:
    order = topological_order(graph)
    late = data.draw(st.integers(0, len(order) - 1))
    early = data.draw(st.integers(0, late))
    edges = {(edge.made, edge.made_from) for edge in graph.edges} | {(order[late], order[early])}
    back = [Edge(order[late], order[early], 1)]
    path = would_close_circle(graph.edges, order[late], order[early])
    closed = Graph(graph.root, graph.nodes, (*graph.edges, *back))
    if not path:
        topological_order(closed)
        return
    assert path[0] == path[-1] == order[late]
    assert path[1] == order[early]
    assert set(pairwise(path)) <= edges
    named = str(refusal(closed)).removeprefix("This lineage runs in a circle: ")[:-1].split(" → ")
    assert named[0] == named[-1]
    assert set(pairwise(named)) <= edges


def test_the_circle_an_edge_would_close_is_a_shortest_one() -> None:
    edges = [Edge("B", "C", 1), Edge("C", "D", 1), Edge("D", "A", 1), Edge("C", "A", 0)]
    assert would_close_circle(edges, "A", "B") == ["A", "B", "C", "A"]
    assert would_close_circle(edges, "A", "A") == ["A", "A"]
    assert would_close_circle(edges, "B", "A") == []
    branching = [Edge("B", "C", 1), Edge("B", "D", 1), Edge("D", "E", 1), Edge("E", "A", 1)]
    assert would_close_circle(branching, "A", "B") == ["A", "B", "D", "E", "A"]
    assert would_close_circle([], "A", "B") == []


def test_a_lineage_of_ten_thousand_generations_needs_no_recursion() -> None:
    edges = [Edge(f"{n:05}", f"{n + 1:05}", 1) for n in range(10_000)]
    assert len(would_close_circle(edges, "10000", "00000")) == 10_002
    names = [f"{n:05}" for n in range(10_001)]
    graph = Graph("00000", tuple(Node(name, HALF, ()) for name in names), tuple(edges))
    assert topological_order(graph) == names


@pytest.mark.parametrize(
    ("graph", "field", "sentence"),
    [
        (
            Graph("Z", (Node("A", HALF, ()),), ()),
            "root",
            "The root “Z” is not a node.",
        ),
        (
            Graph("A", (), ()),
            "root",
            "The root “A” is not a node.",
        ),
        (
            Graph("A", (Node("A", HALF, ()), Node("A", HALF, ())), ()),
            "nodes",
            "The node “A” is given twice.",
        ),
        (
            Graph("A", (Node("A", HALF, ()),), (Edge("A", "Q", 1),)),
            "edges",
            "An edge leads from “A” to “Q”, but “Q” is not a node.",
        ),
        (
            Graph("A", (Node("A", HALF, ()),), (Edge("Q", "A", 1),)),
            "edges",
            "An edge leads from “Q” to “A”, but “Q” is not a node.",
        ),
        (
            plain(("A", "B"), ("A", "B")),
            "edges",
            "The edge from “A” to “B” is given twice.",
        ),
        (
            plain(("A", "B"), weight=-1),
            "edges",
            "The edge from “A” to “B” has the weight -1. "
            "Write 0 to cite, or a whole number from 1.",
        ),
        (
            Graph("A", (Node("A", Fraction(3, 2), ()),), ()),
            "keep",
            "The node “A” keeps 3/2. It can keep from 0 to 1.",
        ),
        (
            Graph("A", (Node("A", Fraction(-1, 2), ()),), ()),
            "keep",
            "The node “A” keeps -1/2. It can keep from 0 to 1.",
        ),
        (
            Graph("A", (Node("A", HALF, (), Fraction(5, 4)),), ()),
            "ask",
            "The node “A” asks 5/4. It can ask from 0 to 1.",
        ),
        (
            Graph("A", (Node("A", HALF, (Maker("bob", 0),)),), ()),
            "makers",
            "“bob” has the weight 0 in “A”. Write a whole number from 1.",
        ),
    ],
)
def test_what_is_no_lineage_is_refused_by_the_name_of_its_fault(
    graph: Graph, field: str, sentence: str
) -> None:
    refused = refusal(graph)
    assert (refused.field, str(refused)) == (field, sentence)
