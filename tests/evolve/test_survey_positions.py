"""Whom people could ask: the position generator on a survey's result page, against sums by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.urls import reverse

from cohive.engine.capital import ROLES
from cohive.engine.scales import instruments
from cohive.evolve import operations, queries
from cohive.evolve.queries.survey_positions import positions_of
from cohive.evolve.queries.survey_results import result
from cohive.evolve.queries.survey_sheets import sheet
from cohive.evolve.wording import Wording


@pytest.fixture
def asked(crew, now):
    """A survey with the ready form, open."""
    made = operations.make_survey(
        title=Wording("Who knows whom"), may_join=False, takes_guests=True, by=crew.steward, at=now
    )
    operations.add_instrument(survey=made, instrument="roles", by=crew.steward, at=now)
    operations.open_wave(survey=made, by=crew.steward, at=now)
    return made


def answer(survey, number, row, now):
    """One person's twelve answers, in the order of the form."""
    items = [f"roles_{item.key}" for item in instruments.ROLES.items]
    said = {key: value for key, value in zip(items, row, strict=True) if value is not None}
    operations.save_step(draft=f"d{number}", survey=survey, said=said, at=now)
    operations.send_answers(draft=f"d{number}", survey=survey, member=None, joins=False, at=now)


def closed(survey, crew, now):
    operations.close_wave(survey=survey, by=crew.steward, at=now)
    return queries.survey(survey)


def test_every_role_of_the_form_has_a_weight():
    assert list(ROLES) == [item.key for item in instruments.ROLES.items]


def test_reach_is_that_of_the_answers(asked, crew, now):
    draws_and_sells = [2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]  # 60 and 45: 2 roles, 60, 15; 1 strong
    decides = [0] * 11 + [3]  # 70: 1 role, 70, 0; 1 strong
    nobody = [0] * 12
    for number in range(8):
        answer(asked, number, draws_and_sells, now)
    for number in range(8, 12):
        answer(asked, number, decides, now)
    for number in range(12, 16):
        answer(asked, number, nobody, now)
    answer(asked, 16, [1] * 11 + [None], now)  # not whole: left out
    found = result(closed(asked, crew, now), 1, names={}).positions
    assert (found.n, found.asked, found.reaching) == (16, 12, 12)
    assert found.extensity.middle == pytest.approx((8 * 2 + 4) / 16)
    assert found.strong.middle == pytest.approx(12 / 16)
    assert found.upper.middle == pytest.approx((8 * 60 + 4 * 70) / 12)
    assert found.range.middle == pytest.approx(8 * 15 / 12)
    assert found.extensity.low < found.extensity.middle < found.extensity.high


def test_of_nine_whole_answers_nothing_is_told(asked, crew, as_member, now):
    for number in range(9):
        answer(asked, number, [1] * 12, now)
    for number in range(9, 12):
        answer(asked, number, [1] * 11 + [None], now)
    view = closed(asked, crew, now)
    found = result(view, 1, names={}).positions
    assert (found.n, found.extensity, found.upper) == (9, None, None)
    page = as_member(crew.steward).get(reverse("evolve:survey-result", args=[asked]))
    told = page.content.decode().partition(">Whom people could ask<")[2].partition("</section>")[0]
    assert "Fewer than ten answered for every role" in told
    assert "How high" not in told


def test_where_fewer_than_ten_reach_any_role_height_and_range_are_not_told(asked, crew, now):
    for number in range(9):
        answer(asked, number, [1] + [0] * 11, now)
    for number in range(9, 20):
        answer(asked, number, [0] * 12, now)
    view = closed(asked, crew, now)
    found = result(view, 1, names={}).positions
    assert found.extensity is not None
    assert (found.upper, found.range) == (None, None)


def test_the_page_says_each_figure_with_its_definition(asked, crew, as_member, now):
    for number in range(12):
        answer(asked, number, [number % 4] * 12, now)
    closed(asked, crew, now)
    page = (
        as_member(crew.steward).get(reverse("evolve:survey-result", args=[asked])).content.decode()
    )
    told = page.partition(">Whom people could ask<")[2].partition("</section>")[0]
    assert "Of 12 people who answered for every role." in told
    for title in ("How many", "How many by a strong tie"):
        assert f"<b>{title}</b>" in told
    assert "Fewer than ten reach any role" in told  # nine of twelve
    assert "has a say in what the firm does next 70" in told
    assert told.count("How it is computed") == 4


def test_a_survey_that_did_not_ask_for_it_has_none(crew, now):
    made = operations.make_survey(
        title=Wording("A"), may_join=False, takes_guests=True, by=crew.steward, at=now
    )
    operations.add_instrument(survey=made, instrument="pulse", by=crew.steward, at=now)
    operations.open_wave(survey=made, by=crew.steward, at=now)
    view = queries.survey(made)
    empty = replace(sheet(view, view.open_wave.id), values=np.empty((0, 0)))
    assert positions_of(view, empty, None) is None
