"""Equal votes: first what happened before, then a lot that anybody can draw again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.ballots.forms import ranked
from cohive.engine.ballots.instant_runoff import count_instant_runoff
from cohive.engine.ballots.plurality import count_plurality
from cohive.engine.ballots.results import by_lot
from cohive.engine.ballots.schulze import count_schulze
from cohive.engine.ballots.scottish import count_scottish
from tests.engine.ballots.elections import called, rank

TIED = [ranked("a", count=6), ranked("b", count=2), ranked("c", count=2)]


def test_whoever_had_less_before_is_excluded():
    ballots = [ranked("a", count=8), ranked("b", count=4), ranked("c", count=3), ranked("d", "c")]
    count = count_instant_runoff([*ballots, ranked("e", count=9)], called("abcde"))
    [tie] = count.ties
    assert (tie.stage, tie.among, tie.order) == (2, ("b", "c"), ("b", "c"))
    assert str(tie.sentence) == (
        "B, C have the fewest votes, 4 each. C had fewest at stage 1 and is excluded."
    )
    assert count.stages[1].excluded == ("c",)


def test_the_most_recent_stage_that_tells_decides():
    some = [rank(7, "a"), rank(6, "b"), rank(2, "d b"), rank(1, "e a"), rank(2, "e")]
    count = count_instant_runoff([*some, rank(20, "c"), rank(18, "g")], called("abcdeg"))
    totals = [(stage.totals["a"], stage.totals["b"]) for stage in count.stages]
    assert totals[:3] == [(7, 6), (7, 8), (8, 8)]
    [tie] = count.ties
    assert (tie.stage, tie.order) == (3, ("b", "a"))
    assert "A had fewest at stage 2" in str(tie.sentence)


def test_half_is_not_more_than_half():
    ballots = [ranked("a", count=3), ranked("b", count=3)]
    for drawn, winner in (("ab", "b"), ("ba", "a")):
        count = count_instant_runoff(ballots, called("ab"), drawn=tuple(drawn))
        assert count.winners == (winner,)
        assert len(count.stages) == 2


@pytest.mark.parametrize("seed", range(6))
def test_a_lot_follows_the_seed(seed: int):
    count = count_scottish(TIED, called("abc"), seats=2, seed=seed)
    order = by_lot(["b", "c"], seed=seed, stage=2)
    assert count.winners == ("a", order[0])
    assert count.stages[1].excluded == (order[1],)
    assert "By lot" in str(count.ties[0].sentence)


def test_different_seeds_decide_differently():
    winners = {count_scottish(TIED, called("abc"), seats=2, seed=n).winners for n in range(20)}
    assert winners == {("a", "b"), ("a", "c")}


def test_who_was_drawn_first_in_public_is_the_chosen_one():
    for drawn, stays in (("bc", "c"), ("cb", "b"), ("b", "c"), ("c", "b")):
        count = count_scottish(TIED, called("abc"), seats=2, drawn=tuple(drawn))
        assert count.winners == ("a", stays)


def test_equal_surpluses_look_back_and_then_draw():
    ballots = [ranked("a", "c", count=9), ranked("b", "d", count=9), ranked("e", count=2)]
    first = {
        count_scottish(ballots, called("abcde"), seats=3, seed=n).ties[0].order[0]
        for n in range(20)
    }
    assert first == {"a", "b"}
    count = count_scottish(ballots, called("abcde"), seats=3, drawn=("b",))
    assert str(count.stages[1].sentence).startswith("The surplus of B")


def test_plurality_notes_a_tie_only_where_it_decides():
    ballots = [ranked("a", count=3), ranked("b", count=3), ranked("c")]
    assert count_plurality(ballots, called("abc"), seats=2).ties == ()
    [tie] = count_plurality(ballots, called("abc"), seats=1).ties
    assert tie.among == ("a", "b")
    assert tie.order == by_lot("ab", seed=0, stage=1)


def test_schulze_draws_among_those_whom_nobody_stands_above():
    count = count_schulze([rank(1, "a b c"), rank(1, "b a c")], called("abc"), seed=4)
    assert count.ranks == {"a": 1, "b": 1, "c": 3}
    assert count.smith_set == ("a", "b")
    assert count.winners == by_lot("ab", seed=4, stage=2)[:1]
    assert count.ties[0].among == ("a", "b")


@given(st.permutations("abcdef"), st.sets(st.sampled_from("abcdef"), min_size=2), st.integers())
def test_neither_order_nor_company_moves_a_lot(order: list[str], some: set[str], seed: int):
    whole = by_lot(order, seed=seed)
    assert by_lot("abcdef", seed=seed) == whole
    assert by_lot(sorted(some), seed=seed) == tuple(one for one in whole if one in some)
