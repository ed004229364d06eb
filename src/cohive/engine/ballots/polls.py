"""What voters say about projects that money is voted on, as one table.

Approvals and points are the same table: an approval is one point. Equal ballots are put together,
which no rule can tell from the same ballots one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from cohive.engine.ballots.forms import ApprovalBallot, Project, ScoreBallot
from cohive.words.refusals import Refused

__all__ = ["BudgetBallot", "Poll", "amount", "poll_of"]

BudgetBallot = ApprovalBallot | ScoreBallot
"""What a voter says about projects: which she approves, or how many points each gets."""

_POINTS_MAX = 2**53
"""Sums of points stay exact in numpy's doubles up to here; nobody's vote comes near it."""


@dataclass(frozen=True)
class Poll:
    """Projects and who wants them, equal ballots put together in g groups.

    Attributes
    ----------
    projects : tuple[Project, ...]
        In the order given.
    sizes : ndarray of int, shape (g,)
        Voters of each group, from 0.
    groups : tuple of ndarray of int
        For each project, the groups that give it anything.
    points : tuple of ndarray of int
        For each project, how much each voter of these groups gives, in units of 1/`unit` point; an
        approval is one point.
    unit : int
        From 1.
    voters : int
        Ballots that name a project; blank ones want nothing and hold no money.
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
        """How many voters give a project anything.

        Parameters
        ----------
        project : int
            Its place, from 0.

        Returns
        -------
        int
            From 0.
        """
        return int(self.sizes[self.groups[project]].sum())

    def total(self, project: int) -> Fraction:
        """All points of a project: its votes where the ballots are approvals.

        Parameters
        ----------
        project : int
            Its place, from 0.

        Returns
        -------
        Fraction
            Exact, from 0.
        """
        points = int((self.sizes[self.groups[project]] * self.points[project]).sum())
        return Fraction(points, self.unit)


def poll_of(projects: Sequence[Project], ballots: Iterable[BudgetBallot]) -> Poll:
    """The poll of these ballots. Points of zero say nothing; a ballot of only those is blank.

    Parameters
    ----------
    projects : Sequence[Project]
        At least one, each id once.
    ballots : Iterable[BudgetBallot]
        Of either kind, in any order.

    Returns
    -------
    Poll
        Equal ballots put together.

    Raises
    ------
    Refused
        For no project, a project given twice, a cost that is not above zero, a ballot that names an
        unknown project or one twice, negative points, and points too large to be true.
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
    """Money as one writes it: 1200, 12.5, and 151.836 when it does not end.

    Parameters
    ----------
    value : Fraction | int
        In any unit, of either sign.

    Returns
    -------
    str
        At most three decimals.
    """
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    thousandths = round(exact * 1000)
    whole, part = divmod(abs(thousandths), 1000)
    text = f"{'-' if thousandths < 0 else ''}{whole}.{part:03}".rstrip("0").rstrip(".")
    return text if thousandths else "0.000"
