"""Four answers to “how does this sound?”, and the evidence for one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Heard", "Mood"]


class Mood(StrEnum):
    """How a text sounds; `UNDECIDED` says that it cannot be told, an answer like the rest."""

    WARM = "warm"
    PLAIN = "plain"
    CROSS = "cross"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Heard:
    """What was heard in a text.

    Attributes
    ----------
    mood : Mood
        The answer.
    score : float
        From -1 (cross) to 1 (warm); what the answer was made of.
    words : tuple of str
        The words that spoke for or against, in their order, at most eight.
    """

    mood: Mood
    score: float
    words: tuple[str, ...]
