"""Roles about to fall vacant, and who is ready: before, not after, somebody has gone.

A role here is a sort of work in a circle that one person does half or more of: nobody gave it to
her, the acts did. A seat is a role that was given: who keeps a circle, who is a steward. It rests
on one person where she alone holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from cohive.engine.instants import earlier
from cohive.words.sentences import Sentence

__all__ = ["Heir", "Seat", "Vacancy", "lone_seats", "succession"]

WINDOW_DAYS: Final = 180
LATELY_DAYS: Final = 30
ACTS_MIN: Final = 10
HALF: Final = 0.5
FALLEN: Final = 0.5
READY_ACTS: Final = 3
HEIRS_MAX: Final = 5


@dataclass(frozen=True)
class Heir:
    """Somebody who has done the same lately.

    Attributes
    ----------
    person : str
        Her id.
    acts : int
        How often in the window, from 3.
    """

    person: str
    acts: int


@dataclass(frozen=True)
class Vacancy:
    """A role that rests on one person.

    Attributes
    ----------
    circle : str | None
        Where; None for the place.
    verb, object_kind : str
        What is done; of a seat "" and what it is called.
    holder : str
        Who does half or more of it, or holds the seat alone.
    acts, of : int
        Her acts and everybody's, in the window; of a seat all acts in its circle.
    lately, usual : float
        Her acts in the last 30 days, and in 30 days on the mean of the window before.
    is_falling : bool
        She does less than half of the usual.
    heirs : tuple[Heir, ...]
        Who is ready, the most practised first, at most five; empty: nobody.
    said : Sentence
        The same in words.
    """

    circle: str | None
    verb: str
    object_kind: str
    holder: str
    acts: int
    of: int
    lately: float
    usual: float
    is_falling: bool
    heirs: tuple[Heir, ...]
    said: Sentence


def succession(acts: pl.DataFrame, *, at: datetime) -> tuple[Vacancy, ...]:
    """Find roles that rest on one person, and who could take them over.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them; staff holds roles too.
    at : datetime
        Aware; the end of the window of 180 days.

    Returns
    -------
    tuple[Vacancy, ...]
        Those falling first, then those without an heir, then by size; sorts of acts that happened
        fewer than ten times are left out.
    """
    since = earlier(at, timedelta(days=WINDOW_DAYS))
    late = earlier(at, timedelta(days=LATELY_DAYS))
    here = acts.filter((pl.col("at") >= since) & (pl.col("at") < at))
    sort = ["circle", "verb", "object_kind"]
    each = here.group_by(*sort, "actor").agg(
        pl.len().alias("acts"), (pl.col("at") >= late).sum().alias("lately")
    )
    whole = (
        each.with_columns(of=pl.col("acts").sum().over(sort))
        .filter(pl.col("of") >= ACTS_MIN)
        .sort("acts", "actor", descending=[True, False])
    )
    found = []
    for (circle, verb, kind), rows in whole.group_by(sort, maintain_order=True):
        top = rows.row(0, named=True)
        if top["acts"] < HALF * top["of"]:
            continue
        heirs = rows[1:].filter(pl.col("acts") >= READY_ACTS).head(HEIRS_MAX)
        found.append(
            _vacancy(
                None if circle is None else str(circle),
                str(verb),
                str(kind),
                top,
                tuple(Heir(name, acts) for name, acts in heirs.select("actor", "acts").iter_rows()),
            )
        )
    return tuple(sorted(found, key=lambda one: (not one.is_falling, bool(one.heirs), -one.of)))


@dataclass(frozen=True)
class Seat:
    """A role that was given.

    Attributes
    ----------
    circle : str | None
        Where; None for the place.
    role : str
        What it is called.
    holders : tuple[str, ...]
        Who holds it now.
    """

    circle: str | None
    role: str
    holders: tuple[str, ...]


def lone_seats(acts: pl.DataFrame, seats: Iterable[Seat], *, at: datetime) -> tuple[Vacancy, ...]:
    """Find seats that one person holds alone, and who is at home where it is.

    Parameters
    ----------
    acts : polars.DataFrame
        As `cohive.engine.ties.addressed` gives them.
    seats : Iterable[Seat]
        Every seat with its holders.
    at : datetime
        Aware; the end of the window of 180 days.

    Returns
    -------
    tuple[Vacancy, ...]
        Those falling first, then those without an heir, then by size. Ready for a seat in a circle
        is a member who acted there three times or more; of a seat of the place that is not known.
    """
    since = earlier(at, timedelta(days=WINDOW_DAYS))
    late = earlier(at, timedelta(days=LATELY_DAYS))
    here = acts.filter((pl.col("at") >= since) & (pl.col("at") < at))
    each = here.group_by("circle", "actor").agg(
        pl.len().alias("acts"), (pl.col("at") >= late).sum().alias("lately")
    )
    whole = here.group_by("actor").agg(
        pl.len().alias("acts"), (pl.col("at") >= late).sum().alias("lately")
    )
    found = []
    for seat in seats:
        if len(seat.holders) != 1:
            continue
        rows = whole if seat.circle is None else each.filter(pl.col("circle") == seat.circle)
        found.append(_lone(seat, rows.sort("acts", "actor", descending=[True, False])))
    return tuple(
        sorted(
            found, key=lambda one: (not one.is_falling, bool(one.heirs), -one.of, one.circle or "")
        )
    )


def _lone(seat: Seat, rows: pl.DataFrame) -> Vacancy:
    holder = seat.holders[0]
    own = rows.filter(pl.col("actor") == holder)
    acts, lately = (int(own[name].sum()) for name in ("acts", "lately"))
    usual = (acts - lately) * LATELY_DAYS / (WINDOW_DAYS - LATELY_DAYS)
    is_falling = acts >= READY_ACTS and lately < FALLEN * usual
    heirs = (
        ()
        if seat.circle is None
        else tuple(
            Heir(name, number)
            for name, number in rows.filter(
                (pl.col("actor") != holder) & (pl.col("acts") >= READY_ACTS)
            )
            .select("actor", "acts")
            .head(HEIRS_MAX)
            .iter_rows()
        )
    )
    if seat.circle is None:
        said = Sentence("One person alone holds it.")
    elif not heirs:
        said = Sentence("One person alone holds it, and nobody else is at home there.")
    elif is_falling:
        said = Sentence("One person alone holds it and is there less; at home there: %(heirs)s.")
    else:
        said = Sentence("One person alone holds it; at home there: %(heirs)s.")
    return Vacancy(
        circle=seat.circle,
        verb="",
        object_kind=seat.role,
        holder=holder,
        acts=acts,
        of=int(rows["acts"].sum()),
        lately=float(lately),
        usual=usual,
        is_falling=is_falling,
        heirs=heirs,
        said=said.filled(heirs=len(heirs)),
    )


def _vacancy(
    circle: str | None, verb: str, kind: str, top: dict[str, int | str], heirs: tuple[Heir, ...]
) -> Vacancy:
    acts, of, lately = int(top["acts"]), int(top["of"]), int(top["lately"])
    usual = (acts - lately) * LATELY_DAYS / (WINDOW_DAYS - LATELY_DAYS)
    is_falling = lately < FALLEN * usual
    if not heirs:
        said = Sentence("One person does %(acts)s of %(of)s, and nobody else has practised it.")
    elif is_falling:
        said = Sentence(
            "One person did %(acts)s of %(of)s and does it less; practised by others: %(heirs)s."
        )
    else:
        said = Sentence("One person does %(acts)s of %(of)s; practised by others: %(heirs)s.")
    return Vacancy(
        circle=circle,
        verb=verb,
        object_kind=kind,
        holder=str(top["actor"]),
        acts=acts,
        of=of,
        lately=float(lately),
        usual=usual,
        is_falling=is_falling,
        heirs=heirs,
        said=said.filled(acts=acts, of=of, heirs=len(heirs)),
    )
