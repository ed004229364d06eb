"""Roles about to fall vacant, and who is ready: before, not after, somebody has gone.

A role here is a sort of work in a circle that one person does half or more of. Nobody gave it to
her; the acts did.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from cohive.engine.instants import earlier
from cohive.words.sentences import Sentence

__all__ = ["Heir", "Vacancy", "succession"]

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
        What is done.
    holder : str
        Who does half or more of it.
    acts, of : int
        Her acts and everybody's, in the window.
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
