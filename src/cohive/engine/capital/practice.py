"""How a firm and its people bond and spread: answers and recognition, and what travels on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from cohive.engine.intervals import Interval, wilson
from cohive.engine.vitality import Responses, responses

__all__ = ["Bonding", "Spreading", "bonding_practice", "spreading_practice"]

RECOGNISES: Final = ("Like", "Accept", "Add")
DEPTH_MAX: Final = 1_000


@dataclass(frozen=True)
class Bonding:
    """How people bond.

    Attributes
    ----------
    staff_posts : int
        Things the staff told the place.
    staff_answered : Interval
        The part of them that a member answered, with Wilson's range.
    all_talk : Responses
        How soon anything is answered, and how often by members.
    staff_answers : Interval
        The part of the staff's acts that answer somebody rather than announce.
    recognition : float | None
        Likes, acceptances and credits by another person per active member; None without members.
    """

    staff_posts: int
    staff_answered: Interval
    all_talk: Responses
    staff_answers: Interval
    recognition: float | None


@dataclass(frozen=True)
class Spreading:
    """How things travel on.

    Attributes
    ----------
    passed_on : int
        Times something was passed on.
    exposures : int | None
        How often it was shown, where that is known.
    per_exposure : Interval | None
        Times passed on of times shown, with Wilson's range.
    deep : Interval
        The part of passings-on that pass on what somebody else had passed on (depth above 1).
    by_members : Interval
        The part that members passed on.
    """

    passed_on: int
    exposures: int | None
    per_exposure: Interval | None
    deep: Interval
    by_members: Interval


def bonding_practice(acts: pl.DataFrame) -> Bonding:
    """Measure how people bond.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them.

    Returns
    -------
    Bonding
        Zeros for a frame without acts.
    """
    staff = acts.filter("is_staff")
    told = staff.filter((pl.col("verb") == "Create") & pl.col("parent").is_null())
    answers = acts.filter(~pl.col("is_staff") & (pl.col("verb") == "Create"))
    answered = told.filter(
        pl.col("object").is_in(answers["parent"].drop_nulls().unique().implode())
    )
    members = acts.filter(~pl.col("is_staff"))["actor"].n_unique()
    recognised = acts.filter(
        pl.col("verb").is_in(list(RECOGNISES))
        & pl.col("to").is_not_null()
        & (pl.col("to") != pl.col("actor"))
        & ~pl.col("to_staff")
    ).height
    addressing = staff.filter(pl.col("to").is_not_null()).height
    return Bonding(
        staff_posts=told.height,
        staff_answered=wilson(answered.height, told.height),
        all_talk=responses(acts),
        staff_answers=wilson(addressing, staff.height),
        recognition=recognised / members if members else None,
    )


def spreading_practice(acts: pl.DataFrame, *, exposures: int | None = None) -> Spreading:
    """Measure how things travel on.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them.
    exposures : int, optional
        How often things were shown in the same window.

    Returns
    -------
    Spreading
        Zeros where nothing was passed on.
    """
    passed = acts.filter(
        (pl.col("verb") == "Announce")
        | ((pl.col("verb") == "Create") & pl.col("object_kind").is_in(["link", "boost", "repost"]))
    )
    # an Announce passes on its object as it is; only what was made to pass on can be passed further
    ours = passed.filter(pl.col("verb") == "Create")["object"].unique().implode()
    deep = passed.filter(
        pl.col("parent").is_not_null()
        & pl.col("parent").is_in(ours)
        & (pl.col("parent") != pl.col("object"))
    ).height
    return Spreading(
        passed_on=passed.height,
        exposures=exposures,
        per_exposure=None if not exposures else wilson(passed.height, exposures),
        deep=wilson(deep, passed.height),
        by_members=wilson(passed.filter(~pl.col("is_staff")).height, passed.height),
    )
