"""A case as a picture: acts by thing and time, and seen beside expected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from cohive.engine.collusion.evidence import Evidence, Kind
from cohive.evolve.views.review_picture import BARS_MAX, ROWS_MAX, picture
from cohive.evolve.written import written

BEGIN = datetime(2026, 11, 1, 22, 0, tzinfo=UTC)


def review(things: int, *, hours: int = 24):
    timeline = [
        {
            "who": f"p{person}",
            "what": f"t{thing:02d}",
            "at": (BEGIN + timedelta(hours=hours * thing, minutes=person)).isoformat(),
        }
        for thing in range(things)
        for person in range(4)
    ]
    group = [
        written(
            Evidence(
                Kind.TARGET, ("p0", "p1"), (f"t{thing:02d}",), (0.0,), (60.0,), 3600.0,
                8 + thing, 0.25, 20, 4,
            ).sentence
        )
        for thing in range(things)
    ]  # fmt: skip
    other = written(
        Evidence(Kind.COHORT, ("p0",), (), (0.0,), (60.0,), 3600.0, 8, 0.5, 9, 4).sentence
    )
    return SimpleNamespace(evidence={"timeline": timeline, "group": [other, *group]})


def names(things: int) -> dict[str, str]:
    return {f"t{thing:02d}": f"Poster {thing:02d}" for thing in range(things)}


def test_every_act_is_a_dot_and_every_thing_a_row_in_the_order_of_time():
    case = review(3)
    case.evidence["timeline"].append(case.evidence["timeline"][-1])  # the last has most acts
    found = picture(case, names(3))
    wide = found["raster"].wide
    assert wide.count("<circle") == 13
    assert wide.index("Poster 00") < wide.index("Poster 01") < wide.index("Poster 02")
    assert "When 4 accounts acted on 3 things, from 1 Nov to 3 Nov" in wide
    assert "2 Nov" in wide
    assert found["raster_more"] == 0


def test_seen_stands_beside_expected_of_each_thing_the_most_surprising_first():
    wide = picture(review(3), names(3))["beside_chance"].wide
    assert wide.index("Poster 02") < wide.index("Poster 00")
    assert wide.count("expected by chance") == 3
    assert wide.count(">0.25<") == 3
    assert ">10<" in wide


def test_of_many_things_those_with_most_acts_are_drawn_and_the_rest_is_counted():
    found = picture(review(ROWS_MAX + 3), names(ROWS_MAX + 3))
    assert found["raster_more"] == 3
    assert found["raster"].wide.count("<circle") == 4 * ROWS_MAX
    assert found["beside_chance"].wide.count("expected by chance") == BARS_MAX


def test_acts_within_a_day_have_hours_along_the_time():
    wide = picture(review(1), names(1))["raster"].wide
    assert "22:00" in wide
    assert "22:03" in wide


def test_without_evidence_nothing_is_drawn():
    nothing = picture(SimpleNamespace(evidence={}), {})
    assert nothing == {"raster": None, "raster_more": 0, "beside_chance": None}
