"""Contributions and what ties them: the table both kinds of standing are computed on.

Slots number everybody and everything: participants are 0 … P-1, contributions P … P+n-1. An edge
has a kind, two slots and an instant; the instant decides in which week a participant takes part in
it. Weeks are half open, [start, end): what is dated exactly at a week's start belongs to that week.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cohive.words.refusals import Refused

__all__ = ["AUTHORS", "DERIVES", "VOTES", "WEEK_MS", "Contributions", "weeks_over"]

AUTHORS, DERIVES, VOTES = 0, 1, 2
"""participant → contribution; contribution → what it was made from; participant → contribution."""
EDGE_KINDS = 3
WEEK_MS = 7 * 24 * 3600 * 1000
SUNDAY_MS = 3 * 24 * 3600 * 1000
"""The first Sunday after 1970-01-01 00:00 UTC: weeks begin on Sundays, in UTC."""
INSTANT_MAX_MS = 10**14
"""Beyond the year 5000 a date is a mistake."""
WEEKS_MAX = 5_200
LARGEST = int(np.iinfo(np.int32).max)
STATES_MAX = 50_000_000
"""Participants times weeks: above this the machine would be out of memory."""

Whole = NDArray[np.signedinteger]
"""Whole numbers of any width on the way in; 32 bits wide once checked."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """Who contributed what, when, and what it was made from.

    For n contributions, m edges and W weeks.

    Attributes
    ----------
    participants : int
        How many there are (P); those without edges count too.
    kinds : ndarray of int, shape (n,)
        The type of each contribution, from 0.
    times_ms : ndarray of float, shape (n,)
        Its instant, ms since 1970.
    edge_kinds : ndarray of int, shape (m,)
        AUTHORS, DERIVES or VOTES.
    sources, targets : ndarray of int, shape (m,)
        The ends of each edge, as slots (see the module's text).
    edge_times_ms : ndarray of float, shape (m,)
        The instant of each edge, ms since 1970.
    boundaries_ms : ndarray of float, shape (W + 1,), optional
        The weeks' starts and the last one's end, rising. Left out, they are the UTC weeks from
        Sunday that cover every instant.

    Raises
    ------
    Refused
        Naming the node or the edge, for: no contributions, unequal lengths, a negative type, an
        instant that is no finite number, an unknown edge kind, an end that is no slot or not of the
        right sort, an instant outside the given boundaries, too many weeks.
    """

    participants: int
    kinds: Whole
    times_ms: NDArray[np.float64]
    edge_kinds: Whole
    sources: Whole
    targets: Whole
    edge_times_ms: NDArray[np.float64]
    boundaries_ms: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        for name in ("kinds", "edge_kinds", "sources", "targets"):
            object.__setattr__(self, name, _whole(getattr(self, name), name))
        for name in ("times_ms", "edge_times_ms", "boundaries_ms"):
            object.__setattr__(self, name, np.asarray(getattr(self, name), dtype=np.float64))
        _check_lengths(self)
        _check_instants(self)
        _check_edges(self)
        boundaries = self.boundaries_ms if self.boundaries_ms.size else _covering(self)
        object.__setattr__(self, "boundaries_ms", boundaries)
        _check_boundaries(self)

    @property
    def size(self) -> int:
        """How many contributions there are (n)."""
        return int(self.kinds.size)

    @property
    def weeks(self) -> int:
        """How many weeks there are (W)."""
        return int(self.boundaries_ms.size) - 1

    def week_of(self, instants_ms: NDArray[np.float64]) -> NDArray[np.int32]:
        """The number of the week in which each instant lies.

        Parameters
        ----------
        instants_ms : ndarray of float, shape (k,)
            Within the boundaries, ms since 1970.

        Returns
        -------
        ndarray of int32, shape (k,)
            0 … W − 1.
        """
        found = np.searchsorted(self.boundaries_ms, instants_ms, side="right") - 1
        return found.astype(np.int32)


def weeks_over(first_ms: float, last_ms: float) -> NDArray[np.float64]:
    """Starts of the UTC weeks (from Sunday) that cover a time, and the last one's end.

    Parameters
    ----------
    first_ms, last_ms : float
        The ends of that time, both covered, ms since 1970.

    Returns
    -------
    ndarray of float, shape (W + 1,)
        Rising, a week apart, ms since 1970.

    Raises
    ------
    Refused
        Above 5,200 weeks, which is a wrong date rather than a long history.
    """
    first = np.floor((first_ms - SUNDAY_MS) / WEEK_MS)
    last = np.floor((last_ms - SUNDAY_MS) / WEEK_MS)
    if last - first >= WEEKS_MAX:
        raise Refused(
            "The dates span %(weeks)s weeks; at most %(most)s can be computed. "
            "Is one of them mistaken?",
            field="nodes",
            weeks=int(last - first) + 1,
            most=WEEKS_MAX,
        )
    starts: NDArray[np.float64] = np.arange(first, last + 2) * WEEK_MS + SUNDAY_MS
    return starts


def _whole(values: ArrayLike, name: str) -> NDArray[np.int32]:
    """As 32-bit whole numbers; what does not fit is refused, not wrapped."""
    array = np.asarray(values)
    if not array.size:
        return np.empty(0, dtype=np.int32)
    if array.dtype.kind not in "iu" or array.ndim != 1:
        raise Refused("“%(name)s” must be a list of whole numbers.", field=name, name=name)
    place = _first((array > LARGEST) | (array < -LARGEST))
    if place is not None:
        raise Refused(
            "Node %(index)s has a number that is too large."
            if name == "kinds"
            else "Edge %(index)s has a number that is too large.",
            field=name,
            index=place,
        )
    return array.astype(np.int32)


def _first(faulty: NDArray[np.bool_]) -> int | None:
    """The number of the first faulty element, if there is one."""
    return int(faulty.argmax()) if faulty.any() else None


def _check_lengths(graph: Contributions) -> None:
    if graph.participants < 0:
        raise Refused("There cannot be fewer than 0 participants.", field="participants")
    if not graph.size:
        raise Refused("There are no contributions, so there is no standing.", field="nodes")
    if graph.times_ms.shape != graph.kinds.shape:
        raise Refused("Each contribution needs a type and an instant.", field="nodes")
    edges = graph.edge_kinds.shape
    if not edges == graph.sources.shape == graph.targets.shape == graph.edge_times_ms.shape:
        raise Refused("Each edge needs a type, two ends and an instant.", field="edges")
    if graph.participants + graph.size > LARGEST:
        raise Refused("There are too many participants.", field="participants")


def _check_instants(graph: Contributions) -> None:
    place = _first(graph.kinds < 0)
    if place is not None:
        raise Refused("Node %(index)s has a type below 0.", field="nodes", index=place)
    place = _first(~(np.abs(graph.times_ms) <= INSTANT_MAX_MS))
    if place is not None:
        raise Refused("Node %(index)s has no usable date.", field="nodes", index=place)
    place = _first(~(np.abs(graph.edge_times_ms) <= INSTANT_MAX_MS))
    if place is not None:
        raise Refused("Edge %(index)s has no usable date.", field="edges", index=place)


def _check_edges(graph: Contributions) -> None:
    """Kinds are known, ends exist, and each end is of the sort its kind asks for."""
    kinds, sources, targets = graph.edge_kinds, graph.sources, graph.targets
    people, slots = graph.participants, graph.participants + graph.size
    place = _first((kinds < 0) | (kinds >= EDGE_KINDS))
    if place is not None:
        raise Refused(
            "Edge %(index)s has the type %(kind)s. There are 0 (authors), 1 (derives), 2 (votes).",
            field="edges",
            index=place,
            kind=int(kinds[place]),
        )
    for ends in (sources, targets):
        place = _first((ends < 0) | (ends >= slots))
        if place is not None:
            raise Refused(
                "Edge %(index)s leads to %(slot)s, but the last slot is %(last)s.",
                field="edges",
                index=place,
                slot=int(ends[place]),
                last=slots - 1,
            )
    derives = kinds == DERIVES
    place = _first(derives != (sources >= people))
    if place is not None:
        raise Refused(
            "Edge %(index)s begins at a participant; what derives is a contribution."
            if derives[place]
            else "Edge %(index)s begins at a contribution; participants are authors and voters.",
            field="edges",
            index=place,
        )
    place = _first(targets < people)
    if place is not None:
        raise Refused(
            "Edge %(index)s ends at a participant; it must end at a contribution.",
            field="edges",
            index=place,
        )


def _covering(graph: Contributions) -> NDArray[np.float64]:
    first, last = float(graph.times_ms.min()), float(graph.times_ms.max())
    if graph.edge_times_ms.size:
        first = min(first, float(graph.edge_times_ms.min()))
        last = max(last, float(graph.edge_times_ms.max()))
    return weeks_over(first, last)


def _check_boundaries(graph: Contributions) -> None:
    """Boundaries rise; every instant lies inside; the table of weeks fits the memory."""
    boundaries = graph.boundaries_ms
    rising = boundaries.size >= 2 and bool(np.isfinite(boundaries).all())
    if not rising or not bool((np.diff(boundaries) > 0).all()):
        raise Refused("The intervals must follow one another in time.", field="intervals")
    if graph.weeks > WEEKS_MAX or graph.weeks * graph.participants > STATES_MAX:
        raise Refused(
            "%(participants)s participants over %(weeks)s weeks are more than can be computed.",
            field="participants",
            participants=graph.participants,
            weeks=graph.weeks,
        )
    place = _first((graph.times_ms < boundaries[0]) | (graph.times_ms >= boundaries[-1]))
    if place is not None:
        raise Refused("Node %(index)s is dated outside the weeks.", field="nodes", index=place)
    instants = graph.edge_times_ms
    place = _first((instants < boundaries[0]) | (instants >= boundaries[-1]))
    if place is not None:
        raise Refused("Edge %(index)s is dated outside the weeks.", field="edges", index=place)
