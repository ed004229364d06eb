"""Drawing a network again: what would another stretch of the same life have looked like?"""

from __future__ import annotations

from typing import Final

import numpy as np

from cohive.engine.ties.network import NO_WEEK, Network

__all__ = ["WEEKS_MIN", "redrawn"]

WEEKS_MIN: Final = 8


def redrawn(network: Network, draw: np.random.Generator) -> Network:
    """Draw the ties again: whole weeks where there are eight or more, else single acts.

    Acts of one week hang together (an answer follows a question), so redrawing single acts would
    claim too much certainty.

    Parameters
    ----------
    network : Network
        Not merged: with the weeks of its ties.
    draw : numpy.random.Generator
        The source of chance.

    Returns
    -------
    Network
        Merged, of about the same weight.

    References
    ----------
    Künsch (1989) for blocks; Efron & Tibshirani (1993).
    """
    dated = network.week != NO_WEEK
    weeks, place = np.unique(network.week[dated], return_inverse=True)
    if weeks.size < WEEKS_MIN:
        return network.merged(draw.poisson(network.weight).astype(np.float64))
    times = np.bincount(draw.integers(0, weeks.size, weeks.size), minlength=weeks.size)
    weight = network.weight.copy()
    weight[dated] *= times[place]
    weight[~dated] = draw.poisson(weight[~dated])
    return network.merged(weight)
