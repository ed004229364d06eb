"""Known elections, counted by each rule and where one exists by an independent library."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyrankvote
import pytest
from hypothesis import assume, given

from cohive.engine.ballots.approval import count_approval
from cohive.engine.ballots.forms import ApprovalBallot, RankedBallot, ranked
from cohive.engine.ballots.instant_runoff import count_instant_runoff
from cohive.engine.ballots.plurality import count_plurality
from cohive.engine.ballots.schulze import count_schulze
from cohive.engine.ballots.scottish import count_scottish, droop_quota
from tests.engine.ballots.elections import RULES, Ballots, called, elections, patient, rank

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "ballots.json").read_text(encoding="utf-8")
)
LIBRARY = ("irv", "stv-scottish")
PUBLISHED = [
    pytest.param(each, method, id=f"{each['name']}, {method}")
    for each in GOLDEN["elections"]
    for method in RULES
    if method in each
]
ELECTIONS = [pytest.param(each, id=each["name"]) for each in GOLDEN["elections"]]


def ballots_of(election: dict[str, Any]) -> list[RankedBallot]:
    return [rank(count, order) for count, order in election["ballots"]]


def pyrankvote_winners(ballots: Ballots, names: dict[str, str], seats: int) -> set[str]:
    """The same ballots one by one; its quota is votes / (seats + 1), without rounding up."""
    people = {one: pyrankvote.Candidate(one) for one in names}
    papers = [
        pyrankvote.Ballot(ranked_candidates=[people[r[0]] for r in ballot.ranking])
        for ballot in ballots
        for _ in range(ballot.count)
    ]
    candidates = list(people.values())
    if seats == 1:
        result = pyrankvote.instant_runoff_voting(candidates, papers)
    else:
        result = pyrankvote.single_transferable_vote(candidates, papers, number_of_seats=seats)
    return {winner.name for winner in result.get_winners()}


@pytest.mark.parametrize(("election", "method"), PUBLISHED)
def test_known_winners_win(election: dict[str, Any], method: str):
    names = called(election["candidates"])
    count = RULES[method](ballots_of(election), names, election["seats"])
    assert list(count.winners) == election[method]
    assert count.method == method
    assert not any("By lot" in str(tie.sentence) for tie in count.ties)


@pytest.mark.parametrize(
    ("election", "method"), [each for each in PUBLISHED if each.values[1] in LIBRARY]
)
def test_the_library_elects_the_same(election: dict[str, Any], method: str):
    expected = election[method]
    names = called(election["candidates"])
    assert pyrankvote_winners(ballots_of(election), names, election["seats"]) == set(expected)


@pytest.mark.parametrize("election", ELECTIONS)
def test_quota_and_pairs_are_the_published_ones(election: dict[str, Any]):
    names = called(election["candidates"])
    ballots = ballots_of(election)
    count = count_scottish(ballots, names, seats=election["seats"])
    assert count.quota == election["quota"]
    pairs = count_schulze(ballots, names, seats=len(names))
    for key in ("pairwise", "strengths"):
        if key in election:
            assert [list(row) for row in getattr(pairs, key)] == election[key]
    if "condorcet" in election:
        assert pairs.condorcet_winner == election["condorcet"]
        assert list(pairs.smith_set) == election["smith"]
    if "schulze_order" in election:
        assert list(pairs.winners) == election["schulze_order"]
        assert pairs.ranks == {one: n for n, one in enumerate(election["schulze_order"], 1)}


@pytest.mark.parametrize("case", GOLDEN["quotas"])
def test_the_droop_quota(case: dict[str, int]):
    assert droop_quota(case["valid"], case["seats"]) == case["quota"]


@patient
@given(elections())
def test_instant_runoff_agrees_with_the_library_where_no_lot_was_drawn(election):
    ballots, names = election
    count = count_instant_runoff(ballots, names)
    assume(count.ties == ())
    assert set(count.winners) == pyrankvote_winners(ballots, names, 1)


def test_plurality_with_several_seats_takes_the_first_preferences_only():
    count = count_plurality(
        [ranked("a", "c", count=5), ranked("b", "c", count=4), ranked("c", count=3)],
        called("abc"),
        seats=2,
    )
    assert count.winners == ("a", "b")
    assert count.stages[0].totals == {"a": 5, "b": 4, "c": 3}
    assert str(count.stages[0].sentence) == "Elected with most votes: A (5), B (4)."


def test_approval_counts_every_tick():
    ballots = [
        ApprovalBallot(("a", "b"), 3),
        ApprovalBallot(("b", "c"), 2),
        ApprovalBallot(("c",)),
        ApprovalBallot((), 4),
    ]
    count = count_approval(ballots, called("abc"), seats=2, seed=1)
    assert count.stages[0].totals == {"a": 3, "b": 5, "c": 3}
    assert count.winners[0] == "b"
    assert count.ties[0].among == ("a", "c")
    assert "Ballots that approve nobody: 4." in [str(each) for each in count.explanation]


def test_a_surplus_moves_every_ballot_at_a_smaller_value_cut_at_five_decimals():
    ballots = [ranked("a", "b", count=5), ranked("a", "c", count=2), ranked("d", count=3)]
    count = count_scottish(ballots, called("abcd"), seats=2)
    assert count.quota == 4
    # the surplus is 3 of 7: each ballot passes on 0.42857, and 3 - 7 x 0.42857 is held by nobody
    assert count.stages[1].totals == {
        "a": 4,
        "b": 5 * Fraction("0.42857"),
        "c": 2 * Fraction("0.42857"),
        "d": 3,
    }
    assert count.stages[1].exhausted == Fraction("0.00001")
    assert count.stages[1].excluded == ("c",)
    assert count.winners == ("a", "d")


def test_a_second_surplus_multiplies_the_value_it_already_has():
    ballots = [ranked("a", "b", "c", count=12), ranked("b", "d", count=3), ranked("c", count=4)]
    count = count_scottish(ballots, called("abcd"), seats=3)
    # quota 5; a passes on 7/12 = 0.58333 each, b then has 9.99996 and passes on
    # 0.58333 x 4.99996 / 9.99996 = 0.29166 of a's ballots and 0.49999 of its own
    assert count.quota == 5
    assert count.stages[1].totals["b"] == 3 + 12 * Fraction("0.58333")
    assert count.stages[2].totals["c"] == 4 + 12 * Fraction("0.29166")
    assert count.stages[2].totals["d"] == 3 * Fraction("0.49999")
    assert count.winners == ("a", "b", "c")


def test_the_largest_surplus_moves_first():
    ballots = [ranked("a", "c", count=11), rank(8, "b d"), rank(6, "b c"), rank(2, "e")]
    count = count_scottish(ballots, called("abcde"), seats=3)
    assert [str(stage.sentence).split(",")[0] for stage in count.stages[1:3]] == [
        "The surplus of B",
        "The surplus of A",
    ]


def test_the_last_seats_go_to_those_who_are_left():
    ballots = [ranked("a", count=9), ranked("b", count=2), ranked("c")]
    count = count_scottish(ballots, called("abc"), seats=2)
    assert count.winners == ("a", "b")
    assert count.stages[-1].totals["b"] < count.quota
    assert "below the quota" in str(count.explanation[-1])


def test_as_many_seats_as_candidates_needs_one_stage():
    count = count_scottish([ranked("a", count=9)], called("abc"), seats=3)
    assert set(count.winners) == {"a", "b", "c"}
    assert len(count.stages) == 1


def test_a_withdrawn_candidate_is_passed_over():
    ballots = [ranked("a", "b", count=5), ranked("c", count=4), ranked("a", count=2)]
    count = count_plurality(ballots, called("abc"), withdrawn=["a"])
    assert count.stages[0].totals == {"b": 5, "c": 4}
    assert "Blank ballots, not counted: 2." in [str(each) for each in count.explanation]


def test_an_order_is_followed_as_far_as_it_is_clear():
    ballots = [rank(4, "a b=c"), rank(3, "b"), rank(2, "c"), rank(1, "b=c")]
    count = count_instant_runoff(ballots, called("abc"))
    assert count.stages[0].totals == {"a": 4, "b": 3, "c": 2}
    said = [str(each) for each in count.explanation]
    assert "Ballots without one first preference, not counted: 1." in said
    assert any(each.startswith("Ballots followed only") and each.endswith("4.") for each in said)


def test_several_equal_of_whom_one_stands_are_clear():
    count = count_instant_runoff([rank(4, "a=b c")], called("abc"), withdrawn=["b"])
    assert count.winners == ("a",)


def test_schulze_hears_equals_and_the_unranked():
    count = count_schulze([rank(3, "a=b c"), rank(2, "b")], called("abcd"))
    assert count.pairwise == ((0, 0, 3, 3), (2, 0, 5, 5), (0, 0, 0, 3), (0, 0, 0, 0))
    assert count.condorcet_winner == "b"


def test_schulze_says_when_it_runs_in_a_circle():
    ballots = [rank(4, "a b c"), rank(3, "b c a"), rank(2, "c a b")]
    count = count_schulze(ballots, called("abc"))
    assert count.condorcet_winner is None
    assert count.smith_set == ("a", "b", "c")
    assert count.winners == ("a",)  # her weakest victory, 6 : 3, is the strongest of all
    assert "Smith set" in str(count.stages[0].sentence)
