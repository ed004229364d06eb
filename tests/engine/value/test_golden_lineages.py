"""Lineages divided by hand: the exact pass, the arrays, and an independent graph library."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest

from cohive.engine.attribution import attribute, flow_of
from cohive.engine.catalogue.flow import flow_through
from cohive.engine.catalogue.works import catalogue_of
from cohive.engine.lineage import Edge, Graph, Maker, Node

GOLDEN = Path(__file__).parents[1] / "golden" / "lineage.json"
CASES = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
named = pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])


def graph_of(written: dict[str, Any]) -> Graph:
    return Graph(
        written["root"],
        tuple(
            Node(
                node["id"],
                Fraction(node.get("keep", 0)),
                tuple(Maker(maker["id"], maker["weight"]) for maker in node["makers"]),
                Fraction(node["ask"]) if "ask" in node else None,
            )
            for node in written["nodes"]
        ),
        tuple(Edge(edge["from"], edge["to"], edge["weight"]) for edge in written["edges"]),
    )


def fractions_of(case: dict[str, Any]) -> dict[str, Fraction]:
    return {payee: Fraction(part) for payee, part in case["fractions"].items()}


@named
def test_the_exact_pass_finds_what_was_divided_by_hand(case: dict[str, Any]) -> None:
    keep_min = Fraction(case["graph"].get("keep_min", 0))
    found = attribute(graph_of(case["graph"]), keep_min=keep_min)
    assert found.fractions == fractions_of(case)
    assert found.undivided == Fraction(case["undivided"])
    assert len(found.paths) == case["paths"]


@named
def test_the_arrays_find_it_too(case: dict[str, Any]) -> None:
    graph = graph_of(case["graph"])
    keep_min = Fraction(case["graph"].get("keep_min", 0))
    income = np.array([1.0 if node.id == graph.root else 0.0 for node in graph.nodes])
    found = flow_through(catalogue_of(graph, keep_min=keep_min), income)
    expected = [float(part) for _, part in sorted(fractions_of(case).items())]
    np.testing.assert_allclose(found.payees, expected, atol=1e-12)
    assert found.undivided.sum() == pytest.approx(float(Fraction(case["undivided"])))


@named
def test_networkx_walks_every_path_to_the_same_parts(case: dict[str, Any]) -> None:
    """Its paths and its products; only what one node passes of one unit is ours."""
    graph = graph_of(case["graph"])
    keep_min = Fraction(case["graph"].get("keep_min", 0))
    flow = flow_of(graph, keep_min=keep_min)
    drawn = nx.DiGraph()
    drawn.add_node(graph.root)
    for (made, used), amount in flow.passed.items():
        drawn.add_edge(made, used, part=amount / flow.received[made])
    sums: dict[str, Fraction] = {}
    paths = 0
    for node in graph.nodes:
        if node.id not in drawn or not node.makers:
            continue
        passed = sum(data["part"] for _, _, data in drawn.out_edges(node.id, data=True))
        ways = (
            [[node.id]]
            if node.id == graph.root
            else nx.all_simple_paths(drawn, graph.root, node.id)
        )
        for way in ways:
            amount = Fraction(1) - passed
            for made, used in nx.utils.pairwise(way):
                amount *= drawn[made][used]["part"]
            whole = sum(maker.weight for maker in node.makers)
            for maker in node.makers:
                sums[maker.payee] = sums.get(maker.payee, 0) + amount * maker.weight / whole
                paths += 1
    assert sums == fractions_of(case)
    assert paths == case["paths"]
