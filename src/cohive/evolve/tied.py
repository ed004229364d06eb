"""Who is tied to whom: pairs of people who addressed each other, and the network they make."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import numpy as np
from scipy import sparse

__all__ = ["Pairs", "Told", "links_of", "pairs_of"]

Told = tuple[datetime, UUID | None, UUID, UUID]
"""Instant, circle, actor and whom she addressed, as the journal gives them."""
Pairs = Counter[tuple[UUID, UUID]]


def pairs_of(told: Iterable[Told], people: Collection[UUID]) -> Pairs:
    """How often two of these people addressed each other, either way; each pair once, in order."""
    known = frozenset(people)
    return Counter(
        (min(actor, to), max(actor, to))
        for _, _, actor, to in told
        if actor != to and actor in known and to in known
    )


def links_of(pairs: Iterable[tuple[UUID, UUID]], people: Sequence[UUID]) -> sparse.csr_array:
    """Symmetric, 1 for a pair that is tied: who talks a lot does not draw the border."""
    place = {one: at for at, one in enumerate(people)}
    tied = sorted(set(pairs))
    rows = [place[one] for one, _ in tied]
    columns = [place[two] for _, two in tied]
    data = np.ones(2 * len(rows))
    size = len(people)
    return sparse.csr_array((data, (rows + columns, columns + rows)), shape=(size, size))
