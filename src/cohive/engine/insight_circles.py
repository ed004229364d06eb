"""Circles and brokers of one window: how each circle is, and through whom things pass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl

from cohive.engine.capital import CircleTies, bonding, holes
from cohive.engine.ties import Network, centralisation
from cohive.engine.vitality import Responses, responses

__all__ = ["Broker", "CircleHealth", "brokers", "circle_health"]

BROKERS_MAX: Final = 5
BROKER_CONTACTS_MIN: Final = 3


@dataclass(frozen=True)
class Broker:
    """Somebody through whom things pass.

    Attributes
    ----------
    person : str
        Her id; shown to herself first.
    contacts : int
        People she has ties with.
    constraint : float
        Burt's, low for a broker.
    between : float
        The part of shortest ways that pass her, 0 to 1.
    """

    person: str
    contacts: int
    constraint: float
    between: float


@dataclass(frozen=True)
class CircleHealth:
    """How one circle is.

    Attributes
    ----------
    circle : str
        Its id.
    ties : CircleTies | None
        Within and across; None where nobody acted in it three times.
    people : int
        Members who acted in it in the window.
    newcomers : int
        Those of them whose first act in it lies in the window.
    talk : Responses
        What was told in it, and how soon it was answered.
    """

    circle: str
    ties: CircleTies | None
    people: int
    newcomers: int
    talk: Responses


def circle_health(
    here: pl.DataFrame, known: pl.DataFrame, start: datetime | None
) -> tuple[CircleHealth, ...]:
    """See how each circle is.

    Parameters
    ----------
    here : polars.DataFrame
        Acts of the window, as `cohive.engine.ties.addressed` gives them.
    known : polars.DataFrame
        All acts up to its end.
    start : datetime | None
        Where the window begins; None where it has no beginning.

    Returns
    -------
    tuple[CircleHealth, ...]
        By id.
    """
    _, ties = bonding(here)
    by_circle = {one.circle: one for one in ties}
    first = (
        known.filter(pl.col("circle").is_not_null() & ~pl.col("is_staff"))
        .group_by("circle", "actor")
        .agg(pl.col("at").min().alias("first"))
    )
    fresh = first.filter(pl.col("first") >= start) if start else first.clear()
    counted = dict(fresh.group_by("circle").agg(pl.len().alias("people")).iter_rows())
    found = []
    for (circle,), acts in here.filter(pl.col("circle").is_not_null()).group_by("circle"):
        found.append(
            CircleHealth(
                circle=str(circle),
                ties=by_circle.get(str(circle)),
                people=acts.filter(~pl.col("is_staff"))["actor"].n_unique(),
                newcomers=counted.get(circle, 0),
                talk=responses(acts),
            )
        )
    return tuple(sorted(found, key=lambda one: one.circle))


def brokers(network: Network, seed: int) -> tuple[Broker, ...]:
    """Find the members through whom most passes.

    Parameters
    ----------
    network : Network
        Of the window.
    seed : int
        Draws starting points in a large network.

    Returns
    -------
    tuple[Broker, ...]
        At most five, those between most first; each has three contacts or more.
    """
    if len(network) < BROKER_CONTACTS_MIN:
        return ()
    place = holes(network)
    between = centralisation(network, seed=seed).between
    able = np.flatnonzero((place.contacts >= BROKER_CONTACTS_MIN) & ~network.is_staff)
    top = able[np.lexsort((able, -between[able]))][:BROKERS_MAX]
    return tuple(
        Broker(
            person=network.people[int(one)],
            contacts=int(place.contacts[one]),
            constraint=float(place.constraint[one]),
            between=float(between[one]),
        )
        for one in top
        if between[one] > 0
    )
