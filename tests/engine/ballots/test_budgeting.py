"""Projects by votes while they fit: worked by hand, on real town budgets, and for any poll."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pabutools.election import Cost_Sat
from pabutools.rules import greedy_utilitarian_welfare

from cohive.bridges.ballots.pabulib import read_pabulib
from cohive.engine.ballots.budgeting import BudgetBallot, amount, count_greedy, poll_of
from cohive.engine.ballots.forms import ApprovalBallot, Project, ScoreBallot
from cohive.words.refusals import Refused
from tests.engine.ballots.peers import by_our_lot, pabutools_poll
from tests.engine.ballots.polls import (
    Poll,
    ballots_of,
    chosen,
    polls,
    projects_of,
    real_files,
    red_and_blue,
)
from tests.engine.strategies import patient
from tests.shared_data import shared_data

GOLDEN = json.loads((Path(__file__).parents[1] / "golden" / "cardinal.json").read_text())
PROJECTS = [
    Project("a", "Arch", Fraction(60)),
    Project("b", "Benches", Fraction(50)),
    Project("c", "Cinema", Fraction(30)),
    Project("d", "Dance", Fraction(10)),
]
BALLOTS: list[BudgetBallot] = [
    ApprovalBallot(("a", "b"), 5),
    ApprovalBallot(("a", "c"), 2),
    ApprovalBallot(("c",), 1),
]


def test_the_walk_skips_what_does_not_fit_and_says_so() -> None:
    count = count_greedy(PROJECTS, BALLOTS, budget=100)
    assert count.winners == ("a", "c")
    assert [str(stage.sentence) for stage in count.stages] == [
        "Arch (votes: 7) costs 60: it is funded. Left over: 40.",
        "Benches (votes: 5) costs 50, more than what is left, 40: it is not funded.",
        "Cinema (votes: 3) costs 30: it is funded. Left over: 10.",
    ]
    assert count.stages[0].totals == {"a": 7, "b": 5, "c": 3, "d": 0}
    assert "Funded: 2, for 90 in all; left over: 10" in str(count.explanation[0])


def test_what_nobody_wants_is_not_funded_though_it_fits() -> None:
    assert "d" not in count_greedy(PROJECTS, BALLOTS, budget=1000).winners


def test_a_threshold_a_withdrawal_and_the_rule_that_stops() -> None:
    assert count_greedy(PROJECTS, BALLOTS, budget=100, threshold=4).winners == ("a",)
    assert count_greedy(PROJECTS, BALLOTS, budget=100, withdrawn=("a",)).winners == ("b", "c")
    stopped = count_greedy(PROJECTS, BALLOTS, budget=100, stops_at_misfit=True)
    assert stopped.winners == ("a",)
    assert stopped.stages[-1].excluded == ("b",)


def test_points_decide_where_ballots_give_points() -> None:
    ballots = [ScoreBallot("1", {"a": 1, "b": Fraction(3, 2)}), ScoreBallot("2", {"a": 1, "b": 1})]
    count = count_greedy(PROJECTS, ballots, budget=60)
    assert count.winners == ("b",)
    assert count.stages[0].totals["b"] == Fraction(5, 2)
    assert str(count.stages[0].sentence).startswith("Benches (points: 2.5) costs 50")
    assert "funded by their points" in str(count.explanation[0])


def test_equal_projects_are_ordered_by_the_lot_of_the_seed() -> None:
    projects = [Project(name, name, Fraction(10)) for name in "xyz"]
    ballots = [ApprovalBallot(("x", "y", "z"), 3)]
    found = {count_greedy(projects, ballots, budget=10, seed=seed).winners for seed in range(30)}
    assert found == {("x",), ("y",), ("z",)}
    (tie,) = count_greedy(projects, ballots, budget=10, seed=1).ties
    again = count_greedy(projects[::-1], ballots, budget=10, seed=1)
    assert again.winners == tie.order[:1]


def test_a_majority_takes_the_whole_budget() -> None:
    projects, ballots = red_and_blue()
    winners = count_greedy(projects, ballots, budget=GOLDEN["red_and_blue"]["budget"]).winners
    colours = [name.rstrip("0123456789") for name in winners]
    assert {colour: colours.count(colour) for colour in ("red", "blue")} == (
        GOLDEN["red_and_blue"]["greedy"]
    )


@pytest.mark.parametrize(
    ("projects", "ballots", "budget", "said"),
    [
        ([], [], 10, "no project"),
        ([PROJECTS[0], PROJECTS[0]], [], 10, "“a” is given twice"),
        ([Project("a", "a", Fraction(0))], [], 10, "“a” costs 0"),
        (PROJECTS, [ApprovalBallot(("q",))], 10, "“q”, which is no project"),
        (PROJECTS, [ApprovalBallot(("a", "b", "a"))], 10, "“a” twice"),
        (PROJECTS, [ScoreBallot("1", {"b": -2})], 10, "“b” -2 points"),
        (PROJECTS, [ScoreBallot("1", {"b": 10**20})], 10, "too large"),
        (PROJECTS, BALLOTS, 0, "budget is 0"),
    ],
)
def test_what_cannot_be_counted_is_refused_by_name(
    projects: list[Project], ballots: list[BudgetBallot], budget: int, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        count_greedy(projects, ballots, budget=budget)


def test_blank_ballots_are_no_voters() -> None:
    blank = [ApprovalBallot((), 9), ScoreBallot("1", {"a": 0})]
    assert poll_of(PROJECTS, [*blank, *BALLOTS]).voters == 8


def test_amounts_are_written_shortly_and_never_as_zero() -> None:
    written = [amount(Fraction(*pair)) for pair in ((12, 1), (25, 2), (1, 3), (-1, 3), (1, 9999))]
    assert written == ["12", "12.5", "0.333", "-0.333", "0.000"]


def test_real_selections_are_those_of_plain_greedy_where_they_should_be() -> None:
    index = shared_data("ballots/participatory_budgeting_index.csv").read_text(encoding="utf-8")
    texts = real_files()
    flagged = [
        row["file"]
        for row in csv.DictReader(index.splitlines())
        if row["plain_greedy_reproduces_selected"] == "1"
    ]
    assert len(flagged) == GOLDEN["selection"]["plain_greedy"]
    for name in flagged:
        file = read_pabulib(texts[name])
        count = count_greedy(projects_of(file), ballots_of(file), budget=file.election.budget or 0)
        assert set(count.winners) == chosen(file), name


def test_every_other_real_selection_has_a_reason_that_holds() -> None:
    texts = real_files()
    for name, conditions in GOLDEN["selection"]["other_rules"].items():
        file = read_pabulib(texts[name])
        arguments = {"budget": file.election.budget, **conditions}
        count = count_greedy(projects_of(file), ballots_of(file), **arguments)
        assert set(count.winners) == chosen(file), name


@pytest.mark.parametrize(
    ("town", "files", "arguments"),
    [
        ("poland_poznan_2023", 6, {"stops_at_misfit": True}),
        ("poland_lodz", 5, {"threshold": 50}),
        ("poland_katowice", 6, {"threshold": 38}),
        ("poland_katowice", 6, {"threshold": 78}),
        ("poland_warszawa_201", 5, {}),
    ],
)
def test_the_rule_read_from_one_file_of_a_town_holds_in_its_others(
    town: str, files: int, arguments: dict[str, int]
) -> None:
    read = [read_pabulib(text) for name, text in real_files().items() if name.startswith(town)]
    assert len(read) == files
    for file in read:
        projects, ballots = projects_of(file), ballots_of(file)
        tenth = Fraction(poll_of(projects, ballots).voters, 10)
        count = count_greedy(
            projects,
            ballots,
            budget=file.election.budget or 0,
            **(arguments or {"threshold": tenth}),  # type: ignore[arg-type]
        )
        assert set(count.winners) == chosen(file), file.election.title


def test_what_files_mark_with_two_had_not_fitted_and_got_money_from_elsewhere() -> None:
    marked = 0
    for text in real_files().values():
        file = read_pabulib(text)
        marked += "2" in file.selected.values()
        spent = sum(file.election.costs[key] for key in chosen(file))
        later = [key for key, told in file.selected.items() if told == "2"]
        assert all(spent + file.election.costs[key] > (file.election.budget or 0) for key in later)
    assert marked


@given(polls())
@patient
def test_the_budget_holds_and_nothing_wanted_that_fits_is_left(poll: Poll) -> None:
    projects, ballots, budget = poll
    count = count_greedy(projects, ballots, budget=budget)
    cost = {project.id: project.cost for project in projects}
    left = budget - sum(cost[name] for name in count.winners)
    wanted = poll_of(projects, ballots)
    assert left >= 0
    for n, project in enumerate(projects):
        assert project.id in count.winners or not wanted.votes(n) or project.cost > left


@given(polls(), st.randoms(use_true_random=False), st.integers(1, 1000))
@patient
def test_neither_the_order_nor_the_unit_of_money_matters(
    poll: Poll, random: Random, factor: int
) -> None:
    projects, ballots, budget = poll
    winners = count_greedy(projects, ballots, budget=budget).winners
    random.shuffle(ballots)
    dear = [Project(p.id, p.name, p.cost * factor) for p in reversed(projects)]
    assert count_greedy(dear, ballots, budget=budget * factor).winners == winners


@given(polls(approval=True))
@patient
def test_pabutools_funds_the_same_projects(poll: Poll) -> None:
    projects, ballots, budget = poll
    instance, profile = pabutools_poll(projects, ballots, budget)
    theirs = greedy_utilitarian_welfare(
        instance, profile, sat_class=Cost_Sat, tie_breaking=by_our_lot(projects)
    )
    ours = count_greedy(projects, ballots, budget=budget)
    assert {project.name for project in theirs} == set(ours.winners)
