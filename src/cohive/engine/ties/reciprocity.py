"""Do acts come back? Reciprocity by arc, by pair, corrected for density, and by weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohive.engine.ties.network import Network

__all__ = ["Reciprocity", "reciprocity"]


@dataclass(frozen=True)
class Reciprocity:
    """How far ties are answered.

    The binary forms flatter a brand that broadcasts much and hears little; the weighted one does
    not, and it is the one shown.

    Attributes
    ----------
    arcs : float | None
        Arcs with an arc back, 0 to 1; None without a tie.
    pairs : float | None
        Pairs tied both ways among pairs tied at all, 0 to 1.
    corrected : float | None
        `arcs` beyond what density alone gives, up to 1; for circles of different sizes. None where
        everybody is tied to everybody.
    weighted : float | None
        What comes back of all that goes out, 0 to 1.
    """

    arcs: float | None
    pairs: float | None
    corrected: float | None
    weighted: float | None


def reciprocity(network: Network) -> Reciprocity:
    """Measure how far ties are answered.

    Parameters
    ----------
    network : Network
        Any network; its weeks are merged.

    Returns
    -------
    Reciprocity
        All None without a tie.

    References
    ----------
    Garlaschelli & Loffredo (2004) for `corrected`; Squartini et al. (2013) for `weighted`.
    """
    ties = network.merged()
    if not ties.source.size:
        return Reciprocity(None, None, None, None)
    size = len(ties)
    there = ties.source * size + ties.target
    back = ties.target * size + ties.source
    place = np.minimum(np.searchsorted(there, back), there.size - 1)
    is_answered = there[place] == back
    returned = np.where(is_answered, np.minimum(ties.weight, ties.weight[place]), 0.0)
    arcs = float(is_answered.mean())
    both = is_answered.sum() / 2
    density = there.size / (size * (size - 1))
    return Reciprocity(
        arcs=arcs,
        pairs=float(both / (there.size - both)),
        corrected=(arcs - density) / (1 - density) if density < 1 else None,
        weighted=float(returned.sum() / ties.weight.sum()),
    )
