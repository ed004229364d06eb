"""How long people stay: Kaplan and Meier's estimate, with those who are still here counted as such.

Nobody says goodbye. Leaving is only seen afterwards, when somebody has done nothing for a while;
so whoever was here within that while of the end has not left as far as anybody can tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.frames import INSTANT

__all__ = ["GAP_DAYS", "Survival", "stays", "survival"]

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

GAP_DAYS: Final = 60
Z_95: Final = 1.959963984540054
DAY_SECONDS: Final = 86_400.0


@dataclass(frozen=True)
class Survival:
    """The part of people still here after some time.

    Attributes
    ----------
    n : int
        People watched.
    left : int
        Those of them who were seen to leave.
    times : tuple[float, ...]
        Where the curve steps, rising, in the unit of the durations.
    part : tuple[float, ...]
        Still here after each of `times`, 1 to 0.
    low, high : tuple[float, ...]
        The 95 % range at each, by Greenwood's formula on the log-log scale.
    at_risk : tuple[int, ...]
        People still watched just before each of `times`.
    median : float | None
        The first time at which half or fewer are here; None where it is not reached.
    """

    n: int
    left: int
    times: tuple[float, ...]
    part: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    at_risk: tuple[int, ...]
    median: float | None

    def at(self, time: float) -> float:
        """The part still here after some time.

        Parameters
        ----------
        time : float
            In the unit of the durations, from 0.

        Returns
        -------
        float
            1 to 0.
        """
        place = int(np.searchsorted(np.array(self.times), time, side="right"))
        return self.part[place - 1] if place else 1.0

    def thinned(self, steps_max: int) -> Survival:
        """The same curve with fewer steps, to be kept and drawn.

        Parameters
        ----------
        steps_max : int
            At most so many are kept, from 2; the first and the last always are.

        Returns
        -------
        Survival
            Each kept step is where it was; between two of them the curve is known no more.
        """
        if len(self.times) <= steps_max:
            return self
        kept = np.unique(np.linspace(0, len(self.times) - 1, steps_max).round().astype(int))
        return replace(
            self,
            times=tuple(self.times[one] for one in kept),
            part=tuple(self.part[one] for one in kept),
            low=tuple(self.low[one] for one in kept),
            high=tuple(self.high[one] for one in kept),
            at_risk=tuple(self.at_risk[one] for one in kept),
        )


def survival(durations: Floats, has_left: Truths) -> Survival:
    """Estimate how long people stay.

    Parameters
    ----------
    durations : ndarray of float, shape (n,)
        How long each was watched, from 0.
    has_left : ndarray of bool, shape (n,)
        Whether she was seen to leave then; False: she may still be here.

    Returns
    -------
    Survival
        With no steps where nobody left.

    Raises
    ------
    ValueError
        For a negative or not finite duration, or arrays of different lengths.

    References
    ----------
    Kaplan & Meier (1958). Nonparametric estimation from incomplete observations; Greenwood (1926);
    Kalbfleisch & Prentice (1980) for the range.
    """
    if durations.shape != has_left.shape or not np.isfinite(durations).all():
        raise ValueError("durations and has_left must be finite and of one length")
    if durations.size and durations.min() < 0:
        raise ValueError("durations must not be negative")
    steps, leaving = np.unique(durations[has_left], return_counts=True)
    watched = durations.size - np.searchsorted(np.sort(durations), steps, side="left")
    part = np.cumprod(1.0 - leaving / watched).astype(np.float64)
    spread = np.cumsum(_greenwood(leaving, watched))
    low, high = _range(part, spread)
    half = np.flatnonzero(part <= 0.5 + 1e-12)
    return Survival(
        n=int(durations.size),
        left=int(has_left.sum()),
        times=tuple(float(one) for one in steps),
        part=tuple(float(one) for one in part),
        low=tuple(float(one) for one in low),
        high=tuple(float(one) for one in high),
        at_risk=tuple(int(one) for one in watched),
        median=float(steps[half[0]]) if half.size else None,
    )


def _greenwood(leaving: npt.NDArray[np.int64], watched: npt.NDArray[np.int64]) -> Floats:
    staying = watched - leaving
    whole = np.where(staying > 0, watched * np.maximum(staying, 1), 1)
    return np.where(staying > 0, leaving / whole, 0.0)


def _range(part: Floats, spread: Floats) -> tuple[Floats, Floats]:
    inside = (part > 0) & (part < 1)
    log = np.log(np.where(inside, part, 0.5))
    step = Z_95 * np.sqrt(spread) / np.abs(log)
    low = np.where(inside, np.where(inside, part, 0.5) ** np.exp(step), part)
    high = np.where(inside, np.where(inside, part, 0.5) ** np.exp(-step), part)
    return low, high


def stays(acts: pl.DataFrame, *, gap_days: int = GAP_DAYS) -> Survival:
    """How long the people of some acts stay, in days from their first act to their last.

    Parameters
    ----------
    acts : polars.DataFrame
        With the columns `actor` and `at` (UTC); acts without a time are left out.
    gap_days : int, default 60
        Days without an act after which somebody counts as gone.

    Returns
    -------
    Survival
        In days; whoever acted within the gap before the last act of all is still here.
    """
    dated = acts.filter(pl.col("at").is_not_null())
    each = dated.group_by("actor").agg(
        pl.col("at").min().alias("first"), pl.col("at").max().alias("last")
    )
    end = dated["at"].max()
    days = pl.duration(days=1)
    found = each.select(
        ((pl.col("last") - pl.col("first")) / days).alias("stayed"),
        ((pl.lit(end, dtype=INSTANT) - pl.col("last")) / days > gap_days).alias("gone"),
    )
    return survival(
        found["stayed"].to_numpy().astype(np.float64), found["gone"].to_numpy().astype(np.bool_)
    )
