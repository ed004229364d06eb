"""Rows of this room; others enter by `operations`, `queries` and `events`."""

from cohive.guard.models.cases import CASE_STATES, Case, Tally
from cohive.guard.models.interests import ABOUT_KINDS, Interest
from cohive.guard.models.reviews import Review, ReviewMember, ReviewTarget, ReviewVerdict

__all__ = [
    "ABOUT_KINDS",
    "CASE_STATES",
    "Case",
    "Interest",
    "Review",
    "ReviewMember",
    "ReviewTarget",
    "ReviewVerdict",
    "Tally",
]
