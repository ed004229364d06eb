"""Rows of this room; others enter by `operations`, `queries` and `events`."""

from cohive.evolve.models import answers, insight, surveys

__all__ = ["answers", "insight", "surveys"]
