"""Reads of this room, returning frozen dataclasses."""

from cohive.evolve.queries.happenings import Happening, happenings
from cohive.evolve.queries.insight import (
    SEASON_DAYS,
    IndexPoint,
    SnapshotView,
    figures_are_public,
    index_over_time,
    is_shown,
    newest,
    public_index,
    shown_brokers,
)
from cohive.evolve.queries.seasons import SeasonView, season, seasons

__all__ = [
    "SEASON_DAYS",
    "Happening",
    "IndexPoint",
    "SeasonView",
    "SnapshotView",
    "figures_are_public",
    "happenings",
    "index_over_time",
    "is_shown",
    "newest",
    "public_index",
    "season",
    "seasons",
    "shown_brokers",
]
