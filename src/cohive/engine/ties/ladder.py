"""The ladder: customer (bought) → user (takes part) → fan (returns, passes on) → friend (mutual).

Where somebody stands is read from what she did in a window, never from what she spent. A rung is
no rank: it says what she and the place did together lately.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

import polars as pl

from cohive.engine.frames import Frame
from cohive.engine.instants import earlier, just_after
from cohive.engine.intervals import wilson
from cohive.engine.ties.addressing import addressed
from cohive.engine.ties.network import SILENT_VERBS
from cohive.words.sentences import Sentence

__all__ = ["STEPS", "Ladder", "LadderRule", "Move", "Place", "Rung", "ladder"]


class Rung(IntEnum):
    """Where one stands; `NONE` is known here and did nothing in the window."""

    NONE = 0
    CUSTOMER = 1
    USER = 2
    FAN = 3
    FRIEND = 4


@dataclass(frozen=True)
class LadderRule:
    """What each rung takes; published beside every ladder.

    Attributes
    ----------
    window_days : int
        How far back is looked.
    bought_kinds : frozenset[str]
        Kinds of things whose making is a purchase.
    passed_on_verbs, passed_on_kinds : frozenset[str]
        What counts as passing on: one of the verbs, or making one of the kinds.
    weeks_active_min : int
        Distinct weeks of taking part that make a fan.
    partners_min : int
        Members with whom ties go both ways that make a friend.
    """

    window_days: int = 90
    bought_kinds: frozenset[str] = frozenset({"order", "purchase"})
    passed_on_verbs: frozenset[str] = frozenset({"Announce", "Invite"})
    passed_on_kinds: frozenset[str] = frozenset({"link", "boost", "repost"})
    weeks_active_min: int = 3
    partners_min: int = 2


RULE: Final = LadderRule()
STEPS: Final[Mapping[str, Sentence]] = {
    "buy": Sentence("buys something or takes part"),
    "take_part": Sentence("takes part once"),
    "return": Sentence("comes back in %(weeks)s more weeks"),
    "pass_on": Sentence("passes something on"),
    "partner": Sentence("is answered by %(people)s more people she answers"),
}


@dataclass(frozen=True)
class Place:
    """Where one person stands.

    Attributes
    ----------
    person : str
        Her id in the frame.
    rung : Rung
        Where she stands at the end.
    since : datetime
        Her first act ever.
    weeks_active, partners : int
        Weeks of taking part in the window, and members with ties both ways.
    passed_on, bought : int
        How often, in the window.
    missing : tuple[Sentence, ...]
        What lies between her and the next rung; one sentence: she is one step away.
    """

    person: str
    rung: Rung
    since: datetime
    weeks_active: int
    partners: int
    passed_on: int
    bought: int
    missing: tuple[Sentence, ...]


@dataclass(frozen=True)
class Move:
    """How many of one rung are on another a window later.

    Attributes
    ----------
    cohort : str
        The quarter of their first act, such as "2026-Q1"; "" for everybody.
    start, end : Rung
        From where to where.
    n : int
        People on `start`.
    moved : int
        Those of them on `end` later.
    part, low, high : float
        moved / n with Wilson's 95 % interval, 0 to 1.
    """

    cohort: str
    start: Rung
    end: Rung
    n: int
    moved: int
    part: float
    low: float
    high: float


@dataclass(frozen=True)
class Ladder:
    """Everybody's rung now, and the moves since the window before.

    Attributes
    ----------
    at : datetime | None
        The end of the window; None in a frame without times.
    n : int
        Members known, programs and staff left out.
    counts : dict[Rung, int]
        How many stand where.
    places : tuple[Place, ...]
        Each member, by id.
    moves : tuple[Move, ...]
        For everybody and for each cohort; rungs with fewer than ten people are not there, nor is a
        cohort of which what is left out could be worked out.
    rule : LadderRule
        What each rung takes.
    cannot_tell : tuple[Sentence, ...]
        What is missing, and why.
    """

    at: datetime | None
    n: int
    counts: Mapping[Rung, int]
    places: tuple[Place, ...]
    moves: tuple[Move, ...]
    rule: LadderRule
    cannot_tell: tuple[Sentence, ...]


FEWEST: Final = 10
PLACE_COLUMNS: Final = ("actor", "since", "weeks", "partners", "passed", "bought", "rung")


def ladder(
    frame: Frame,
    *,
    at: datetime | None = None,
    rule: LadderRule = RULE,
    not_people: Collection[str] = (),
) -> Ladder:
    """Read where everybody stands, and how people moved since the window before.

    Parameters
    ----------
    frame : Frame
        The acts of one source.
    at : datetime, optional
        Aware; the end of the window. Default: just after the last act.
    rule : LadderRule, optional
        What each rung takes.
    not_people : Collection[str], default ()
        Actors that stand for no person or for many; left out.

    Returns
    -------
    Ladder
        Empty for a frame without times.
    """
    acts = _members(frame, not_people)
    last = acts["at"].max()
    end = at or (just_after(last) if isinstance(last, datetime) else None)
    if end is None:
        return Ladder(None, 0, {}, (), (), rule, (Sentence("When things happened is not known."),))
    acts = acts.filter(pl.col("at") < end)
    window = timedelta(days=rule.window_days)
    start = earlier(end, window)
    now = _standing(acts, start, end, rule)
    before = _standing(acts, earlier(start, window), start, rule)
    places = tuple(_place(row, rule) for row in now.select(PLACE_COLUMNS).iter_rows())
    counts = {rung: sum(place.rung is rung for place in places) for rung in Rung}
    return Ladder(
        at=end,
        n=len(places),
        counts=counts,
        places=places,
        moves=_moves(before, now),
        rule=rule,
        cannot_tell=_cannot_tell(frame, acts, len(places), rule),
    )


def _members(frame: Frame, not_people: Collection[str]) -> pl.DataFrame:
    """Dated acts of members; whom they address counts where that is a member."""
    acts = addressed(frame, not_people=not_people)
    return acts.filter(pl.col("at").is_not_null() & ~pl.col("is_staff")).with_columns(
        to=pl.when(~pl.col("to_staff")).then("to")
    )


def _standing(
    acts: pl.DataFrame, since: datetime, until: datetime, rule: LadderRule
) -> pl.DataFrame:
    """Each member known before `until`, with what she did from `since` on, and her rung."""
    bought = (pl.col("verb") == "Create") & pl.col("object_kind").is_in(list(rule.bought_kinds))
    passed = pl.col("verb").is_in(list(rule.passed_on_verbs)) | (
        (pl.col("verb") == "Create") & pl.col("object_kind").is_in(list(rule.passed_on_kinds))
    )
    known = (
        acts.filter(pl.col("at") < until).group_by("actor").agg(pl.col("at").min().alias("since"))
    )
    here = acts.filter((pl.col("at") >= since) & (pl.col("at") < until))
    did = here.group_by("actor").agg(
        pl.col("at").filter(~bought).dt.truncate("1w").n_unique().alias("weeks"),
        (~bought).sum().alias("part"),
        bought.sum().alias("bought"),
        passed.sum().alias("passed"),
    )
    rows = known.join(did, on="actor", how="left").join(_partners(here), on="actor", how="left")
    rows = rows.with_columns(
        pl.col("weeks", "part", "bought", "passed", "partners").fill_null(0)
    ).sort("actor")
    is_fan = (pl.col("weeks") >= rule.weeks_active_min) & (pl.col("passed") > 0)
    return rows.with_columns(
        pl.when((pl.col("partners") >= rule.partners_min) & (pl.col("part") > 0))
        .then(Rung.FRIEND.value)
        .when(is_fan)
        .then(Rung.FAN.value)
        .when(pl.col("part") > 0)
        .then(Rung.USER.value)
        .when(pl.col("bought") > 0)
        .then(Rung.CUSTOMER.value)
        .otherwise(Rung.NONE.value)
        .alias("rung")
    )


def _partners(here: pl.DataFrame) -> pl.DataFrame:
    """How many members each one has ties with in both directions."""
    ties = (
        here.filter(
            pl.col("to").is_not_null()
            & (pl.col("to") != pl.col("actor"))
            & ~pl.col("verb").is_in(list(SILENT_VERBS))
        )
        .select("actor", "to")
        .unique()
    )
    back = ties.select(pl.col("to").alias("actor"), pl.col("actor").alias("to"))
    return ties.join(back, on=["actor", "to"]).group_by("actor").agg(pl.len().alias("partners"))


def _place(row: tuple[str, datetime, int, int, int, int, int], rule: LadderRule) -> Place:
    person, since, weeks, partners, passed, bought, rung = row
    return Place(
        person=person,
        rung=Rung(rung),
        since=since,
        weeks_active=weeks,
        partners=partners,
        passed_on=passed,
        bought=bought,
        missing=_missing(Rung(rung), weeks, partners, passed, rule),
    )


def _missing(
    rung: Rung, weeks: int, partners: int, passed: int, rule: LadderRule
) -> tuple[Sentence, ...]:
    """What lies between a person and the next rung."""
    if rung is Rung.NONE:
        return (STEPS["buy"],)
    if rung is Rung.CUSTOMER:
        return (STEPS["take_part"],)
    if rung is Rung.USER:
        more = rule.weeks_active_min - weeks
        steps = [STEPS["return"].filled(weeks=more)] if more > 0 else []
        return (*steps, *(() if passed else (STEPS["pass_on"],)))
    if rung is Rung.FAN:
        return (STEPS["partner"].filled(people=rule.partners_min - partners),)
    return ()


def _moves(before: pl.DataFrame, now: pl.DataFrame) -> tuple[Move, ...]:
    both = (
        before.select("actor", "since", pl.col("rung").alias("start"))
        .join(now.select("actor", pl.col("rung").alias("end")), on="actor")
        .with_columns(
            pl.format("{}-Q{}", pl.col("since").dt.year(), pl.col("since").dt.quarter()).alias(
                "cohort"
            )
        )
    )
    whole = both.with_columns(pl.lit("").alias("cohort"))
    found = []
    for part in (whole, both):
        sizes = part.group_by("cohort", "start").agg(pl.len().alias("n"))
        moved = part.group_by("cohort", "start", "end").agg(pl.len().alias("moved"))
        rows = moved.join(_told(sizes), on=["cohort", "start"])
        for row in rows.sort("cohort", "start", "end").iter_rows(named=True):
            range_95 = wilson(row["moved"], row["n"])
            found.append(
                Move(
                    cohort=row["cohort"],
                    start=Rung(row["start"]),
                    end=Rung(row["end"]),
                    n=row["n"],
                    moved=row["moved"],
                    part=row["moved"] / row["n"],
                    low=range_95.low,
                    high=range_95.high,
                )
            )
    return tuple(found)


def _told(sizes: pl.DataFrame) -> pl.DataFrame:
    """The groups of ten people or more, as far as they do not give the smaller ones away.

    Everybody's number is told beside those of the cohorts: what is left out of a rung is what
    remains, so it too is ten people or more, or nobody.
    """
    ranked = sizes.sort("start", "n", "cohort").with_columns(
        before=pl.col("n").cum_sum().over("start") - pl.col("n")
    )
    gives_away = (pl.col("before") > 0) & (pl.col("before") < FEWEST)
    return ranked.filter((pl.col("n") >= FEWEST) & ~gives_away).drop("before")


def _cannot_tell(
    frame: Frame, acts: pl.DataFrame, people: int, rule: LadderRule
) -> tuple[Sentence, ...]:
    said = [Sentence("Who only reads or looks: that leaves no act.")]
    if not acts.filter(pl.col("object_kind").is_in(list(rule.bought_kinds))).height:
        said.append(Sentence("Who bought: this source holds no purchase."))
    if frame.acts["at"].null_count():
        said.append(Sentence("Acts without a time are left out."))
    if people < FEWEST:
        said.append(
            Sentence(
                "Moves: with %(n)s members they would be told of single people.", {"n": people}
            )
        )
    return tuple(said)
