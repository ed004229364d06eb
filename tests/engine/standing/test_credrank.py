from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from cohive.engine.standing import (
    AUTHORS,
    Attribution,
    Budget,
    Contributions,
    Dependency,
    Parameters,
    Period,
    Weights,
    credrank,
)
from cohive.words.refusals import Refused
from tests.engine.standing.naive import naive_credrank
from tests.engine.standing.worlds import BASE_MS, EDGES, WEIGHTS, community
from tests.shared_data import shared_data

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "standing.json").read_text(encoding="utf-8")
)
WEEK_MS = 604_800_000
ALWAYS = -math.inf
DEFAULTS = (0.1, 0.4, 0.1, 0.1)


def table(participants, kinds, weeks_of_kinds, edges, weeks):
    """A small graph; edges are (kind, source, target, week) in the middle of their week."""
    middle = WEEK_MS / 2
    edge = np.array(edges, dtype=np.int64).reshape(-1, 4)
    return Contributions(
        participants,
        np.array(kinds),
        BASE_MS + np.array(weeks_of_kinds, dtype=float) * WEEK_MS + middle,
        edge[:, 0],
        edge[:, 1],
        edge[:, 2],
        BASE_MS + edge[:, 3] * WEEK_MS + middle,
        BASE_MS + np.arange(weeks + 1) * WEEK_MS,
    )


def of_golden(case):
    graph = table(
        case["participants"], case["kinds"], case["kind_weeks"], case["edges"], case["weeks"]
    )
    edges = tuple((float(Fraction(a)), float(Fraction(b))) for a, b in case["edge_weights"])
    return graph, Weights(tuple(case["node_mint"]), edges)


def numbers(texts):
    return np.array([[float(Fraction(text)) for text in row] for row in texts])


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["name"])
def test_golden_rationals_are_met_by_ours(case):
    graph, weights = of_golden(case)
    found = credrank(
        graph,
        weights,
        attributions=[
            Attribution(giver, receiver, (Period(ALWAYS, float(Fraction(part))),))
            for giver, receiver, part in case["attributions"]
        ],
        dependencies=[
            Dependency(person, (Period(ALWAYS, float(Fraction(rate))),))
            for person, rate in case["dependencies"]
        ],
    )
    assert found.per_interval == pytest.approx(numbers(case["per_interval"]), abs=1e-11)
    expected = [float(Fraction(text)) for text in case["contribution_cred"]]
    assert found.contribution_cred == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize("case", GOLDEN["cases"], ids=lambda case: case["name"])
def test_golden_rationals_are_met_by_the_naive_chain(case):
    graph, weights = of_golden(case)
    weekly = np.zeros(case["weeks"])
    for kind, week in zip(case["kinds"], case["kind_weeks"], strict=True):
        weekly[week] += case["node_mint"][kind]
    each = range(case["weeks"])
    cred, _ = naive_credrank(
        graph,
        weights.node_mint,
        weights.edges,
        DEFAULTS,
        {(g, r, w): float(Fraction(part)) for g, r, part in case["attributions"] for w in each},
        {(p, w): weekly[w] * float(Fraction(r)) for p, r in case["dependencies"] for w in each},
    )
    assert cred == pytest.approx(numbers(case["per_interval"]), abs=1e-9)


def test_the_reference_vector_is_met():
    given = json.loads(shared_data("standing/credrank-100.json").read_text(encoding="utf-8"))
    meta, nodes, edges = given["meta"], np.array(given["nodes"]), np.array(given["edges"])
    graph = Contributions(
        meta["participants"],
        nodes[:, 0],
        meta["base_ms"] + nodes[:, 1] * 1000,
        *edges[:, :3].T,
        meta["base_ms"] + edges[:, 3] * 1000,
    )
    weights = Weights(
        tuple(meta["node_mint"]), tuple((there, back) for there, back in meta["edge_weights"])
    )
    found = credrank(graph, weights)
    reference = given["participants"]
    assert graph.boundaries_ms.tolist() == [
        *(start for start, _ in given["intervals"]),
        given["intervals"][-1][1],
    ]
    assert found.cred == pytest.approx([one["cred"] for one in reference], abs=1e-4)
    for ours, theirs in zip(found.per_interval, reference, strict=True):
        assert ours == pytest.approx(theirs["credPerInterval"], abs=1e-4)
    assert found.contribution_cred == pytest.approx(given["contributionCred"], abs=1e-4)
    total = math.fsum(one["cred"] for one in reference)
    assert math.fsum(found.cred) == pytest.approx(total, rel=1e-5)
    assert math.fsum(found.cred) == 211.0


@pytest.mark.parametrize("seed", range(6))
def test_drawn_communities_agree_with_the_naive_chain(seed):
    graph = community(12, seed, participants=4)
    graph = table(
        4,
        graph.kinds,
        graph.week_of(graph.times_ms) % 5,
        np.column_stack(
            [graph.edge_kinds, graph.sources, graph.targets, graph.week_of(graph.edge_times_ms) % 5]
        ),
        5,
    )
    chosen = Parameters(0.05 + seed / 50, 0.3, 0.05, 0.2)
    cred, contribution_cred = naive_credrank(
        graph, WEIGHTS.node_mint, EDGES, (chosen.alpha, 0.3, 0.05, 0.2)
    )
    found = credrank(graph, WEIGHTS, parameters=chosen)
    assert found.per_interval == pytest.approx(cred, abs=1e-9)
    assert found.contribution_cred == pytest.approx(contribution_cred, abs=1e-9)


def test_the_total_is_what_was_minted_and_the_residual_is_said():
    graph = community(3_000)
    found = credrank(graph, WEIGHTS)
    assert math.fsum(found.cred) == found.minted == np.array(WEIGHTS.node_mint)[graph.kinds].sum()
    assert found.per_interval.sum() == pytest.approx(found.minted, rel=1e-12)
    assert found.residual < 1e-12
    assert abs(found.drift) < 1e-11
    loose = credrank(graph, WEIGHTS, tolerance=1e-3)
    assert 1e-5 < loose.residual < 1e-3
    assert abs(loose.drift) > 1e-5
    assert math.fsum(loose.cred) == loose.minted
    assert loose.iterations < found.iterations


def test_an_edge_exactly_at_a_weeks_start_belongs_to_that_week_in_the_first_one_too():
    for week in (0, 1):
        graph = Contributions(
            1,
            np.array([0, 0]),
            BASE_MS + np.array([0, WEEK_MS]),
            np.array([AUTHORS]),
            np.array([0]),
            np.array([1 + week]),
            np.array([BASE_MS + week * WEEK_MS]),
        )
        found = credrank(graph, Weights((1.0,), ((0.0, 1.0), (1.0, 0.0), (0.0, 0.0))))
        assert graph.weeks == 2
        assert found.per_interval[0].argmax() == week


def test_weeks_are_sundays_in_utc_and_cover_everything():
    graph = community(50)
    assert graph.boundaries_ms[0] == BASE_MS
    assert graph.boundaries_ms[0] <= min(graph.times_ms.min(), graph.edge_times_ms.min())
    assert graph.boundaries_ms[-1] > max(graph.times_ms.max(), graph.edge_times_ms.max())
    assert set(np.diff(graph.boundaries_ms)) == {WEEK_MS}


def test_a_weekly_budget_caps_its_types_only_and_only_where_they_exceed_it():
    graph = table(
        1, [0, 0, 0, 1], [0, 0, 1, 0], [(0, 0, 1, 0), (0, 0, 2, 0), (0, 0, 3, 1), (0, 0, 4, 0)], 2
    )
    weights = Weights((3.0, 5.0), EDGES)
    assert credrank(graph, weights).minted == 14
    capped = Budget(frozenset({0}), (Period(ALWAYS, 4.0),))
    assert credrank(graph, weights, budgets=[capped]).minted == 4 + 3 + 5
    later = Budget(frozenset({0}), (Period(BASE_MS + WEEK_MS, 1.0),))
    assert credrank(graph, weights, budgets=[later]).minted == 6 + 1 + 5
    shut = Budget(frozenset({0, 1}), (Period(ALWAYS, 0.0),))
    with pytest.raises(Refused, match="Nothing is minted"):
        credrank(graph, weights, budgets=[shut])
    with pytest.raises(Refused, match="overlap"):
        credrank(graph, weights, budgets=[capped, shut])


def test_a_dependency_mints_on_top_in_its_own_week_and_in_the_first_one_too():
    graph = table(2, [0] * 4, [0, 1, 2, 3], [(0, 0, 2 + week, week) for week in range(4)], 4)
    weights = Weights((1.0,), ((0.0, 1.0), (1.0, 0.0), (0.0, 0.0)))
    found = credrank(graph, weights, dependencies=[Dependency(1, (Period(ALWAYS, 1.0),))])
    assert found.minted == 8
    assert found.cred == pytest.approx([4, 4])
    assert found.per_interval[1] == pytest.approx([1, 1, 1, 1])
    late = credrank(
        graph, weights, dependencies=[Dependency(1, (Period(BASE_MS + 2 * WEEK_MS, 0.5),))]
    )
    assert late.minted == 5
    assert late.per_interval[1].argmax() in (2, 3)


def test_attributions_move_the_payout_and_conserve_the_total():
    graph = community(200, participants=6)
    before = credrank(graph, WEIGHTS)
    after = credrank(graph, WEIGHTS, attributions=[Attribution(0, 5, (Period(ALWAYS, 1.0),))])
    assert after.cred[0] == 0
    assert after.cred[5] > before.cred[5]
    assert math.fsum(after.cred) == after.minted
    with pytest.raises(Refused, match="more than everything"):
        credrank(
            graph,
            WEIGHTS,
            attributions=[Attribution(0, to, (Period(ALWAYS, 0.6),)) for to in (1, 2)],
        )


def test_a_mint_that_reaches_nobody_is_refused():
    with pytest.raises(Refused, match="reaches nobody"):
        credrank(table(2, [0], [0], [], 1), Weights((1.0,), EDGES))
    with pytest.raises(Refused, match="reaches nobody"):
        credrank(table(0, [0], [0], [], 1), Weights((1.0,), EDGES))


def test_the_same_history_some_weeks_later_gives_the_same():
    graph = community(120, participants=5)
    later = Contributions(
        graph.participants,
        graph.kinds,
        graph.times_ms + 3 * WEEK_MS,
        graph.edge_kinds,
        graph.sources,
        graph.targets,
        graph.edge_times_ms + 3 * WEEK_MS,
    )
    assert (credrank(later, WEIGHTS).per_interval == credrank(graph, WEIGHTS).per_interval).all()


@pytest.mark.parametrize(
    ("boundaries", "said"),
    [
        ([WEEK_MS, 2 * WEEK_MS], "Node 0 is dated outside"),
        ([0, 0.4 * WEEK_MS], "Node 0 is dated outside"),
        ([0, 1.2 * WEEK_MS], "Edge 0 is dated outside"),
        ([0, WEEK_MS, WEEK_MS], "follow one another"),
        ([0], "follow one another"),
        ([0, math.inf], "follow one another"),
        ([0, math.nan, 2 * WEEK_MS], "follow one another"),
    ],
)
def test_what_lies_outside_given_weeks_is_refused(boundaries, said):
    middle = WEEK_MS / 2
    with pytest.raises(Refused, match=said):
        Contributions(
            1,
            np.array([0]),
            np.array([BASE_MS + middle]),
            np.array([AUTHORS]),
            np.array([0]),
            np.array([1]),
            np.array([BASE_MS + WEEK_MS + middle]),
            BASE_MS + np.array(boundaries, dtype=float),
        )
