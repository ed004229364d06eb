"""Bradley-Terry from votes between pairs: golden values, choix, chains that break, any votes."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import choix
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.ballots.pairwise import (
    Preference,
    compare_pairs,
    elo_expectation,
)
from cohive.words.refusals import Refused
from tests.engine.strategies import patient

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "cardinal.json").read_text())
BRADLEY_TERRY = GOLDEN["bradley_terry"]
NAMES = {"a": "Arch", "b": "Bridge", "c": "Crane", "d": "Dam"}

pairs = st.permutations("abcd").map(lambda names: (names[0], names[1]))
preferences = st.lists(
    st.builds(lambda pair, votes: Preference(*pair, votes), pairs, st.integers(1, 9)), max_size=12
)


def test_the_golden_strengths_are_found_here_and_by_choix() -> None:
    wins = BRADLEY_TERRY["wins"]
    found = compare_pairs(
        [Preference(str(winner), str(loser), votes) for winner, loser, votes in wins],
        {str(n): str(n) for n in range(3)},
        prior=0,
    )
    strengths = {one.id: one.strength for one in found.entries}
    assert list(strengths) == ["0", "1", "2"]
    assert list(strengths.values()) == pytest.approx(BRADLEY_TERRY["strengths"], abs=1e-4)
    assert found.probability("0", "1") == pytest.approx(
        BRADLEY_TERRY["probability_0_over_1"], abs=1e-4
    )
    theirs = choix.ilsr_pairwise(
        3, [(winner, loser) for winner, loser, votes in wins for _ in range(votes)]
    )
    assert list(theirs) == pytest.approx(BRADLEY_TERRY["strengths"], abs=1e-4)
    assert found.is_connected
    assert found.remarks == ()


def test_elo_expects_what_its_formula_says() -> None:
    elo = GOLDEN["elo"]
    assert elo_expectation(*elo["ratings"]) == pytest.approx(elo["expectation"], abs=1e-4)
    assert elo_expectation(1500, 1500) == 0.5


def test_many_votes_give_the_strengths_of_choix() -> None:
    random = np.random.default_rng(4)
    truth = random.normal(0, 1, 30)
    votes = []
    for _ in range(3000):
        one, other = (int(n) for n in random.choice(30, 2, replace=False))
        is_first = random.random() < 1 / (1 + np.exp(truth[other] - truth[one]))
        votes.append((one, other) if is_first else (other, one))
    found = compare_pairs(
        [Preference(str(winner), str(loser)) for winner, loser in votes],
        {str(n): "" for n in range(30)},
        prior=0,
    )
    theirs = choix.ilsr_pairwise(30, votes)
    ours = {int(one.id): one.strength for one in found.entries}
    assert [ours[n] for n in range(30)] == pytest.approx(list(theirs), abs=1e-5)


def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    random = np.random.default_rng(8)
    truth = np.linspace(-1, 1, 6)
    held = 0
    for _ in range(60):
        votes = []
        for one in range(6):
            for other in range(one):
                wins = int(random.binomial(30, 1 / (1 + np.exp(truth[other] - truth[one]))))
                votes += [Preference(str(one), str(other), wins)] * (wins > 0)
                votes += [Preference(str(other), str(one), 30 - wins)] * (wins < 30)
        for entry in compare_pairs(votes, {str(n): "" for n in range(6)}).entries:
            held += entry.low <= truth[int(entry.id)] <= entry.high
    assert 0.92 <= held / 360 <= 0.98


def test_few_votes_tell_less_than_many() -> None:
    def groups(votes: int) -> list[int]:
        found = compare_pairs(
            [Preference("a", "b", 3 * votes), Preference("b", "a", 2 * votes)],
            {"a": "", "b": ""},
        )
        return [one.group for one in found.entries]

    assert groups(1) == [0, 0]
    assert groups(500) == [0, 1]


def test_who_never_lost_is_strong_by_the_prior_and_that_is_said() -> None:
    votes = [Preference("a", "b", 4), Preference("b", "c", 3), Preference("c", "b", 1)]
    names = {name: NAMES[name] for name in "abc"}
    found = compare_pairs(votes, names)
    assert not found.is_connected
    assert "rests on the prior of 0.1 votes" in str(found.remarks[0])
    assert [one.id for one in found.entries] == ["a", "b", "c"]
    assert np.isfinite([one.error for one in found.entries]).all()
    with pytest.raises(Refused, match="no chain of wins"):
        compare_pairs(votes, names, prior=0)


def test_parts_that_no_vote_connects_are_said() -> None:
    votes = [Preference(*pair) for pair in ("ab", "ba", "cd", "dc")]
    found = compare_pairs(votes, NAMES)
    assert "2 parts that no vote connects" in str(found.remarks[0])
    assert [one.strength for one in found.entries] == pytest.approx([0.0] * 4)


@pytest.mark.parametrize(
    ("votes", "said"),
    [
        ([Preference("a", "q")], "“q”, which is no entry"),
        ([Preference("a", "a")], "“a” with itself"),
        ([Preference("a", "b", 0)], "by 0 voters"),
    ],
)
def test_what_is_no_vote_is_refused_by_name(votes: list[Preference], said: str) -> None:
    with pytest.raises(Refused, match=said):
        compare_pairs(votes, NAMES)


def test_a_wrong_prior_and_too_many_entries_are_refused() -> None:
    for prior in (-1.0, float("nan"), float("inf")):
        with pytest.raises(Refused, match="prior"):
            compare_pairs([], NAMES, prior=prior)
    with pytest.raises(Refused, match="3001 entries"):
        compare_pairs([], {str(n): "" for n in range(3001)})


def test_nothing_to_compare_gives_nothing() -> None:
    assert compare_pairs([], {}).entries == ()
    assert [one.strength for one in compare_pairs([], {"a": ""}).entries] == [0.0]


@given(preferences, st.randoms(use_true_random=False))
@patient
def test_neither_order_nor_pieces_nor_names_of_votes_matter(
    votes: list[Preference], random: Random
) -> None:
    singly = [Preference(one.winner, one.loser) for one in votes for _ in range(one.votes)]
    random.shuffle(singly)
    other = dict(zip("abcd", "wxyz", strict=True))
    renamed = [Preference(other[one.winner], other[one.loser]) for one in singly]
    before = {one.id: one.strength for one in compare_pairs(votes, NAMES).entries}
    after = compare_pairs(renamed, {other[name]: "" for name in reversed(NAMES)}).entries
    assert {one.id: one.strength for one in after} == pytest.approx(
        {other[name]: strength for name, strength in before.items()}, abs=1e-7
    )


@given(preferences)
@patient
def test_at_the_strengths_found_every_entry_won_as_often_as_expected(
    votes: list[Preference],
) -> None:
    found = compare_pairs(votes, NAMES)
    met = {frozenset((one.winner, one.loser)) for one in votes}
    for entry in found.entries:
        won = lost = expected = 0.0
        for one in votes:
            won += one.votes * (one.winner == entry.id)
            lost += one.votes * (one.loser == entry.id)
        for pair in met:
            if entry.id in pair:
                (rival,) = pair - {entry.id}
                times = sum(one.votes for one in votes if {one.winner, one.loser} == pair)
                expected += (times + 2 * found.prior) * found.probability(entry.id, rival)
                won += found.prior
        assert won == pytest.approx(expected, abs=1e-6)
        assert (entry.wins, entry.losses) == (
            round(won - found.prior * _rivals(met, entry.id)),
            lost,
        )


def _rivals(met: set[frozenset[str]], name: str) -> int:
    return sum(name in pair for pair in met)
