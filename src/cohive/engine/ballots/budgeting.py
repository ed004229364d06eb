"""Participatory budgeting: which projects a budget pays for, by votes while they fit (greedy).

The rule almost every town uses: order the projects by what the voters gave them and walk down,
funding each that still fits. It is easy to understand and it is a majority rule: 51 % who agree
can take the whole budget. `equal_shares` is the other answer to the same poll.

Towns add conditions to it, which are arguments here: a threshold of votes, projects that were
withdrawn, and whether the walk ends at the first project that does not fit or skips it.

All arithmetic is exact: costs and points are whole numbers or Fractions. Source of the rule's
name and form: Rey and Maly, "The (Computational) Social Choice Take on Indivisible Participatory
Budgeting" (2023), section 3.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from math import lcm

import numpy as np
from numpy.typing import NDArray

from cohive.engine.ballots.forms import ApprovalBallot, Project, ScoreBallot
from cohive.engine.ballots.results import Count, Stage, Tie, by_lot
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["BudgetBallot", "Poll", "amount", "checked_budget", "count_greedy", "poll_of"]

BudgetBallot = ApprovalBallot | ScoreBallot
"""What a voter says about projects: which she approves, or how many points each gets."""

_POINTS_MAX = 2**53
"""Sums of points stay exact in numpy's doubles up to here; nobody's vote comes near it."""


@dataclass(frozen=True)
class Poll:
    """Projects and who wants them, equal ballots put together.

    sizes: voters of each group (groups,). groups, points: for each project, which groups give it
    anything and how many points each of their voters gives, in units of 1/`unit` point; an approval
    is one point. voters: ballots that name a project; blank ones want nothing and hold no money.
    """

    projects: tuple[Project, ...]
    sizes: NDArray[np.int64]
    groups: tuple[NDArray[np.int64], ...]
    points: tuple[NDArray[np.int64], ...]
    unit: int
    voters: int

    @property
    def is_approval(self) -> bool:
        """Whether nobody gives more or less than one point."""
        return all(bool((points == self.unit).all()) for points in self.points)

    def votes(self, project: int) -> int:
        """How many voters give this project anything."""
        return int(self.sizes[self.groups[project]].sum())

    def total(self, project: int) -> Fraction:
        """All points of a project: its votes where the ballots are approvals."""
        points = int((self.sizes[self.groups[project]] * self.points[project]).sum())
        return Fraction(points, self.unit)


def poll_of(projects: Sequence[Project], ballots: Iterable[BudgetBallot]) -> Poll:
    """The poll of these ballots. Points of zero say nothing; a ballot of only those is blank.

    Raises Refused for no project, a project given twice, a cost that is not above zero, a ballot
    that names an unknown project or one twice, negative points, and points too large to be true.
    """
    numbers = _numbered(projects)
    kinds: dict[tuple[tuple[int, Fraction | int], ...], int] = {}
    for ballot in ballots:
        said = _said(ballot, numbers)
        if said:
            kinds[said] = kinds.get(said, 0) + (
                ballot.count if isinstance(ballot, ApprovalBallot) else 1
            )
    unit = lcm(*{Fraction(points).denominator for said in kinds for _, points in said})
    members: list[list[int]] = [[] for _ in projects]
    points: list[list[int]] = [[] for _ in projects]
    for group, said in enumerate(kinds):
        for number, given in said:
            members[number].append(group)
            points[number].append(int(given * unit))
    if sum(max(column, default=0) for column in points) * sum(kinds.values()) >= _POINTS_MAX:
        raise Refused("The points on these ballots are too large to be true.", field="ballots")
    return Poll(
        projects=tuple(projects),
        sizes=np.array(list(kinds.values()), dtype=np.int64),
        groups=tuple(np.array(column, dtype=np.int64) for column in members),
        points=tuple(np.array(column, dtype=np.int64) for column in points),
        unit=unit,
        voters=sum(kinds.values()),
    )


def _numbered(projects: Sequence[Project]) -> dict[str, int]:
    """The place of each project by its id."""
    if not projects:
        raise Refused("There is no project to vote on.", field="projects")
    numbers: dict[str, int] = {}
    for number, project in enumerate(projects):
        if project.id in numbers:
            raise Refused(
                "The project “%(project)s” is given twice.", field="projects", project=project.id
            )
        if project.cost <= 0:
            raise Refused(
                "The project “%(project)s” costs %(cost)s. A cost is above zero.",
                field="projects",
                project=project.id,
                cost=amount(project.cost),
            )
        numbers[project.id] = number
    return numbers


def _said(ballot: BudgetBallot, numbers: dict[str, int]) -> tuple[tuple[int, Fraction | int], ...]:
    """What a ballot gives to which project, in the order of the projects; () when blank."""
    if isinstance(ballot, ApprovalBallot):
        if len(set(ballot.approved)) != len(ballot.approved):
            twice = next(name for name in ballot.approved if ballot.approved.count(name) > 1)
            raise Refused("A ballot names “%(project)s” twice.", field="ballots", project=twice)
        given: list[tuple[str, Fraction | int]] = [(name, 1) for name in ballot.approved]
    else:
        given = list(ballot.scores.items())
    said = []
    for name, points in given:
        if name not in numbers:
            raise Refused(
                "A ballot names “%(project)s”, which is no project of this poll.",
                field="ballots",
                project=name,
            )
        if points < 0:
            raise Refused(
                "A ballot gives “%(project)s” %(points)s points. Points are zero or more.",
                field="ballots",
                project=name,
                points=str(points),
            )
        if points:
            said.append((numbers[name], points))
    return tuple(sorted(said))


def amount(value: Fraction | int) -> str:
    """Money as one writes it: 1200, 12.5, and 151.836 when it does not end."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    thousandths = round(exact * 1000)
    whole, part = divmod(abs(thousandths), 1000)
    text = f"{'-' if thousandths < 0 else ''}{whole}.{part:03}".rstrip("0").rstrip(".")
    return text if thousandths else "0.000"


def checked_budget(budget: Fraction | int) -> Fraction:
    """The budget as a Fraction. Raises Refused unless it is above zero."""
    exact = Fraction(budget)
    if exact <= 0:
        raise Refused(
            "The budget is %(budget)s. A budget is above zero.",
            field="budget",
            budget=amount(exact),
        )
    return exact


def count_greedy(
    projects: Sequence[Project],
    ballots: Iterable[BudgetBallot],
    *,
    budget: Fraction | int,
    seed: int = 0,
    threshold: Fraction | int = 0,
    withdrawn: Collection[str] = (),
    stops_at_misfit: bool = False,
) -> Count:
    """Fund projects by their points (votes, where ballots are approvals) while they fit.

    budget: in the unit of the costs. threshold: least number of voters a project needs; one that
    nobody names is never funded. withdrawn: ids that may not win. stops_at_misfit: end at the
    first project that does not fit (Poznań's rule) instead of skipping it. Equal points are
    ordered by lot from `seed`. Stages: one per project that had a chance, in the order of the
    walk; `totals` are the points of all, `elected` the funded, `excluded` those that did not fit.
    Raises Refused as `poll_of` does, and for a budget that is not above zero.
    """
    poll = poll_of(projects, ballots)
    left = checked_budget(budget)
    totals = {project.id: poll.total(n) for n, project in enumerate(poll.projects)}
    least = max(Fraction(threshold), Fraction(1))
    able = [
        n
        for n, project in enumerate(poll.projects)
        if project.id not in withdrawn and poll.votes(n) >= least
    ]
    order, ties = _walk(poll, able, totals, seed)
    stages: list[Stage] = []
    winners: list[str] = []
    for n in order:
        project = poll.projects[n]
        fits = project.cost <= left
        left -= project.cost if fits else 0
        winners += [project.id] if fits else []
        stages.append(_stage(len(stages) + 1, project, totals, fits=fits, left=left))
        if stops_at_misfit and not fits:
            break
    return Count(
        method="greedy-pb",
        seats=None,
        quota=None,
        winners=tuple(winners),
        names={project.id: project.name for project in poll.projects},
        stages=tuple(stages),
        ties=ties,
        explanation=_explained(poll, checked_budget(budget), left, winners, able, least),
    )


def _walk(
    poll: Poll, able: Sequence[int], totals: dict[str, Fraction], seed: int
) -> tuple[list[int], tuple[Tie, ...]]:
    """Projects by falling points, equal ones by lot, and each lot that was drawn."""
    order: list[int] = []
    ties = []

    def points(n: int) -> Fraction:
        return totals[poll.projects[n].id]

    for total, equal in groupby(sorted(able, key=points, reverse=True), key=points):
        names = {poll.projects[n].id: n for n in equal}
        drawn = by_lot(tuple(names), seed=seed)
        if len(drawn) > 1:
            sentence = Sentence(
                "%(names)s have %(points)s points each. A lot puts %(first)s first.",
                {
                    "names": ", ".join(names),
                    "points": amount(total),
                    "first": poll.projects[names[drawn[0]]].name,
                },
            )
            ties.append(Tie(len(order) + 1, tuple(names), drawn, sentence))
        order += [names[name] for name in drawn]
    return order, tuple(ties)


def _stage(
    n: int, project: Project, totals: dict[str, Fraction], *, fits: bool, left: Fraction
) -> Stage:
    """One step of the walk, said."""
    sentence = Sentence(
        "%(name)s has %(points)s points and costs %(cost)s: it is funded. %(left)s are left."
        if fits
        else "%(name)s has %(points)s points and costs %(cost)s, but only %(left)s are left: "
        "it is not funded.",
        {
            "name": project.name,
            "points": amount(totals[project.id]),
            "cost": amount(project.cost),
            "left": amount(left),
        },
    )
    return Stage(
        n,
        totals,
        elected=(project.id,) if fits else (),
        excluded=() if fits else (project.id,),
        sentence=sentence,
    )


def _explained(
    poll: Poll,
    budget: Fraction,
    left: Fraction,
    winners: Sequence[str],
    able: Sequence[int],
    least: Fraction,
) -> tuple[Sentence, ...]:
    """The count in a few sentences."""
    sentences = [
        Sentence(
            "%(voters)s voters had %(budget)s for %(projects)s projects. They were funded by their "
            "points while they fit: %(funded)s projects for %(spent)s; %(left)s are left.",
            {
                "voters": poll.voters,
                "budget": amount(budget),
                "projects": len(poll.projects),
                "funded": len(winners),
                "spent": amount(budget - left),
                "left": amount(left),
            },
        )
    ]
    if len(able) < len(poll.projects):
        sentences.append(
            Sentence(
                "%(projects)s projects could not be funded: withdrawn, or named by fewer than "
                "%(least)s voters.",
                {"projects": len(poll.projects) - len(able), "least": amount(least)},
            )
        )
    return tuple(sentences)
