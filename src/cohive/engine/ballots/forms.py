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
    """`count` voters who put candidates in this order, most wanted first.

    Each rank holds the candidates standing equal there, mostly one: (("A",), ("B", "C")). Who is
    not named was not ranked; what that means is the rule's to say. No candidate stands twice, and
    no rank is empty; an empty ranking is a blank ballot.
    """

    ranking: tuple[tuple[str, ...], ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class ApprovalBallot:
    """`count` voters who would be glad of each of these and order none above another."""

    approved: tuple[str, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class ScoreBallot:
    """Points that one voter gave, by candidate or project. Not naming one is not giving it zero.

    Points are exact: whole, or a Fraction where a sheet has half points.
    """

    voter: str
    scores: Mapping[str, int | Fraction]


@dataclass(frozen=True, slots=True)
class Project:
    """What a budget may pay for. `cost` is exact, above zero, in the unit of the budget."""

    id: str
    name: str
    cost: Fraction


def ranked(*candidates: str, count: int = 1) -> RankedBallot:
    """An order without ties: `ranked("A", "B", count=5)` is five voters A before B."""
    return RankedBallot(tuple((name,) for name in candidates), count)
