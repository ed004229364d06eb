"""Dividing a treasury in proportion to people, to the minor unit.

Every part is at least the floor of its exact part; the minor units that are left go, one each, to
the largest remainders, and among equal ones to whoever stands first. The key is stated beside every
division: people, or for a walk back what each had brought.
"""

from __future__ import annotations

from collections.abc import Sequence

from cohive.engine.exact import is_whole
from cohive.words.refusals import Refused

__all__ = ["heads_of", "largest_remainder", "walked_back"]


def largest_remainder(minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide an amount by weights; the parts add up to it exactly.

    Parameters
    ----------
    minor : int
        Minor units, from 0.
    weights : Sequence[int]
        From 0, not all of them 0.

    Returns
    -------
    tuple[int, ...]
        In the order of the weights; each is less than one minor unit from its exact part.

    Raises
    ------
    Refused
        For an amount or weight that is negative or no whole number, and where all weights are 0.

    References
    ----------
    Balinski, M. and Young, H. P. (1982). Fair representation (the method of Hamilton).
    """
    if not is_whole(minor) or minor < 0:
        raise Refused("A treasury is divided in whole minor units, 0 or more.", field="amount")
    if any(not is_whole(one) or one < 0 for one in weights) or not sum(weights):
        raise Refused("Somebody has to be on a side to divide by people.", field="weights")
    whole = sum(weights)
    floors = [minor * one // whole for one in weights]
    left = minor - sum(floors)
    order = sorted(range(len(weights)), key=lambda at: (-(minor * weights[at] % whole), at))
    for at in order[:left]:
        floors[at] += 1
    return tuple(floors)


def heads_of(first: int, second: int, both: int) -> tuple[int, int]:
    """Weigh two sides by their people; who is in both counts half on each.

    Parameters
    ----------
    first, second, both : int
        How many are on one side alone, on the other alone, and on both.

    Returns
    -------
    tuple[int, int]
        Half people.
    """
    return 2 * first + both, 2 * second + both


def walked_back(minor: int, *, kept: int, brought: int) -> int:
    """What goes back to who brought a part into a common treasury.

    All of it, as long as the treasury still holds what both brought; else in proportion to what
    each had brought, by largest remainder.

    Parameters
    ----------
    minor : int
        What the common treasury holds now.
    kept, brought : int
        What the one had that keeps it, and what the other brought.

    Returns
    -------
    int
        Minor units, from 0 to `brought`.

    Raises
    ------
    Refused
        For a negative amount.
    """
    if minor >= kept + brought:
        return brought
    if not kept + brought:
        return 0
    return largest_remainder(minor, (kept, brought))[1]
