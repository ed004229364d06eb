"""Ties between people: who addresses whom, and how far that is a community or a fan club.

Enter by `network_of` (a frame in, a network out), then `horizontality` and the single measures.
"""

from cohive.engine.ties.addressing import addressed, staff_of
from cohive.engine.ties.centralisation import Centralisation, centralisation, either_way, links_of
from cohive.engine.ties.core import (
    CoreAgainstChance,
    CorePeriphery,
    core_against_chance,
    core_periphery,
)
from cohive.engine.ties.hierarchy import Hierarchy, hierarchy
from cohive.engine.ties.horizontality import (
    FEWEST_PEOPLE,
    Horizontality,
    Part,
    horizontality,
    member_to_member,
)
from cohive.engine.ties.ladder import STEPS, Ladder, LadderRule, Move, Place, Rung, ladder
from cohive.engine.ties.network import SILENT_VERBS, Network, network_from, network_of
from cohive.engine.ties.reciprocity import Reciprocity, given_back, reciprocity
from cohive.engine.ties.resampling import redrawn

__all__ = [
    "FEWEST_PEOPLE",
    "SILENT_VERBS",
    "STEPS",
    "Centralisation",
    "CoreAgainstChance",
    "CorePeriphery",
    "Hierarchy",
    "Horizontality",
    "Ladder",
    "LadderRule",
    "Move",
    "Network",
    "Part",
    "Place",
    "Reciprocity",
    "Rung",
    "addressed",
    "centralisation",
    "core_against_chance",
    "core_periphery",
    "either_way",
    "given_back",
    "hierarchy",
    "horizontality",
    "ladder",
    "links_of",
    "member_to_member",
    "network_from",
    "network_of",
    "reciprocity",
    "redrawn",
    "staff_of",
]
