"""The pages of a survey full of answers: nothing for axe, nothing beyond the window's edge."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from cohive.evolve import operations, queries
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.test_survey_pages import DESK, answered, asked, desk

pytestmark = [pytest.mark.browser]
__all__ = ["asked", "desk"]


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_pages_of_a_survey_are_clean(
    talked, asked, crew, desk, as_member, chromium: Browser, now, hear, width, theme, language
):
    hear(now)  # the figures of the season, so that what people do stands beside
    for number in range(2):
        answered(asked, crew, now, 40 if number else 12, joins=12)
        operations.close_wave(survey=asked, by=crew.steward, at=now)
        if not number:
            operations.open_wave(survey=asked, by=crew.steward, at=now)
    question = queries.survey(asked).questions[1]
    here = f"{DESK}{asked}/"
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong = {}
    for name, path in {
        "desk": DESK,
        "build": here,
        "try": here + "try/",
        "settings": here + "settings/",
        "weights": f"{here}questions/{question.id}/weights/",
        "result": f"{here}result/?by={question.id}",
        "mine": "/surveys/",
    }.items():
        visit(page, desk, path)
        found = axe_violations(page)
        if found or sideways(page):
            wrong[path] = (found, sideways(page))
        screenshots(page, f"survey-{name}")
    assert wrong == {}
    assert faults_of(page) == []
