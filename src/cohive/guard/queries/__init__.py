"""Reads of this room, returning frozen dataclasses."""

from cohive.guard.queries.cases import CaseView, case, closed_cases, count_open, open_cases
from cohive.guard.queries.reviews import (
    PrecisionLog,
    ReviewView,
    VerdictView,
    all_reviews,
    payouts_held,
    precision_log,
    public_reviews,
    public_reviews_all,
    review,
    review_members,
    reviews_of,
    set_aside,
    verdicts,
)

__all__ = [
    "CaseView",
    "PrecisionLog",
    "ReviewView",
    "VerdictView",
    "all_reviews",
    "case",
    "closed_cases",
    "count_open",
    "open_cases",
    "payouts_held",
    "precision_log",
    "public_reviews",
    "public_reviews_all",
    "review",
    "review_members",
    "reviews_of",
    "set_aside",
    "verdicts",
]
