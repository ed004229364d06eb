"""A split asked of acts: ties either way, the last weeks, and what was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from cohive.engine.fission import parting_of
from cohive.engine.frames import SCHEMA, Frame
from tests.engine.fission.planted import PEOPLE

START = datetime(2026, 1, 5, tzinfo=UTC)


def talk(*, weeks: int | None, apart: bool = True, written: bool = True) -> Frame:
    """160 people in two halves, each speaking mostly within her own; some weeks of it."""
    draw = np.random.default_rng(1)
    rows = []
    for number in range(160 * 60):
        who = int(draw.integers(0, PEOPLE))
        inside = draw.random() < 0.92 if apart else draw.random() < 0.5
        half = (who < PEOPLE // 2) == inside
        partners = draw.integers(0, PEOPLE // 2, 1)[0] + (0 if half else PEOPLE // 2)
        near = int((who // 8 * 8 + draw.integers(0, 8)) % PEOPLE)
        whom = near if inside and draw.random() < 0.3 else int(partners)
        if who == whom:
            continue
        topic = "boats sails" if who < PEOPLE // 2 else "drums songs"
        at = START + timedelta(weeks=number * weeks / 9600) if weeks else None
        rows.append((f"a{number}", at, f"p{who:03}", f"p{whom:03}", topic if written else None))
    table = pl.DataFrame(
        {
            "id": [row[0] for row in rows],
            "at": pl.Series([row[1] for row in rows], dtype=pl.Datetime("us", "UTC")),
            "actor": [row[2] for row in rows],
            "verb": ["Create"] * len(rows),
            "object": [row[0] for row in rows],
            "object_kind": ["note"] * len(rows),
            "target": [row[3] for row in rows],
            "text": pl.Series([row[4] for row in rows], dtype=pl.String),
            "weight": [1.0] * len(rows),
            "role": ["member"] * len(rows),
        }
    )
    missing = [pl.lit(None, dtype=SCHEMA[name]).alias(name) for name in SCHEMA if name not in table]
    return Frame(table.with_columns(missing).select(list(SCHEMA)).cast({"role": SCHEMA["role"]}))


def holds(frame: Frame) -> dict[str, bool | None]:
    found = parting_of(frame, seed=0)
    assert found is not None
    assert len(found.people) == PEOPLE
    return {each.name: each.holds for each in found.splits.proposals[0].conditions}


def test_a_place_that_is_two_is_seen_with_its_weeks_and_topics():
    frame = talk(weeks=12)
    found = parting_of(frame, seed=0)
    assert found is not None
    assert [one.is_proposed for one in found.splits.proposals] == [True, True]
    assert holds(frame) == {
        "size": True,
        "conductance": True,
        "stability": True,
        "weeks": True,
        "topics": True,
        "leaders": None,
    }


def test_without_times_and_texts_it_is_said():
    said = holds(talk(weeks=None, written=False))
    assert (said["weeks"], said["topics"]) == (None, None)


def test_a_place_that_is_one_is_not_parted():
    found = parting_of(talk(weeks=12, apart=False), seed=0)
    assert found is not None
    assert not any(one.is_proposed for one in found.splits.proposals)


def test_without_ties_there_is_nothing_to_ask():
    frame = talk(weeks=12)
    alone = Frame(frame.acts.with_columns(target=pl.lit(None, dtype=pl.String)))
    assert parting_of(alone, seed=0) is None
