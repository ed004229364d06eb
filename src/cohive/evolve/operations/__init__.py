"""Writes of this room, each ending in an act; taking figures is a measurement and ends in none."""

from cohive.evolve.operations.insight import (
    agree_to_be_shown,
    hide_figures,
    show_figures,
    take_snapshots,
    withdraw_from_being_shown,
)
from cohive.evolve.operations.seasons import freeze_season

__all__ = [
    "agree_to_be_shown",
    "freeze_season",
    "hide_figures",
    "show_figures",
    "take_snapshots",
    "withdraw_from_being_shown",
]
