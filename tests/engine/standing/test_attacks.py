"""Sock puppets, spam and false remixes: what they gain, measured and kept from coming back.

Gain = part of the attacker and her puppets after / her own part before. The attacker is the
participant in the middle of the ranking. The default way must give no gain; the chain with weights
on activity must show one, or these tests could not fail.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from cohive.engine.standing import AUTHORS, VOTES, Weights, credrank, standing
from tests.engine.standing.worlds import (
    AT_THE_SALE,
    AT_THE_SALE_DOWNSTREAM,
    EDGES,
    WEIGHTS,
    community,
    sales_of,
    sock_votes,
    spam,
    with_more,
)

NOTHING_GAINED = 1 + 1e-9


def ours(graph):
    return standing(graph, *sales_of(graph)).cred


def every_post_mints(graph):
    return credrank(graph, WEIGHTS).cred


def products_mint(graph):
    return credrank(graph, AT_THE_SALE).cred


def products_mint_downstream(graph):
    return credrank(graph, AT_THE_SALE_DOWNSTREAM).cred


@cache
def honest():
    return community(1_000, participants=20)


@cache
def attacker_in(world):
    cred = world(honest())
    person = int(np.argsort(cred, kind="stable")[10])
    return person, cred[person] / cred.sum()


def gain(world, attack, *numbers, **options):
    person, before = attacker_in(world)
    attacked = attack(honest(), person, *numbers, **options)
    cred = world(attacked.graph)
    return cred[attacked.gang].sum() / cred.sum() / before


@pytest.mark.parametrize("world", [ours, products_mint_downstream])
@pytest.mark.parametrize("minting", [False, True])
@pytest.mark.parametrize("socks", [1, 5, 20, 100])
def test_sock_votes_gain_nothing_in_the_default(world, socks, minting):
    assert gain(world, sock_votes, socks, minting=minting) <= NOTHING_GAINED


@pytest.mark.parametrize("world", [ours, products_mint_downstream])
@pytest.mark.parametrize("as_remixes", [False, True])
@pytest.mark.parametrize("posts", [10, 50, 200, 1_000])
def test_spam_and_false_remixes_gain_nothing_in_the_default(world, posts, as_remixes):
    assert gain(world, spam, posts, as_remixes=as_remixes) <= NOTHING_GAINED


@pytest.mark.parametrize("kind", [AUTHORS, VOTES])
@pytest.mark.parametrize("socks", [1, 20])
def test_a_name_split_in_two_gains_nothing_in_the_default(socks, kind):
    """Puppets post their own works, or vote for one another."""
    person, before = attacker_in(ours)
    people, size = honest().participants, honest().size
    at = float(honest().times_ms[-1])
    edges = [(AUTHORS, people + sock, -1 - (size + sock), at) for sock in range(socks)]
    edges += [(kind, people + (sock + 1) % socks, -1 - (size + sock), at) for sock in range(socks)]
    attacked = with_more(honest(), person, socks, [1] * socks, [at] * socks, edges)
    cred = ours(attacked.graph)
    assert cred[attacked.gang].sum() / cred.sum() <= before * NOTHING_GAINED


def test_votes_that_do_not_mint_gain_nothing_anywhere():
    for world in (every_post_mints, products_mint):
        assert gain(world, sock_votes, 20, minting=False) <= NOTHING_GAINED


def test_the_chain_is_gamed_as_soon_as_activity_mints():
    assert gain(every_post_mints, sock_votes, 5, minting=True) > 1.5
    assert gain(every_post_mints, sock_votes, 100, minting=True) > 7
    assert gain(every_post_mints, spam, 1_000) > 7
    assert gain(every_post_mints, spam, 1_000, as_remixes=True) > 5


def test_minting_at_the_sale_stops_spam_but_not_false_remixes_while_works_pay_back():
    assert gain(products_mint, spam, 1_000) <= NOTHING_GAINED
    assert gain(products_mint, spam, 1_000, as_remixes=True) > 1.1


def test_votes_that_mint_are_an_attack_even_downstream():
    downstream = Weights((0.0, 0.0, 16.0, 1.0), AT_THE_SALE_DOWNSTREAM.edges)
    anywhere = Weights((0.0, 0.0, 16.0, 1.0), EDGES)
    for weights in (downstream, anywhere):
        person, _ = attacker_in(products_mint_downstream)
        before = credrank(honest(), weights).cred
        attacked = sock_votes(honest(), person, 20, minting=True)
        after = credrank(attacked.graph, weights).cred
        parts = after[attacked.gang].sum() / after.sum(), before[person] / before.sum()
        assert parts[0] > 1.5 * parts[1]


def test_one_vote_moves_nobody_in_the_default_and_nearly_all_in_the_chain():
    at = float(honest().times_ms[700])
    voted = with_more(honest(), 0, 0, [], [], [(VOTES, 3, -1 - 500, at)])
    assert (ours(voted.graph) == ours(honest())).all()
    moved = np.abs(every_post_mints(voted.graph) - every_post_mints(honest())) > 1e-9
    assert moved.sum() >= 15


def test_a_sale_moves_only_those_it_can_be_traced_to():
    graph = honest()
    sold, amounts = sales_of(graph)
    with_one_more = np.append(amounts, 5_000)
    before = standing(graph, sold, amounts).cred
    after = standing(graph, np.append(sold, sold[0]), with_one_more).cred
    alone = standing(graph, sold[:1], [5_000]).cred
    assert after - before == pytest.approx(alone, abs=1e-9)
    assert (alone == 0).sum() >= 5


def test_who_is_named_on_a_sold_work_is_not_judged_here():
    """The limit of the default: a false co-author takes from the true ones. Consent must guard."""
    graph = honest()
    sold, amounts = sales_of(graph)
    work = int(sold[0])
    at = float(graph.times_ms[work])
    false_claim = [(AUTHORS, graph.participants, -1 - work, at)]
    claimed = with_more(graph, 0, 1, [], [], false_claim)
    assert standing(claimed.graph, sold, amounts).cred[-1] > 0
