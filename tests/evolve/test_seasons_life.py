"""Few hands, needs, rituals, words, meant sizes in a season's report; on paper as on the page."""

from __future__ import annotations

import json
import re
from datetime import time, timedelta

import pytest
from django.utils import translation

from cohive.evolve import operations, queries
from cohive.evolve.views.season_report import paper_of
from cohive.look.paper import printed

from .test_seasons import plain_text, section, whole_before

NEEDS = ("functional", "self-expression", "social", "esteem")


def gaps(day: str, gap: float) -> dict:
    return {
        "closed_at": f"{day}T12:00:00+00:00",
        "needs": [
            {"need": need, "n": 20, "importance": 4.0, "satisfaction": 4.0 - gap, "gap": gap,
             "low": gap - 0.2, "high": gap + 0.2}
            for need in NEEDS
        ],
    }  # fmt: skip


@pytest.fixture
def season(talked, now, hear):
    """A season in which a circle has a size it is meant for and a ritual."""
    operations.say_circle_size(circle=talked.circle, people_max=4, by=talked.steward, at=now)
    ritual = operations.name_ritual(
        circle=talked.circle, name="Sunday tea", weekday=6, begins_at=time(20),
        begins_on=(now - timedelta(days=20)).date(), by=talked.steward, at=now,
    )  # fmt: skip
    hear(now)
    operations.take_snapshots(at=now)
    frozen = operations.freeze_season(title="Autumn 2026", by=talked.steward, at=now)
    found = queries.season(frozen)
    text = json.dumps(found.data)
    assert str(ritual) not in text
    assert str(talked.circle) not in text
    assert not [one for one in (*talked.members, talked.steward) if str(one) in text]
    return found


def test_a_circle_stands_beside_the_size_it_is_meant_for(season):
    [row] = section(season, "How large the circles are meant to be").rows
    assert row.title == "Tide"
    assert row.value.endswith("meant for 4")
    assert row.meaning == "Bigger than meant."
    assert "1 circle is bigger than meant." in section(season, "In short").sentences


def test_a_ritual_is_told_by_its_name_and_circle(season):
    [row] = section(season, "Rituals").rows
    assert row.title == "Sunday tea, in Tide"
    assert "Measured is the ritual" in row.definition


def test_whether_there_is_a_core_stands_with_what_is_in_few_hands(season):
    rows = section(season, "Is it in few hands?").rows
    assert [row.title for row in rows] == ["Talk", "Attention", "Money", "Making",
                                           "A core and its rim"]  # fmt: skip


def test_needs_are_signs_until_they_are_asked_and_missing_from_then_on(season):
    told = section(season, "What people look for, and find")
    assert "Nobody has been asked yet" in told.sentences[0]
    season.data["gaps"] = gaps("2026-11-01", 1.0)
    told = section(season, "What people look for, and find")
    assert told.rows[0].value == "missing 1.0, from 0.8 to 1.2"
    assert told.rows[0].meaning.startswith("Important 4.0, met 3.0 of 5.")
    assert "20 answered both" in told.sentences[0]


def test_words_of_its_own_are_told_with_how_many_use_them(season):
    assert section(season, "Words of its own").sentences[0].startswith("No word came up")
    season.data["language"]["coined"] = [
        {"word": "lampboat", "first": "2026-09-01", "authors": 9,
         "adoption": [["2026-08-31", 3], ["2026-09-21", 6], ["2026-10-05", 9]]}
    ]  # fmt: skip
    [row] = section(season, "Words of its own").rows
    assert (row.title, row.value) == ("lampboat", "9 people")
    assert "6 people after four weeks" in row.meaning


def test_few_hands_and_needs_stand_then_and_now(season):
    whole_before(season)
    held = {"gini": 0.9, "low": 0.88, "high": 0.92, "n": 12}
    season.data["then"] |= {"hands": {"talking": held}, "gaps": gaps("2026-08-01", 2.0)}
    season.data["talking"] = held | {"gini": 0.4, "low": 0.38, "high": 0.42, "top_tenth": 0.2,
                                       "absence_factor": 3}  # fmt: skip
    season.data["gaps"] = gaps("2026-11-01", 1.0)
    rows = {row.title: row for row in section(season, "Then and now").rows}
    talk = rows["Talk: 0 all say as much, 1 one says everything"]
    assert (talk.value, talk.meaning) == ("0.90 → 0.40", "Less than before.")
    missing = rows["Missing: Being with people"]
    assert (missing.value, missing.meaning) == ("2.0 → 1.0", "Less than before.")


def test_the_same_survey_is_not_put_beside_itself(season):
    whole_before(season)
    season.data["gaps"] = season.data["then"]["gaps"] = gaps("2026-08-01", 2.0)
    titles = [row.title for row in section(season, "Then and now").rows]
    assert not [title for title in titles if title.startswith("Missing")]


def test_a_report_frozen_before_these_were_counted_leaves_them_out(season):
    for name in ("core", "needs", "gaps", "language", "rituals", "talking"):
        season.data.pop(name, None)
    for one in season.data["circle_list"]:
        for name in ("members", "meant", "is_new"):
            del one[name]
    headings = {one.heading for one in paper_of(season, "Night Ferry").sections}
    assert not headings & {"Rituals", "Words of its own", "What people look for, and find",
                           "How large the circles are meant to be"}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_paper_says_it_too(season, language):
    season.data["gaps"] = gaps("2026-11-01", 1.0)
    with translation.override(language):
        paper = paper_of(season, "Night Ferry")
    plain = plain_text(printed(paper))
    for part in paper.sections:
        for words in (part.heading, *(row.value for row in part.rows)):
            assert re.sub(r"\s", "", words) in plain
