"""Splitting a pool among peers: equally, by gifts of points, or as matching of what many gave.

Each returns exact parts with the lines they consist of; `engine.allotment.allot` turns parts into
whole minor units, so that nothing is lost and more income never lowers anybody's pay.
"""

from __future__ import annotations

from cohive.engine.pools.gifts import Division, Gift, Line, equal_split, gift_split
from cohive.engine.pools.matching import Matching, quadratic_match

__all__ = [
    "Division",
    "Gift",
    "Line",
    "Matching",
    "equal_split",
    "gift_split",
    "quadratic_match",
]
