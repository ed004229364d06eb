"""What changes this room: one file for each kind of thing."""

from cohive.spread.operations.links import (
    make_link,
    record_conversion,
    record_visit,
    say_interest_of_link,
)

__all__ = ["make_link", "record_conversion", "record_visit", "say_interest_of_link"]
