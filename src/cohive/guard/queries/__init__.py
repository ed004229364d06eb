"""Reads of this room, returning frozen dataclasses."""

from cohive.guard.queries.answers import AnswerView, answers
from cohive.guard.queries.cases import CaseView, case, closed_cases, count_open, open_cases
from cohive.guard.queries.reviews import (
    KnownGroup,
    PrecisionLog,
    ReviewView,
    VerdictView,
    all_reviews,
    known_groups,
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
    "AnswerView",
    "CaseView",
    "KnownGroup",
    "PrecisionLog",
    "ReviewView",
    "VerdictView",
    "all_reviews",
    "answers",
    "case",
    "closed_cases",
    "count_open",
    "known_groups",
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
