"""What changes this room: one file for each kind of thing."""

from cohive.spread.operations.cascade import (
    credit_order,
    record_arrival,
    record_boost,
    undo_boost,
)
from cohive.spread.operations.consents import answer_for_work, ask_for_work
from cohive.spread.operations.links import (
    make_link,
    record_conversion,
    record_visit,
    say_interest_of_link,
)

__all__ = [
    "answer_for_work",
    "ask_for_work",
    "credit_order",
    "make_link",
    "record_arrival",
    "record_boost",
    "record_conversion",
    "record_visit",
    "say_interest_of_link",
    "undo_boost",
]
