"""The largest paths through a lineage, without walking all of them.

A graph of n nodes can have 2^n paths, so "list all, keep the largest" does not end. Here the best
possible rest of a path is known beforehand for each node (one pass from the oldest to the root);
a search that always extends the most promising beginning then meets complete paths in the order
of their size, and can stop after any number (A* with an exact estimate; Hart, Nilsson, Raphael
1968). Each listed path costs time in its own length, not in the number of paths.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

SIGNS_OF_ONE = 8
BITS_PER_SIGN = 3

__all__ = ["Route", "Station", "count_routes", "largest_routes"]


@dataclass(frozen=True)
class Station:
    """A node and how one unit of its income is divided.

    A mapping of stations is in topological order: each before those it passes to.

    Attributes
    ----------
    parts : Mapping[str, Fraction]
        By payee, above 0.
    passes : tuple[tuple[str, Fraction], ...]
        (next station, fraction above 0), in a fixed order.
    """

    parts: Mapping[str, Fraction]
    passes: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True)
class Route:
    """A path from the root to a payee.

    Attributes
    ----------
    payee : str
        Who is at its end.
    nodes : tuple[str, ...]
        From the root to the node she made.
    fraction : Fraction
        Of the root's income, the part that takes it; above 0.
    """

    payee: str
    nodes: tuple[str, ...]
    fraction: Fraction


@dataclass(frozen=True)
class _Trail:
    """A beginning of a path, held as a chain so that extending it copies nothing."""

    node: str
    before: _Trail | None
    fraction: Fraction
    signs: int

    def nodes(self) -> tuple[str, ...]:
        """All stations from the root to here."""
        names = []
        trail: _Trail | None = self
        while trail is not None:
            names.append(trail.node)
            trail = trail.before
        return tuple(reversed(names))


def largest_routes(
    root: str,
    stations: Mapping[str, Station],
    routes_max: int,
    signs_max: int | None = None,
) -> list[Route]:
    """Return the largest routes, the largest first.

    Equal fractions are taken in an order that depends on ids only: stations are extended in the
    fixed order of their passes and parts.

    Parameters
    ----------
    root : str
        Where all routes begin.
    stations : Mapping[str, Station]
        In topological order.
    routes_max : int
        How many at most.
    signs_max : int | None, default None
        The list ends before what it writes, or what the search for it holds, takes more signs: ids
        of nodes and digits of fractions. In a deep lineage few routes fill much paper, and in a
        dense one the beginnings of routes fill the memory.

    Returns
    -------
    list[Route]
        Fewer than `routes_max` where there are no more.

    References
    ----------
    Hart, P. E., Nilsson, N. J. and Raphael, B. (1968). A formal basis for the heuristic
        determination of minimum cost paths.
    """
    best = _best_rest(stations)
    routes: list[Route] = []
    if not best[root]:
        return routes
    serial = written = held = 0
    ahead: list[tuple[Fraction, int, str | None, _Trail]] = [
        (-best[root], serial, None, _Trail(root, None, Fraction(1), len(root)))
    ]
    while ahead and len(routes) < routes_max:
        negative, _, payee, trail = heapq.heappop(ahead)
        if payee is not None:
            written += _signs(-negative) + trail.signs
            if signs_max is not None and written > signs_max:
                break
            routes.append(Route(payee, trail.nodes(), -negative))
            continue
        if signs_max is not None and held > signs_max:
            break
        station = stations[trail.node]
        for maker, part in station.parts.items():
            serial += 1
            whole = trail.fraction * part
            held += _signs(whole)
            heapq.heappush(ahead, (-whole, serial, maker, trail))
        for following, fraction in station.passes:
            if best[following]:
                serial += 1
                longer = _longer(trail, following, fraction)
                held += 2 * _signs(longer.fraction)
                heapq.heappush(ahead, (-longer.fraction * best[following], serial, None, longer))
    return routes


def _longer(trail: _Trail, following: str, fraction: Fraction) -> _Trail:
    signs = trail.signs + len(following) + SIGNS_OF_ONE
    return _Trail(following, trail, trail.fraction * fraction, signs)


def _signs(fraction: Fraction) -> int:
    """About how many signs it takes to write a fraction."""
    return SIGNS_OF_ONE + 2 * fraction.denominator.bit_length() // BITS_PER_SIGN


def count_routes(root: str, stations: Mapping[str, Station]) -> dict[str, int]:
    """Count the routes to each payee exactly, without walking them.

    Parameters
    ----------
    root : str
        Where all routes begin.
    stations : Mapping[str, Station]
        In topological order.

    Returns
    -------
    dict[str, int]
        By payee, from 0.
    """
    ways = dict.fromkeys(stations, 0)
    ways[root] = 1
    counts: dict[str, int] = {}
    for name, station in stations.items():
        for payee in station.parts:
            counts[payee] = counts.get(payee, 0) + ways[name]
        for following, _ in station.passes:
            ways[following] += ways[name]
    return counts


def _best_rest(stations: Mapping[str, Station]) -> Mapping[str, Fraction]:
    """For each station, the largest fraction of its income that one single route delivers."""
    best: dict[str, Fraction] = {}
    for name in reversed(list(stations)):
        station = stations[name]
        candidates = list(station.parts.values())
        candidates += [fraction * best[following] for following, fraction in station.passes]
        best[name] = max(candidates, default=Fraction(0))
    return best
