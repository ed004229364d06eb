"""Rows of this room; others enter by `operations`, `queries` and `events`."""

from cohive.evolve.models import insight, seasons

__all__ = ["insight", "seasons"]
