"""Many sales of one product allotted at once, to the same cent as one after the other.

What a payee may claim is the floor of her part of everything so far (`cohive.engine.allotment`).
Here all totals are one array, and each payee's claims are a multiplication and a whole division of
it: in 64 bits where no product can leave them, else in Python's integers, which have no bounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cohive.words.refusals import Refused

__all__ = ["SaleTable", "allot_sales"]

Wholes = NDArray[Any]
"""int64, or Python integers (dtype object) where 64 bits are too few."""

INT64_MAX = 2**63 - 1


@dataclass(frozen=True, eq=False)
class SaleTable:
    """What each of s sales pays each of p payees, in minor units.

    For each sale Σ amounts + the change of waiting is the sale exactly.

    Attributes
    ----------
    payees : tuple[str, ...]
        p ids, in the order of the fractions.
    amounts : ndarray of int, shape (p, s)
        Below 0 where a refund takes back; Python integers (dtype object) where 64 bits are too few.
    waiting : ndarray of int, shape (s,)
        What waits after each sale, from 0.
    """

    payees: tuple[str, ...]
    amounts: Wholes
    waiting: Wholes


def allot_sales(
    fractions: Mapping[str, Fraction], changes: Sequence[int] | Wholes, *, before: int = 0
) -> SaleTable:
    """Allot changes of the pool's total one after the other; equals `allot` sale by sale.

    Time and memory are linear in sales times payees.

    Parameters
    ----------
    fractions : Mapping[str, Fraction]
        By payee, each from 0 to 1, together at most 1.
    changes : sequence or ndarray of int, shape (s,)
        Minor units, in order; a refund is below 0.
    before : int, default 0
        The total when the first of them comes, minor units, from 0.

    Returns
    -------
    SaleTable
        One row for each payee, one column for each change.

    Raises
    ------
    Refused
        For a total below 0 at any time (naming the row), a fraction outside 0 to 1, fractions whose
        sum is above 1, and changes that are no whole numbers.
    """
    _check_fractions(fractions)
    totals = _totals(changes, before)
    if len(totals) and totals.min() < 0:
        raise Refused(
            "More was taken back than ever came in, at change %(row)s.",
            field="changes",
            row=int((totals < 0).argmax()),
        )
    most = int(totals.max())
    amounts = np.empty((len(fractions), len(totals) - 1), totals.dtype)
    waiting = totals[1:].copy()
    for row, fraction in enumerate(fractions.values()):
        claims = _claims(fraction, totals, most)
        amounts[row] = claims[1:] - claims[:-1]
        waiting -= claims[1:]
    return SaleTable(tuple(fractions), amounts, waiting)


def _check_fractions(fractions: Mapping[str, Fraction]) -> None:
    """Parts of one whole."""
    for fraction in fractions.values():
        if not 0 <= fraction <= 1:
            raise Refused(
                "This part is %(fraction)s. It can be from 0 to 1.",
                field="fraction",
                fraction=fraction,
            )
    if sum(fractions.values(), Fraction(0)) > 1:
        raise Refused("The parts add up to more than the whole.", field="fractions")


def _totals(changes: Sequence[int] | Wholes, before: int) -> Wholes:
    """whole[s + 1]: the total before the first change and after each."""
    given = np.asarray(changes)
    if not len(given):
        given = given.astype(np.int64)
    if given.dtype == object:
        whole = all(isinstance(one, int) and not isinstance(one, bool) for one in given)
    else:
        whole = bool(np.issubdtype(given.dtype, np.integer))
    if not whole or given.ndim != 1:
        raise Refused("Write each change as a whole number of minor units.", field="changes")
    largest = max(abs(int(given.max())), abs(int(given.min()))) if len(given) else 0
    small = abs(before) + largest * len(given) <= INT64_MAX
    column: Wholes = np.empty(len(given) + 1, np.int64 if small else object)
    column[0] = before
    column[1:] = given if small else [int(one) for one in given]
    totals: Wholes = np.cumsum(column)
    return totals


def _claims(fraction: Fraction, totals: Wholes, most: int) -> Wholes:
    """⌊fraction x total⌋ for each total, exact.

    With total = q x denominator + r the floor is q x numerator + ⌊r x numerator / denominator⌋,
    whose products are the smaller ones when the totals are large.
    """
    numerator, denominator = fraction.numerator, fraction.denominator
    fits = denominator <= INT64_MAX
    if totals.dtype == object or (fits and most * numerator <= INT64_MAX):
        claims: Wholes = totals * numerator // denominator
    elif fits and denominator * numerator <= INT64_MAX:
        wholes, rests = np.divmod(totals, denominator)
        claims = wholes * numerator + rests * numerator // denominator
    else:
        exact = [int(total) * numerator // denominator for total in totals]
        claims = np.array(exact, np.int64)
    return claims
