"""Do acts come back? Reciprocity by arc, by pair, corrected for density, and by weight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohive.engine.ties.network import Network

__all__ = ["Reciprocity", "given_back", "reciprocity"]


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
    there, is_answered, returned = _returned(ties)
    arcs = float(is_answered.mean())
    both = is_answered.sum() / 2
    density = there.size / (size * (size - 1))
    return Reciprocity(
        arcs=arcs,
        pairs=float(both / (there.size - both)),
        corrected=(arcs - density) / (1 - density) if density < 1 else None,
        weighted=float(returned.sum() / ties.weight.sum()),
    )


def given_back(network: Network) -> npt.NDArray[np.float64]:
    """Measure for each person what comes back of what she addresses to others.

    Parameters
    ----------
    network : Network
        Any network; its weeks are merged.

    Returns
    -------
    ndarray of float, shape (n,)
        By weight, 0 to 1, in the order of the network's people; 0 for who addressed nobody.
    """
    ties = network.merged()
    out = np.bincount(ties.source, weights=ties.weight, minlength=len(ties)).astype(np.float64)
    if not ties.source.size:
        return out
    _there, _is_answered, returned = _returned(ties)
    back = np.bincount(ties.source, weights=returned, minlength=len(ties))
    return np.divide(back, out, out=np.zeros_like(out), where=out > 0)


def _returned(
    ties: Network,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], npt.NDArray[np.float64]]:
    """Each arc of merged ties as a number, whether it is answered, and how much of it."""
    there = ties.source * len(ties) + ties.target
    back = ties.target * len(ties) + ties.source
    place = np.minimum(np.searchsorted(there, back), there.size - 1)
    is_answered = there[place] == back
    returned = np.where(is_answered, np.minimum(ties.weight, ties.weight[place]), 0.0)
    return there, is_answered, returned
