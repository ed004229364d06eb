"""Golden values by our code and by the library that is named for them.

Those that other tests do not hold already: lifelines and statsmodels for who stays, statsmodels for
Wilson's interval and for α (as Hoyt's ratio of mean squares), igraph beside networkx for ties. The
two statistical ones are slow to import, so only their own tests do it.
"""

from __future__ import annotations

import json
import warnings
from importlib import import_module
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import igraph
import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.engine.capital import embeddedness, holes
from cohive.engine.intervals import wilson
from cohive.engine.scales.answers import moments_of
from cohive.engine.scales.reliability import cronbach_alpha
from cohive.engine.ties import centralisation, reciprocity
from cohive.engine.vitality import survival
from tests.engine.ties.made import network

NEAR = 1e-4
KARATE = list(networkx.karate_club_graph().edges())
"""Zachary's club without the weights that networkx gives it."""


def golden(name: str) -> dict[str, Any]:
    path = Path(__file__).parent / "golden" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def quietly(name: str) -> ModuleType:
    """A library whose import warns of others' coming changes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(name)


@pytest.fixture(scope="module")
def lifelines() -> ModuleType:
    return quietly("lifelines")


@pytest.fixture(scope="module")
def proportion() -> ModuleType:
    return quietly("statsmodels.stats.proportion")


lives = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40)


def test_the_known_curve_of_staying_is_lifelines_too(lifelines):
    known = golden("vitality")["kaplan_meier"]
    fit = lifelines.KaplanMeierFitter().fit(known["durations"], known["left"])
    ours = survival(np.array(known["durations"], float), np.array(known["left"], bool))
    assert [float(fit.predict(time)) for time in known["at"]] == pytest.approx(known["part"])
    assert [ours.at(time) for time in known["at"]] == pytest.approx(known["part"])
    assert fit.median_survival_time_ == ours.median == known["median"]


@given(lives)
@settings(max_examples=25, deadline=None)
def test_the_curve_and_its_range_are_lifelines_and_statsmodels(lifelines, rows):
    stayed, left = np.array([row[0] for row in rows], float), np.array([row[1] for row in rows])
    ours = survival(stayed, left)
    with warnings.catch_warnings():  # where all leave at once their logarithm has no value
        warnings.simplefilter("ignore")
        fit = lifelines.KaplanMeierFitter().fit(stayed, left)
        other = quietly("statsmodels.duration.survfunc").SurvfuncRight(stayed, left.astype(int))
    for place, time in enumerate(ours.times):
        assert ours.part[place] == pytest.approx(float(fit.predict(time)), abs=1e-12)
        if not 0 < ours.part[place] < 1:
            continue
        low, high = fit.confidence_interval_.loc[time]
        assert (ours.low[place], ours.high[place]) == pytest.approx((low, high), abs=1e-9)
    steps = np.isin(other.surv_times, ours.times)
    assert np.asarray(other.surv_prob)[steps] == pytest.approx(np.array(ours.part), abs=1e-12)
    assert np.asarray(other.n_risk)[steps] == pytest.approx(np.array(ours.at_risk))


@pytest.mark.parametrize("case", golden("exposure")["wilson"])
def test_wilsons_known_lower_ends_are_statsmodels_too(proportion, case):
    low, high = proportion.proportion_confint(case["hits"], case["of"], method="wilson")
    ours = wilson(case["hits"], case["of"])
    assert low == pytest.approx(case["low"], abs=NEAR)
    assert (ours.low, ours.high) == pytest.approx((low, high), abs=1e-12)


@given(st.integers(1, 3000), st.data())
@settings(max_examples=50)
def test_wilsons_interval_is_statsmodels(proportion, of, data):
    hits = data.draw(st.integers(0, of))
    theirs = proportion.proportion_confint(hits, of, method="wilson")
    ours = wilson(hits, of)
    assert (ours.low, ours.high) == pytest.approx(theirs, abs=1e-12)


def hoyt(rows: np.ndarray) -> float:
    """Alpha as the part of persons' mean square that is no residual (Hoyt 1941), by statsmodels."""
    pandas, ols = quietly("pandas"), quietly("statsmodels.formula.api").ols
    people, items = np.indices(rows.shape)
    table = pandas.DataFrame(
        {"answer": rows.ravel(), "person": people.ravel(), "item": items.ravel()}
    )
    fit = ols("answer ~ C(person) + C(item)", table).fit()
    squares = quietly("statsmodels.stats.anova").anova_lm(fit)["mean_sq"]
    return float(1 - squares["Residual"] / squares["C(person)"])


def test_the_known_alpha_is_that_of_statsmodels_analysis_of_variance():
    known = golden("scales")["alpha"]
    rows = np.array(known["rows"], float)
    assert hoyt(rows) == pytest.approx(known["alpha"], abs=1e-5)
    assert cronbach_alpha(moments_of(rows).covariance) == pytest.approx(hoyt(rows), abs=1e-9)


def test_any_alpha_is_that_of_an_analysis_of_variance():
    draw = np.random.default_rng(4)
    for people, items in ((12, 3), (30, 5), (60, 2)):
        rows = draw.integers(1, 6, (people, 1)) + draw.normal(0, 1.5, (people, items))
        ours = cronbach_alpha(moments_of(rows).covariance)
        assert ours == pytest.approx(hoyt(rows), abs=1e-9)


def test_closeness_of_the_known_club_is_networkxs():
    known = golden("ties")["karate"]["closeness"]
    each = list(networkx.closeness_centrality(networkx.Graph(KARATE)).values())
    n = len(each)
    theirs = sum(max(each) - one for one in each) / ((n - 2) * (n - 1) / (2 * n - 3))
    assert theirs == pytest.approx(known, abs=NEAR)
    assert centralisation(network(KARATE), seed=0).closeness == pytest.approx(theirs, abs=1e-12)


def test_both_definitions_of_reciprocity_are_igraphs():
    known = golden("ties")["five"]
    graph = igraph.Graph(edges=known["ties"], directed=True)
    ours = reciprocity(network(known["ties"]))
    for value, theirs, wanted in (
        (ours.arcs, graph.reciprocity(), known["arcs"]),
        (ours.pairs, graph.reciprocity(mode="ratio"), known["pairs"]),
    ):
        assert theirs == pytest.approx(wanted, abs=NEAR)
        assert value == pytest.approx(theirs, abs=1e-12)


def test_constraint_of_the_known_club_is_igraphs_and_networkxs():
    known = golden("capital")["karate"]
    net, plain = network(KARATE), networkx.Graph(KARATE)
    theirs = igraph.Graph(edges=KARATE).constraint()
    others, sizes = networkx.constraint(plain), networkx.effective_size(plain)
    found = holes(net)
    for place, person in enumerate(map(int, net.people)):
        assert found.constraint[place] == pytest.approx(theirs[person], abs=1e-12)
        assert found.constraint[place] == pytest.approx(others[person], abs=1e-12)
        assert found.effective_size[place] == pytest.approx(sizes[person], abs=1e-12)
    picked = [theirs[node] for node in known["nodes"]]
    assert picked == pytest.approx(known["constraint"], abs=NEAR)


def test_bridges_and_overlaps_of_the_known_club_are_networkxs():
    known, plain = golden("capital")["karate"], networkx.Graph(KARATE)
    found, net = embeddedness(network(KARATE)), network(KARATE)
    theirs = {frozenset(pair) for pair in networkx.local_bridges(plain, with_span=False)}
    assert len(theirs) == known["local_bridges"]
    ends = [
        frozenset((int(net.people[one]), int(net.people[other])))
        for one, other in zip(found.one, found.other, strict=True)
    ]
    ours = {pair for pair, is_bridge in zip(ends, found.is_local_bridge, strict=True) if is_bridge}
    assert ours == theirs
    for pair, overlap in zip(ends, found.overlap, strict=True):
        one, other = pair
        common = len(list(networkx.common_neighbors(plain, one, other)))
        around = plain.degree(one) - 1 + plain.degree(other) - 1 - common
        assert overlap == pytest.approx(common / around if around else 0.0), sorted(pair)


def test_ties_held_by_a_third_are_networkxs():
    both = [*combinations("abc", 2), ("c", "d")]
    arcs = [*both, *((other, one) for one, other in both), ("d", "e")]
    mutual = networkx.DiGraph(arcs).to_undirected(reciprocal=True)
    theirs = {
        frozenset(pair) for pair in mutual.edges() if list(networkx.common_neighbors(mutual, *pair))
    }
    assert (len(theirs), mutual.number_of_edges()) == (3, 4)
    net = network(arcs)
    found = embeddedness(net)
    ours = {
        frozenset((net.people[one], net.people[other]))
        for one, other, is_held in zip(found.one, found.other, found.is_simmelian, strict=True)
        if is_held
    }
    assert ours == theirs
