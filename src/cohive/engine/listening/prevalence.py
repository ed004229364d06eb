"""How many of all are truly warm, when the ear that counts them is known to err.

A count of what *sounds* cross mixes those that are with those heard wrongly. Where it is known from
marked texts how often the ear hears what is there (sensitivity) and how often it stays quiet where
nothing is (specificity), the part can be corrected (Rogan and Gladen 1978); and since both are
known
from finitely many texts only, their doubt belongs in the range (Lang and Reiczigel 2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from cohive.engine.intervals import Z_95, Interval

__all__ = ["Ear", "corrected"]

LEAST: Final = 0.1
"""Sensitivity and specificity together, less one: an ear below it tells nothing."""


@dataclass(frozen=True)
class Ear:
    """How well one mood is heard, as counted on texts that people had marked.

    Attributes
    ----------
    heard, there : int
        Of `there` texts that are of this mood, `heard` were heard as such.
    quiet, absent : int
        Of `absent` texts that are not, `quiet` were not.
    """

    heard: int
    there: int
    quiet: int
    absent: int


def corrected(hits: int, of: int, ear: Ear, *, z: float = Z_95) -> Interval:
    """The true part of all, from the part that was heard.

    Parameters
    ----------
    hits : int
        Heard as of the mood, from 0.
    of : int
        All that were listened to.
    ear : Ear
        How well it hears.
    z : float, default Z_95
        The normal quantile of the range's probability.

    Returns
    -------
    Interval
        Proportions 0 to 1. Rogan and Gladen's estimate in the middle, cut to the range; anything
        from 0 to 1 where nothing was heard or the ear cannot tell.

    References
    ----------
    Rogan, W. J. & Gladen, B. (1978). Estimating prevalence from the results of a screening test.
    Lang, Z. & Reiczigel, J. (2014). Confidence limits for prevalence of disease adjusted for
    estimated sensitivity and specificity.
    """
    if of <= 0 or ear.there <= 0 or ear.absent <= 0:
        return Interval(0.0, 0.0, 1.0)
    many, sure, calm = of + z * z, ear.there + 2, ear.absent + 2
    part = (hits + z * z / 2) / many
    sensitivity, specificity = (ear.heard + 1) / sure, (ear.quiet + 1) / calm
    worth = sensitivity + specificity - 1
    if worth < LEAST:
        return Interval(hits / of, 0.0, 1.0)
    centre = (part + specificity - 1) / worth
    doubt_heard = sensitivity * (1 - sensitivity) / sure
    doubt_quiet = specificity * (1 - specificity) / calm
    shift = 2 * z * z * (centre * doubt_heard - (1 - centre) * doubt_quiet)
    spread = z * sqrt(
        part * (1 - part) / many + centre**2 * doubt_heard + (1 - centre) ** 2 * doubt_quiet
    )
    low, high = (centre + shift - spread / worth), (centre + shift + spread / worth)
    middle = _rogan_gladen(hits / of, ear)
    return Interval(_cut(middle), _cut(min(low, middle)), _cut(max(high, middle)))


def _rogan_gladen(part: float, ear: Ear) -> float:
    sensitivity, specificity = ear.heard / ear.there, ear.quiet / ear.absent
    worth = sensitivity + specificity - 1
    return (part + specificity - 1) / worth if worth > 0 else part


def _cut(value: float) -> float:
    return min(1.0, max(0.0, value))
