"""Polls on projects: what hypothesis draws, and real .pb files as the engine takes them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from zipfile import ZipFile

from hypothesis import strategies as st

from cohive.bridges.ballots.pabulib import PabulibFile, read_pabulib
from cohive.engine.ballots.budgeting import BudgetBallot
from cohive.engine.ballots.forms import ApprovalBallot, Project, ScoreBallot
from tests.shared_data import shared_data

NAMES = ("A", "B", "C", "D", "E", "F")

Poll = tuple[list[Project], list[BudgetBallot], Fraction]

costs = st.builds(Fraction, st.integers(1, 12), st.sampled_from((1, 1, 2, 3)))


@st.composite
def polls(draw: st.DrawFn, *, approval: bool | None = None) -> Poll:
    """Up to six projects, up to eight kinds of ballots, and a budget that may pay for some."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    projects = [Project(name, f"Project {name}", draw(costs)) for name in names]
    some = st.lists(st.sampled_from(names), unique=True, max_size=len(names))
    ballots: list[BudgetBallot] = []
    if approval if approval is not None else draw(st.booleans()):
        approvals = st.builds(ApprovalBallot, some.map(tuple), st.integers(1, 4))
        ballots += draw(st.lists(approvals, max_size=8))
    else:
        for voter, named in enumerate(draw(st.lists(some, max_size=8))):
            points = {name: draw(st.integers(0, 5)) for name in named}
            ballots.append(ScoreBallot(str(voter), points))
    return projects, ballots, draw(st.builds(Fraction, st.integers(1, 30)))


def projects_of(file: PabulibFile) -> list[Project]:
    election = file.election
    return [Project(key, name, election.costs[key]) for key, name in election.candidates.items()]


def ballots_of(file: PabulibFile) -> list[BudgetBallot]:
    election = file.election
    approvals = [ApprovalBallot(approved, count) for approved, count in election.approvals]
    return [*approvals, *(ScoreBallot(voter, points) for voter, points in election.scores)]


def chosen(file: PabulibFile) -> set[str]:
    """The projects that the file says were selected with this budget."""
    return {key for key, told in file.selected.items() if told == "1"}


def real_files() -> dict[str, str]:
    """The text of every real .pb file by its name."""
    with ZipFile(shared_data("ballots/participatory_budgeting.zip")) as packed:
        return {
            name: packed.read(name).decode("utf-8-sig")
            for name in packed.namelist()
            if name.endswith(".pb")
        }


def real_file(name: str) -> PabulibFile:
    return read_pabulib(real_files()[name])


def red_and_blue() -> tuple[list[Project], list[BudgetBallot]]:
    """51 voters want ten red projects, 49 want ten blue ones, each costs one."""
    colours = {"red": 51, "blue": 49}
    projects = [
        Project(f"{colour}{n}", f"{colour} {n}", Fraction(1))
        for colour in colours
        for n in range(10)
    ]
    ballots: Sequence[BudgetBallot] = [
        ApprovalBallot(tuple(f"{colour}{n}" for n in range(10)), count)
        for colour, count in colours.items()
    ]
    return projects, list(ballots)
