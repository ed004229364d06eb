"""Reads of this room, returning frozen dataclasses."""

from cohive.evolve.queries.insight import (
    IndexPoint,
    SnapshotView,
    figures_are_public,
    index_over_time,
    is_shown,
    newest,
    public_index,
    shown_brokers,
)

__all__ = [
    "IndexPoint",
    "SnapshotView",
    "figures_are_public",
    "index_over_time",
    "is_shown",
    "newest",
    "public_index",
    "shown_brokers",
]
