"""How much exact arithmetic may cost before it is given up with a sentence.

Exact fractions have no largest size: those of a deep lineage grow by some digits with each
generation, and a sum over parts with many different denominators grows with every part. A small
file can so ask for more memory and time than any machine has. Whoever computes on a file that
anybody may have written therefore sets bounds, and what computes counts what it spends.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import log2

from cohive.words.refusals import Refused

__all__ = ["UNBOUNDED", "Bounds", "Effort"]

BITS_PER_DIGIT = log2(10)
WORD_BITS = 64
WORK_OF_ONE = 200
"""A sum of two small fractions takes about as long as two hundred products of words."""


@dataclass(frozen=True)
class Bounds:
    """The most that an attribution may take; None is no bound.

    Attributes
    ----------
    signs : int | None, default None
        Of all listed paths together, as they are written: ids of nodes and digits of fractions.
        Beyond it paths are merged, and nothing is refused.
    digits : int | None, default None
        Of the denominators of all that nodes receive: what stays in memory.
    work : int | None, default None
        Products of machine words: 10^9 take some four seconds.
    """

    signs: int | None = None
    digits: int | None = None
    work: int | None = None


UNBOUNDED = Bounds()


class Effort:
    """Counts what exact sums and products cost, and ends them at the bounds.

    Parameters
    ----------
    bounds : Bounds
        The most there may be.
    """

    def __init__(self, bounds: Bounds = UNBOUNDED) -> None:
        self._bounds = bounds
        self._bits = 0
        self._work = 0

    def kept(self, value: Fraction) -> None:
        """Count a fraction that stays in memory.

        Parameters
        ----------
        value : Fraction
            Any.

        Raises
        ------
        Refused
            Beyond `Bounds.digits`.
        """
        self._bits += value.denominator.bit_length()
        most = self._bounds.digits
        if most is not None and self._bits > most * BITS_PER_DIGIT:
            raise Refused(
                "This lineage is too deep to divide exactly: its fractions have more than "
                "%(digits)s digits together. Divide a smaller part of it.",
                field="nodes",
                digits=most,
            )

    def made(self, value: Fraction) -> Fraction:
        """Count a sum or a product.

        Parameters
        ----------
        value : Fraction
            What came out.

        Returns
        -------
        Fraction
            The same.

        Raises
        ------
        Refused
            Beyond `Bounds.work`.
        """
        self._work += WORK_OF_ONE + (value.denominator.bit_length() // WORD_BITS) ** 2
        if self._bounds.work is not None and self._work > self._bounds.work:
            raise Refused(
                "This lineage cannot be divided exactly within about a minute: its fractions have "
                "too many different denominators, or too many ways meet. Divide a smaller part of "
                "it, or write simpler weights and parts.",
                field="nodes",
            )
        return value
