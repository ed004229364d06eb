"""Rows of this room; others enter by `operations`, `queries` and `events`."""

from cohive.evolve.models import (
    answers,
    changes,
    experiments,
    insight,
    intentions,
    rules,
    seasons,
    surveys,
)

__all__ = [
    "answers",
    "changes",
    "experiments",
    "insight",
    "intentions",
    "rules",
    "seasons",
    "surveys",
]
