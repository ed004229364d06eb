"""Writes of this room, each ending in an act; taking figures is a measurement and ends in none."""

from cohive.evolve.operations.insight import (
    agree_to_be_shown,
    hide_figures,
    show_figures,
    take_snapshots,
    withdraw_from_being_shown,
)

__all__ = [
    "agree_to_be_shown",
    "hide_figures",
    "show_figures",
    "take_snapshots",
    "withdraw_from_being_shown",
]
