"""The largest paths through a lineage, without walking all of them.

A graph of n nodes can have 2^n paths, so "list all, keep the largest" does not end. Here the best
possible rest of a path is known beforehand for each node (one pass from the oldest to the root);
a search that always extends the most promising beginning then meets complete paths in the order
of their size, and can stop after any number (A* with an exact estimate; Hart, Nilsson, Raphael
1968). Each listed path costs time and memory in its own length, not in the number of paths, nor in
the number of inputs of the nodes along it.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Route", "Station", "count_routes", "largest_routes"]

SIGNS_OF_ONE = 8
"""What stands around an id or a fraction, in a file as in memory."""
BITS_PER_SIGN = 3


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
    """A beginning of a path, held as a chain so that extending it copies nothing.

    signs: how many its ids are written with.
    """

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

    Equal fractions are taken in an order that depends on ids only: of one station's ways those
    first that stand first among its parts and passes, and a path is followed to its end before
    another, equal one is begun.

    Parameters
    ----------
    root : str
        Where all routes begin.
    stations : Mapping[str, Station]
        In topological order.
    routes_max : int
        How many at most.
    signs_max : int | None, default None
        The list ends before all its routes written out exceed it, ids and digits together: in a
        deep lineage few routes fill much paper.

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
    ways = _Ways(stations, best)
    signs = 0
    serial = 0
    start = _Trail(root, None, Fraction(1), len(root))
    ahead: list[tuple[Fraction, int, _Trail, int]] = [(-best[root], serial, start, 0)]
    while ahead and len(routes) < routes_max:
        negative, _, trail, place = heapq.heappop(ahead)
        here = ways.of(trail.node)
        if place + 1 < len(here):  # the next best way from here waits until this one is taken
            serial -= 1
            rest = -trail.fraction * here[place + 1].worth
            heapq.heappush(ahead, (rest, serial, trail, place + 1))
        way = here[place]
        if way.payee is not None:
            signs += trail.signs + _signs(negative)
            if signs_max is not None and signs > signs_max:
                break
            routes.append(Route(way.payee, trail.nodes(), -negative))
            continue
        longer = _Trail(
            way.following,
            trail,
            trail.fraction * way.fraction,
            trail.signs + len(way.following) + SIGNS_OF_ONE,
        )
        serial -= 1  # of equal ones the latest comes first: a path is followed to its end
        heapq.heappush(ahead, (negative, serial, longer, 0))
    return routes


@dataclass(frozen=True)
class _Way:
    """One way on from a station: to a payee, or to another station.

    worth: of the station's income, what the best route along it delivers.
    """

    worth: Fraction
    fraction: Fraction
    payee: str | None = None
    following: str = ""


class _Ways:
    """The ways on from each station that is looked at, the best first.

    Only the best unopened way of each beginning waits in the search, so that a station with a
    thousand inputs does not put a thousand beginnings into memory each time one passes it.
    """

    def __init__(self, stations: Mapping[str, Station], best: Mapping[str, Fraction]) -> None:
        self._stations = stations
        self._best = best
        self._sorted: dict[str, list[_Way]] = {}

    def of(self, name: str) -> list[_Way]:
        """Those of one station, equal ones in the order of its parts and passes."""
        found = self._sorted.get(name)
        if found is None:
            station = self._stations[name]
            found = [_Way(part, part, payee) for payee, part in station.parts.items()]
            found += [
                _Way(fraction * self._best[following], fraction, None, following)
                for following, fraction in station.passes
                if self._best[following]
            ]
            found.sort(key=lambda way: way.worth, reverse=True)
            self._sorted[name] = found
        return found


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
