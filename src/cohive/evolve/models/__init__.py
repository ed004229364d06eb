"""Rows of this room; others enter by `operations`, `queries` and `events`."""

from cohive.evolve.models import changes, experiments, insight, rules

__all__ = ["changes", "experiments", "insight", "rules"]
