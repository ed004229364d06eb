"""The voters' purses in the Method of Equal Shares, counted exactly, and what is bought from them.

A purse is what one voter still has. Voters with the same ballot always have the same purse, and
many others have too: each distinct content is kept once, as a whole number over one denominator
that all share, beside its double. A purchase takes `price × points` from each supporter, or all
she has where that is less, and the price is the one at which this comes to the cost:

    Σ voters × min(purse, price × points) = cost

The left side rises piecewise straight with the price, so Newton's method finds the one price in a
few steps, exactly. Purses only shrink, therefore prices only rise: a price found earlier is a lower
bound now, and a project whose bound lies above the best price found need not be looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from heapq import heappop, heappush
from math import gcd, inf

import numpy as np
from numpy.typing import NDArray

from cohive.engine.ballots.budgeting import Poll

__all__ = ["Purchase", "Worth", "buy"]

_DOUBT = 1e-9
"""Doubles nearer to each other than this part of the cost are compared exactly instead."""


class Worth(StrEnum):
    """What a funded project is worth to a voter for each point she gave it.

    COST: as much as it costs. Then the project comes first whose money comes from most people.
    ONE: each project the same. Then the one with the least price per point comes first.
    """

    COST = "cost"
    ONE = "one"


@dataclass(frozen=True)
class Purchase:
    """A bought project.

    Attributes
    ----------
    project : int
        Its number, from 0.
    price : Fraction
        What each supporter paid per point of hers, at most.
    rho : Fraction
        Price by worth, what decided.
    equal : tuple[int, ...]
        The projects with the same rho that could have been bought instead, in the order of
        preference, the bought one first.
    in_full : bool
        Whether every supporter paid the full price, nobody less because her purse was empty.
    """

    project: int
    price: Fraction
    rho: Fraction
    equal: tuple[int, ...]
    in_full: bool


class _Purses:
    """Distinct contents of purses, and which one each group of voters has."""

    def __init__(self, groups: int, each: Fraction) -> None:
        self.denominator = each.denominator
        self.whole = [0, each.numerator]
        self.double = np.array([0.0, float(each)])
        self.kind = np.ones(groups, dtype=np.int64)

    def pay(self, members: NDArray[np.int64], points: NDArray[np.int64], price: Fraction) -> bool:
        """Take price × points from these groups, or all they have; whether all had enough."""
        factor = price.denominator // gcd(price.denominator, self.denominator)
        if factor != 1:
            self.whole = [content * factor for content in self.whole]
            self.denominator *= factor
        unit = price.numerator * (self.denominator // price.denominator)
        wide = int(points.max()) + 1
        pairs, where = np.unique(self.kind[members] * wide + points, return_inverse=True)
        kinds: list[int] = []
        contents: list[int] = []
        all_had_enough = True
        for pair in pairs.tolist():
            rest = self.whole[pair // wide] - unit * (pair % wide)
            all_had_enough = all_had_enough and rest >= 0
            kinds.append(len(self.whole) + len(contents) if rest > 0 else 0)
            if rest > 0:
                contents.append(rest)
        self.whole += contents
        self.kind[members] = np.array(kinds, dtype=np.int64)[where]
        doubles = [content / self.denominator for content in contents]
        self.double = np.concatenate((self.double, np.array(doubles)))
        return all_had_enough


@dataclass(frozen=True)
class _Wish:
    """A project as its supporters pay for it, with what it is worth and where it is preferred."""

    number: int
    cost: Fraction
    worth: Fraction
    rank: int
    members: NDArray[np.int64]
    points: NDArray[np.int64]
    sizes: NDArray[np.int64]


def _bounds(wish: _Wish, purses: _Purses) -> tuple[float, float]:
    """Two doubles between which the price lies; the second is inf where it may not be payable."""
    held = purses.double[purses.kind[wish.members]]
    ratio = held / wish.points
    order = np.argsort(ratio)
    ratio = ratio[order]
    sizes = wish.sizes[order]
    money = np.cumsum(sizes * held[order])
    weight = np.cumsum((sizes * wish.points[order])[::-1])[::-1]
    before = np.concatenate(([0.0], money[:-1]))
    paid = before + ratio * weight
    cost = float(wish.cost)
    return (
        _solved(cost * (1 - _DOUBT), paid, before, weight),
        _solved(cost * (1 + _DOUBT), paid, before, weight),
    )


def _solved(
    cost: float, paid: NDArray[np.float64], before: NDArray[np.float64], weight: NDArray[np.int64]
) -> float:
    """The price at which supporters sorted by purse per point pay this cost; inf if they cannot."""
    place = int(np.searchsorted(paid, cost))
    if place == len(paid):
        return inf
    return float((cost - before[place]) / weight[place])


def _exact_price(wish: _Wish, purses: _Purses, low: float) -> Fraction | None:
    """The price exactly, by Newton's method from a price that is not too high; None if too dear."""
    wide = int(wish.points.max()) + 1
    pairs, where = np.unique(purses.kind[wish.members] * wide + wish.points, return_inverse=True)
    voters = np.bincount(where, weights=wish.sizes)
    held = [
        (purses.whole[pair // wide], pair % wide, int(count))
        for pair, count in zip(pairs.tolist(), voters.tolist(), strict=True)
        if pair >= wide
    ]
    cost = wish.cost * purses.denominator
    if sum(content * count for content, _, count in held) < cost:
        return None
    price = Fraction(low) * purses.denominator
    while True:
        top, bottom = price.numerator, price.denominator
        poor = weight = 0
        for content, points, count in held:
            if content * bottom < top * points:
                poor += content * count
            else:
                weight += points * count
        better = (cost - poor) / weight
        if better == price:
            return price / purses.denominator
        price = better


def buy(
    poll: Poll, preference: Sequence[int], each: Fraction, worth: Worth
) -> tuple[Purchase, ...]:
    """What the voters buy when each begins with the same purse.

    Every voter pays what she has at most, and the payments for a project come to its cost exactly.

    Parameters
    ----------
    poll : Poll
        Projects and who wants them.
    preference : Sequence[int]
        The projects that may be bought, by number; among equals the earlier is taken.
    each : Fraction
        The purse, in the unit of the costs, from 0.
    worth : Worth
        What a funded project is worth to a voter for each point.

    Returns
    -------
    tuple[Purchase, ...]
        In the order of buying.

    References
    ----------
    Peters, D., Pierczyński, G. and Skowron, P. (2021). Proportional participatory budgeting with
        additive utilities. NeurIPS.
    """
    purses = _Purses(len(poll.sizes), each)
    wishes = {
        n: _Wish(
            n,
            poll.projects[n].cost,
            poll.projects[n].cost if worth is Worth.COST else Fraction(1),
            rank,
            poll.groups[n],
            poll.points[n],
            poll.sizes[poll.groups[n]],
        )
        for rank, n in enumerate(preference)
    }
    waiting = [(0.0, n) for n in wishes]
    bought: list[Purchase] = []
    while True:
        found = _next(wishes, waiting, purses)
        if not found:
            return tuple(bought)
        wish, price, rho, equal = found
        in_full = purses.pay(wish.members, wish.points, price)
        bought.append(Purchase(wish.number, price * poll.unit, rho * poll.unit, equal, in_full))


def _next(
    wishes: dict[int, _Wish], waiting: list[tuple[float, int]], purses: _Purses
) -> tuple[_Wish, Fraction, Fraction, tuple[int, ...]] | None:
    """The project that gives most for its price, taken out of `waiting`; None when none is payable.

    waiting: a heap of lower bounds of price by worth; what can no longer be paid leaves it.
    """
    looked_at: list[tuple[float, float, int]] = []
    best = inf
    while waiting and waiting[0][0] <= best:
        _, n = heappop(waiting)
        low, high = _bounds(wishes[n], purses)
        if low < inf:
            by = float(wishes[n].worth)
            looked_at.append((low / by, low, n))
            best = min(best, high / by * (1 + _DOUBT))
    exact: dict[int, Fraction] = {}
    for bound, low, n in looked_at:
        if bound > best:
            heappush(waiting, (bound, n))
            continue
        price = _exact_price(wishes[n], purses, low)
        if price is not None:
            exact[n] = price
    if not exact:
        return _next(wishes, waiting, purses) if waiting else None
    rho = {n: price / wishes[n].worth for n, price in exact.items()}
    least = min(rho.values())
    equal = sorted((n for n in exact if rho[n] == least), key=lambda n: wishes[n].rank)
    for n in exact:
        if n != equal[0]:
            heappush(waiting, (float(rho[n]) * (1 - _DOUBT), n))
    return wishes[equal[0]], exact[equal[0]], least, tuple(equal)
