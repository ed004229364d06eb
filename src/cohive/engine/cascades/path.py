"""Credit along the path of one order: halving from hand to hand, capped, nothing for rings.

Somebody bought by a link, whose owner had the thing by another's link, and so on. Each hand before
has half the credit of the one after it; the fifth and those before have none. The parts are set by
the length of the path alone, *before* anybody is struck out: a part that is void goes to nobody,
so that nobody gains by what somebody else did, and no ring can push its part to a friend.

This is credit to be shown and thanked for. No money follows it: what is paid for a link is said by
the terms and paid to the one owner of the last link, or by a resale plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from cohive.engine.exact import is_exact
from cohive.words.refusals import Refused

__all__ = [
    "BUYER_CAP",
    "DECAY",
    "RING_MAX",
    "STEPS_MAX",
    "VOIDS",
    "CreditLine",
    "PathCredit",
    "closes_ring",
    "credit_of_path",
]

STEPS_MAX = 4
"""Hands that are credited, the nearest to the buyer first."""
DECAY = Fraction(1, 2)
"""What each hand has of the one after it."""
BUYER_CAP = Fraction(1)
"""Most that one person is credited for what one buyer buys within the window, in orders."""
RING_MAX = 4
"""People of the longest ring that is looked for: each bought by the link of the one before."""
VOIDS = ("", "self", "place", "household", "one_hand", "ring", "again", "beyond")
"""Why a step has no credit; '' where it has."""


@dataclass(frozen=True)
class CreditLine:
    """One hand on the path of an order.

    Attributes
    ----------
    person : str
        Who passed it on.
    step : int
        1 is the nearest to the buyer.
    credit : Fraction
        Of one order, from 0.
    void : str
        One of `VOIDS`; with one, the credit is 0.
    """

    person: str
    step: int
    credit: Fraction
    void: str = ""


@dataclass(frozen=True)
class PathCredit:
    """What an order's path is credited with.

    Attributes
    ----------
    lines : tuple[CreditLine, ...]
        Every hand of the path, the nearest first.
    uncredited : Fraction
        What goes to nobody. All lines and it together are exactly 1.
    """

    lines: tuple[CreditLine, ...]
    uncredited: Fraction


def credit_of_path(
    people: Sequence[str],
    *,
    voided: Mapping[str, str],
    room: Mapping[str, Fraction] | None = None,
) -> PathCredit:
    """Divide the credit of one order along its path.

    Parameters
    ----------
    people : Sequence[str]
        Who passed it on, the owner of the buyer's own link first.
    voided : Mapping[str, str]
        Whoever gets nothing, with the reason, one of `VOIDS`.
    room : Mapping[str, Fraction], optional
        What is left for a person under `BUYER_CAP`, from 0; who is not named has all of it.

    Returns
    -------
    PathCredit
        Exact fractions.

    Raises
    ------
    Refused
        For a reason that is none, or room below 0.
    """
    left = room or {}
    if not set(voided.values()) <= set(VOIDS):
        raise Refused("There is no such reason.", field="voided")
    if not all(is_exact(part) and part >= 0 for part in left.values()):
        raise Refused("Room is a fraction from 0.", field="room")
    counted = min(len(people), STEPS_MAX)
    whole = sum((DECAY**step for step in range(counted)), Fraction(0))
    lines: list[CreditLine] = []
    seen: set[str] = set()
    for step, person in enumerate(people, 1):
        void = _void(person, step, voided, seen)
        seen.add(person)
        part = Fraction(0)
        if not void:
            part = min(DECAY ** (step - 1) / whole, left.get(person, BUYER_CAP), BUYER_CAP)
        lines.append(CreditLine(person, step, part, void))
    return PathCredit(tuple(lines), Fraction(1) - sum((line.credit for line in lines), Fraction(0)))


def _void(person: str, step: int, voided: Mapping[str, str], seen: Collection[str]) -> str:
    if voided.get(person):
        return voided[person]
    if step > STEPS_MAX:
        return "beyond"
    return "again" if person in seen else ""


def closes_ring(
    buyer: str,
    person: str,
    led: Mapping[str, Collection[str]],
    *,
    people_max: int = RING_MAX,
) -> bool:
    """Tell whether a sale from `person` to `buyer` closes a ring of people who buy of each other.

    Parameters
    ----------
    buyer, person : str
        Who bought, and whose link is on the path.
    led : Mapping[str, Collection[str]]
        Owner of a link → who bought by it, within the window.
    people_max : int, default RING_MAX
        People of the longest ring looked for, from 2.

    Returns
    -------
    bool
        Whether the buyer's own links led, over at most `people_max` − 2 others, to `person`.
    """
    ahead, known = {buyer}, {buyer}
    for _hop in range(people_max - 1):
        ahead = {one for owner in ahead for one in led.get(owner, ())} - known
        if person in ahead:
            return True
        known |= ahead
    return False
