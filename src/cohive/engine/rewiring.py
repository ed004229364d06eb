"""Networks in which everybody has as many ties as here, tied at random."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["rewired"]

Integers = npt.NDArray[np.int64]


def rewired(
    one: Integers, other: Integers, draw: np.random.Generator, *, rounds: int = 20
) -> tuple[Integers, Integers]:
    """Swap the ends of pairs of ties until nothing of the old pattern is left.

    Parameters
    ----------
    one, other : ndarray of int, shape (m,)
        The ends of each tie; no loops, no tie twice.
    draw : numpy.random.Generator
        The source of chance.
    rounds : int, default 20
        In each, all ties are paired and each pair may swap once.

    Returns
    -------
    tuple of ndarray of int
        The ends of as many ties; every degree is kept, there are no loops and no tie twice.

    References
    ----------
    Maslov & Sneppen (2002). Specificity and stability in topology of protein networks.
    """
    left, right = one.copy(), other.copy()
    size = int(max(left.max(initial=0), right.max(initial=0))) + 1
    half = left.size // 2
    for _ in range(rounds):
        order = draw.permutation(left.size)
        first, second = order[:half], order[half : 2 * half]
        turned = draw.random(half) < 0.5
        a, b = left[first], right[first]
        c = np.where(turned, right[second], left[second])
        d = np.where(turned, left[second], right[second])
        keys = np.sort(_keys(left, right, size))
        new = np.concatenate([_keys(a, d, size), _keys(c, b, size)])
        bad = _held_or_twice(keys, new)
        fits = (a != d) & (c != b) & ~bad[:half] & ~bad[half:]
        right[first[fits]], left[second[fits]], right[second[fits]] = d[fits], c[fits], b[fits]
    return left, right


def _held_or_twice(keys: Integers, new: Integers) -> npt.NDArray[np.bool_]:
    """Which of `new` are among the sorted `keys`, or stand twice in `new`.

    Sorted first: looking up in order is many times faster than looking up at random.
    """
    order = np.argsort(new)
    ranked = new[order]
    bad: npt.NDArray[np.bool_] = (
        keys[np.searchsorted(keys, ranked).clip(max=keys.size - 1)] == ranked
    )
    twice = ranked[1:] == ranked[:-1]
    bad[1:] |= twice
    bad[:-1] |= twice
    found: npt.NDArray[np.bool_] = np.empty_like(bad)
    found[order] = bad
    return found


def _keys(one: Integers, other: Integers, size: int) -> Integers:
    return np.minimum(one, other) * size + np.maximum(one, other)
