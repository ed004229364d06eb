"""Standing: whose work carried others'. Insight, never money by itself.

Two ways to compute it, from the same table of contributions and edges:

- `standing`: ours and the safe one. Only settled sales mint, and what they mint flows downstream
  only: from a contribution to its authors and to what it was made from. Votes carry nothing.
- `credrank`: the Markov chain of SourceCred with weights of one's own choosing, for comparing and
  for histories without sales. It is not safe against sock puppets as soon as activity mints.

Both conserve what was minted and say how far they are from settled.
"""

from __future__ import annotations

from cohive.engine.standing.credrank import credrank
from cohive.engine.standing.downstream import standing
from cohive.engine.standing.graph import AUTHORS, DERIVES, VOTES, Contributions
from cohive.engine.standing.options import (
    Attribution,
    Budget,
    Dependency,
    Parameters,
    Period,
    Weights,
)
from cohive.engine.standing.results import Standing

__all__ = [
    "AUTHORS",
    "DERIVES",
    "VOTES",
    "Attribution",
    "Budget",
    "Contributions",
    "Dependency",
    "Parameters",
    "Period",
    "Standing",
    "Weights",
    "credrank",
    "standing",
]
