"""What a computation of standing returns, with its diagnostics and its explanation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cohive.words.sentences import Sentence

__all__ = ["INSIGHT", "Standing"]

INSIGHT = Sentence(
    "Standing shows whose work carried others'. It is insight, and never money by itself."
)


@dataclass(frozen=True, eq=False)
class Standing:
    """Standing per participant and per week, in the unit of what was minted.

    For P participants, n contributions and W weeks. Σ cred + unclaimed = minted.

    Attributes
    ----------
    cred : ndarray of float, shape (P,)
        Each participant's standing.
    per_interval : ndarray of float, shape (P, W)
        The same by week.
    contribution_cred : ndarray of float, shape (n,)
        What flowed through each contribution.
    minted : float
        What was minted in all, above 0.
    unclaimed : float
        What reached nobody, because a contribution has neither authors nor parents.
    residual : float
        ‖arrivals − visits‖₁ / ‖visits‖₁, how far the flow's equation is from holding; 0 when the
        flow ends by itself.
    drift : float
        By which fraction of what was minted the flow's own total differed, before it was brought to
        what was minted.
    iterations : int
        Steps of the flow until it was settled.
    boundaries_ms : ndarray of float, shape (W + 1,)
        The weeks' starts and the last one's end, ms since 1970.
    explanation : tuple[Sentence, ...]
        What was done, in sentences.
    """

    cred: NDArray[np.float64]
    per_interval: NDArray[np.float64]
    contribution_cred: NDArray[np.float64]
    minted: float
    unclaimed: float
    residual: float
    drift: float
    iterations: int
    boundaries_ms: NDArray[np.float64]
    explanation: tuple[Sentence, ...]
