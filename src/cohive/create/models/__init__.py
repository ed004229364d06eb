"""Rows of what is made: ideas, challenges, works and scores; decisions, products and their terms.

Only this room touches them; others enter by `operations`, `queries` and `events`.
"""

from cohive.create.models import (
    agreements,
    challenges,
    contributions,
    decisions,
    ideas,
    products,
    scores,
    works,
)

__all__ = [
    "agreements",
    "challenges",
    "contributions",
    "decisions",
    "ideas",
    "products",
    "scores",
    "works",
]
