"""Who stays, and whether talk is in few hands: drawn, said in numbers, silent about few."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from cohive.engine.concentration import concentration
from cohive.engine.vitality import survival
from cohive.evolve.views import figures, stay_figures
from cohive.evolve.views.in_short import in_short
from cohive.evolve.written import written
from tests.evolve.portrayed import portrayed

KNOWN = survival(
    np.repeat([1.0, 3.0, 3.0, 5.0, 8.0], 20) * 30,
    np.repeat([True, True, False, True, False], 20),
)
"""The worked example of five people, each of them twenty times, in months of thirty days."""


def test_the_worked_curve_is_told_in_numbers():
    rows = stay_figures.stays_table(written(KNOWN))
    assert [(day, told.split(",")[0]) for day, told, _ in rows] == [("30", "80 %"), ("90", "60 %")]
    assert [watched for _, _, watched in rows] == ["100", "80"]


def test_the_curve_is_drawn_as_steps_with_its_band():
    drawn = stay_figures.curve(written(KNOWN)).wide
    assert "polygon" in drawn
    [points] = [part.partition('"')[0] for part in drawn.split('<polyline points="')[1:]]
    places = [tuple(map(float, one.split(","))) for one in points.split()]
    assert all(one[0] == other[0] or one[1] == other[1] for one, other in pairwise(places))
    heights = [y for _, y in places]
    assert heights == sorted(heights)


def test_the_curve_ends_where_fewer_than_ten_are_watched():
    few = survival(
        np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), np.full(12, fill_value=True)
    )
    assert stay_figures._told(written(few))[-1][0] == 3
    nobody = survival(np.array([1.0, 2, 3]), np.full(3, fill_value=True))
    assert stay_figures.curve(written(nobody)) is None
    assert stay_figures.stays_table(written(nobody)) == []


def test_half_of_all_talk_is_said_as_so_many_of_so_many():
    held = written(concentration(np.array([50.0, 20, 15, 10, 5, 0, 0, 0, 0, 0]), seed=0))
    [talk] = figures.hands({"talking": held, "attention": None, "money": None, "making": None})[:1]
    assert "Half of all talk comes from 1 of 10 members." in talk.meaning
    assert "Contributor Absence Factor" in talk.definition


def test_of_nine_members_it_is_not_said_who_talks():
    held = written(concentration(np.arange(9.0), seed=0))
    [talk] = figures.hands({"talking": held, "attention": None, "money": None, "making": None})[:1]
    assert talk.value == "cannot be told"


@pytest.mark.parametrize("days", [90])
def test_the_page_draws_who_stays_and_says_who_talks(crew, as_member, now, days):
    portrayed(list(crew.members), [crew.circle], now)
    page = as_member(crew.steward).get(f"/desk/insight/?days={days}").content.decode()
    section = page.partition('id="stays"')[2].partition("</section>")[0]
    assert "still here after so many days" in section
    assert "Kaplan and Meier 1958" in section
    assert "Half of all talk comes from" in page


def test_figures_taken_before_talk_was_counted_still_make_a_page(crew, as_member, now):
    taken = portrayed(list(crew.members), [crew.circle], now)
    del taken.data["talking"]
    taken.save()
    page = as_member(crew.steward).get("/desk/insight/")
    assert page.status_code == 200
    assert "Half of all talk" not in page.content.decode()


def test_the_page_begins_with_a_few_sentences_of_what_can_be_told(crew, as_member, now):
    portrayed(list(crew.members), [crew.circle], now)
    page = as_member(crew.steward).get("/desk/insight/").content.decode()
    short = page.partition('aria-label="In short"')[2].partition("</ul>")[0]
    assert "Half of all talk comes from" in short
    assert "Ninety days after they came" in short
    assert "3 circles are asleep" in short
    for name in ("New Contributors", "Time to First Response", "Conversion Rate"):
        assert name in page


@pytest.mark.parametrize(
    ("high", "told"),
    [(0.8, "What is missed most: Being recognised."), (1.1, "cannot be told apart")],
)
def test_what_is_missed_most_is_said_only_when_it_can_be_told_apart(high, told):
    needs = [
        {"need": "social", "gap": 0.5, "low": 0.2, "high": high},
        {"need": "esteem", "gap": 1.4, "low": 1.0, "high": 1.8},
    ]
    data = {"stays": written(survival(np.array([]), np.array([], dtype=bool)))}
    [sentence] = in_short(data | {"gaps": {"needs": needs}}, [])
    assert told in sentence
