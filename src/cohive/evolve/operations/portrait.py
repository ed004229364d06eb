"""What stands beside the acts in a night's figures: language, and what surveys say of needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from django.conf import settings

from cohive.bond import queries as members
from cohive.engine.culture import Language, StyleMatching, language_of, ritual, style_matching
from cohive.engine.frames import INSTANT
from cohive.engine.needs import NEEDS, Gap, need_gaps
from cohive.engine.scales.instruments import NEEDS_IMPORTANCE, NEEDS_SATISFACTION
from cohive.engine.vitality import Seat, Vacancy, lone_seats
from cohive.evolve.models.surveys import Wave
from cohive.evolve.queries.intentions import due_instants, rituals
from cohive.evolve.queries.survey_sheets import Sheet, sheet
from cohive.evolve.queries.surveys import survey
from cohive.evolve.written import written

OCCASIONS_KEPT = 12
STYLE_DAYS = 365
ASKED = (NEEDS_IMPORTANCE.key, NEEDS_SATISFACTION.key)


def beside_the_acts(
    *, acts: pl.DataFrame, at: datetime, seed: int, without: frozenset[UUID] = frozenset()
) -> dict[str, Any]:
    """Figures that are of no window, as JSON; `acts` as `engine.ties.addressed` gives them.

    without: whose words are left out; their acts are no more among `acts`.
    """
    return {
        "rituals": written(_rituals(acts, at, seed)),
        "language": written(_language(at, seed, without)),
        "style": written(_style(at, seed, without)),
        "seats": written(_seats(acts, at)),
        "gaps": written(_gaps(seed)),
    }


def _language(at: datetime, seed: int, without: frozenset[UUID]) -> Language:
    """Of what members said in the circles; staff and the firm are left out."""
    told = members.texts_told(until=at, without=members.staff() | without)
    rows = [(str(author), when, text) for author, when, text in told]
    texts = pl.DataFrame(
        rows, schema={"actor": pl.String, "at": INSTANT, "text": pl.String}, orient="row"
    )
    return language_of(texts, names=members.names_in_use(), seed=seed)


def _style(at: datetime, seed: int, without: frozenset[UUID]) -> StyleMatching:
    """Of what people answered each other in the circles in the last year."""
    place = members.place()
    brand = members.staff() | ({place.agent} if place else set())
    told = members.answers_told(since=at - timedelta(days=STYLE_DAYS), until=at)
    rows = [
        (str(author), str(to), language, text)
        for author, to, language, text in told
        if author not in without and to not in without
    ]
    columns = ("author", "to", "language", "text")
    said = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    return style_matching(said, staff={str(one) for one in brand}, seed=seed)


def _seats(acts: pl.DataFrame, at: datetime) -> tuple[Vacancy, ...]:
    """Circles that one person keeps alone, and roles of the place that one holds alone."""
    place = members.place()
    if place is None:
        return ()
    held = [
        Seat(str(one.circle) if one.circle else None, one.role, tuple(map(str, one.holders)))
        for one in members.seats(firm=place.agent)
    ]
    return lone_seats(acts, held, at=at)


def _gaps(seed: int) -> dict[str, Any] | None:
    """What is missed, from the newest closed wave that asked for both; None if none did."""
    wave = (
        Wave.objects.filter(closed_at__isnull=False, survey__questions__instrument=ASKED[0])
        .filter(survey__questions__instrument=ASKED[1])
        .exclude(survey__state="dropped")
        .order_by("-closed_at")
        .first()
    )
    view = survey(wave.survey_id) if wave else None
    if wave is None or view is None:
        return None
    answers = sheet(view, wave.id)
    gaps: tuple[Gap, ...] = need_gaps(
        {
            need: list(zip(_column(answers, 0, place), _column(answers, 1, place), strict=True))
            for place, need in enumerate(NEEDS)
        },
        seed=seed,
    )
    return {"closed_at": wave.closed_at, "survey": str(view.id), "needs": gaps}


def _column(answers: Sheet, which: int, place: int) -> list[float | None]:
    """What each said to one need: how important it is (0), how far it is met (1)."""
    instrument = (NEEDS_IMPORTANCE, NEEDS_SATISFACTION)[which]
    key = f"{instrument.key}_{instrument.items[place].key}"
    return [None if np.isnan(value) else float(value) for value in answers.column(key)]


def _rituals(acts: pl.DataFrame, at: datetime, seed: int) -> list[dict[str, Any]]:
    """How each ritual lives; of its occasions only the newest twelve, and nobody who came."""
    place = members.place()
    zone = ZoneInfo((place.time_zone if place else "") or settings.TIME_ZONE)
    found = []
    for one in rituals():
        here = acts.filter((pl.col("circle") == str(one.circle)) & (pl.col("at") < at))
        lives = ritual(here, due_instants(one, zone=zone, until=at), seed=seed)
        found.append(
            {
                "ritual": str(one.id),
                "times": len(lives.occasions),
                "kept": sum(occasion.was_kept for occasion in lives.occasions),
                "newest": [
                    (occasion.at, occasion.was_kept)
                    for occasion in lives.occasions[-OCCASIONS_KEPT:]
                ],
                "adherence": lives.adherence,
                "people_middle": lives.people_middle,
                "lift": lives.lift,
                "low": lives.low,
                "high": lives.high,
                "cannot_tell": lives.cannot_tell,
            }
        )
    return found
