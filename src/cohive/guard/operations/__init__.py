"""Asking the guard, and deciding: limits, cases, reviews of groups."""

from cohive.guard.operations.answers import answer
from cohive.guard.operations.cases import allow, close_case, forget_tallies, open_case
from cohive.guard.operations.interests import (
    declare_standing_interest,
    say_interest,
    withdraw_interest,
)
from cohive.guard.operations.reviews import (
    appeal,
    confirm,
    forget_words,
    hold,
    mark,
    open_review,
    release,
    reverse,
    uphold,
)

__all__ = [
    "allow",
    "answer",
    "appeal",
    "close_case",
    "confirm",
    "declare_standing_interest",
    "forget_tallies",
    "forget_words",
    "hold",
    "mark",
    "open_case",
    "open_review",
    "release",
    "reverse",
    "say_interest",
    "uphold",
    "withdraw_interest",
]
