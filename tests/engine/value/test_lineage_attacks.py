"""What dishonest names gain along a lineage: nothing, as long as only what is sold pays.

A community of 20 people and 300 works, five of them sold. The attacker is the person in the middle
by pay. Her gain is what she and her sock puppets get, divided by what she got honestly.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from cohive.engine.allotment import allot
from cohive.engine.attribution import attribute
from cohive.engine.lineage import Edge, Graph, Maker, Node

HALF = Fraction(1, 2)
SOLD = ("w000", "w001", "w002", "w003", "w004")
SALES = (100_000, 1_585, 333, 77, 12_345)
SOCKS = (1, 5, 20, 100)
SPAM = (10, 50, 200, 1_000)


@cache
def community() -> Graph:
    """Works made by one to three of 20 people out of up to three older works."""
    draw = random.Random(4)  # noqa: S311 - a reproducible community
    people = [f"p{number:02}" for number in range(20)]
    works = [f"w{number:03}" for number in range(300)]
    nodes = tuple(
        Node(
            work,
            HALF,
            tuple(
                Maker(person, draw.randint(1, 3))
                for person in draw.sample(people, draw.randint(1, 3))
            ),
        )
        for work in works
    )
    edges = tuple(
        Edge(work, works[older], draw.randint(1, 4))
        for row, work in enumerate(works[:-1])
        for older in sorted({draw.randrange(row + 1, min(300, row + 40)) for _ in range(3)})
    )
    return Graph(works[0], nodes, edges)


def paid(graph: Graph) -> dict[str, Fraction]:
    """What all sales bring everybody, exact."""
    sums: dict[str, Fraction] = {}
    for product, sale in zip(SOLD, SALES, strict=True):
        for payee, part in attribute(
            replace(graph, root=product), with_paths=False
        ).fractions.items():
            sums[payee] = sums.get(payee, Fraction(0)) + part * sale
    return sums


def in_whole_units(graph: Graph) -> dict[str, int]:
    """What all sales pay everybody, in minor units."""
    sums: dict[str, int] = {}
    for product, sale in zip(SOLD, SALES, strict=True):
        fractions = attribute(replace(graph, root=product), with_paths=False).fractions
        amounts = allot(fractions, cumulative_before=0, cumulative_after=sale).amounts
        for payee, amount in amounts.items():
            sums[payee] = sums.get(payee, 0) + amount
    return sums


@cache
def honest() -> Mapping[str, Fraction]:
    return paid(community())


@cache
def attacker() -> str:
    """The person in the middle."""
    ordered = sorted(honest(), key=lambda person: honest()[person])
    return ordered[len(ordered) // 2]


def own_works() -> list[str]:
    return [
        node.id
        for node in community().nodes
        if any(maker.payee == attacker() for maker in node.makers)
    ]


def is_hers(payee: str) -> bool:
    return payee == attacker() or payee.startswith("sock")


def gain(graph: Graph) -> Fraction:
    mine = sum(amount for payee, amount in paid(graph).items() if is_hers(payee))
    return Fraction(mine) / honest()[attacker()]


def with_more(nodes: tuple[Node, ...], edges: tuple[Edge, ...]) -> Graph:
    whole = community()
    return replace(whole, nodes=whole.nodes + nodes, edges=whole.edges + edges)


def sock(number: int) -> Node:
    return Node(f"sock post {number}", HALF, (Maker(f"sock {number % 5}", 9),), Fraction(1))


@pytest.mark.parametrize("count", SPAM)
def test_spam_that_nobody_sells_gains_nothing(count: int) -> None:
    graph = with_more(tuple(sock(number) for number in range(count)), ())
    assert gain(graph) == 1
    assert paid(graph) == honest()


@pytest.mark.parametrize("count", SPAM)
def test_fake_remixes_of_ones_own_work_gain_nothing(count: int) -> None:
    mine = own_works()
    graph = with_more(
        tuple(sock(number) for number in range(count)),
        tuple(Edge(f"sock post {number}", mine[number % len(mine)], 9) for number in range(count)),
    )
    assert gain(graph) == 1
    assert paid(graph) == honest()


@pytest.mark.parametrize("count", SOCKS)
def test_votes_and_citations_of_sock_puppets_carry_nothing(count: int) -> None:
    mine = own_works()
    votes = tuple(Edge(f"sock post {number}", work, 0) for number in range(count) for work in mine)
    assert gain(with_more(tuple(sock(number) for number in range(count)), votes)) == 1


@pytest.mark.parametrize("count", SOCKS)
def test_a_sold_work_that_only_cites_pays_the_sock_puppets_nothing(count: int) -> None:
    socks = tuple(sock(number) for number in range(count))
    citations = tuple(Edge(product, node.id, 0) for product in SOLD for node in socks)
    assert gain(with_more(socks, citations)) == 1


def divided(names: Callable[[int], int]) -> Graph:
    """The attacker under several names at each of her works, her weight divided among them."""
    nodes = []
    for row, node in enumerate(community().nodes):
        count = names(row)
        makers: list[Maker] = []
        for maker in node.makers:
            if maker.payee != attacker():
                makers.append(replace(maker, weight=maker.weight * count))
                continue
            makers += [Maker(f"sock {number}", maker.weight) for number in range(count)]
        nodes.append(replace(node, makers=tuple(makers)))
    return replace(community(), nodes=tuple(nodes))


@pytest.mark.parametrize("count", SOCKS)
def test_an_identity_split_in_many_gains_nothing_and_loses_cents(count: int) -> None:
    graph = divided(lambda _: count)
    assert gain(graph) == 1
    whole = in_whole_units(community())[attacker()]
    mine = sum(amount for payee, amount in in_whole_units(graph).items() if is_hers(payee))
    assert mine <= whole
    assert mine < whole or count == 1


def test_another_name_at_every_work_gains_nothing_either() -> None:
    assert gain(divided(lambda row: 1 + row % 7)) == 1


def test_a_sale_moves_nobody_who_is_not_reached() -> None:
    product = "w290"
    reached = attribute(replace(community(), root=product), with_paths=False).fractions
    assert 0 < len(reached) < 20


def test_a_false_source_of_a_sold_work_is_paid_by_that_work_alone() -> None:
    """This one gains, and is what agreements and questions are for; nobody else pays for it."""
    graph = with_more((sock(0),), (Edge(SOLD[0], "sock post 0", 4),))
    assert gain(graph) > 1
    for product in SOLD[1:]:
        one = attribute(replace(graph, root=product), with_paths=False)
        assert one == attribute(replace(community(), root=product), with_paths=False)
    before = attribute(replace(community(), root=SOLD[0]), with_paths=False)
    after = attribute(replace(graph, root=SOLD[0]), with_paths=False)
    assert sum(after.fractions.values()) == sum(before.fractions.values()) == 1
