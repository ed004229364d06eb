"""From surprise to a decision without labels: chance's own groups, many witnesses, many groups.

*Chance's own groups.* The same log is shuffled: within each span of activity, which act went to
which target is drawn anew. Every account keeps its hours and how much it does, every target its
popularity in each span; only togetherness is lost. What the detector still finds there is what
chance does in a community of this size and shape. Beyond their median the tail is taken as
exponential, which a sum of bounded log ratios has at least (Chernoff).

*Dependent witnesses* are joined by the Cauchy combination of their p-values (Liu, Xie, JASA 2020),
whose tail holds under nearly any dependence. *Many groups*: Benjamini and Hochberg (1995).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cohive.engine.collusion.events import Firsts

__all__ = ["cauchy", "discoveries", "log10_ranks", "log10_tails", "log10_tails_by", "shuffled"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
PRIOR_SCALE_NATS = 5.0
"""Taken together with the null groups as one more of them, so that few of them do not mislead."""
EXCHANGE_ROUNDS = 60
"""A round mends most repeats; where all act on nearly all there is, it takes many."""
REPEATS_PER = 1000
"""One repeat among so many acts is left as it is."""


def shuffled(firsts: Firsts, seed: int) -> Firsts:
    """Draw the targets of the same acts anew within each span.

    Nobody acts twice on one target, as nobody does in the log: whoever sat down and scored all six
    entries does so here too, and those who did are then no wonder.

    Parameters
    ----------
    firsts : Firsts
        What can coincide, by target and time.
    seed : int
        Decides all draws.

    Returns
    -------
    Firsts
        Repeats for which no exchange was found are dropped.
    """
    draw = np.random.default_rng(seed)
    order = np.lexsort((draw.random(firsts.item.size), firsts.block))
    still = np.argsort(firsts.block, kind="stable")
    item = np.empty_like(firsts.item)
    item[still] = firsts.item[order]
    users = max(firsts.activity.shape[0], 1)
    for _ in range(EXCHANGE_ROUNDS):
        if not _exchange(item, firsts, users, draw):
            break
    rank = np.lexsort((firsts.seconds, firsts.user, item))
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


def _exchange(item: Whole, firsts: Firsts, users: int, draw: np.random.Generator) -> bool:
    """Let each repeat exchange its target with an act of its span where that ends in no repeat;
    returns whether there was more than a few.
    """
    keys = item * users + firsts.user
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    again = np.sort(order[np.diff(ordered, prepend=-1) == 0])
    if again.size <= item.size // REPEATS_PER:
        return False
    spans = np.bincount(firsts.block)
    begins = np.concatenate(([0], np.cumsum(spans)))
    of_span = np.argsort(firsts.block, kind="stable")
    block = firsts.block[again]
    partner = of_span[begins[block] + (draw.random(again.size) * spans[block]).astype(np.int64)]
    free = ~np.isin(partner, again)
    free &= _first_of(partner)
    again, partner = again[free], partner[free]
    ours = item[partner] * users + firsts.user[again]
    theirs = item[again] * users + firsts.user[partner]
    fits = ~(_among(ours, ordered) | _among(theirs, ordered))
    both = np.concatenate((ours, theirs))
    single = _first_of(both)
    fits &= single[: ours.size] & single[ours.size :]
    again, partner = again[fits], partner[fits]
    item[again], item[partner] = item[partner], item[again]
    return True


def _first_of(values: Whole) -> NDArray[np.bool_]:
    """(n,) where a value stands for the first time."""
    first = np.zeros(values.size, dtype=bool)
    first[np.unique(values, return_index=True)[1]] = True
    return first


def _among(values: Whole, ordered: Whole) -> NDArray[np.bool_]:
    """(n,) whether each stands in a sorted array."""
    place = np.minimum(np.searchsorted(ordered, values), ordered.size - 1)
    found: NDArray[np.bool_] = ordered[place] == values
    return found


def log10_tails(
    surprise: Floats, chance: Floats, times: float, *, prior_nats: float = PRIOR_SCALE_NATS
) -> Floats:
    """Compute how likely chance makes a group at least as surprising.

    Up to the median of chance's own groups they are counted; beyond it the mean excess gives an
    exponential tail, since the small groups below say nothing about the large ones.

    Parameters
    ----------
    surprise : ndarray of float
        (g,) of the groups, in nats.
    chance : ndarray of float
        (c,) of the null groups, in nats.
    times : float
        How many shuffled logs those come from.
    prior_nats : float, default PRIOR_SCALE_NATS
        The excess of one more null group, so that few of them do not mislead.

    Returns
    -------
    ndarray of float
        (g,) log10 of the probability, at most 0.
    """
    floor = float(np.median(chance)) if chance.size else 0.0
    scale = _mean_excess([chance], prior_nats)
    above = int((chance > floor).sum())
    as_large = chance.size - np.searchsorted(np.sort(chance), surprise)
    counted = np.log10((as_large + 1) / times)
    tail = np.log10((above + 1) / times) - (surprise - floor) / scale / np.log(10)
    logs: Floats = np.minimum(np.where(surprise > floor, tail, counted), 0.0)
    return logs


def log10_tails_by(
    surprise: Floats, kinds: Floats, chance: Floats, chance_kinds: Floats, times: float
) -> Floats:
    """Compute the same where groups are compared with null groups of their own kind alone.

    Within an hour chance makes small groups; within days those who all sat down at a launch are one
    every time. Mixed, the second would hide what the first says of a shift. Where a kind has few
    null groups, the mean excess of all kinds stands beside them.

    Parameters
    ----------
    surprise : ndarray of float
        (g,) of the groups, in nats.
    kinds : ndarray of float
        (g,) which kind each is: its window.
    chance : ndarray of float
        (c,) of the null groups, in nats.
    chance_kinds : ndarray of float
        (c,) which kind each is.
    times : float
        How many shuffled logs those come from.

    Returns
    -------
    ndarray of float
        (g,) log10 of the probability, at most 0: that chance makes such a group in any of the kinds
        in which it makes groups at all.
    """
    tried = max(np.unique(chance_kinds).size, 1)
    prior = _mean_excess([chance[chance_kinds == kind] for kind in np.unique(chance_kinds)])
    logs = np.zeros(surprise.size)
    for kind in np.unique(kinds):
        ours = kinds == kind
        logs[ours] = log10_tails(
            surprise[ours], chance[chance_kinds == kind], times, prior_nats=prior
        )
    found: Floats = np.minimum(logs + np.log10(tried), 0.0)
    return found


def _mean_excess(chances: list[Floats], prior_nats: float = PRIOR_SCALE_NATS) -> float:
    """Mean excess over the medians of some lists of null groups, with one of the prior; 1 or more,
    since a group of which a nat is rare would be none.
    """
    floors = [float(np.median(chance)) if chance.size else 0.0 for chance in chances]
    above = [chance[chance > floor] - floor for chance, floor in zip(chances, floors, strict=True)]
    total = sum(float(each.sum()) for each in above)
    return max((total + prior_nats) / (sum(each.size for each in above) + 1), 1.0)


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
    ranks = pl.Series(-scores).rank("average").to_numpy()
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
