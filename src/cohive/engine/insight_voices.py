"""Whose word carries in one window, and measures of the whole network that few ask for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from cohive.engine.capital import Influence, Trace, influence
from cohive.engine.ties import (
    Centralisation,
    Network,
    given_back,
    hierarchy,
    reciprocity,
)
from cohive.engine.vitality import burstiness, stickiness

__all__ = ["Measures", "measures", "voices"]

DAY: Final = timedelta(days=1)
FEWEST: Final = 10
TIMES_MIN: Final = 2.0


@dataclass(frozen=True)
class Measures:
    """Numbers of a whole network and its days; each None where it cannot be told.

    Attributes
    ----------
    n : int
        People in the network; below ten everything else is None.
    degree, betweenness, closeness : float | None
        Freeman's centralisations, 0 to 1.
    hierarchy : float | None
        Krackhardt's, over ties that happened twice or more, 0 to 1.
    reaching : float | None
        Global reaching centrality over the same, 0 to 1.
    connected : float | None
        Pairs joined at all over the same, 0 to 1.
    corrected : float | None
        Reciprocity beyond what density alone gives, up to 1.
    stickiness : float | None
        Daily actives on the mean of the last thirty days, of all active in them, 0 to 1.
    burstiness : float | None
        −1 (a clock) to 1 (bursts).
    """

    n: int
    degree: float | None
    betweenness: float | None
    closeness: float | None
    hierarchy: float | None
    reaching: float | None
    connected: float | None
    corrected: float | None
    stickiness: float | None
    burstiness: float | None


def voices(
    acts: pl.DataFrame,
    network: Network,
    central: Centralisation,
    *,
    at: datetime,
    since: datetime,
    reached: Mapping[str, tuple[int, int]],
    bought: Collection[str],
    declared: Collection[str],
) -> Influence:
    """Compute reach, conversion and reciprocity of each member who passed something on.

    Parameters
    ----------
    acts : polars.DataFrame
        All acts, as `cohive.engine.ties.addressed` gives them.
    network : Network
        Of the window.
    central : Centralisation
        Of the same network.
    at, since : datetime
        Aware; the end and the beginning of the window.
    reached : Mapping[str, tuple[int, int]]
        By person: different people who came by her links, and those who bought.
    bought : Collection[str]
        Who has bought.
    declared : Collection[str]
        Who declared an interest.

    Returns
    -------
    Influence
        Without staff.
    """
    known = acts.filter(~pl.col("is_staff") & (pl.col("at") < at))
    first = dict(known.group_by("actor").agg(pl.col("at").min()).iter_rows())
    circles = _circles(known.filter(pl.col("at") >= since))
    place = {person: number for number, person in enumerate(network.people)}
    back = given_back(network)
    return influence(
        [
            Trace(
                person=person,
                exposed=exposed,
                conversions=min(converted, exposed),
                reciprocity=float(back[place[person]]) if person in place else 0.0,
                betweenness=float(central.between[place[person]]) if person in place else 0.0,
                circles=circles.get(person, 0),
                days_here=(at - first[person]) / DAY,
                has_bought=person in bought,
                has_declared=person in declared,
            )
            for person, (exposed, converted) in reached.items()
            if person in first
        ]
    )


def _circles(here: pl.DataFrame) -> dict[str, int]:
    """In how many circles each addressed somebody or was addressed."""
    met = here.filter(
        pl.col("circle").is_not_null()
        & pl.col("to").is_not_null()
        & (pl.col("to") != pl.col("actor"))
    )
    both = pl.concat(
        [met.select(person="actor", circle="circle"), met.select(person="to", circle="circle")]
    )
    return dict(both.group_by("person").agg(pl.col("circle").n_unique()).iter_rows())


def measures(
    here: pl.DataFrame, network: Network, central: Centralisation, *, at: datetime
) -> Measures:
    """Compute what few ask for.

    Parameters
    ----------
    here : polars.DataFrame
        Acts of the window, as `cohive.engine.ties.addressed` gives them.
    network : Network
        Of the window.
    central : Centralisation
        Of the same network.
    at : datetime
        Aware; the end of the window.

    Returns
    -------
    Measures
        Only n below ten people.
    """
    size = len(network)
    if size < FEWEST:
        return Measures(size, *[None] * 9)
    levels = hierarchy(network, times_min=TIMES_MIN)
    members = here.filter(~pl.col("is_staff"))
    return Measures(
        n=size,
        degree=central.degree,
        betweenness=central.betweenness,
        closeness=central.closeness,
        hierarchy=levels.hierarchy,
        reaching=levels.reaching,
        connected=levels.connected,
        corrected=reciprocity(network).corrected,
        stickiness=stickiness(members, at=at),
        burstiness=burstiness(members),
    )
