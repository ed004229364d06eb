"""Social capital: who stands between others, who is held by many, who reaches where."""

from cohive.engine.capital.bonding import CircleTies, MemberTies, bonding
from cohive.engine.capital.closure import Embeddedness, embeddedness
from cohive.engine.capital.holes import Holes, holes
from cohive.engine.capital.positions import ROLES, Reach, position_reach
from cohive.engine.capital.strength import WEIGHTS, StrengthWeights, tie_strength

__all__ = [
    "ROLES",
    "WEIGHTS",
    "CircleTies",
    "Embeddedness",
    "Holes",
    "MemberTies",
    "Reach",
    "StrengthWeights",
    "bonding",
    "embeddedness",
    "holes",
    "position_reach",
    "tie_strength",
]
