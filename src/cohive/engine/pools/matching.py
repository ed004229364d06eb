"""Quadratic matching with bounded coordination: many small gifts weigh more than one large one.

Plain quadratic funding adds to what a project was given (Σ √c)² − Σ c: for each two givers, twice
√(c_i c_j) (Buterin, Hitzig & Weyl 2019, "A flexible design for funding public goods"). Two who work
together, or one with two names, draw an unbounded match. Here each pair's match is multiplied by
M / (M + Σ over all projects of √(c_i c_j)), so that no two givers move more than 2 M between them
(Buterin 2019, "Pairwise coordination subsidies"). k names of one person still move up to
k (k − 1) M: this bounds coordination and does not prove that persons are persons. Ask for one
person, one name before money is matched.

Roots are rounded down to 2⁻²⁰ of a minor unit and everything after them is whole numbers, so the
parts are exact, the same on every machine, and independent of the order of the input.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import isqrt

from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["Matching", "quadratic_match"]

STEPS = 2**20
"""Of one minor unit: how finely roots are kept."""
AMOUNT_MAX = 10**15


@dataclass(frozen=True)
class Matching:
    """The part of the matching pool for each project; what is left of 1 stays in the pool.

    Attributes
    ----------
    parts : Mapping[str, Fraction]
        By project, each from 0 to 1, together at most 1.
    asked_minor : int
        What the formula alone would pay in all, rounded down to minor units; above the pool every
        project's part is cut by the same factor.
    explanation : tuple[Sentence, ...]
        What was done, in sentences.
    """

    parts: Mapping[str, Fraction]
    asked_minor: int
    explanation: tuple[Sentence, ...]


def quadratic_match(
    given_minor: Mapping[str, Mapping[str, int]], *, pool_minor: int, bound_minor: int
) -> Matching:
    """Match what givers gave to projects; see the module's text.

    Time grows with the square of the number of givers of a project.

    Parameters
    ----------
    given_minor : Mapping[str, Mapping[str, int]]
        By project and giver, minor units of one currency, 0 to 10¹⁵.
    pool_minor : int
        The pool, minor units, from 1.
    bound_minor : int
        M, half of what two givers can move together, minor units, from 1.

    Returns
    -------
    Matching
        Exact parts, independent of the order of the input.

    Raises
    ------
    Refused
        For an amount that is no whole number from 0, or out of all proportion, and for a pool or a
        bound below 1.

    References
    ----------
    Buterin, V., Hitzig, Z. and Weyl, E. G. (2019). A flexible design for funding public goods.
    Buterin, V. (2019). Pairwise coordination subsidies: a new quadratic funding design.
    """
    if pool_minor < 1 or bound_minor < 1:
        raise Refused("The pool and the bound must be at least 1 minor unit.", field="pool")
    together: dict[tuple[str, str], int] = {}
    roots: dict[str, dict[tuple[str, str], int]] = {}
    for project in sorted(given_minor):
        roots[project] = _roots(project, given_minor[project])
        for pair, root in roots[project].items():
            together[pair] = together.get(pair, 0) + root
    bound = bound_minor * STEPS
    matched = {
        project: sum(2 * root * bound // (bound + together[pair]) for pair, root in pairs.items())
        for project, pairs in roots.items()
    }
    asked = sum(matched.values())
    whole = max(asked, pool_minor * STEPS)
    return Matching(
        parts={project: Fraction(match, whole) for project, match in matched.items()},
        asked_minor=asked // STEPS,
        explanation=_explained(asked > pool_minor * STEPS, bound_minor),
    )


def _roots(project: str, gifts: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """√(c_i c_j) of each two givers of a project, in steps of 2⁻²⁰ minor units."""
    for giver, amount in gifts.items():
        if type(amount) is not int or not 0 <= amount <= AMOUNT_MAX:
            raise Refused(
                "“%(giver)s” gives %(amount)s to “%(project)s”. Write minor units, 0 or more.",
                field="given",
                giver=giver,
                amount=amount,
                project=project,
            )
    givers = sorted(giver for giver, amount in gifts.items() if amount)
    return {
        (one, other): isqrt(gifts[one] * gifts[other] * STEPS * STEPS)
        for one, other in combinations(givers, 2)
    }


def _explained(cut: bool, bound_minor: int) -> tuple[Sentence, ...]:
    sentences = [
        Sentence(
            "For each two givers of a project, twice the root of the product of their gifts is "
            "matched; two of them together move at most %(most)s minor units.",
            {"most": 2 * bound_minor},
        )
    ]
    if cut:
        sentences.append(
            Sentence("That is more than the pool holds, so every match is cut by the same factor.")
        )
    else:
        sentences.append(Sentence("What is not matched stays in the pool."))
    return tuple(sentences)
