"""Whom one can reach: the position generator, and our own of roles in the chain of value.

A survey asks which of a list of positions one knows somebody in. The list and the prestige of each
are part of the result: with Cohive's roles the numbers compare people of one place, never with the
literature.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["ROLES", "Reach", "position_reach"]

ROLES: Final[Mapping[str, int]] = {
    "draws": 60,
    "writes": 55,
    "translates": 50,
    "builds": 50,
    "codes": 60,
    "photographs": 50,
    "sells": 45,
    "counts": 50,
    "gathers": 55,
    "settles": 45,
    "teaches": 60,
    "decides": 70,
}
"""The weight, 0 to 100, of each role that the ready form "Whom I could ask" asks for; ours."""


@dataclass(frozen=True)
class Reach:
    """Whom one person can reach.

    Attributes
    ----------
    extensity : int
        Positions known.
    upper : float | None
        The highest prestige among them; None without any.
    range : float | None
        Highest less lowest.
    mean : float | None
        Their mean prestige.
    total : float
        Their sum.
    strong : int
        How many of them by a strong tie.
    """

    extensity: int
    upper: float | None
    range: float | None
    mean: float | None
    total: float
    strong: int


def position_reach(
    known: Collection[str],
    *,
    scale: Mapping[str, float] = ROLES,
    strong: Collection[str] = (),
) -> Reach:
    """Measure whom one person can reach.

    Parameters
    ----------
    known : Collection[str]
        Positions she knows somebody in.
    scale : Mapping[str, float], default ROLES
        The prestige of every position asked for.
    strong : Collection[str], default ()
        Those of `known` that are known by a strong tie.

    Returns
    -------
    Reach
        Zeros and None for nobody known.

    Raises
    ------
    ValueError
        For a position that is not on the scale.

    References
    ----------
    Lin & Dumin (1986). Access to occupations through social ties.
    """
    held = sorted(set(known))
    for name in (*held, *strong):
        if name not in scale:
            raise ValueError(f"{name!r} is not on the scale")
    prestige = [float(scale[name]) for name in held]
    return Reach(
        extensity=len(held),
        upper=max(prestige, default=None),
        range=max(prestige) - min(prestige) if prestige else None,
        mean=sum(prestige) / len(prestige) if prestige else None,
        total=sum(prestige),
        strong=len(set(strong) & set(held)),
    )
