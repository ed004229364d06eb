"""From surprise to a decision without labels: chance's own groups, many witnesses, many groups.

*Chance's own groups.* The same log is shuffled: within each span of activity, which act went to
which target is drawn anew. Every account keeps its hours and how much it does, every target its
popularity in each span; only togetherness is lost. What the detector still finds there is what
chance does in a community of this size and shape. Beyond the largest of them the tail is taken as
exponential, which a sum of bounded log ratios has at least (Chernoff).

*Dependent witnesses* are joined by the Cauchy combination of their p-values (Liu, Xie, JASA 2020),
whose tail holds under nearly any dependence. *Many groups*: Benjamini and Hochberg (1995).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from cohive.engine.collusion.events import Firsts

__all__ = ["cauchy", "discoveries", "log10_ranks", "log10_tails", "shuffled"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
PRIOR_SCALE_NATS = 5.0
"""Taken together with the null groups as one more of them, so that few of them do not mislead."""


def shuffled(firsts: Firsts, seed: int) -> Firsts:
    """Draw the targets of the same acts anew within each span.

    Parameters
    ----------
    firsts : Firsts
        What can coincide, by target and time.
    seed : int
        Decides all draws.

    Returns
    -------
    Firsts
        Repeats that arise are dropped.
    """
    draw = np.random.default_rng(seed)
    order = np.lexsort((draw.random(firsts.item.size), firsts.block))
    still = np.argsort(firsts.block, kind="stable")
    item = np.empty_like(firsts.item)
    item[still] = firsts.item[order]
    rank = np.lexsort((firsts.seconds, firsts.user, item))
    users = max(firsts.activity.shape[0], 1)
    kept = rank[np.diff(item[rank] * users + firsts.user[rank], prepend=-1) != 0]
    kept = kept[np.lexsort((firsts.user[kept], firsts.seconds[kept], item[kept]))]
    activity = np.zeros_like(firsts.activity)
    np.add.at(activity, (firsts.user[kept], firsts.block[kept]), 1)
    return Firsts(
        firsts.row[kept],
        firsts.user[kept],
        item[kept],
        firsts.seconds[kept],
        firsts.block[kept],
        activity,
    )


def log10_tails(surprise: Floats, chance: Floats, times: float) -> Floats:
    """Compute how likely chance makes a group at least as surprising.

    Parameters
    ----------
    surprise : ndarray of float
        (g,) of the groups, in nats.
    chance : ndarray of float
        (c,) of the null groups, in nats.
    times : float
        How many shuffled logs those come from.

    Returns
    -------
    ndarray of float
        (g,) log10 of the probability, at most 0.
    """
    floor = float(chance.min()) if chance.size else 0.0
    scale = (float((chance - floor).sum()) + PRIOR_SCALE_NATS) / (chance.size + 1)
    scale = max(scale, 1.0)
    rate = (chance.size + 1) / times
    expected = np.log10(rate) - np.maximum(surprise - floor, 0) / scale / np.log(10)
    logs: Floats = np.minimum(expected - np.log10(max(rate, 1.0)), 0.0)
    return logs


def log10_ranks(scores: Floats) -> Floats:
    """Compute log10 of each score's rank from the top.

    Parameters
    ----------
    scores : ndarray of float
        (n,) any numbers.

    Returns
    -------
    ndarray of float
        (n,) ties in their middle, over n + 1.
    """
    if scores.size == 0:
        return scores
    ranks = rankdata(-scores, method="average")
    logs: Floats = np.log10(ranks / (scores.size + 1))
    return logs


def cauchy(logs: NDArray[np.float64]) -> Floats:
    """Combine p-values that may depend on each other.

    A p-value near 1 speaks for an account as much as one near 0 speaks against it; both are bounded
    where they are ranks in a community. It changes the order of accounts, never a case.

    Parameters
    ----------
    logs : ndarray of float
        (witnesses, n) log10 p-values; NaN where a witness is silent.

    Returns
    -------
    ndarray of float
        (n,) log10 of the combined p-value.

    References
    ----------
    Liu & Xie (2020). Cauchy combination test. JASA 115.
    """
    p = np.clip(10.0**logs, 1e-300, 1 - 1e-12)
    with np.errstate(divide="ignore"):
        signs = np.where(p < 1e-8, 1 / (np.pi * p), np.tan((0.5 - p) * np.pi))
    total = np.where(np.isnan(logs), 0.0, signs).mean(axis=0)
    tail = np.where(total > 1e8, 1 / (np.pi * np.maximum(total, 1)), 0.5 - np.arctan(total) / np.pi)
    combined: Floats = np.log10(np.clip(tail, 1e-300, 1.0))
    return combined


def discoveries(logs: Floats, rate: float) -> NDArray[np.bool_]:
    """Choose the groups to report.

    Parameters
    ----------
    logs : ndarray of float
        (g,) log10 p-values.
    rate : float
        The part of those reported that may be chance, 0 to 1.

    Returns
    -------
    ndarray of bool
        (g,) whether to report it.

    References
    ----------
    Benjamini & Hochberg (1995).
    """
    if logs.size == 0:
        return np.zeros(0, dtype=bool)
    order = np.argsort(logs, kind="stable")
    level = np.log10(rate * np.arange(1, logs.size + 1) / logs.size)
    under = np.flatnonzero(logs[order] <= level)
    found = np.zeros(logs.size, dtype=bool)
    if under.size:
        found[order[: under[-1] + 1]] = True
    return found
