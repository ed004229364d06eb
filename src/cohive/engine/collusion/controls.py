"""With whom a group is compared: when accounts came, who acted at the same time, other targets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cohive.engine.collusion.events import Events, Firsts
from cohive.engine.collusion.lockstep import partners_of

__all__ = ["came_seconds", "control_of", "usual_life"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
LIKE_MIN = 5


def came_seconds(events: Events, firsts: Firsts) -> Floats:
    """Say when each account came: its making where known, else its first act.

    Parameters
    ----------
    events : Events
        The log.
    firsts : Firsts
        What can coincide, by target and time.

    Returns
    -------
    ndarray of float
        (users,) unix times.
    """
    came = np.full(firsts.activity.shape[0], np.inf)
    np.minimum.at(came, firsts.user, firsts.seconds)
    joined = events.circumstances.joined_seconds
    return came if joined is None else np.where(np.isnan(joined), came, joined)


def control_of(firsts: Firsts, members: Whole) -> Whole:
    """Find accounts outside a group that acted when it did.

    Parameters
    ----------
    firsts : Firsts
        What can coincide, by target and time.
    members : ndarray of int
        Codes of the group.

    Returns
    -------
    ndarray of int
        Codes of those who acted in the spans where most of its acts are.
    """
    ours = firsts.activity[members].sum(axis=0)
    spans = np.flatnonzero(ours >= 0.1 * ours.max(initial=0))
    active = np.asarray((firsts.activity[:, spans] > 0).any(axis=1))
    active[members] = False
    return np.flatnonzero(active).astype(np.int64)


def usual_life(firsts: Firsts, items: list[int], window_seconds: float) -> float:
    """Compute how much of a target's life usually falls into its fullest window.

    Parameters
    ----------
    firsts : Firsts
        What can coincide, by target and time.
    items : list[int]
        Codes of the group's targets.
    window_seconds : float
        How long the window is.

    Returns
    -------
    float
        The median over other targets with as many acts or more, 0 to 1; 0.5 where there are too
        few others.
    """
    totals = np.bincount(firsts.item)
    least = float(np.median(totals[items]))
    count = partners_of(firsts.item, firsts.seconds, window_seconds) - np.arange(firsts.item.size)
    starts = np.flatnonzero(np.diff(firsts.item, prepend=-1) != 0)
    fullest = np.maximum.reduceat(count, starts)
    codes = firsts.item[starts]
    like = (totals[codes] >= max(least, 3)) & ~np.isin(codes, items)
    if like.sum() < LIKE_MIN:
        return 0.5
    return float(np.median(fullest[like] / totals[codes][like]))
