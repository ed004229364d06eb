"""How strong a tie is: a published set of weights over what acts show, not a claim about feelings.

The weights are a configuration to be read and changed. Most of the strength is how lately two
people met; nobody should expect more of it than a rough order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.engine.ties import SILENT_VERBS

__all__ = ["WEIGHTS", "StrengthWeights", "tie_strength"]

HELP_VERBS: Final = ("Offer", "Accept", "Add")


@dataclass(frozen=True)
class StrengthWeights:
    """What each sign weighs on the logistic scale; every sign runs from 0 to 1.

    Attributes
    ----------
    base : float
        Where two people stand who met once, long ago.
    lately : float
        Fades by half in `half_life_days` since they last met.
    long : float
        How long they have known each other, up to a year.
    often : float
        How often they met, on a logarithmic scale up to 100 times.
    mutual : float
        How even it is: the smaller direction of the larger.
    circles : float
        Circles in common, up to three.
    help : float
        Help offered, accepted or credited, up to three times.
    half_life_days : float
        Days.
    """

    base: float = -3.0
    lately: float = 2.5
    long: float = 0.5
    often: float = 1.5
    mutual: float = 1.0
    circles: float = 0.5
    help: float = 0.5
    half_life_days: float = 30.0


WEIGHTS: Final = StrengthWeights()


def tie_strength(
    acts: pl.DataFrame, *, at: datetime, weights: StrengthWeights = WEIGHTS
) -> pl.DataFrame:
    """Score every pair of people that met.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them; only dated ones before `at` count.
    at : datetime
        Aware; the instant of looking.
    weights : StrengthWeights, default WEIGHTS
        What each sign weighs.

    Returns
    -------
    polars.DataFrame
        Columns one, other (str, one < other), times (int), days_since (float), circles (int),
        helped (int) and strength (float, 0 to 1), by `one` and `other`.

    References
    ----------
    Granovetter (1973) for the dimensions; Gilbert & Karahalios (2009) for predicting strength from
    traces. The weights are ours and not fitted to anybody's answers.
    """
    met = acts.filter(
        pl.col("at").is_not_null()
        & (pl.col("at") < at)
        & pl.col("to").is_not_null()
        & (pl.col("to") != pl.col("actor"))
        & ~pl.col("verb").is_in(list(SILENT_VERBS))
    ).with_columns(
        one=pl.min_horizontal("actor", "to"),
        other=pl.max_horizontal("actor", "to"),
        forth=pl.col("actor") < pl.col("to"),
    )
    day = pl.duration(days=1)
    pairs = (
        met.group_by("one", "other")
        .agg(
            pl.len().alias("times"),
            pl.col("forth").sum().alias("forth"),
            ((pl.lit(at) - pl.col("at").max()) / day).alias("days_since"),
            ((pl.col("at").max() - pl.col("at").min()) / day).alias("days_known"),
            pl.col("circle").drop_nulls().n_unique().alias("circles"),
            pl.col("verb").is_in(list(HELP_VERBS)).sum().alias("helped"),
        )
        .sort("one", "other")
    )
    return pairs.with_columns(strength=pl.Series(_score(pairs, weights), dtype=pl.Float64)).select(
        "one", "other", "times", "days_since", "circles", "helped", "strength"
    )


def _score(pairs: pl.DataFrame, weights: StrengthWeights) -> npt.NDArray[np.float64]:
    def column(name: str) -> npt.NDArray[np.float64]:
        return pairs[name].to_numpy().astype(np.float64)

    times, forth = column("times"), column("forth")
    smaller, larger = np.minimum(forth, times - forth), np.maximum(forth, times - forth)
    level = (
        weights.base
        + weights.lately * 0.5 ** (column("days_since") / weights.half_life_days)
        + weights.long * np.minimum(column("days_known") / 365.0, 1.0)
        + weights.often * np.minimum(np.log1p(times) / np.log(101.0), 1.0)
        + weights.mutual * smaller / np.maximum(larger, 1.0)
        + weights.circles * np.minimum(column("circles") / 3.0, 1.0)
        + weights.help * np.minimum(column("helped") / 3.0, 1.0)
    )
    return np.asarray(1.0 / (1.0 + np.exp(-level)), dtype=np.float64)
