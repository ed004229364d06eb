"""Who acted with whom, without targets and times: companions in more than one crowd.

One common target joins all who were there into a clique. Whoever stands in one clique only has
companions who all know each other: a launch explains that, however large it was. Whoever acts with
many on several targets has companions who stand together (closed triangles), and companions who do
not (open ones). So both are asked for: log(1 + closed) + log(1 + open). Circles of the graph, found
by modularity, carry part of it over: an account is judged with its circle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from cohive.engine.collusion.groups import circles_of, core_of, graph_of

__all__ = ["Companions", "companions_of"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
ROWS = 2_000


@dataclass(frozen=True)
class Companions:
    """What the graph of co-activity says of each account.

    Attributes
    ----------
    degree : ndarray of int
        (n,) companions of each.
    closed : ndarray of float
        (n,) ordered pairs of her companions who act together.
    open : ndarray of float
        (n,) ordered pairs of her companions who do not.
    score : ndarray of float
        (n,) higher is more suspicious.
    circles : tuple[Whole, ...]
        Accounts' codes of each circle, by mean score.
    cores : tuple[Whole, ...]
        The dense core of each circle.
    """

    degree: Whole
    closed: Floats
    open: Floats
    score: Floats
    circles: tuple[Whole, ...]
    cores: tuple[Whole, ...]


def companions_of(first: Whole, second: Whole, *, accounts: int, seed: int) -> Companions:
    """Read the graph of co-activity.

    Parameters
    ----------
    first : ndarray of int
        (p,) codes of one end of each pair.
    second : ndarray of int
        (p,) codes of the other end.
    accounts : int
        How many accounts there are.
    seed : int
        Decides all draws.

    Returns
    -------
    Companions
        Repeated pairs count once, an account with itself not at all.
    """
    apart = first != second
    low = np.minimum(first, second)[apart]
    high = np.maximum(first, second)[apart]
    key = np.unique(low * max(accounts, 1) + high)
    low, high = key // max(accounts, 1), key % max(accounts, 1)
    half = sparse.coo_matrix((np.ones(low.size), (low, high)), shape=(accounts, accounts))
    whole = (half + half.T).tocsr()
    degree = np.diff(whole.indptr).astype(np.int64)
    closed = _closed(whole)
    wedges = degree.astype(np.float64) * (degree - 1) - closed
    own = np.log1p(closed) + np.log1p(wedges)
    circles: list[Whole] = []
    score = own.copy()
    if low.size:
        circles = circles_of(graph_of(low, high, np.ones(low.size)), seed=seed)
        for circle in circles:
            score[circle] += own[circle].mean()
    circles.sort(key=lambda each: (-float(own[each].mean()), int(each[0])))
    cores = tuple(each[core_of(whole[each][:, each].tocsr())[0]] for each in circles)
    return Companions(degree, closed, wedges, score, tuple(circles), cores)


def _closed(whole: sparse.csr_matrix) -> Floats:
    """(n,) ordered pairs of companions who act together, in slices that bound memory."""
    found = np.zeros(whole.shape[0])
    for begin in range(0, whole.shape[0], ROWS):
        part = whole[begin : begin + ROWS]
        found[begin : begin + part.shape[0]] = np.asarray(
            (part @ whole).multiply(part).sum(axis=1)
        ).ravel()
    return found
