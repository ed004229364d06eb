"""Social capital: who stands between others, who is held by many, who reaches where."""

from cohive.engine.capital.bonding import CircleTies, MemberTies, bonding
from cohive.engine.capital.closure import Embeddedness, embeddedness
from cohive.engine.capital.holes import Holes, holes
from cohive.engine.capital.influence import (
    Influence,
    Trace,
    Triangle,
    Undeclared,
    influence,
    undeclared_interests,
)
from cohive.engine.capital.own import (
    CONTACTS_MIN,
    FAINT_BELOW,
    STRONG_FROM,
    OwnTies,
    own_ties,
)
from cohive.engine.capital.positions import ROLES, Reach, position_reach
from cohive.engine.capital.practice import (
    Bonding,
    Spreading,
    bonding_practice,
    spreading_practice,
)
from cohive.engine.capital.roles import ROLE_NAMES, OwnMix, RoleMix, Week, own_mixes, role_mix
from cohive.engine.capital.strength import WEIGHTS, StrengthWeights, tie_strength

__all__ = [
    "CONTACTS_MIN",
    "FAINT_BELOW",
    "ROLES",
    "ROLE_NAMES",
    "STRONG_FROM",
    "WEIGHTS",
    "Bonding",
    "CircleTies",
    "Embeddedness",
    "Holes",
    "Influence",
    "MemberTies",
    "OwnMix",
    "OwnTies",
    "Reach",
    "RoleMix",
    "Spreading",
    "StrengthWeights",
    "Trace",
    "Triangle",
    "Undeclared",
    "Week",
    "bonding",
    "bonding_practice",
    "embeddedness",
    "holes",
    "influence",
    "own_mixes",
    "own_ties",
    "position_reach",
    "role_mix",
    "spreading_practice",
    "tie_strength",
    "undeclared_interests",
]
