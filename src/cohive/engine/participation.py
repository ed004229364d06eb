"""Who took part, when, with what, and who came back: the first look at any frame.

Programs are left out of every count of people and said apart. A person is an actor of at least
one act; whoever only reads leaves no act and is not here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import polars as pl

from cohive.engine.concentration import Concentration, concentration
from cohive.engine.frames import Frame
from cohive.words.acts import Role

__all__ = ["Kind", "Participation", "Period", "Person", "Return", "participation"]

WEEKS_DAYS_MAX: Final = 200
MONTHS_DAYS_MAX: Final = 12 * 366
QUARTERS_DAYS_MAX: Final = 50 * 366
YEARS_DAYS_MAX: Final = 150 * 366
DECADES_DAYS_MAX: Final = 1500 * 366
PEOPLE_NAMED: Final = 20
RETURN_DAYS: Final = 30
WATCHED_DAYS: Final = 180


@dataclass(frozen=True)
class Period:
    """One stretch of a frame: a week, month, quarter, year, decade or century.

    Attributes
    ----------
    start : date
        Its first day, in UTC.
    acts : int
        Acts in it, from 0.
    people : int
        Actors who did them.
    newcomers : int
        Those of them whose first act it holds.
    """

    start: date
    acts: int
    people: int
    newcomers: int


@dataclass(frozen=True)
class Kind:
    """One sort of act.

    Attributes
    ----------
    verb : str
        A verb of ActivityStreams 2.0.
    object_kind : str
        What it was done to or what it made.
    acts : int
        How many there are, from 1.
    people : int
        How many actors did them.
    """

    verb: str
    object_kind: str
    acts: int
    people: int


@dataclass(frozen=True)
class Person:
    """One who took part.

    Attributes
    ----------
    actor : str
        Her id in the frame.
    role : str
        "member" or "staff"; staff if any of her acts is.
    acts : int
        How many she did, from 1.
    first, last : datetime | None
        Instants in UTC; None where no act of hers has a time.
    """

    actor: str
    role: str
    acts: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True)
class Return:
    """How many came back after their first month.

    People who came less than 180 days before the end are not counted: they had no time to return.

    Attributes
    ----------
    n : int
        People watched for 180 days after their first act.
    returned : int
        Those of them who acted 30 to 180 days after it, 0 to n.
    """

    n: int
    returned: int


@dataclass(frozen=True)
class Participation:
    """The first look at a frame.

    Attributes
    ----------
    acts, people, staff : int
        Without programs; people of the staff count as people too.
    bots, bot_acts : int
        Programs, and what they did.
    others_acts : int
        Acts of no person or of many at once, left out of every other count.
    addressed_only : int
        People whom acts address and who did none themselves.
    undated : int
        Acts without a time, counted everywhere but in `periods`, `rhythm` and `returns`.
    first, last : datetime | None
        Instants in UTC of the first and the last dated act; None without any.
    unit : str
        What a period is: "week", "month", "quarter", "year", "decade" or "century".
    periods : tuple[Period, ...]
        From the first to the last, at most about 200; those without an act are there.
    rhythm : tuple[tuple[int, ...], ...]
        Acts by weekday (Monday first) and hour in UTC, 7 × 24.
    kinds : tuple[Kind, ...]
        The sorts of acts, the most frequent first.
    named : tuple[Person, ...]
        The busiest people, at most 20.
    spread : Concentration
        Of acts over people.
    returns : Return
        Who came back.
    """

    acts: int
    people: int
    staff: int
    bots: int
    bot_acts: int
    others_acts: int
    addressed_only: int
    undated: int
    first: datetime | None
    last: datetime | None
    unit: str
    periods: tuple[Period, ...]
    rhythm: tuple[tuple[int, ...], ...]
    kinds: tuple[Kind, ...]
    named: tuple[Person, ...]
    spread: Concentration
    returns: Return


def participation(frame: Frame, *, seed: int, not_people: Collection[str] = ()) -> Participation:
    """Look at a frame: who took part, when, with what. Linear in the acts.

    Parameters
    ----------
    frame : Frame
        The acts of one source.
    seed : int
        Draws the interval of the spread.
    not_people : Collection[str], default ()
        Actors that stand for no person or for many, such as a firm or "a guest"; their acts are
        left out and counted in `others_acts`.

    Returns
    -------
    Participation
        Counts of an empty frame are 0.
    """
    is_program = pl.col("role") == Role.BOT.value
    is_other = pl.col("actor").is_in(list(not_people)) & ~is_program
    human = frame.acts.filter(~is_program & ~is_other)
    programs = frame.acts.filter(is_program)
    people = (
        human.group_by("actor")
        .agg(
            pl.len().alias("acts"),
            pl.col("at").min().alias("first"),
            pl.col("at").max().alias("last"),
            (pl.col("role") == Role.STAFF.value).any().alias("is_staff"),
        )
        .sort(["acts", "actor"], descending=[True, False])
    )
    dated = human.filter(pl.col("at").is_not_null())
    unit = _unit(dated)
    return Participation(
        acts=human.height,
        people=people.height,
        staff=int(people["is_staff"].sum()),
        bots=programs["actor"].n_unique(),
        bot_acts=programs.height,
        others_acts=frame.acts.filter(is_other).height,
        addressed_only=_addressed_only(frame, not_people),
        undated=human.height - dated.height,
        first=_moment(dated["at"].min()),
        last=_moment(dated["at"].max()),
        unit=unit,
        periods=_periods(dated, people, unit),
        rhythm=_rhythm(dated),
        kinds=_kinds(human),
        named=tuple(
            Person(actor, "staff" if is_staff else "member", acts, first, last)
            for actor, acts, first, last, is_staff in people.head(PEOPLE_NAMED).iter_rows()
        ),
        spread=concentration(people["acts"].cast(pl.Float64).to_numpy(), seed=seed),
        returns=_returns(dated),
    )


def _addressed_only(frame: Frame, not_people: Collection[str]) -> int:
    acting = frame.acts["actor"].unique()
    addressed = frame.acts["target"].drop_nulls().unique()
    silent = addressed.filter(~addressed.is_in(acting.implode()))
    return int(silent.filter(~silent.is_in(list(not_people))).len())


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _unit(dated: pl.DataFrame) -> str:
    first, last = _moment(dated["at"].min()), _moment(dated["at"].max())
    days = (last - first).days if first and last else 0
    return next((unit for unit, days_max in _LONGEST_DAYS.items() if days <= days_max), "century")


_LONGEST_DAYS: Final = {
    "week": WEEKS_DAYS_MAX,
    "month": MONTHS_DAYS_MAX,
    "quarter": QUARTERS_DAYS_MAX,
    "year": YEARS_DAYS_MAX,
    "decade": DECADES_DAYS_MAX,
}
_EVERY: Final = {"week": "1w", "month": "1mo", "quarter": "1q"}
_YEARS: Final = {"year": 1, "decade": 10, "century": 100}


def _start(at: pl.Expr, unit: str) -> pl.Expr:
    """The first day of the period that holds an instant; the calendar begins with the year 1."""
    if unit in _EVERY:
        return at.dt.truncate(_EVERY[unit]).dt.date()
    years = _YEARS[unit]
    return pl.date(pl.max_horizontal(at.dt.year() // years * years, 1), 1, 1)


def _starts(first: date, last: date, unit: str) -> pl.Series:
    """The first days of all periods between two of them, both included."""
    if unit in _EVERY:
        return pl.date_range(first, last, _EVERY[unit], eager=True)
    years = _YEARS[unit]
    numbers = range(first.year // years, last.year // years + 1)
    return pl.Series([date(max(number * years, 1), 1, 1) for number in numbers])


def _periods(dated: pl.DataFrame, people: pl.DataFrame, unit: str) -> tuple[Period, ...]:
    """Every period from the first to the last, also those in which nothing happened."""
    if not dated.height:
        return ()
    start = _start(pl.col("at"), unit).alias("start")
    counted = dated.group_by(start).agg(
        pl.len().alias("acts"), pl.col("actor").n_unique().alias("people")
    )
    new = (
        people.filter(pl.col("first").is_not_null())
        .group_by(_start(pl.col("first"), unit).alias("start"))
        .agg(pl.len().alias("newcomers"))
    )
    days = counted["start"].sort()
    every = _starts(days[0], days[-1], unit).alias("start").to_frame()
    whole = every.join(counted, on="start", how="left").join(new, on="start", how="left")
    rows = whole.fill_null(0).sort("start").select("start", "acts", "people", "newcomers")
    return tuple(Period(*row) for row in rows.iter_rows())


def _rhythm(dated: pl.DataFrame) -> tuple[tuple[int, ...], ...]:
    days = dated["at"].dt.weekday().to_numpy().astype(np.int64) - 1
    hours = dated["at"].dt.hour().to_numpy().astype(np.int64)
    counts = np.bincount(days * 24 + hours, minlength=7 * 24).reshape(7, 24)
    return tuple(tuple(int(count) for count in row) for row in counts)


def _kinds(human: pl.DataFrame) -> tuple[Kind, ...]:
    counted = (
        human.group_by("verb", "object_kind")
        .agg(pl.len().alias("acts"), pl.col("actor").n_unique().alias("people"))
        .sort(["acts", "verb", "object_kind"], descending=[True, False, False])
    )
    return tuple(Kind(*row) for row in counted.iter_rows())


def _returns(dated: pl.DataFrame) -> Return:
    last = _moment(dated["at"].max())
    if last is None:
        return Return(0, 0)
    arrival = dated.group_by("actor").agg(pl.col("at").min().alias("first"))
    # the end less the first act, never the end less half a year: years begin with 1
    watched = arrival.filter(pl.lit(last) - pl.col("first") >= timedelta(days=WATCHED_DAYS))
    since = pl.col("at") - pl.col("first")
    again = dated.join(watched, on="actor").filter(
        (since >= timedelta(days=RETURN_DAYS)) & (since <= timedelta(days=WATCHED_DAYS))
    )
    return Return(n=watched.height, returned=again["actor"].n_unique())
