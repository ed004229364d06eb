"""Whose word carries, from acts and links; and the measures few ask for."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from cohive.engine.insight_voices import measures, voices
from cohive.engine.ties import addressed, centralisation, given_back, network_from, reciprocity
from tests.engine.ties.made import START, act, frame, network

AT = START + timedelta(days=60)


def acts_of(rows):
    return addressed(frame(sorted(rows, key=lambda row: row.at)))


def ring(people=12, days=40):
    """Everybody addresses the next; p0 and p1 address each other; p0 stands in three circles."""
    number = 0
    for day in range(days):
        for person in range(people):
            number += 1
            yield act(number, f"p{person}", day + person / 100, target=f"p{(person + 1) % people}",
                      circle=f"c{day % 3}" if person == 0 else "c0")  # fmt: skip
        number += 1
        yield act(number, "p1", day + 0.5, target="p0", circle="c0")


def found(**more):
    acts = acts_of(ring())
    net = network_from(acts, staff=set())
    plain = {
        "at": AT, "since": START, "bought": {"p1"}, "declared": {"p2"},
        "reached": {f"p{person}": (20 + person, 1) for person in range(12)},
    }  # fmt: skip
    return voices(acts, net, centralisation(net, seed=0), **(plain | more))


def test_what_comes_back_is_told_of_each_by_weight():
    net = network([("a", "b", 4), ("b", "a", 1), ("a", "c", 1), ("d", "a", 2)])
    assert list(given_back(net)) == [0.2, 1.0, 0.0, 0.0]
    whole = network([("a", "b", 4), ("b", "a", 1), ("a", "c", 1)])
    back, out = given_back(whole), np.array([5.0, 1.0, 0.0])
    assert float((back * out).sum() / out.sum()) == pytest.approx(reciprocity(whole).weighted)
    assert list(given_back(network([], alone=["a"]))) == [0.0]


def test_three_axes_are_ranks_inside_the_place():
    by_id = {one.person: one for one in found().triangles}
    assert len(by_id) == 12
    assert by_id["p11"].reach == 1.0
    assert by_id["p0"].reach == 0.0
    assert by_id["p0"].reciprocity > by_id["p5"].reciprocity
    assert by_id["p2"].has_declared
    assert not by_id["p3"].has_declared


def test_more_buyers_than_visitors_of_the_window_are_all_of_them_and_no_more():
    reached = {f"p{person}": (20, 3) for person in range(11)} | {"p11": (2, 9)}
    last = next(one for one in found(reached=reached).triangles if one.person == "p11")
    assert last.conversion_part.middle == 1.0


def test_who_never_acted_or_is_of_the_staff_is_left_out():
    assert found(reached={"stranger": (90, 3)}).n == 0
    few = found(reached={f"p{person}": (20, 1) for person in range(9)})
    assert few.triangles == ()


def test_measures_of_a_ring_and_of_fewer_than_ten():
    acts = acts_of(ring())
    net = network_from(acts, staff=set())
    told = measures(acts, net, centralisation(net, seed=0), at=AT)
    assert (told.n, told.hierarchy, told.connected) == (12, 0.0, 1.0)
    assert told.degree == pytest.approx(0.0)
    assert told.stickiness == pytest.approx(10 / 30)  # active on ten of the last thirty days
    small = acts_of(ring(people=5))
    few = network_from(small, staff=set())
    told = measures(small, few, centralisation(few, seed=0), at=AT)
    assert told.n == 5
    assert {told.degree, told.hierarchy, told.stickiness, told.burstiness} == {None}
