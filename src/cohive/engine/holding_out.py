"""Leaving some of one's readers out by lot: the only way to see what a letter did.

Who buys after a letter might have bought without it. So some of its readers, drawn by lot, get it
later; until then they differ from the others by the letter alone, and the difference is what it
did. The lot of a reader is a digest of a seed and of her number: whoever knows both can draw it
again, for one reader without knowing the others. The seed's own digest is written down before.

Plain Python, nothing heavy, no clock, no randomness of its own.

References
----------
Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions:
comparison of eleven methods. Statistics in Medicine 17, 873-890 (method 10).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from cohive.engine.intervals import Interval, newcombe

__all__ = ["ARM_MIN", "Compared", "compared", "is_held_out", "lot_of"]

ARM_MIN: Final = 10
"""Fewer on a side tell nothing, and who they are could be guessed."""
LOTS: Final = 2**64


@dataclass(frozen=True)
class Compared:
    """Readers who were told beside readers who were held out.

    Attributes
    ----------
    told, held_out : int
        How many on each side.
    told_hits, held_out_hits : int
        How many of them did what is counted.
    difference : Interval or None
        The part among the told minus the part among the held out, from -1 to 1, with its 95 %
        range; None with fewer than `ARM_MIN` on a side.
    says : str
        `more`, `fewer`, `nothing` (the range holds 0) or `few`.
    """

    told: int
    held_out: int
    told_hits: int
    held_out_hits: int
    difference: Interval | None
    says: str


def lot_of(seed: str, reader: str) -> int:
    """A reader's lot.

    Parameters
    ----------
    seed : str
        Of this letter alone.
    reader : str
        Her number, as text.

    Returns
    -------
    int
        From 0 up to before 2^64: the first 16 hexadecimal signs of SHA-256 of seed, colon, number.
    """
    return int(hashlib.sha256(f"{seed}:{reader}".encode()).hexdigest()[:16], 16)


def is_held_out(seed: str, reader: str, *, of_hundred: int) -> bool:
    """Whether a reader's lot says that she waits.

    Parameters
    ----------
    seed, reader : str
        As for `lot_of`.
    of_hundred : int
        How many of a hundred wait, 0 to 100.

    Returns
    -------
    bool
        True with a probability of `of_hundred` in a hundred over all seeds; who waits at a smaller
        part waits at a greater one too.

    Raises
    ------
    ValueError
        For a part that is not 0 to 100.
    """
    if not 0 <= of_hundred <= 100:
        raise ValueError("a part is 0 to 100 of a hundred")
    return lot_of(seed, reader) * 100 < of_hundred * LOTS


def compared(*, told: int, told_hits: int, held_out: int, held_out_hits: int) -> Compared:
    """Set both sides beside each other.

    Parameters
    ----------
    told, told_hits : int
        Readers who got it at once, all who were drawn to that side whatever became of their mail,
        and those of them who did what is counted, from 0 to all of them.
    held_out, held_out_hits : int
        The same of those who waited.

    Returns
    -------
    Compared
        With the difference and what it says.

    Raises
    ------
    ValueError
        For more hits than readers, and for numbers below 0.
    """
    if not (0 <= told_hits <= told and 0 <= held_out_hits <= held_out):
        raise ValueError("hits lie between 0 and the number of readers")
    counts = (told, held_out, told_hits, held_out_hits)
    if min(told, held_out) < ARM_MIN:
        return Compared(*counts, difference=None, says="few")
    found = newcombe(told_hits, told, held_out_hits, held_out)
    says = "more" if found.low > 0 else "fewer" if found.high < 0 else "nothing"
    return Compared(*counts, difference=found, says=says)
