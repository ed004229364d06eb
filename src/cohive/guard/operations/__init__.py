"""Asking the guard, and deciding: limits, cases, reviews of groups."""

from cohive.guard.operations.answers import answer
from cohive.guard.operations.cases import allow, close_case, forget_tallies, open_case
from cohive.guard.operations.contradictions import (
    answer_question,
    ask_about_message,
    ask_person,
    close_contradiction,
    forget_message_words,
    note_contradiction,
    report_message,
)
from cohive.guard.operations.declared import declare_group
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
    "answer_question",
    "appeal",
    "ask_about_message",
    "ask_person",
    "close_case",
    "close_contradiction",
    "confirm",
    "declare_group",
    "declare_standing_interest",
    "forget_message_words",
    "forget_tallies",
    "forget_words",
    "hold",
    "mark",
    "note_contradiction",
    "open_case",
    "open_review",
    "release",
    "report_message",
    "reverse",
    "say_interest",
    "uphold",
    "withdraw_interest",
]
