"""One rule of the lineage per test, each small enough to redo by hand."""

from __future__ import annotations

import heapq
from fractions import Fraction

import pytest

from cohive.engine import routes
from cohive.engine.attribution import Attribution, Cut, Path, attribute, combine, flow_of, paths_to
from cohive.engine.lineage import Edge, Graph, Maker, Node
from cohive.words.refusals import Refused

HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)
NOTHING = Fraction(0)
WHOLE = Fraction(1)


def work(name: str, keep: Fraction = HALF, ask: Fraction | None = None, made: bool = True) -> Node:
    """A node made by one person who is called like it, in small letters."""
    return Node(name, keep, (Maker(name.lower(), 1),) if made else (), ask)


def child(of: dict[str, int], *parents: Node, keep: Fraction = HALF, made: bool = True) -> Graph:
    """Node C made directly from `parents`, by edge weights."""
    nodes = (work("C", keep, made=made), *parents)
    return Graph("C", nodes, tuple(Edge("C", parent, weight) for parent, weight in of.items()))


def test_who_made_it_of_nothing_else_keeps_everything_whatever_keep_says() -> None:
    assert attribute(Graph("A", (work("A", QUARTER),), ())).fractions == {"a": WHOLE}


def test_makers_divide_by_weight_and_who_stands_twice_has_both_weights() -> None:
    node = Node("A", HALF, (Maker("ann", 2), Maker("bob", 1), Maker("ann", 3)))
    attribution = attribute(Graph("A", (node,), ()))
    assert attribution.fractions == {"ann": Fraction(5, 6), "bob": Fraction(1, 6)}
    assert attribution.paths == (
        Path("ann", ("A",), Fraction(5, 6)),
        Path("bob", ("A",), Fraction(1, 6)),
    )


def test_the_rest_goes_to_inputs_by_edge_weight() -> None:
    attribution = attribute(child({"P": 3, "Q": 1}, work("P"), work("Q"), keep=HALF))
    assert attribution.fractions == {"c": HALF, "p": Fraction(3, 8), "q": Fraction(1, 8)}


def test_a_citation_gets_nothing_and_alone_leaves_everything_with_the_makers() -> None:
    graph = child({"P": 0}, work("P", ask=HALF))
    attribution = attribute(graph)
    assert attribution.fractions == {"c": WHOLE}
    assert attribution.cuts == ()


def test_an_ask_above_what_would_be_passed_raises_it() -> None:
    graph = child({"P": 1}, work("P", ask=Fraction(2, 5)), keep=Fraction(4, 5))
    assert attribute(graph).fractions == {"c": Fraction(3, 5), "p": Fraction(2, 5)}


def test_an_ask_is_a_least_part_and_no_cap() -> None:
    graph = child({"P": 1}, work("P", ask=QUARTER))
    assert attribute(graph).fractions == {"c": HALF, "p": HALF}


def test_asks_are_served_first_and_the_rest_goes_to_all_inputs_by_weight() -> None:
    graph = child({"P": 1, "Q": 1}, work("P", ask=QUARTER), work("Q"))
    assert attribute(graph).fractions == {"c": HALF, "p": Fraction(3, 8), "q": Fraction(1, 8)}


def test_an_ask_of_nothing_is_no_ask() -> None:
    silent = attribute(child({"P": 1}, work("P")))
    assert attribute(child({"P": 1}, work("P", ask=NOTHING))) == silent


def test_over_asking_is_cut_pro_rata_and_the_cut_is_reported() -> None:
    graph = child({"P": 1, "Q": 5}, work("P", ask=HALF), work("Q", ask=QUARTER))
    attribution = attribute(graph)
    assert attribution.fractions == {"c": HALF, "p": Fraction(1, 3), "q": Fraction(1, 6)}
    assert attribution.cuts == (
        Cut("C", "P", HALF, Fraction(1, 3)),
        Cut("C", "Q", QUARTER, Fraction(1, 6)),
    )


def test_with_no_least_part_to_keep_asks_may_take_everything() -> None:
    graph = child({"P": 1, "Q": 1}, work("P", ask=Fraction(3, 4)), work("Q", ask=Fraction(3, 4)))
    attribution = attribute(graph, keep_min=NOTHING)
    assert attribution.fractions == {"p": HALF, "q": HALF}
    assert [cut.given for cut in attribution.cuts] == [HALF, HALF]


def test_an_ask_reaches_direct_children_only() -> None:
    nodes = (work("C"), work("P", keep=WHOLE), work("G", ask=HALF))
    graph = Graph("C", nodes, (Edge("C", "P", 1), Edge("P", "G", 1)))
    assert attribute(graph).fractions == {"c": HALF, "p": QUARTER, "g": QUARTER}


def test_the_least_part_to_keep_holds_against_a_smaller_keep_too() -> None:
    graph = child({"P": 1}, work("P"), keep=Fraction(1, 10))
    assert attribute(graph).fractions == {"c": HALF, "p": HALF}
    assert attribute(graph, keep_min=NOTHING).fractions == {
        "c": Fraction(1, 10),
        "p": Fraction(9, 10),
    }


def test_who_keeps_nothing_is_not_listed() -> None:
    graph = child({"P": 1}, work("P"), keep=NOTHING)
    attribution = attribute(graph, keep_min=NOTHING)
    assert attribution.fractions == {"p": WHOLE}
    assert [path.payee for path in attribution.paths] == ["p"]


def test_who_keeps_everything_passes_nothing() -> None:
    attribution = attribute(child({"P": 1}, work("P"), keep=WHOLE))
    assert attribution.fractions == {"c": WHOLE}
    assert attribution.paths == (Path("c", ("C",), WHOLE),)


def test_a_node_without_makers_passes_everything_whatever_keep_and_keep_min_say() -> None:
    graph = child({"P": 2, "Q": 1}, work("P"), work("Q", ask=HALF), keep=WHOLE, made=False)
    attribution = attribute(graph, keep_min=WHOLE)
    assert attribution.fractions == {"p": Fraction(1, 3), "q": Fraction(2, 3)}
    assert attribution.undivided == 0


def test_asks_of_a_node_without_makers_are_cut_only_above_the_whole() -> None:
    three = [work(name, ask=HALF) for name in ("P", "Q", "R")]
    attribution = attribute(child({"P": 1, "Q": 1, "R": 1}, *three, made=False))
    assert set(attribution.fractions.values()) == {Fraction(1, 3)}
    assert [(cut.asked, cut.given) for cut in attribution.cuts] == [(HALF, Fraction(1, 3))] * 3


def test_what_ends_at_nobody_is_undivided_and_said() -> None:
    graph = child({"P": 1}, work("P", made=False))
    attribution = attribute(graph)
    assert attribution.fractions == {"c": HALF}
    assert attribution.undivided == HALF
    assert attribute(Graph("P", (work("P", made=False),), ())).undivided == WHOLE


def test_a_diamond_is_paid_and_listed_along_both_ways() -> None:
    nodes = (work("A"), work("B"), work("C"), work("D"))
    edges = (Edge("A", "B", 1), Edge("A", "C", 3), Edge("B", "D", 1), Edge("C", "D", 1))
    attribution = attribute(Graph("A", nodes, edges))
    assert attribution.fractions == {
        "a": HALF,
        "b": Fraction(1, 16),
        "c": Fraction(3, 16),
        "d": QUARTER,
    }
    assert [path for path in attribution.paths if path.payee == "d"] == [
        Path("d", ("A", "C", "D"), Fraction(3, 16)),
        Path("d", ("A", "B", "D"), Fraction(1, 16)),
    ]


def test_the_same_person_at_several_works_has_one_fraction_and_several_paths() -> None:
    nodes = (Node("A", HALF, (Maker("ann", 1),)), Node("B", HALF, (Maker("ann", 1),)))
    attribution = attribute(Graph("A", nodes, (Edge("A", "B", 1),)))
    assert attribution.fractions == {"ann": WHOLE}
    assert len(attribution.paths) == 2


def test_a_node_money_does_not_reach_reports_no_cut() -> None:
    nodes = (work("A"), work("X"), work("P", ask=WHOLE))
    graph = Graph("A", nodes, (Edge("X", "P", 1),))
    assert attribute(graph).cuts == ()


@pytest.mark.parametrize("keep_min", [Fraction(-1, 2), Fraction(3, 2)])
def test_a_least_part_outside_the_whole_is_refused(keep_min: Fraction) -> None:
    with pytest.raises(Refused) as caught:
        attribute(Graph("A", (work("A"),), ()), keep_min=keep_min)
    assert caught.value.field == "keep_min"


def test_a_circle_is_refused_before_anything_is_divided() -> None:
    nodes = (work("A"), work("B"))
    with pytest.raises(Refused, match="A → B → A"):
        attribute(Graph("A", nodes, (Edge("A", "B", 1), Edge("B", "A", 1))))


def ladder(rungs: int) -> Graph:
    """A lineage of 2^rungs paths: each rung's two works use both of the next rung."""
    nodes = [work("top")]
    edges = []
    above = ["top"]
    for rung in range(rungs):
        here = [f"{rung:02}L", f"{rung:02}R"]
        nodes += [Node(name, HALF, (Maker(name[-1], 1),)) for name in here]
        edges += [
            Edge(made, made_from, weight)
            for made in above
            for weight, made_from in zip((3, 1), here, strict=True)
        ]
        above = here
    return Graph("top", tuple(nodes), tuple(edges))


def test_paths_beyond_the_limit_are_merged_and_counted_exactly_never_dropped() -> None:
    graph = ladder(40)
    attribution = attribute(graph, paths_max=50)
    listed = [path for path in attribution.paths if not path.merged]
    merged = [path for path in attribution.paths if path.merged]
    assert len(listed) == 50
    assert [(path.payee, path.nodes) for path in merged] == [("L", ()), ("R", ())]
    # One path to the top, and 2^rung to each rung's two works.
    assert len(listed) + sum(path.merged for path in merged) == 1 + sum(
        2**rung for rung in range(1, 41)
    )
    for payee, fraction in attribution.fractions.items():
        assert fraction == sum(path.fraction for path in attribution.paths if path.payee == payee)


def test_the_listed_paths_are_the_largest_ones() -> None:
    graph = ladder(6)
    every = [path.fraction for path in attribute(graph).paths]
    assert every == sorted(every, reverse=True)
    few = [path.fraction for path in attribute(graph, paths_max=20).paths if not path.merged]
    assert few == every[:20]


def test_which_of_equal_paths_is_listed_does_not_depend_on_the_order_of_makers() -> None:
    def listed(*payees: str) -> list[str]:
        node = Node("A", HALF, tuple(Maker(payee, 1) for payee in payees))
        paths = attribute(Graph("A", (node,), ()), paths_max=1).paths
        return [path.payee for path in paths if not path.merged]

    assert listed("ann", "bob", "cho") == listed("cho", "bob", "ann") == ["ann"]


def test_an_exponential_lineage_without_makers_on_the_way_ends_too() -> None:
    graph = ladder(60)
    bare = tuple(
        Node(node.id, node.keep, node.makers if node.id.startswith("59") else ())
        for node in graph.nodes
    )
    attribution = attribute(Graph("top", bare, graph.edges), paths_max=5)
    assert len([path for path in attribution.paths if not path.merged]) == 5
    assert sum(path.merged or 1 for path in attribution.paths) == 2**60
    assert sum(attribution.fractions.values()) == 1


def test_paths_can_be_left_out_and_change_nothing_else() -> None:
    graph = ladder(5)
    full, bare = attribute(graph), attribute(graph, with_paths=False)
    assert bare == Attribution(full.fractions, (), full.cuts, full.undivided, full.reached)


def test_what_money_reaches_is_known_however_little_it_is() -> None:
    nodes = (work("A", WHOLE), *(work(name) for name in "BCD"), work("E", made=False))
    edges = (Edge("A", "B", 1), Edge("B", "C", 1), Edge("D", "C", 1), Edge("D", "E", 0))
    assert attribute(Graph("A", nodes, edges), keep_min=NOTHING).reached == {"A"}
    assert attribute(Graph("D", nodes, edges)).reached == {"D", "C"}
    both = {name: (1, attribute(Graph(name, nodes, edges))) for name in "BD"}
    assert combine(both).reached == {"B", "C", "D"}


def test_a_dense_lineage_puts_no_more_into_memory_than_the_routes_that_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"{number:02}" for number in range(80)]
    edges = [Edge(made, used, 1) for at, made in enumerate(names) for used in names[at + 1 :]]
    graph = Graph("00", tuple(work(name) for name in names), tuple(edges))
    pushed: list[object] = []
    push = heapq.heappush

    def counted(heap: list[object], one: object) -> None:
        pushed.append(one)
        push(heap, one)  # type: ignore[arg-type]

    monkeypatch.setattr(routes.heapq, "heappush", counted)
    listed = [path for path in attribute(graph, paths_max=500).paths if not path.merged]
    assert len(listed) == 500
    in_all = len([one for one in pushed if isinstance(one, tuple)])
    assert in_all <= 2 * sum(len(path.nodes) for path in listed) + 2


def test_the_paths_of_one_payee_are_found_even_where_they_are_small() -> None:
    graph = ladder(6)
    of_all = tuple(path for path in attribute(graph).paths if path.payee == "R")
    assert paths_to(graph, "R") == of_all
    assert [path.merged for path in paths_to(graph, "R", paths_max=3)] == [0, 0, 0, len(of_all) - 3]
    assert paths_to(graph, "nobody") == ()


def test_the_flow_of_a_graph_says_what_each_node_received_kept_and_passed() -> None:
    flow = flow_of(child({"P": 3, "Q": 1}, work("P"), work("Q", made=False)))
    assert flow.received == {"C": WHOLE, "P": Fraction(3, 8), "Q": Fraction(1, 8)}
    assert flow.kept == {"C": HALF, "P": Fraction(3, 8), "Q": NOTHING}
    assert flow.passed == {("C", "P"): Fraction(3, 8), ("C", "Q"): Fraction(1, 8)}
    assert flow.undivided == Fraction(1, 8)


def test_stages_are_joined_by_weight_and_stand_first_in_each_path() -> None:
    design = attribute(child({"P": 1}, work("P", ask=WHOLE)))
    sale = attribute(Graph("S", (Node("S", HALF, (Maker("c", 1), Maker("s", 1))),), ()))
    whole = combine({"design": (40, design), "sale": (60, sale), "idea": (0, sale)})
    assert whole.fractions == {
        "c": Fraction(2, 10) + Fraction(3, 10),
        "p": Fraction(2, 10),
        "s": Fraction(3, 10),
    }
    assert whole.paths == (
        Path("c", ("sale", "S"), Fraction(3, 10)),
        Path("s", ("sale", "S"), Fraction(3, 10)),
        Path("c", ("design", "C"), Fraction(2, 10)),
        Path("p", ("design", "C", "P"), Fraction(2, 10)),
    )
    assert whole.cuts == design.cuts
    assert whole.undivided == 0


def test_a_stage_nobody_worked_in_leaves_its_part_undivided() -> None:
    nobody = attribute(Graph("N", (work("N", made=False),), ()))
    somebody = attribute(Graph("A", (work("A"),), ()))
    whole = combine({"design": (3, somebody), "idea": (1, nobody)})
    assert whole.fractions == {"a": Fraction(3, 4)}
    assert whole.undivided == QUARTER


def test_merged_paths_keep_their_stage() -> None:
    whole = combine({"design": (1, attribute(ladder(10), paths_max=10))})
    merged = [path for path in whole.paths if path.merged]
    assert [path.nodes for path in merged] == [("design",), ("design",)]
    assert whole.paths[-2:] == tuple(merged)


@pytest.mark.parametrize(
    ("weights", "field"), [({"idea": -1, "design": 101}, "idea"), ({"idea": 0}, ""), ({}, "")]
)
def test_stage_weights_that_divide_nothing_are_refused(weights: dict[str, int], field: str) -> None:
    one = attribute(Graph("A", (work("A"),), ()))
    with pytest.raises(Refused) as caught:
        combine({stage: (weight, one) for stage, weight in weights.items()})
    assert caught.value.field == field
