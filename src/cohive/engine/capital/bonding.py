"""Bonding within and bridging between circles, for each member and each circle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from cohive.engine.ties import SILENT_VERBS

__all__ = ["CircleTies", "MemberTies", "bonding"]

FEWEST_ACTS: Final = 3


@dataclass(frozen=True)
class MemberTies:
    """One member's ties.

    Attributes
    ----------
    person : str
        Her id.
    within, across : float
        How often she addressed people of a circle of hers, and others.
    circles : int
        Circles of the people she addressed.
    diversity : float
        Blau's 1 − Σp² over those circles, 0 (one) to 1 − 1/circles.
    is_broker : bool
        She addresses people of three circles or more, at least half outside her own.
    """

    person: str
    within: float
    across: float
    circles: int
    diversity: float
    is_broker: bool


@dataclass(frozen=True)
class CircleTies:
    """One circle's ties.

    Attributes
    ----------
    circle : str
        Its id.
    members : int
        Those who acted in it three times or more.
    within, across : float
        How often its members addressed each other, and others.
    e_i : float | None
        (across − within) / (across + within), −1 (closed) to 1 (open); depends on how large it is.
        None where nobody was addressed.
    """

    circle: str
    members: int
    within: float
    across: float
    e_i: float | None


def bonding(acts: pl.DataFrame) -> tuple[tuple[MemberTies, ...], tuple[CircleTies, ...]]:
    """Measure bonding and bridging.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them. A member belongs to every circle in which she
        acted three times or more.

    Returns
    -------
    tuple
        Members by id and circles by id; both empty for a source without circles.

    References
    ----------
    Putnam (2000) for the two kinds; Blau (1977) for the diversity; Krackhardt & Stern (1988) for
    the E–I index.
    """
    belong = (
        acts.filter(pl.col("circle").is_not_null() & ~pl.col("is_staff"))
        .group_by("actor", "circle")
        .agg(pl.len().alias("acts"))
        .filter(pl.col("acts") >= FEWEST_ACTS)
        .select(person="actor", circle="circle")
    )
    ties = (
        acts.filter(
            pl.col("to").is_not_null()
            & (pl.col("to") != pl.col("actor"))
            & ~pl.col("is_staff")
            & ~pl.col("to_staff")
            & ~pl.col("verb").is_in(list(SILENT_VERBS))
        )
        .group_by(person="actor", to="to")
        .agg(pl.col("times").sum())
    )
    mine = belong.group_by("person").agg(pl.col("circle").alias("mine"))
    theirs = belong.select(pl.col("person").alias("to"), "circle")
    theirs = theirs.group_by("to").agg(pl.col("circle").alias("theirs"))
    both = ties.join(mine, on="person").join(theirs, on="to")
    both = both.with_columns(
        is_within=pl.col("mine").list.set_intersection("theirs").list.len() > 0
    )
    return _members(both), _circles(both, belong)


def _members(both: pl.DataFrame) -> tuple[MemberTies, ...]:
    reached = (
        both.select("person", "times", "theirs")
        .with_columns(weight=pl.col("times") / pl.col("theirs").list.len())
        .explode("theirs")
        .group_by("person", "theirs")
        .agg(pl.col("weight").sum())
        .with_columns(part=pl.col("weight") / pl.col("weight").sum().over("person"))
        .group_by("person")
        .agg(
            pl.len().alias("circles"),
            (1.0 - (pl.col("part") ** 2).sum()).alias("diversity"),
        )
    )
    rows = (
        both.group_by("person")
        .agg(
            pl.col("times").filter("is_within").sum().alias("within"),
            pl.col("times").filter(~pl.col("is_within")).sum().alias("across"),
        )
        .join(reached, on="person")
        .sort("person")
        .select("person", "within", "across", "circles", "diversity")
    )
    return tuple(
        MemberTies(
            person, within, across, circles, max(0.0, diversity), circles >= 3 and across >= within
        )
        for person, within, across, circles, diversity in rows.iter_rows()
    )


def _circles(both: pl.DataFrame, belong: pl.DataFrame) -> tuple[CircleTies, ...]:
    each = both.explode("mine").with_columns(inside=pl.col("theirs").list.contains(pl.col("mine")))
    counted = each.group_by(pl.col("mine").alias("circle")).agg(
        pl.col("times").filter("inside").sum().alias("within"),
        pl.col("times").filter(~pl.col("inside")).sum().alias("across"),
    )
    sizes = belong.group_by("circle").agg(pl.col("person").n_unique().alias("members"))
    rows = sizes.join(counted, on="circle", how="left").sort("circle")
    rows = rows.with_columns(pl.col("within", "across").fill_null(0.0))
    return tuple(
        CircleTies(
            circle,
            members,
            within,
            across,
            (across - within) / (across + within) if across + within else None,
        )
        for circle, members, within, across in rows.select(
            "circle", "members", "within", "across"
        ).iter_rows()
    )
