"""Whole catalogues in floats say what the exact pass says, however large, deep or tangled."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from cohive.engine.attribution import attribute, flow_of
from cohive.engine.catalogue import order
from cohive.engine.catalogue.flow import CatalogueFlow, flow_through, lineages_of, settle
from cohive.engine.catalogue.order import positions_by_level, topological_positions
from cohive.engine.catalogue.works import Catalogue, catalogue_of
from cohive.engine.lineage import Edge, Graph, Maker, Node, without
from cohive.words.refusals import Refused
from tests.engine.night_ferry import DESIGN
from tests.engine.strategies import fractions, graphs, patient

NEAR = 1e-12
HALF = Fraction(1, 2)


def payees_of(graph: Graph) -> list[str]:
    return sorted({maker.payee for node in graph.nodes for maker in node.makers})


def sold(graph: Graph, catalogue: Catalogue, amount: float = 1.0) -> CatalogueFlow:
    """The flow when only the root of the graph earns."""
    income = np.zeros(len(graph.nodes))
    income[[node.id for node in graph.nodes].index(graph.root)] = amount
    return flow_through(catalogue, income)


def assert_agree(graph: Graph, keep_min: Fraction, found: CatalogueFlow) -> None:
    """Everything the exact pass says, to 1e-12 of the income."""
    exact = attribute(graph, keep_min=keep_min, with_paths=False)
    flow = flow_of(graph, keep_min=keep_min)
    ids = [node.id for node in graph.nodes]
    for row, payee in enumerate(payees_of(graph)):
        assert abs(found.payees[row] - float(exact.fractions.get(payee, 0))) < NEAR
    for row, name in enumerate(ids):
        assert abs(found.received[row] - float(flow.received.get(name, 0))) < NEAR
        assert abs(found.kept[row] - float(flow.kept.get(name, 0))) < NEAR
    for row, edge in enumerate(graph.edges):
        passed = flow.passed.get((edge.made, edge.made_from), 0)
        assert abs(found.passed[row] - float(passed)) < NEAR
    assert abs(found.undivided.sum() - float(exact.undivided)) < NEAR
    assert found.residual < NEAR
    cuts = {
        (graph.edges[edge].made, graph.edges[edge].made_from): (asked, given)
        for edge, asked, given in zip(
            found.cuts.edges, found.cuts.asked, found.cuts.given, strict=True
        )
    }
    assert set(cuts) == {(cut.node, cut.parent) for cut in exact.cuts}
    for cut in exact.cuts:
        assert cuts[cut.node, cut.parent] == pytest.approx((float(cut.asked), float(cut.given)))


@patient
@given(graphs(), fractions)
def test_any_small_lineage_agrees_with_the_exact_pass(graph: Graph, keep_min: Fraction) -> None:
    assert_agree(graph, keep_min, sold(graph, catalogue_of(graph, keep_min=keep_min)))


def test_asks_that_take_exactly_what_is_passed_leave_no_noise_for_others() -> None:
    nodes = (
        Node("A", Fraction(2, 3), (Maker("ann", 1),)),
        Node("B", HALF, (Maker("bob", 1),), Fraction(1, 3)),
        Node("C", HALF, (Maker("cho", 1),)),
    )
    graph = Graph("A", nodes, (Edge("A", "B", 1), Edge("A", "C", 1)))
    found = sold(graph, catalogue_of(graph))
    assert found.received[2] == 0.0
    assert len(found.cuts.edges) == 0
    assert_agree(graph, HALF, found)


def tangled(seed: int, works: int = 400) -> Graph:
    """A random lineage with diamonds, citations, asks that are cut, and works without makers."""
    draw = random.Random(seed)  # noqa: S311 - a reproducible graph
    names = [f"w{number:04}" for number in range(works)]
    draw.shuffle(names)
    nodes = [
        Node(
            name,
            Fraction(draw.randint(0, 6), 6),
            tuple(
                Maker(f"m{draw.randrange(50)}", draw.randint(1, 9))
                for _ in range(draw.choice((0, 1, 1, 2, 3)))
            ),
            draw.choice((None, None, Fraction(draw.randint(0, 5), 7))),
        )
        for name in names
    ]
    edges = {
        (names[made], names[draw.randrange(made + 1, min(works, made + 60))])
        for made in range(works - 1)
        for _ in range(draw.randint(0, 5))
    }
    edges.add((names[0], names[1]))
    listed = [Edge(made, used, draw.randint(0, 4)) for made, used in sorted(edges)]
    draw.shuffle(listed)
    draw.shuffle(nodes)
    return Graph(names[0], tuple(nodes), tuple(listed))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("keep_min", [Fraction(0), Fraction(1, 2), Fraction(2, 3)])
def test_a_large_tangled_lineage_agrees_with_the_exact_pass(seed: int, keep_min: Fraction) -> None:
    graph = tangled(seed)
    assert_agree(graph, keep_min, sold(graph, catalogue_of(graph, keep_min=keep_min)))


def test_the_design_of_night_ferry_by_hand() -> None:
    found = sold(DESIGN, catalogue_of(DESIGN), amount=6.34)
    assert payees_of(DESIGN) == ["anouk", "he", "lin", "mei", "pilar"]
    assert found.payees == pytest.approx([1.585, 0.7925, 1.585, 1.585, 0.7925])


def test_every_work_may_earn_at_once_and_incomes_add_up() -> None:
    graph = tangled(7)
    lineages = lineages_of(catalogue_of(graph))
    income = np.random.default_rng(3).uniform(0, 1000, len(graph.nodes))
    whole = settle(lineages, income)
    parts = sum(
        settle(lineages, np.where(np.arange(400) % 4 == n, income, 0)).payees for n in range(4)
    )
    np.testing.assert_allclose(whole.payees, parts, rtol=1e-12)
    assert whole.payees.sum() + whole.undivided.sum() == pytest.approx(income.sum(), rel=NEAR)
    exact = dict.fromkeys(payees_of(graph), 0.0)
    for row, node in enumerate(graph.nodes):
        one = attribute(replace(graph, root=node.id), with_paths=False)
        for payee, part in one.fractions.items():
            exact[payee] += float(part) * income[row]
    np.testing.assert_allclose(whole.payees, list(exact.values()), atol=NEAR * income.sum())


@patient
@given(graphs(), st.data())
def test_a_withdrawn_work_is_cited_only(graph: Graph, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from([node.id for node in graph.nodes])))
    catalogue = replace(
        catalogue_of(graph), withdrawn=np.array([node.id in gone for node in graph.nodes])
    )
    assert_agree(without(graph, gone), HALF, sold(graph, catalogue))


def test_what_a_withdrawn_work_would_have_had_goes_to_the_other_inputs() -> None:
    nodes = tuple(Node(name, HALF, (Maker(name.lower(), 1),)) for name in "ABC")
    graph = Graph("A", nodes, (Edge("A", "B", 1), Edge("A", "C", 3)))
    assert attribute(without(graph, {"C"})).fractions == {"a": HALF, "b": HALF}
    assert attribute(without(graph, {"B", "C"})).fractions == {"a": Fraction(1)}
    assert attribute(without(graph, {"A"})).fractions == attribute(graph).fractions


@patient
@given(graphs(), st.randoms(use_true_random=False))
def test_order_and_names_of_works_change_nothing(graph: Graph, draw: random.Random) -> None:
    names = [node.id for node in graph.nodes]
    renamed = dict(zip(names, draw.sample(names, len(names)), strict=True))
    other = Graph(
        renamed[graph.root],
        tuple(
            replace(node, id=renamed[node.id])
            for node in draw.sample(graph.nodes, len(graph.nodes))
        ),
        tuple(
            Edge(renamed[edge.made], renamed[edge.made_from], edge.weight)
            for edge in draw.sample(graph.edges, len(graph.edges))
        ),
    )
    one, two = sold(graph, catalogue_of(graph)), sold(other, catalogue_of(other))
    np.testing.assert_allclose(one.payees, two.payees, atol=1e-15)


@patient
@given(graphs())
def test_works_that_nobody_sells_and_nothing_leads_to_change_nothing(graph: Graph) -> None:
    more = tuple(Node(f"alone {number}", HALF, ()) for number in range(3))
    found = sold(
        replace(graph, nodes=graph.nodes + more),
        catalogue_of(replace(graph, nodes=graph.nodes + more)),
    )
    np.testing.assert_array_equal(found.payees, sold(graph, catalogue_of(graph)).payees)
    assert not found.received[-3:].any()


def chain(works: int) -> Catalogue:
    """A chain whose works are numbered in random order: a single lineage, as deep as it is long."""
    place = np.random.default_rng(1).permutation(works)
    return Catalogue(
        keeps=np.full(works, 1e-5),
        asks=np.zeros(works),
        made=place[:-1],
        made_from=place[1:],
        weights=np.ones(works - 1),
        maker_works=place,
        maker_payees=np.arange(works) % 7,
        maker_weights=np.ones(works),
        payees=7,
        keep_min=0.0,
    )


def test_a_chain_of_a_hundred_thousand_generations_is_settled_in_one_pass() -> None:
    catalogue = chain(100_000)
    income = np.zeros(100_000)
    first = int(catalogue.made[0])
    income[first] = 1.0
    found = flow_through(catalogue, income)
    expected = (1 - 1e-5) ** np.arange(100_000)
    ordered = np.append(catalogue.made, catalogue.made_from[-1])
    np.testing.assert_allclose(found.received[ordered], expected, rtol=1e-10)
    assert found.residual < NEAR


def test_the_order_by_levels_is_an_order_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for catalogue in (chain(2_000), catalogue_of(tangled(11)), catalogue_of(DESIGN)):
        works, edges = len(catalogue.keeps), len(catalogue.made)
        structure = csr_array(
            (np.ones(edges), (catalogue.made, catalogue.made_from)), shape=(works, works)
        )
        for positions in (positions_by_level(structure), topological_positions(catalogue)):
            assert sorted(positions.tolist()) == list(range(works))
            assert (positions[catalogue.made] < positions[catalogue.made_from]).all()


def test_should_the_library_number_components_otherwise_levels_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalogue = catalogue_of(tangled(5))
    found = topological_positions(catalogue)

    def otherwise(structure: csr_array, **options: object) -> tuple[int, np.ndarray]:  # type: ignore[type-arg]
        return structure.shape[0], np.arange(structure.shape[0], dtype=np.int32)

    monkeypatch.setattr(order, "connected_components", otherwise)
    positions = topological_positions(catalogue)
    assert (positions[catalogue.made] < positions[catalogue.made_from]).all()
    assert positions.tolist() != found.tolist()


def arrays(**changes: object) -> Catalogue:
    """A small catalogue, changed."""
    columns = {
        "keeps": np.array([0.5, 0.5, 0.5]),
        "asks": np.zeros(3),
        "made": np.array([0, 0]),
        "made_from": np.array([1, 2]),
        "weights": np.ones(2),
        "maker_works": np.array([0, 1]),
        "maker_payees": np.array([0, 1]),
        "maker_weights": np.ones(2),
        "payees": 2,
        **changes,
    }
    return Catalogue(**columns)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"keeps": np.array([0.5, 1.5, 0.5])}, "keeps[1] is 1.5."),
        ({"keeps": np.array([0.5, 0.5, np.nan])}, "keeps[2] is nan."),
        ({"asks": np.array([-0.1, 0.5, 0.5])}, "asks[0] is -0.1."),
        ({"asks": np.zeros(2)}, "The column “asks” has 2 rows, not 3."),
        ({"weights": np.array([1.0, -1.0])}, "weights[1] is -1.0."),
        ({"weights": np.array([np.inf, 1.0])}, "weights[0] is inf."),
        ({"weights": np.array([1.0, 1e-300])}, "weights[1] is 1e-300."),
        ({"made": np.array([0, 3])}, "made[1] is 3. It can be from 0 to 2."),
        ({"made_from": np.array([-1, 2])}, "made_from[0] is -1."),
        ({"maker_weights": np.array([1.0, 0.0])}, "maker_weights[1] is 0.0."),
        ({"maker_payees": np.array([0, 2])}, "maker_payees[1] is 2. It can be from 0 to 1."),
        ({"keep_min": 2.0}, "keep_min[0] is 2.0."),
        ({"withdrawn": np.array([True])}, "The column “withdrawn” has 1 rows, not 3."),
        ({"names": ["a"]}, "The column “names” has 1 rows, not 3."),
    ],
)
def test_what_no_catalogue_can_hold_is_refused_by_its_row(
    changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused) as caught:
        arrays(**changes)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("made", "made_from", "sentence"),
    [
        ([0, 1, 2], [1, 2, 1], "runs in a circle: b → c → b."),
        ([0, 1], [1, 1], "runs in a circle: b → b."),
        ([0, 1, 2], [1, 2, 0], "runs in a circle: a → b → c → a."),
        ([0, 0, 0], [1, 2, 1], "The edge from “a” to “b” is given twice."),
    ],
)
def test_circles_and_edges_given_twice_are_refused_by_name(
    made: list[int], made_from: list[int], sentence: str
) -> None:
    catalogue = arrays(
        made=np.array(made),
        made_from=np.array(made_from),
        weights=np.zeros(len(made)),
        names=["a", "b", "c"],
    )
    with pytest.raises(Refused) as caught:
        flow_through(catalogue, np.ones(3))
    assert sentence in str(caught.value)


def test_a_circle_deep_inside_a_large_catalogue_is_found_and_cut_short() -> None:
    works = 50_000
    made = np.arange(works)
    catalogue = replace(
        chain(works),
        made=made,
        made_from=np.append(made[1:], 20_000),
        weights=np.ones(works),
    )
    with pytest.raises(Refused, match=r"circle: 20000 → 20001 → .* → … → .* → 49999 → 20000"):
        lineages_of(catalogue)


@pytest.mark.parametrize("income", [[1.0, 2.0], [1.0, np.nan, 0.0], [np.inf, 0.0, 0.0]])
def test_an_income_that_is_no_number_for_each_work_is_refused(income: list[float]) -> None:
    with pytest.raises(Refused):
        flow_through(arrays(), np.array(income))


def test_a_catalogue_without_edges_or_without_works_is_settled_too() -> None:
    empty = np.array([], np.int64)
    alone = arrays(made=empty, made_from=empty, weights=np.array([]))
    found = flow_through(alone, np.array([1.0, 2.0, 4.0]))
    assert found.payees.tolist() == [1.0, 2.0]
    assert found.undivided.tolist() == [0.0, 0.0, 4.0]
    nothing = Catalogue(
        np.array([]), np.array([]), empty, empty, np.array([]), empty, empty, np.array([]), 0
    )
    assert flow_through(nothing, np.array([])).residual == 0.0
