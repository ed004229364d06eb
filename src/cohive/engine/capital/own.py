"""Each person's own ties in a few numbers, for herself: how strong, how held, how far.

Nothing here says who the others are. What her contacts are to each other is told from three
contacts on: of one or two it would be told of single people.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import polars as pl

from cohive.engine.capital.bonding import MemberTies, bonding
from cohive.engine.capital.closure import embeddedness
from cohive.engine.capital.holes import holes
from cohive.engine.capital.strength import WEIGHTS, StrengthWeights, tie_strength
from cohive.engine.ties import network_from

__all__ = ["CONTACTS_MIN", "FAINT_BELOW", "STRONG_FROM", "OwnTies", "own_ties"]

STRONG_FROM: Final = 2 / 3
FAINT_BELOW: Final = 1 / 3
CONTACTS_MIN: Final = 3


@dataclass(frozen=True)
class OwnTies:
    """One person's ties.

    Attributes
    ----------
    person : str
        Her id.
    contacts : int
        People she addressed or was addressed by, above 0.
    strong, between, faint : int
        Of these ties those of a strength from 2/3, in between, and below 1/3.
    simmelian : int | None
        Ties that go both ways and are held by a third with whom both go both ways; None below three
        contacts.
    effective_size, constraint : float | None
        Contacts less what they know of each other; Burt's constraint. None below three contacts.
    within, across : float
        How often she addressed people of a circle of hers, and others.
    circles : int
        Circles of the people she addressed.
    diversity : float
        Blau's, over those circles.
    """

    person: str
    contacts: int
    strong: int
    between: int
    faint: int
    simmelian: int | None
    effective_size: float | None
    constraint: float | None
    within: float
    across: float
    circles: int
    diversity: float


def own_ties(
    acts: pl.DataFrame,
    *,
    at: datetime,
    brand: Collection[str] = (),
    weights: StrengthWeights = WEIGHTS,
) -> tuple[OwnTies, ...]:
    """Put each person's ties together.

    Parameters
    ----------
    acts : polars.DataFrame
        The acts of a window, as `cohive.engine.ties.addressed` gives them.
    at : datetime
        Aware; the end of the window.
    brand : Collection[str], default ()
        What is no person, such as the firm: ties with it are left out.
    weights : StrengthWeights, default WEIGHTS
        What each sign of a strong tie weighs.

    Returns
    -------
    tuple[OwnTies, ...]
        Whoever has a tie, by id.

    References
    ----------
    Granovetter (1973), Krackhardt (1999), Burt (1992), Putnam (2000).
    """
    left_out = list(brand)
    among = acts.filter(
        ~pl.col("actor").is_in(left_out) & ~pl.col("to").is_in(left_out).fill_null(value=False)
    )
    network = network_from(among, staff=())
    place, ties = holes(network), embeddedness(network)
    held = np.bincount(
        np.concatenate([ties.one[ties.is_simmelian], ties.other[ties.is_simmelian]]),
        minlength=len(network),
    )
    strength = _strengths(tie_strength(among, at=at, weights=weights))
    reached = {one.person: one for one in bonding(among)[0]}
    found = []
    for number in np.flatnonzero(place.contacts > 0):
        person, contacts = network.people[int(number)], int(place.contacts[number])
        strong, faint = strength.get(person, (0, 0))
        is_many = contacts >= CONTACTS_MIN
        across = reached.get(person, MemberTies(person, 0.0, 0.0, 0, 0.0, is_broker=False))
        found.append(
            OwnTies(
                person=person,
                contacts=contacts,
                strong=strong,
                between=contacts - strong - faint,
                faint=faint,
                simmelian=int(held[number]) if is_many else None,
                effective_size=float(place.effective_size[number]) if is_many else None,
                constraint=float(place.constraint[number]) if is_many else None,
                within=across.within,
                across=across.across,
                circles=across.circles,
                diversity=across.diversity,
            )
        )
    return tuple(found)


def _strengths(pairs: pl.DataFrame) -> dict[str, tuple[int, int]]:
    """How many strong and how many faint ties each person has."""
    ends = pl.concat(
        [pairs.select(pl.col(end).alias("person"), "strength") for end in ("one", "other")]
    )
    counted = ends.group_by("person").agg(
        (pl.col("strength") >= STRONG_FROM).sum().alias("strong"),
        (pl.col("strength") < FAINT_BELOW).sum().alias("faint"),
    )
    return {person: (strong, faint) for person, strong, faint in counted.iter_rows()}
