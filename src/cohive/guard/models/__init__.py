"""Rows of this room; others enter by `operations`, `queries` and `events`."""

from cohive.guard.models.cases import CASE_STATES, Case, Tally
from cohive.guard.models.contradictions import (
    CHANNELS,
    CONTRADICTION_STATES,
    Contradiction,
    ReportedMessage,
)
from cohive.guard.models.declared import GroupDeclaration
from cohive.guard.models.interests import ABOUT_KINDS, Interest
from cohive.guard.models.reviews import Review, ReviewMember, ReviewTarget, ReviewVerdict

__all__ = [
    "ABOUT_KINDS",
    "CASE_STATES",
    "CHANNELS",
    "CONTRADICTION_STATES",
    "Case",
    "Contradiction",
    "GroupDeclaration",
    "Interest",
    "ReportedMessage",
    "Review",
    "ReviewMember",
    "ReviewTarget",
    "ReviewVerdict",
    "Tally",
]
