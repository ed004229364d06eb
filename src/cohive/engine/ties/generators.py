"""Two made-up places at the ends of the scale, and every place between them.

A fan star: everything goes to the brand and comes from it. A honeycomb: members in a ring of
hexagons answer their three neighbours evenly, everybody makes as much as the next and is paid as
much. What lies between is mixed; the index must rise on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cohive.engine.ties.network import NO_WEEK, Network

__all__ = ["BRAND", "Made", "fan_star", "honeycomb", "mixed"]

BRAND: Final = "brand"
BROADCAST: Final = 20.0
TALK: Final = 20.0


@dataclass(frozen=True, eq=False)
class Made:
    """A made-up place.

    Attributes
    ----------
    network : Network
        Who addressed whom; the first of its people is the brand.
    made : dict[str, float]
        What each made.
    received : dict[str, int]
        Minor units that sales brought to each.
    """

    network: Network
    made: dict[str, float]
    received: dict[str, int]


def fan_star(members: int) -> Made:
    """Everything goes to the brand and comes from it: the index is 0.

    Parameters
    ----------
    members : int
        An even number, 12 or more.

    Returns
    -------
    Made
        The place.
    """
    return mixed(0.0, members=members)


def honeycomb(members: int) -> Made:
    """Everything goes between neighbours and comes back: the index is near 1.

    Parameters
    ----------
    members : int
        An even number, 12 or more.

    Returns
    -------
    Made
        The place.
    """
    return mixed(1.0, members=members)


def mixed(part: float, *, members: int) -> Made:
    """A place between a fan star and a honeycomb.

    Parameters
    ----------
    part : float
        0 (fan star) to 1 (honeycomb): how much of their talk, making and pay goes between members,
        and how many of them have left the brand's direct line.
    members : int
        An even number, 12 or more.

    Returns
    -------
    Made
        The place.

    Raises
    ------
    ValueError
        For a part outside 0 to 1, or for an odd number of members or fewer than 12.
    """
    if not 0 <= part <= 1 or members < 12 or members % 2:
        raise ValueError("part must be 0 to 1 and members an even number, 12 or more")
    here = np.arange(members, dtype=np.int64) + 1
    ring = _ring(members) + 1
    listening = here[: members - round(part * members)]
    brand = np.zeros(listening.size, dtype=np.int64)
    source = np.concatenate([brand, listening, ring[:, 0], ring[:, 1]])
    target = np.concatenate([listening, brand, ring[:, 1], ring[:, 0]])
    weight = np.concatenate(
        [
            np.full(listening.size, BROADCAST * (1 - part)),
            np.full(listening.size, (1 - part)),
            np.full(2 * len(ring), TALK * part),
        ]
    )
    kept = weight > 0
    people = (BRAND, *(f"m{number:05d}" for number in range(members)))
    network = Network(
        people=people,
        is_staff=np.array([True, *([False] * members)]),
        source=source[kept],
        target=target[kept],
        weight=weight[kept],
        week=np.full(int(kept.sum()), NO_WEEK, dtype=np.int64),
        announced=100 * (1 - part),
    )
    per_member = round(1_000 * part)
    made = {BRAND: 100.0 * members * (1 - part), **dict.fromkeys(people[1:], 100.0 * part)}
    received = {
        BRAND: 1_000 * members - per_member * members,
        **dict.fromkeys(people[1:], per_member),
    }
    if not made[BRAND]:  # a brand that makes nothing is nobody who could have made
        del made[BRAND], received[BRAND]
    return Made(network, made, received)


def _ring(members: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Pairs of neighbours, three to each: hexagons closed to a ring, alike from everywhere."""
    here = np.arange(members, dtype=np.int64)
    beside = np.stack([here, (here + 1) % members], axis=1)
    even = here[::2]
    across = np.stack([even, (even + 5) % members], axis=1)
    return np.concatenate([beside, across])
