"""What a start says where the place's folder was copied or moved."""

from __future__ import annotations

from cohive.house.command import say
from cohive.journal.quiet import hush_a_copy


def look_where_it_lives() -> None:
    """Mark a copied folder as a quiet copy, and say what to do if it was moved."""
    if hush_a_copy():
        say(
            "This folder was copied, or moved from another disk or machine: the place keeps quiet "
            "here. No mail leaves it and no money moves. If the original is gone for good, say so "
            "with: cohive wake"
        )
