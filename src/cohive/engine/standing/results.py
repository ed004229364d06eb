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

    cred: (P,) each participant's standing; per_interval: (P, W) the same by week.
    contribution_cred: (n,) what flowed through each contribution.
    minted: what was minted in all. unclaimed: what reached nobody, because a contribution has
    neither authors nor parents. Σ cred + unclaimed = minted.
    residual: ‖arrivals − visits‖₁ / ‖visits‖₁, how far the flow's equation is from holding;
    0 when the flow ends by itself.
    drift: by which fraction of what was minted the flow's own total differed, before it was
    brought to what was minted.
    iterations: steps of the flow until it was settled. boundaries_ms: (W+1,) the weeks.
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
