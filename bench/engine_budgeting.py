"""Counting budgets and scores: ours and what else there is, on the same input in one run.

    python -m bench.engine_budgeting

Wieliczka 2023 and Poznań 2023 come from the shared data where that is present; without it a poll
of the same size is drawn. pabutools counts the same rule (add1 until nothing fits).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from hashlib import sha256
from zipfile import ZipFile

import choix
import numpy as np
from pabutools.election import ApprovalBallot as TheirBallot
from pabutools.election import ApprovalProfile, Cost_Sat, Instance
from pabutools.election import Project as TheirProject
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares

from bench.shared import shared
from bench.table import Engine, clock, compare
from cohive.bridges.ballots.pabulib import read_pabulib
from cohive.engine.ballots.budgeting import BudgetBallot, count_greedy
from cohive.engine.ballots.equal_shares import Completion, count_equal_shares
from cohive.engine.ballots.forms import ApprovalBallot, Project, ScoreBallot
from cohive.engine.ballots.pairwise import Preference, compare_pairs
from cohive.engine.ballots.score import score_entries

TOWNS = "ballots/participatory_budgeting.zip"
WIELICZKA = "poland_wieliczka_2023.pb"
POZNAN = "poland_poznan_2023_5-grunwald-polnoc-grunwald-poludnie-stary-grunwald.pb"
DRAWN = {WIELICZKA: (6_586, 64), POZNAN: (19_257, 7)}
"""Voters and projects of a poll of the same size, for who does not have the real one."""

Poll = tuple[list[Project], list[BudgetBallot], Fraction]


def poll(name: str) -> Poll:
    path = shared(TOWNS)
    if path is None:
        return drawn_poll(*DRAWN[name])
    with ZipFile(path) as packed:
        election = read_pabulib(packed.read(name).decode("utf-8-sig")).election
    projects = [
        Project(key, said, election.costs[key]) for key, said in election.candidates.items()
    ]
    ballots: list[BudgetBallot] = [ApprovalBallot(*each) for each in election.approvals]
    return projects, ballots, election.budget or Fraction(1)


def drawn_poll(voters: int, projects: int) -> Poll:
    random = np.random.default_rng(1)
    costs = random.integers(5, 1000, projects) * 100
    most = min(12, projects + 1)
    ballots: list[BudgetBallot] = [
        ApprovalBallot(tuple(map(str, random.choice(projects, random.integers(1, most), False))))
        for _ in range(voters)
    ]
    listed = [Project(str(n), str(n), Fraction(int(cost))) for n, cost in enumerate(costs)]
    return listed, ballots, Fraction(int(costs.sum()) // 4)


def figure(winners: list[str]) -> str:
    """How many were funded, and a mark that is the same for the same ones."""
    return f"{len(winners)} {sha256(','.join(sorted(winners)).encode()).hexdigest()[:6]}"


def shares_ours(get: Callable[[], Poll]) -> tuple[float, str]:
    projects, ballots, budget = get()
    start = clock()
    count = count_equal_shares(
        projects, ballots, budget=budget, completion=Completion.ADD1_UNTIL_FULL, step=1
    )
    return clock() - start, figure(list(count.winners))


def theirs_of(get: Callable[[], Poll]) -> tuple[Instance, ApprovalProfile]:
    projects, ballots, budget = get()
    known = {project.id: TheirProject(project.id, project.cost) for project in projects}
    profile = ApprovalProfile(
        [
            TheirBallot([known[name] for name in ballot.approved])
            for ballot in ballots
            if isinstance(ballot, ApprovalBallot)
            for _ in range(ballot.count)
        ]
    )
    return Instance(known.values(), budget_limit=budget), profile


def shares_theirs(get: Callable[[], Poll]) -> tuple[float, str]:
    instance, profile = theirs_of(get)
    start = clock()
    found = method_of_equal_shares(instance, profile, sat_class=Cost_Sat, voter_budget_increment=1)
    return clock() - start, figure([project.name for project in found])


def greedy_ours(get: Callable[[], Poll]) -> tuple[float, str]:
    projects, ballots, budget = get()
    start = clock()
    count = count_greedy(projects, ballots, budget=budget)
    return clock() - start, figure(list(count.winners))


def greedy_theirs(get: Callable[[], Poll]) -> tuple[float, str]:
    instance, profile = theirs_of(get)
    start = clock()
    found = greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat)
    return clock() - start, figure([project.name for project in found])


def scores() -> tuple[float, str]:
    """10,000 raters with 20 scores each on 500 entries: calibrated, with intervals and groups."""
    random = np.random.default_rng(2)
    worth = random.normal(2.5, 0.7, 500)
    ballots = []
    for rater in range(10_000):
        seen = random.choice(500, 20, replace=False)
        given = worth[seen] + random.normal(0, 0.5) + random.normal(0, 0.7, 20)
        points = np.clip(np.round(given), 0, 5).astype(int)
        ballots.append(
            ScoreBallot(str(rater), dict(zip(map(str, seen), points.tolist(), strict=True)))
        )
    names = {str(n): str(n) for n in range(500)}
    start = clock()
    found = score_entries(ballots, names)
    return clock() - start, f"best {found.entries[0].id}"


def pairs() -> list[tuple[int, int]]:
    random = np.random.default_rng(3)
    worth = random.normal(0, 1, 300)
    both = random.integers(0, 300, (50_000, 2))
    both = both[both[:, 0] != both[:, 1]]
    first = random.random(len(both)) < 1 / (1 + np.exp(worth[both[:, 1]] - worth[both[:, 0]]))
    return [
        (int(a), int(b)) if won else (int(b), int(a))
        for (a, b), won in zip(both, first, strict=True)
    ]


def pairwise_ours() -> tuple[float, str]:
    votes = [Preference(str(winner), str(loser)) for winner, loser in pairs()]
    start = clock()
    found = compare_pairs(votes, {str(n): str(n) for n in range(300)}, prior=0)
    return clock() - start, f"best {found.entries[0].id} {found.entries[0].strength:.6f}"


def pairwise_theirs() -> tuple[float, str]:
    votes = pairs()
    start = clock()
    found = choix.ilsr_pairwise(300, votes)
    return clock() - start, f"best {int(found.argmax())} {found.max():.6f}"


def main() -> None:
    """Print the tables."""
    real = shared(TOWNS)
    print(f"Input: {real or 'polls drawn from a seed; there is no shared data beside the project'}")
    wieliczka, poznan = (
        ("Wieliczka 2023", "Poznań 2023") if real else ("a drawn poll", "a larger drawn poll")
    )
    for title, get in (
        (f"Equal shares with add1: {wieliczka}, 6,586 voters", partial(poll, WIELICZKA)),
        (f"Equal shares with add1: {poznan}, 19,257 voters", partial(poll, POZNAN)),
        (
            "Equal shares with add1: drawn, 20,000 voters, 100 projects",
            partial(drawn_poll, 20_000, 100),
        ),
    ):
        compare(
            title,
            [
                Engine("Cohive", partial(shares_ours, get)),
                Engine("pabutools", partial(shares_theirs, get), "ties by name"),
            ],
        )
    get = partial(poll, POZNAN)
    compare(
        f"Greedy: {poznan}",
        [
            Engine("Cohive", partial(greedy_ours, get)),
            Engine("pabutools", partial(greedy_theirs, get), "funds without votes"),
        ],
    )
    compare("Score: 200,000 scores of 500 entries, calibrated", [Engine("Cohive", scores)])
    compare(
        "Bradley-Terry: 50,000 votes on 300 entries",
        [
            Engine("Cohive", pairwise_ours, "with errors and groups"),
            Engine("choix", pairwise_theirs, "strengths only"),
        ],
    )


if __name__ == "__main__":
    main()
