"""What money may be computed from: whole numbers and exact fractions, never floats.

Python adds an int, a Fraction and a float without a word, and from there on nothing is exact. So
the doors of what pays money ask, once, what they are given.
"""

from __future__ import annotations

from fractions import Fraction

__all__ = ["is_exact", "is_whole"]


def is_whole(value: object) -> bool:
    """Tell whether something is a whole number.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for an int; False for True and False, floats, texts and numbers of numpy.
    """
    return type(value) is int or (isinstance(value, int) and not isinstance(value, bool))


def is_exact(value: object) -> bool:
    """Tell whether something is a whole number or an exact fraction.

    Parameters
    ----------
    value : object
        Anything.

    Returns
    -------
    bool
        True for an int and a Fraction; False for what `is_whole` refuses besides.
    """
    return type(value) is Fraction or is_whole(value) or isinstance(value, Fraction)
