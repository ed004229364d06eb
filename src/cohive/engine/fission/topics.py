"""Do two halves talk of other things? Their words, against random halves of the same people.

The divergence of two vocabularies is never 0, and the smaller the halves the larger it is by chance
alone. So it is compared with halves that are drawn: as many people, whoever they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

__all__ = ["Topics", "topics_of"]

Truths = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

WORDS_MAX: Final = 5_000
"""The most frequent are compared; what is rarer says little and costs much."""
EACH_MAX: Final = 500.0
"""Nobody counts for more words than this: else the halves part at whoever writes most."""
DRAWS: Final = 200
CHANCE: Final = 95


@dataclass(frozen=True)
class Topics:
    """How far apart the words of two halves lie.

    Attributes
    ----------
    divergence : float | None
        Jensen–Shannon, in bits, 0 (alike) to 1 (no word in common); None when a half wrote nothing.
    by_chance : float | None
        Which 95 of 100 random halves do not exceed.
    inside, outside : int
        People of either half who wrote.
    """

    divergence: float | None
    by_chance: float | None
    inside: int
    outside: int

    @property
    def is_apart(self) -> bool | None:
        """Whether they talk of other things more than chance explains."""
        if self.divergence is None or self.by_chance is None:
            return None
        return self.divergence > self.by_chance


def topics_of(words: Sequence[Mapping[str, float]], inside: Truths, *, seed: int) -> Topics:
    """Compare what the people of a group write about with what the others do.

    Parameters
    ----------
    words : Sequence[Mapping[str, float]]
        For each person how often she used each word, or wrote on each topic; empty for who wrote
        nothing.
    inside : ndarray of bool, shape (n,)
        Who is in the group.
    seed : int
        Draws the random halves.

    Returns
    -------
    Topics
        Those who wrote nothing are in neither half. The 5,000 most frequent words are compared, of
        those that two people used; of nobody more than 500 are counted.

    Raises
    ------
    ValueError
        When there are not as many people as places in `inside`.

    References
    ----------
    Lin, J. (1991). Divergence measures based on the Shannon entropy.
    """
    if len(words) != inside.size:
        raise ValueError("words must be given for each person, empty where she wrote nothing")
    used = _matrix(words)
    writes = np.asarray(used.sum(axis=1)).ravel() > 0
    used, group = used[writes], inside[writes]
    first = int(group.sum())
    rest = int(group.size) - first
    if not first or not rest:
        return Topics(None, None, first, rest)
    draw = np.random.default_rng(seed)
    halves = np.zeros((DRAWS + 1, group.size))
    halves[0] = group
    for number in range(1, DRAWS + 1):
        halves[number, draw.permutation(group.size)[:first]] = 1.0
    one = np.asarray(halves @ used)
    found = _divergences(one, np.asarray(used.sum(axis=0)).ravel() - one)
    return Topics(float(found[0]), float(np.percentile(found[1:], CHANCE)), first, rest)


def _matrix(words: Sequence[Mapping[str, float]]) -> sparse.csr_array:
    total: dict[str, float] = {}
    people: Counter[str] = Counter()
    for each in words:
        people.update(each.keys())
        for word, times in each.items():
            total[word] = total.get(word, 0.0) + times
    kept = sorted(
        (word for word in total if people[word] > 1), key=lambda word: (-total[word], word)
    )
    place = {word: number for number, word in enumerate(kept[:WORDS_MAX])}
    rows, columns, values = [], [], []
    for number, each in enumerate(words):
        known = {word: float(times) for word, times in each.items() if word in place}
        part = min(1.0, EACH_MAX / max(sum(known.values()), 1.0))
        for word in sorted(known):
            rows.append(number)
            columns.append(place[word])
            values.append(known[word] * part)
    return sparse.csr_array(
        (np.array(values), (np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64))),
        shape=(len(words), max(1, len(place))),
    )


def _divergences(one: Floats, other: Floats) -> Floats:
    """Row by row, in bits."""
    first = one / one.sum(axis=1, keepdims=True)
    second = np.maximum(other, 0) / np.maximum(other, 0).sum(axis=1, keepdims=True)
    middle = (first + second) / 2
    bits: Floats = _entropy(middle) - (_entropy(first) + _entropy(second)) / 2
    return np.maximum(bits, 0.0)


def _entropy(parts: Floats) -> Floats:
    logs = np.log2(parts, out=np.zeros_like(parts), where=parts > 0)
    found: Floats = -(parts * logs).sum(axis=1)
    return found
