"""What holds for every lineage: nothing lost, nothing invented, nothing depends on the order."""

from __future__ import annotations

import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.attribution import attribute, combine, flow_of, paths_to
from cohive.engine.lineage import Edge, Graph, Maker, Node
from tests.engine.oracle import walk
from tests.engine.strategies import PAYEES, fractions, graphs, makers, patient

shuffles = st.randoms(use_true_random=False)


def shuffled(graph: Graph, draw: random.Random) -> Graph:
    """The same lineage, written down in another order."""
    nodes = [
        Node(node.id, node.keep, tuple(draw.sample(node.makers, len(node.makers))), node.ask)
        for node in draw.sample(graph.nodes, len(graph.nodes))
    ]
    return Graph(graph.root, tuple(nodes), tuple(draw.sample(graph.edges, len(graph.edges))))


def reached(graph: Graph) -> set[str]:
    """All nodes along edges that pay, from the root."""
    found = {graph.root}
    todo = [graph.root]
    while todo:
        made = todo.pop()
        for edge in graph.edges:
            if edge.made == made and edge.weight and edge.made_from not in found:
                found.add(edge.made_from)
                todo.append(edge.made_from)
    return found


@patient
@given(graphs(), fractions)
def test_the_one_pass_agrees_with_walking_every_path(graph: Graph, keep_min: Fraction) -> None:
    attribution = attribute(graph, keep_min=keep_min)
    walked = walk(graph, keep_min)
    assert dict(attribution.fractions) == walked.payees()
    assert {(path.payee, path.nodes): path.fraction for path in attribution.paths} == walked.paths
    assert len(attribution.paths) == len(walked.paths)
    assert attribution.undivided == walked.undivided
    assert {(cut.node, cut.parent): (cut.asked, cut.given) for cut in attribution.cuts} == (
        walked.short
    )


@patient
@given(graphs(), fractions)
def test_nothing_is_lost_nothing_is_invented_and_nobody_pays(
    graph: Graph, keep_min: Fraction
) -> None:
    attribution = attribute(graph, keep_min=keep_min)
    assert sum(attribution.fractions.values()) + attribution.undivided == 1
    assert all(fraction > 0 for fraction in attribution.fractions.values())
    assert attribution.undivided >= 0


@patient
@given(graphs(), fractions, shuffles)
def test_the_result_does_not_depend_on_the_order_of_nodes_edges_and_makers(
    graph: Graph, keep_min: Fraction, draw: random.Random
) -> None:
    one = attribute(graph, keep_min=keep_min, paths_max=4)
    other = attribute(shuffled(graph, draw), keep_min=keep_min, paths_max=4)
    assert one == other
    assert list(one.fractions) == sorted(one.fractions) == list(other.fractions)


@patient
@given(graphs(), st.data())
def test_what_no_money_reaches_changes_nothing(graph: Graph, data: st.DataObject) -> None:
    near = reached(graph)
    nodes = tuple(
        node
        if node.id in near
        else Node(node.id, data.draw(fractions), data.draw(makers), data.draw(fractions))
        for node in graph.nodes
    )
    stranger = Node("stranger", data.draw(fractions), (Maker("ann", 9),), Fraction(1))
    edges = [edge for edge in graph.edges if edge.made in near]
    edges.append(Edge("stranger", data.draw(st.sampled_from(sorted(near))), 5))
    edges.append(Edge(data.draw(st.sampled_from(sorted(near))), "cited", 0))
    cited = Node("cited", Fraction(1), (Maker("bob", 9),), Fraction(1))
    changed = Graph(graph.root, (*nodes, stranger, cited), tuple(edges))
    assert attribute(changed) == attribute(graph)


@patient
@given(graphs(), fractions, st.integers(0, 12))
def test_paths_add_up_exactly_to_each_fraction_however_few_are_listed(
    graph: Graph, keep_min: Fraction, paths_max: int
) -> None:
    attribution = attribute(graph, keep_min=keep_min, paths_max=paths_max)
    sums = dict.fromkeys(attribution.fractions, Fraction(0))
    for path in attribution.paths:
        sums[path.payee] += path.fraction
        assert path.fraction > 0
    assert sums == attribution.fractions
    listed = [path.fraction for path in attribution.paths if not path.merged]
    assert len(listed) <= paths_max
    every = [path.fraction for path in attribute(graph, keep_min=keep_min).paths]
    assert listed == every[: len(listed)]
    assert len(every) == sum(path.merged or 1 for path in attribution.paths)


@patient
@given(graphs(), st.sampled_from(PAYEES), st.integers(0, 5))
def test_the_paths_to_one_payee_are_hers_among_all(
    graph: Graph, payee: str, paths_max: int
) -> None:
    hers = tuple(path for path in attribute(graph).paths if path.payee == payee)
    assert paths_to(graph, payee) == hers
    few = paths_to(graph, payee, paths_max=paths_max)
    assert sum(path.fraction for path in few) == sum(path.fraction for path in hers)


@patient
@given(graphs(), fractions)
def test_in_every_node_what_came_in_is_what_stayed_and_what_went_on(
    graph: Graph, keep_min: Fraction
) -> None:
    flow = flow_of(graph, keep_min=keep_min)
    nodes = {node.id: node for node in graph.nodes}
    ended_at_nobody = Fraction(0)
    for name, income in flow.received.items():
        gone = sum(amount for (made, _), amount in flow.passed.items() if made == name)
        came = sum(amount for (_, used), amount in flow.passed.items() if used == name)
        assert income == came + (1 if name == graph.root else 0)
        if nodes[name].makers:
            assert flow.kept[name] == income - gone
        else:
            assert flow.kept[name] == 0
            ended_at_nobody += income - gone
    assert flow.undivided == ended_at_nobody


@patient
@given(graphs(), fractions)
def test_makers_keep_their_least_part_and_no_ask_is_left_below_it(
    graph: Graph, keep_min: Fraction
) -> None:
    flow = flow_of(graph, keep_min=keep_min)
    nodes = {node.id: node for node in graph.nodes}
    cut = {(one.node, one.parent) for one in flow.cuts}
    for name, kept in flow.kept.items():
        if nodes[name].makers:
            assert kept >= flow.received[name] * keep_min
    for (made, used), amount in flow.passed.items():
        if (made, used) not in cut:
            assert amount >= flow.received[made] * (nodes[used].ask or 0)


@patient
@given(st.lists(st.tuples(st.integers(0, 9), graphs()), min_size=1, max_size=4))
def test_stages_joined_lose_nothing_and_weight_each_stage(
    drawn: list[tuple[int, Graph]],
) -> None:
    stages = {
        f"stage {number}": (weight + (number == 0), attribute(graph))
        for number, (weight, graph) in enumerate(drawn)
    }
    whole = combine(stages)
    total = sum(weight for weight, _ in stages.values())
    assert sum(whole.fractions.values()) + whole.undivided == 1
    for payee in PAYEES:
        expected = sum(
            Fraction(weight, total) * part.fractions.get(payee, 0)
            for weight, part in stages.values()
        )
        assert whole.fractions.get(payee, 0) == expected
        assert expected == sum(path.fraction for path in whole.paths if path.payee == payee)


@patient
@given(graphs(), st.integers(2, 6), st.sampled_from(PAYEES))
def test_a_person_who_appears_as_several_gets_the_same_fraction_in_all(
    graph: Graph, count: int, payee: str
) -> None:
    def split(maker: Maker) -> list[Maker]:
        if maker.payee != payee:
            return [Maker(maker.payee, maker.weight * count)]
        return [Maker(f"{payee} {number}", maker.weight) for number in range(count)]

    nodes = tuple(
        Node(
            node.id,
            node.keep,
            tuple(part for maker in node.makers for part in split(maker)),
            node.ask,
        )
        for node in graph.nodes
    )
    honest = attribute(graph).fractions
    sybil = attribute(Graph(graph.root, nodes, graph.edges)).fractions
    assert sum(
        fraction for name, fraction in sybil.items() if name.startswith(payee)
    ) == honest.get(payee, 0)
    assert {name: part for name, part in sybil.items() if not name.startswith(payee)} == {
        name: part for name, part in honest.items() if name != payee
    }
