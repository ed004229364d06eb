"""The line by month: its band, and what happened when as signs on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from cohive.bond import operations as bond
from cohive.evolve.queries import Happening
from cohive.evolve.views import trend_figures
from tests.evolve.portrayed import portrayed

MONTHS = [
    {
        "start": f"2026-{number:02d}-01",
        "acts": 100,
        "part": {"middle": 0.5, "low": 0.4, "high": 0.6},
    }
    for number in range(1, 12)
]


def on(month: int, day: int, kind: str = "create.challenge.opened") -> Happening:
    return Happening(kind, datetime(2026, month, day, tzinfo=UTC))


def test_what_happened_stands_at_its_own_day_along_the_line():
    first, second = trend_figures.marked(MONTHS, [on(1, 1), on(11, 30)])
    assert (first.sign, second.sign) == ("1", "2")
    assert first.across == 0
    assert second.across == pytest.approx(333 / 334)
    assert first.said == ("1 Jan: a challenge was opened",)


def test_what_lies_close_together_shares_a_sign():
    found = trend_figures.marked(
        MONTHS, [on(3, 1), on(3, 2), on(3, 5, "bond.circle.created"), on(6, 1)]
    )
    assert found[0].said == (
        "1 Mar: a challenge was opened", "2 Mar: a challenge was opened",
        "5 Mar: a circle was founded",
    )  # fmt: skip
    assert len(found) == 2


def test_what_happened_before_the_line_begins_is_not_on_it():
    assert trend_figures.marked(MONTHS[5:], [on(1, 1)]) == []
    assert trend_figures.marked([], [on(1, 1)]) == []


def test_the_months_are_called_by_their_names_and_nothing_stands_below_them():
    with translation.override("zh-hans"):
        drawn = trend_figures.trend(MONTHS, [])
    assert ">11月<" in drawn.wide
    assert ">月<" not in drawn.wide
    assert "11月1日" not in drawn.wide


def test_a_line_takes_two_months():
    quiet = [*({**month, "part": None} for month in MONTHS[1:]), MONTHS[0]]
    assert trend_figures.trend(quiet, []) is None


def test_the_page_lists_beside_the_line_what_its_signs_stand_for(crew, as_member, now):
    bond.create_circle(name="Ebb", purpose="Rest.", by=crew.steward, at=now - timedelta(days=40))
    portrayed(list(crew.members), [crew.circle], now)
    page = as_member(crew.steward).get("/desk/insight/").content.decode()
    section = page.partition('id="trend"')[2].partition("</section>")[0]
    assert "polygon" in section
    assert "13 Oct: a circle was founded" in section
    assert "numbers mark what happened" in section
    assert "drawn again with all their acts" in section
