"""The mix of roles week by week: distributor, contact, listener, attention grabber.

A week's account is likened to all four at once and counts in each by its part. There is no label
on a person: the mix is the community's. `own_mixes` says who leaned where, for each to see of
herself and for nobody else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from cohive.words.sentences import Sentence

__all__ = ["ROLE_NAMES", "OwnMix", "RoleMix", "Week", "own_mixes", "role_mix"]

Floats = npt.NDArray[np.float64]

ROLE_NAMES: Final = ("distributor", "contact", "listener", "grabber")
FEWEST: Final = 10
SIGNATURES: Final = np.array(
    # passes on, replies, is replied to, listens, posts
    [
        [1.0, -0.5, 0.0, 0.0, 0.0],
        [0.0, 1.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, -0.5],
        [0.0, -0.5, 0.5, -0.5, 1.0],
    ]
)
"""How far each role leans to each of the five signs; published, and ours."""


@dataclass(frozen=True)
class Week:
    """The mix of one week.

    Attributes
    ----------
    start : date
        Its Monday, in UTC.
    n : int
        Members active in it; weeks with fewer than ten are not given.
    parts : tuple[float, ...]
        The part of each role, in the order of `ROLE_NAMES`; together 1.
    """

    start: date
    n: int
    parts: tuple[float, ...]


@dataclass(frozen=True)
class RoleMix:
    """The mix over time.

    Attributes
    ----------
    weeks : tuple[Week, ...]
        The oldest first.
    moves : tuple[tuple[float, ...], ...] | None
        From row to column: the part of one week's role found in another the week after, over
        members active in both; rows sum to 1. None below ten such pairs.
    pairs : int
        Members counted with their following week.
    cannot_tell : tuple[Sentence, ...]
        What is missing, and why.
    """

    weeks: tuple[Week, ...]
    moves: tuple[tuple[float, ...], ...] | None
    pairs: int
    cannot_tell: tuple[Sentence, ...]


@dataclass(frozen=True)
class OwnMix:
    """One member's mix, for her own eyes.

    Attributes
    ----------
    person : str
        Her id.
    weeks : int
        Weeks she was active in, of those in which ten members or more were.
    parts : tuple[float, ...]
        The mean part of each role over these weeks, in the order of `ROLE_NAMES`; together 1.
    """

    person: str
    weeks: int
    parts: tuple[float, ...]


def role_mix(acts: pl.DataFrame) -> RoleMix:
    """Compute the mix of roles.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them; staff is left out.

    Returns
    -------
    RoleMix
        Empty for a frame without times.
    """
    signs = _signs(acts)
    likeness = _likeness(signs)
    week = signs["week"]
    found = []
    for start in week.unique().sort():
        here = (week == start).to_numpy()
        if here.sum() >= FEWEST:
            parts = likeness[here].mean(axis=0)
            found.append(Week(start, int(here.sum()), tuple(float(part) for part in parts)))
    moves, pairs = _moves(signs, likeness)
    said = [Sentence("Who listens without a trace: only reactions and visits that are acts count.")]
    if not found:
        said.append(Sentence("The mix of a week with fewer than ten members."))
    return RoleMix(tuple(found), moves, pairs, tuple(said))


def own_mixes(acts: pl.DataFrame) -> tuple[OwnMix, ...]:
    """Compute each member's own mix, likened to all others of the same acts.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them; staff is left out.

    Returns
    -------
    tuple[OwnMix, ...]
        By id; without those who were active only in weeks with fewer than ten members.
    """
    signs = _signs(acts)
    likeness = _likeness(signs)
    parts = signs.select(
        "actor",
        pl.len().over("week").alias("active"),
        *(pl.Series(name, likeness[:, place]) for place, name in enumerate(ROLE_NAMES)),
    )
    rows = (
        parts.filter(pl.col("active") >= FEWEST)
        .group_by("actor")
        .agg(pl.len().alias("weeks"), *(pl.col(name).mean() for name in ROLE_NAMES))
        .sort("actor")
    )
    return tuple(OwnMix(person, weeks, tuple(mix)) for person, weeks, *mix in rows.iter_rows())


def _signs(acts: pl.DataFrame) -> pl.DataFrame:
    """What each member did each week: five signs on a logarithmic scale."""
    dated = acts.filter(pl.col("at").is_not_null()).with_columns(
        week=pl.col("at").dt.truncate("1w").dt.date()
    )
    made = pl.col("verb") == "Create"
    passed = (pl.col("verb") == "Announce") | (
        made & pl.col("object_kind").is_in(["link", "boost", "repost"])
    )
    does = (
        dated.filter(~pl.col("is_staff"))
        .group_by("actor", "week")
        .agg(
            passed.sum().alias("passes"),
            (made & pl.col("to").is_not_null()).sum().alias("replies"),
            pl.col("verb").is_in(["Like", "View", "Follow"]).sum().alias("listens"),
            (made & pl.col("to").is_null() & ~passed).sum().alias("posts"),
        )
    )
    gets = (
        dated.filter(pl.col("to").is_not_null() & (pl.col("to") != pl.col("actor")) & made)
        .group_by(pl.col("to").alias("actor"), "week")
        .agg(pl.len().alias("replied"))
    )
    whole = does.join(gets, on=["actor", "week"], how="left").fill_null(0)
    return whole.sort("week", "actor").select(
        "actor",
        "week",
        *(
            (pl.col(name).cast(pl.Float64) + 1.0).log().alias(name)
            for name in ("passes", "replies", "replied", "listens", "posts")
        ),
    )


def _likeness(signs: pl.DataFrame) -> Floats:
    """How much each account-week is like each role: a soft maximum over its standard scores."""
    values = signs.select("passes", "replies", "replied", "listens", "posts").to_numpy()
    if not values.size:
        return np.zeros((0, len(ROLE_NAMES)))
    spread = values.std(axis=0)
    scores = (values - values.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    level = scores @ SIGNATURES.T
    odds = np.exp(level - level.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float64)


def _moves(
    signs: pl.DataFrame, likeness: Floats
) -> tuple[tuple[tuple[float, ...], ...] | None, int]:
    numbered = signs.select("actor", "week").with_row_index("row")
    ahead = numbered.select(
        "actor", pl.col("week").dt.offset_by("-1w").alias("week"), pl.col("row").alias("next")
    )
    pairs = numbered.join(ahead, on=["actor", "week"])
    if pairs.height < FEWEST:
        return None, pairs.height
    flow = likeness[pairs["row"].to_numpy()].T @ likeness[pairs["next"].to_numpy()]
    flow = flow / flow.sum(axis=1, keepdims=True)
    return tuple(tuple(float(part) for part in row) for row in flow), pairs.height
