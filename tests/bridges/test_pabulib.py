"""Pabulib's .pb files: each kind of vote, what is named, what is refused, and 56 real ones."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohive.bridges.ballots import BallotForm
from cohive.bridges.ballots.opening import ballot_text
from cohive.bridges.ballots.pabulib import PabulibFile, looks_like_pabulib, read_pabulib
from cohive.bridges.ballots.pabulib_rows import exact_number
from cohive.words.refusals import Refused
from tests.shared_data import shared_data

SAMPLES = Path(__file__).parent / "samples" / "ballots"
SMALL = """META
key;value
budget;10
vote_type;approval
PROJECTS
project_id;cost
1;4
2;5
VOTES
voter_id;vote
a;1,2
"""


def sample(name: str) -> PabulibFile:
    return read_pabulib(ballot_text(SAMPLES / name))


def test_approvals_come_with_names_costs_and_the_official_selection() -> None:
    file = sample("approval.pb")
    election = file.election
    assert election.form is BallotForm.PROJECTS
    assert election.title == "Garden money of Weir Lane"
    assert election.budget == Fraction(2001, 2)
    assert list(election.candidates) == ["1", "2", "p-3", "4"]
    assert election.candidates["1"] == 'Benches; by the "old" weir'
    assert election.costs["2"] == Fraction(901, 2)
    assert dict(election.approvals) == {
        ("1", "2"): 2,
        ("1",): 1,
        ("p-3", "1"): 1,
        ("p-3", "1", "2"): 1,
    }
    assert file.selected == {"1": "1", "2": "0", "p-3": "1", "4": "2"}
    assert (file.vote_type, file.rule) == ("approval", "greedy")
    assert election.details["max_length"] == "2"


def test_a_blank_ballot_is_set_aside_and_counted() -> None:
    (aside,) = sample("approval.pb").election.set_aside
    assert (aside.ballots, aside.places) == (1, ("21",))
    assert str(aside.reason) == "Blank ballots, not counted: 1 (lines: 21)."


def test_contradictions_are_named_with_their_line_and_hinder_nothing() -> None:
    assert [str(problem) for problem in sample("approval.pb").problems] == [
        "Line 13: “1” is said to have 4 votes, and its ballots give 5.",
        "Line 14: “2” is said to have 2 votes, and its ballots give 3.",
        "Line 15: “p-3” is said to have 1 votes, and its ballots give 2.",
        "Ballots with more than 2 projects, all counted: 1 (lines: 24).",
    ]
    announced = SMALL.replace("budget;10", "budget;10\nnum_votes;7\nmin_length;3")
    assert [str(problem) for problem in read_pabulib(announced).problems] == [
        "Line 4: num_votes says 7, and the file has 1.",
        "Ballots with fewer than 3 projects, all counted: 1 (lines: 13).",
    ]


def test_points_come_by_voter_and_one_who_votes_twice_is_named() -> None:
    file = sample("cumulative.pb")
    assert file.election.scores == (
        ("a", {"1": 3, "2": 2}),
        ("b", {"2": 5}),
        ("b", {"1": Fraction(5, 2)}),
    )
    assert file.election.candidates == {"1": "1", "2": "2"}
    assert "more than one ballot, all counted: 1, such as “b”" in str(file.problems[0])


def test_an_order_without_points_gives_as_many_as_the_longest_ballot_has_places() -> None:
    file = sample("ordinal.pb")
    assert file.election.scores == (
        ("a", {"1": 3, "2": 2, "3": 1}),
        ("b", {"1": 3}),
        ("c", {"2": 3}),
    )
    assert [str(problem) for problem in file.problems] == [
        "Line 8: “1” is said to have 5 score, and its ballots give 6.",
        "Line 9: “2” is said to have 3 score, and its ballots give 5.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("META\nkey", "HEAD\nkey", "Line 1: a .pb file begins with META"),
        ("key;value", "key;worth", "Line 2: the section META has no column “value”"),
        ("budget;10\n", "", "META says no budget"),
        ("budget;10", "budget;nan", "Line 3: “nan” is no number above zero"),
        ("budget;10", "budget;0", "Line 3: “0” is no number above zero"),
        ("budget;10", "budget;" + "9" * 40, "Line 3: .* is no number above zero"),
        ("approval", "veto", "Line 4: “veto” is no kind of vote"),
        ("PROJECTS\nproject_id;cost\n1;4\n2;5\n", "", "section PROJECTS is missing"),
        ("1;4\n2;5\n", "", "PROJECTS is empty"),
        ("VOTES\nvoter_id;vote\na;1,2\n", "", "section VOTES is missing"),
        ("VOTES", "VOTES\nvoter_id;vote\nb;1\nVOTES", "Line 12: the section VOTES begins a second"),
        (
            "project_id;cost",
            "project_id;price",
            "Line 6: .* PROJECTS has no column “cost”",
        ),
        ("1;4", "1;-4", "Line 7: “-4” is no number above zero, which “cost” needs"),
        ("1;4", "1", "Line 7: “” is no number above zero"),
        ("1;4", ";4", "Line 7: a project has no id"),
        ("2;5", "1;5", "Line 8: the project “1” is given twice"),
        ("a;1,2", "a;1,9", "Line 11: a ballot names “9”, which is no project"),
        ("a;1,2", "a;1,2,1", "Line 11: a ballot names “1” twice"),
        ("a;1,2", 'a;"' + "1" * 200_000, "Line 11 cannot be read as a row"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_its_line(old: str, new: str, said: str) -> None:
    assert SMALL.count(old) == 1
    with pytest.raises(Refused, match=said) as refused:
        read_pabulib(SMALL.replace(old, new))
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ("3", "Line 12: a ballot names 2 projects and gives 1 points"),
        ("", "Line 12: a ballot names 2 projects and gives 0 points"),
        ("3,-2", "Line 12: “-2” is no number of points"),
        ("3,inf", "Line 12: “inf” is no number of points"),
    ],
)
def test_points_that_do_not_belong_to_projects_are_refused(points: str, said: str) -> None:
    text = (SAMPLES / "cumulative.pb").read_text(encoding="utf-8").replace("3,2", points)
    with pytest.raises(Refused, match=said):
        read_pabulib(text)


def test_numbers_are_exact_and_finite() -> None:
    assert exact_number("1 234,5") == Fraction(2469, 2)
    assert exact_number("0.25") == Fraction(1, 4)
    for text in ("", "-1", "1e3", "nan", "inf", "1.2.3", "１２", "1" * 19, "0x1", " " * 80 + "1"):
        assert exact_number(text) is None, text


def test_a_pb_file_is_known_by_its_first_line() -> None:
    assert looks_like_pabulib("\ufeff\nMETA\nkey;value")
    assert looks_like_pabulib("meta;\nkey;value")
    assert not looks_like_pabulib("3 2\n1 2 0")
    assert not looks_like_pabulib("")


def test_the_totals_that_real_files_say_of_themselves_are_those_of_their_ballots() -> None:
    read = ballots = 0
    with ZipFile(shared_data("ballots/participatory_budgeting.zip")) as packed:
        for name in packed.namelist():
            file = read_pabulib(packed.read(name).decode("utf-8-sig"))
            assert file.problems == (), name
            read += 1
            election = file.election
            ballots += sum(count for _, count in election.approvals) + len(election.scores)
    assert (read, ballots) == (56, 167_175)


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_whatever_is_changed_in_a_file_it_is_read_or_refused(data: st.DataObject) -> None:
    text = (SAMPLES / "cumulative.pb").read_text(encoding="utf-8")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        text = (
            text[:place]
            + data.draw(st.text(';,"\n01x.-\x00é', max_size=4))
            + text[place + length :]
        )
    looks_like_pabulib(text)
    try:
        file = read_pabulib(text)
    except Refused:
        return
    assert file.election.budget is not None
    assert min(file.election.costs.values()) > 0


def test_many_columns_and_many_short_rows_are_refused() -> None:
    columns = "voter_id;vote" + ";x" * 99_998
    text = SMALL.replace("voter_id;vote", columns) + "b;1\n" * 100
    with pytest.raises(Refused, match="This table has 100000 columns, and so no more than 100 "):
        read_pabulib(text)
