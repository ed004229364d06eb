"""What a vote can look like: an order, a set, points, and the projects that money is voted on.

Ids name candidates, projects and voters; what they are called stands beside the ballots. Equal
ballots may come as one with a `count`, which no rule can tell from the same ballots one by one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["ApprovalBallot", "Project", "RankedBallot", "ScoreBallot", "ranked"]


@dataclass(frozen=True, slots=True)
class RankedBallot:
    """Voters who put candidates in one order.

    Attributes
    ----------
    ranking : tuple[tuple[str, ...], ...]
        Most wanted first. Each rank holds the candidates standing equal there, mostly one: (("A",),
        ("B", "C")). Who is not named was not ranked; what that means is the rule's to say. No
        candidate stands twice, no rank is empty; an empty ranking is a blank ballot.
    count : int, default 1
        How many voters, from 0.
    """

    ranking: tuple[tuple[str, ...], ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class ApprovalBallot:
    """Voters who would be glad of each of some and order none above another.

    Attributes
    ----------
    approved : tuple[str, ...]
        Ids, each once, in any order.
    count : int, default 1
        How many voters, from 0.
    """

    approved: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class ScoreBallot:
    """Points that one voter gave. Not naming a candidate is not giving it zero.

    Attributes
    ----------
    voter : str
        Her id.
    scores : Mapping[str, int | Fraction]
        By candidate or project; exact: whole, or a Fraction where a sheet has half points.
    """

    voter: str
    scores: Mapping[str, int | Fraction]


@dataclass(frozen=True, slots=True)
class Project:
    """What a budget may pay for.

    Attributes
    ----------
    id : str
        Given once.
    name : str
        What it is called.
    cost : Fraction
        Exact, above zero, in the unit of the budget.
    """

    id: str
    name: str
    cost: Fraction


def ranked(*candidates: str, count: int = 1) -> RankedBallot:
    """An order without ties: `ranked("A", "B", count=5)` is five voters A before B.

    Parameters
    ----------
    *candidates : str
        Ids, most wanted first.
    count : int, default 1
        How many voters, from 0.

    Returns
    -------
    RankedBallot
        One candidate in each rank.
    """
    return RankedBallot(tuple((name,) for name in candidates), count)
