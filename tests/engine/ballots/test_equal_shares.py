"""The Method of Equal Shares: by hand, against two other programs, in Wieliczka, for any poll."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pabutools.election import Cardinality_Sat, Cost_Sat
from pabutools.rules import method_of_equal_shares

from cohive.engine.ballots import equal_shares, purses
from cohive.engine.ballots.budgeting import BudgetBallot, poll_of
from cohive.engine.ballots.equal_shares import Completion, add1_step, count_equal_shares
from cohive.engine.ballots.forms import ApprovalBallot, Project, ScoreBallot
from cohive.engine.ballots.purses import Worth, buy
from cohive.words.refusals import Refused
from tests.engine.ballots.peers import (
    cheaper_then_more_votes,
    equal_shares_slowly,
    pabutools_poll,
)
from tests.engine.ballots.polls import (
    Poll,
    ballots_of,
    chosen,
    polls,
    projects_of,
    real_file,
    red_and_blue,
)
from tests.engine.strategies import patient

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "cardinal.json").read_text())
SATISFACTION = {Worth.COST: Cost_Sat, Worth.ONE: Cardinality_Sat}


def voters_of(ballots: list[BudgetBallot]) -> list[dict[str, int]]:
    """What each single voter gives, blank ballots left out."""
    voters: list[dict[str, int]] = []
    for ballot in ballots:
        if isinstance(ballot, ApprovalBallot):
            voters += [dict.fromkeys(ballot.approved, 1)] * ballot.count
        else:
            voters.append({name: int(points) for name, points in ballot.scores.items() if points})
    return [given for given in voters if given]


@pytest.mark.parametrize(
    ("completion", "expected"),
    [
        (Completion.NONE, "equal_shares"),
        (Completion.ADD1, "equal_shares_add1"),
        (Completion.ADD1_UNTIL_FULL, "equal_shares_add1"),
    ],
)
@pytest.mark.parametrize("worth", Worth)
def test_half_of_the_voters_decide_over_half_of_the_money(
    completion: Completion, expected: str, worth: Worth
) -> None:
    projects, ballots = red_and_blue()
    count = count_equal_shares(
        projects,
        ballots,
        budget=GOLDEN["red_and_blue"]["budget"],
        completion=completion,
        worth=worth,
    )
    colours = [name.rstrip("0123456789") for name in count.winners]
    assert {colour: colours.count(colour) for colour in ("red", "blue")} == (
        GOLDEN["red_and_blue"][expected]
    )


def test_pabutools_finds_the_same_for_red_and_blue() -> None:
    projects, ballots = red_and_blue()
    instance, profile = pabutools_poll(projects, ballots, Fraction(10))
    for increment, expected in (
        (None, "equal_shares"),
        (Fraction(1, 1000), "equal_shares_add1"),
    ):
        found = method_of_equal_shares(
            instance, profile, sat_class=Cardinality_Sat, voter_budget_increment=increment
        )
        colours = [project.name.rstrip("0123456789") for project in found]
        assert {colour: colours.count(colour) for colour in ("red", "blue")} == (
            GOLDEN["red_and_blue"][expected]
        )


def test_a_purse_that_is_too_small_pays_all_it_has() -> None:
    projects = [Project("p", "Pond", Fraction(8)), Project("q", "Quay", Fraction(5))]
    ballots = [ApprovalBallot(("p", "q"), 2), ApprovalBallot(("p",), 2), ApprovalBallot(("q",))]
    count = count_equal_shares(projects, ballots, budget=15, completion="none")
    assert [dict(stage.totals) for stage in count.stages] == [{"p": 2}, {"q": 3}]
    assert [str(stage.sentence) for stage in count.stages] == [
        "Pond costs 8. It is bought: each supporter (4) pays 2. Left of the budget: 7.",
        "Quay costs 5. It is bought: each supporter (3) pays 3, or all she still has. Left of the "
        "budget: 2.",
    ]
    assert "smallest price divided by cost" in str(count.explanation[1])
    assert "Funded projects: 2, for 13 in all; left over: 2." in map(str, count.explanation)
    alike = count_equal_shares(projects, ballots, budget=15, completion="none", worth="one")
    assert "the one with the smallest price." in str(alike.explanation[1])


def test_points_pay_in_proportion() -> None:
    projects = [Project("p", "Pond", Fraction(6))]
    ballots = [ScoreBallot("1", {"p": 2}), ScoreBallot("2", {"p": 1})]
    count = count_equal_shares(projects, ballots, budget=12, completion="none")
    assert count.stages[0].totals == {"p": 2}
    assert "2 per point" in str(count.stages[0].sentence)


def test_halves_of_points_change_nothing_but_the_price() -> None:
    projects = [Project("p", "Pond", Fraction(6))]
    ballots = [ScoreBallot("1", {"p": 1}), ScoreBallot("2", {"p": Fraction(1, 2)})]
    count = count_equal_shares(projects, ballots, budget=12, completion="none")
    assert count.stages[0].totals == {"p": 4}


@pytest.mark.parametrize("name", GOLDEN["selection"]["equal_shares"])
def test_wieliczka_2023_is_counted_as_the_town_counted_it(name: str) -> None:
    file = real_file(name)
    assert file.rule == "equalshares/add1"
    budget = file.election.budget or 0
    projects, ballots = projects_of(file), ballots_of(file)
    count = count_equal_shares(projects, ballots, budget=budget)
    assert set(count.winners) == chosen(file)
    until_full = count_equal_shares(
        projects, ballots, budget=budget, completion=Completion.ADD1_UNTIL_FULL
    )
    assert set(until_full.winners) ^ chosen(file) == {"46", "66", "67"}
    each_the_same = count_equal_shares(projects, ballots, budget=budget, worth=Worth.ONE)
    assert set(each_the_same.winners) != chosen(file)


@given(polls(), st.sampled_from(Worth))
@patient
def test_the_definition_done_slowly_buys_the_same(poll: Poll, worth: Worth) -> None:
    projects, ballots, budget = poll
    voters = voters_of(ballots)
    count = count_equal_shares(projects, ballots, budget=budget, completion="none", worth=worth)
    each = budget / len(voters) if voters else Fraction(0)
    slowly = equal_shares_slowly(projects, voters, each, worth_is_cost=worth is Worth.COST)
    assert list(count.winners) == slowly


@given(polls(approval=True), st.sampled_from(Worth), st.booleans())
@patient
def test_pabutools_buys_the_same(poll: Poll, worth: Worth, is_raised: bool) -> None:
    projects, ballots, budget = poll
    voters = len(voters_of(ballots))
    if not voters:
        return
    budget *= voters  # a whole number for each, where the two programs begin alike
    projects = [Project(p.id, p.name, p.cost * voters) for p in projects]
    ours = count_equal_shares(
        projects,
        ballots,
        budget=budget,
        worth=worth,
        completion=Completion.ADD1_UNTIL_FULL if is_raised else Completion.NONE,
        step=1,
    )
    payable = {project.id for project in projects if project.cost <= budget}
    theirs = method_of_equal_shares(
        *pabutools_poll(projects, ballots, budget, only=payable),
        sat_class=SATISFACTION[worth],
        voter_budget_increment=1 if is_raised else None,
        tie_breaking=cheaper_then_more_votes(projects),
    )
    assert {project.name for project in theirs} == set(ours.winners)


@given(polls(), st.sampled_from(Worth))
@patient
def test_nobody_pays_more_than_her_part_and_all_payments_are_the_cost(
    poll: Poll, worth: Worth
) -> None:
    projects, ballots, budget = poll
    voters = voters_of(ballots)
    if not voters:
        return
    purse = [budget / len(voters)] * len(voters)
    for one in buy(poll_of(projects, ballots), range(len(projects)), purse[0], worth):
        project = projects[one.project]
        paid = [min(purse[n], one.price * who.get(project.id, 0)) for n, who in enumerate(voters)]
        purse = [had - gave for had, gave in zip(purse, paid, strict=True)]
        assert sum(paid) == project.cost
        assert min(purse) >= 0
        assert one.in_full == all(
            gave == one.price * who.get(project.id, 0)
            for gave, who in zip(paid, voters, strict=True)
        )


@given(polls(), st.sampled_from(Completion))
@patient
def test_no_completion_spends_more_than_the_budget(poll: Poll, completion: Completion) -> None:
    projects, ballots, budget = poll
    count = count_equal_shares(projects, ballots, budget=budget, completion=completion)
    cost = {project.id: project.cost for project in projects}
    left = budget - sum(cost[name] for name in count.winners)
    assert left >= 0
    if completion is Completion.ADD1_GREEDY:
        wanted = poll_of(projects, ballots)
        for n, project in enumerate(projects):
            assert project.id in count.winners or not wanted.votes(n) or project.cost > left


@given(polls(), st.randoms(use_true_random=False), st.integers(2, 9))
@patient
def test_neither_the_order_nor_the_unit_of_money_nor_that_of_points_matters(
    poll: Poll, random: Random, factor: int
) -> None:
    projects, ballots, budget = poll
    step = Fraction(1, 3)
    winners = count_equal_shares(projects, ballots, budget=budget, step=step).winners
    random.shuffle(ballots)
    dear = [Project(p.id, p.name, p.cost * factor) for p in reversed(projects)]
    more = [
        ScoreBallot(ballot.voter, {name: n * 3 for name, n in ballot.scores.items()})
        if isinstance(ballot, ScoreBallot)
        else ballot
        for ballot in ballots
    ]
    again = count_equal_shares(dear, more, budget=budget * factor, step=step * factor)
    assert again.winners == winners


@given(polls())
@patient
def test_skipped_counts_would_have_bought_the_same(poll: Poll) -> None:
    projects, ballots, budget = poll
    step = Fraction(1, 4)
    fast = count_equal_shares(projects, ballots, budget=budget, step=step)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(equal_shares, "_nothing_new_before", lambda *_: Fraction(0))
        slow = count_equal_shares(projects, ballots, budget=budget, step=step)
    assert fast.winners == slow.winners


@given(polls())
@patient
def test_doubles_only_save_work(poll: Poll) -> None:
    projects, ballots, budget = poll
    fast = count_equal_shares(projects, ballots, budget=budget)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(purses, "_DOUBT", 0.5)  # nearly everything is compared exactly
        slow = count_equal_shares(projects, ballots, budget=budget)
    assert [stage.totals for stage in fast.stages] == [stage.totals for stage in slow.stages]


def test_a_lonely_dear_project_does_not_make_a_million_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(equal_shares, "_COUNTS_MAX", 3)
    projects = [Project("a", "a", Fraction(900)), Project("b", "b", Fraction(2_000_000))]
    ballots = [ApprovalBallot(("a",), 1999), ApprovalBallot(("b",))]
    count = count_equal_shares(projects, ballots, budget=2_000_000)
    assert count.winners == ("a",)
    assert not any("not raised further" in str(said) for said in count.explanation)


def test_the_raising_ends_after_many_counts_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(equal_shares, "_COUNTS_MAX", 3)
    projects = [Project("a", "a", Fraction(6)), Project("b", "b", Fraction(6))]
    ballots = [ApprovalBallot(("a", "b")), ApprovalBallot(("a",))]
    count = count_equal_shares(projects, ballots, budget=9, step=Fraction(1, 9))
    assert any("not raised further" in str(said) for said in count.explanation)


def test_the_step_is_one_unit_unless_the_parts_are_very_small_or_very_large() -> None:
    assert add1_step(Fraction(1_000_000, 6586)) == 1
    assert add1_step(Fraction(1, 10)) == Fraction(1, 1000)
    assert add1_step(Fraction(20_000)) == 10
    assert add1_step(Fraction(0)) == 1


def test_the_cheaper_then_the_more_wanted_then_a_lot_breaks_a_tie() -> None:
    projects = [Project(name, name, Fraction(4)) for name in ("x", "y")]
    ballots = [ApprovalBallot(("x", "y"), 4)]
    found = {
        count_equal_shares(projects, ballots, budget=4, seed=seed).winners for seed in range(20)
    }
    assert found == {("x",), ("y",)}
    dear = [Project("x", "x", Fraction(5)), Project("y", "y", Fraction(4))]
    (tie, *_) = count_equal_shares(dear, ballots, budget=9).ties
    assert tie.order == ("y", "x")
    assert "cheaper" in str(tie.sentence)


def test_nobody_and_a_wrong_step() -> None:
    projects = [Project("x", "x", Fraction(4))]
    assert count_equal_shares(projects, [ApprovalBallot(())], budget=4).winners == ()
    with pytest.raises(Refused, match="step is 0"):
        count_equal_shares(projects, [ApprovalBallot(("x",))], budget=4, step=0)
    with pytest.raises(Refused, match="budget is -1"):
        count_equal_shares(projects, [], budget=-1)
