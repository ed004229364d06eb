"""Prior claims: what is taken of a product's money for people before it is split.

Somebody advanced the cost of the press, or money to live on while the work was made. She has it
back first, then everybody shares. There are three kinds and no formula: a part of what comes in
*until it is paid off*, an amount taken *once* from the first money, a part for good (*lasting*).

Claims stand in an order. Each takes, of what the ones before it left, the floor of its part, and
never more than its amount. So everything is a function of what has come in so far: sales in any
order and refunds give the same, more sales never lower what anybody has, nothing is taken twice.

When an agreement gets its next version, a claim that stands in both is one claim: what it has from
sales under the other versions counts towards its amount (`takes_next`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cohive.engine.exact import is_exact, is_whole
from cohive.words.money import floor_fraction
from cohive.words.refusals import Refused

__all__ = ["KINDS", "PriorClaim", "taken_first", "takes_next"]

PriorKind = Literal["until_paid", "once", "lasting"]
KINDS: tuple[PriorKind, ...] = ("until_paid", "once", "lasting")


@dataclass(frozen=True)
class PriorClaim:
    """One claim that goes before the split.

    Attributes
    ----------
    payee : str
        Who has it; it cannot be passed on or sold.
    kind : PriorKind
        Until it is paid off, once, or lasting.
    part : Fraction
        Of what the claims before it leave, above 0 to 1; always 1 for "once".
    amount_minor : int
        What it comes to in all, minor units, from 1; 0 for "lasting", which has no end.
    label : str
        What it is for, in a few words.

    Raises
    ------
    Refused
        At the field, for a part or an amount that does not fit the kind.
    """

    payee: str
    kind: PriorKind
    part: Fraction
    amount_minor: int
    label: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Refused("A claim is paid until it is paid off, once, or for good.", field="prior")
        if not is_exact(self.part) or not 0 < self.part <= 1:
            raise Refused("A claim takes a part above 0, up to 100 %.", field="prior")
        if not is_whole(self.amount_minor) or self.amount_minor < 0:
            raise Refused("Write whole minor units, 0 or more.", field="prior")
        if self.kind == "once" and self.part != 1:
            raise Refused("What is taken once is taken whole, from the first money.", field="prior")
        if (self.kind == "lasting") != (self.amount_minor == 0):
            raise Refused(
                "A claim that ends needs an amount; one that lasts has none.", field="prior"
            )


def taken_first(claims: Sequence[PriorClaim], came_in_minor: int) -> tuple[int, ...]:
    """Return what each claim has of everything that came in so far; the rest is split.

    Parameters
    ----------
    claims : Sequence[PriorClaim]
        In their order.
    came_in_minor : int
        What has come in for people less what was refunded, minor units, from 0.

    Returns
    -------
    tuple[int, ...]
        Minor units, one for each claim.

    Raises
    ------
    Refused
        For a total below zero.
    """
    if came_in_minor < 0:
        raise Refused("More was taken back than ever came in.", field="amount")
    left, found = came_in_minor, []
    for claim in claims:
        takes = floor_fraction(claim.part, left)
        if claim.amount_minor:
            takes = min(takes, claim.amount_minor)
        found.append(takes)
        left -= takes
    return tuple(found)


def takes_next(
    claim: PriorClaim, *, left_before: int, left_after: int, had: int, elsewhere: int = 0
) -> int:
    """Return what a claim has after one change of what the claims before it left.

    With nothing had elsewhere it is what `taken_first` says of the total. More that comes in never
    takes more than the claim's part of it, so what others have is never lowered to catch up with a
    refund elsewhere; less that comes in never raises it.

    Parameters
    ----------
    claim : PriorClaim
        Which claim.
    left_before, left_after : int
        What the claims before it leave of everything that came in, minor units, from 0.
    had : int
        What it had before the change, minor units.
    elsewhere : int, default 0
        What the same claim has from sales under other versions, minor units.

    Returns
    -------
    int
        Minor units; with `elsewhere` never more than the amount, but never less than `had` when
        more comes in.

    Raises
    ------
    Refused
        For a total below zero.
    """
    if min(left_before, left_after) < 0:
        raise Refused("More was taken back than ever came in.", field="amount")
    before, after = (floor_fraction(claim.part, left) for left in (left_before, left_after))
    if left_after < left_before:
        return min(after, had)
    takes = had + after - before
    if claim.amount_minor:
        takes = max(had, min(takes, claim.amount_minor - elsewhere))
    return takes
