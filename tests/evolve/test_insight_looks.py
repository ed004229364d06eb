"""The page of a place that has lived for eight months, and of one that has hardly begun."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.evolve.operations import freeze_season, name_ritual, say_circle_size
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.portrayed import beside, portrayed

pytestmark = [pytest.mark.browser]

LOOKS = [(390, "dark", "zh-CN"), (1280, "light", "en")]
PAGE = "/desk/insight/"
MEANT = "/desk/insight/circles/"


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_the_whole_portrait_is_clean_and_fits(
    crew, as_member, chromium: Browser, now, width, theme, language
):
    bond.set_tongue(
        by=crew.steward, at=now, language="zh-hans" if language.startswith("zh") else "en"
    )
    ebb = bond.create_circle(
        name="Ebb", purpose="Rest.", by=crew.steward, at=now - timedelta(days=40)
    )
    say_circle_size(circle=crew.circle, people_max=10, by=crew.steward, at=now)
    ritual = name_ritual(
        circle=crew.circle, name="The lantern hour", weekday=6, begins_at=time(20),
        begins_on=(now - timedelta(days=77)).date(), by=crew.steward, at=now,
    )  # fmt: skip
    portrayed(list(crew.members), [crew.circle, ebb], now, **beside(now, ritual))
    page = new_page(chromium, width=width, theme=theme, language=language)
    visit(page, as_member(crew.steward), PAGE)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    screenshots(page, f"portrait-{page.evaluate('document.documentElement.lang')}")
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    visit(page, as_member(crew.steward), MEANT)
    screenshots(page, f"meant-{page.evaluate('document.documentElement.lang')}")
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    assert faults_of(page) == []


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_a_place_that_hardly_began_is_clean_too(
    talked, as_member, chromium: Browser, hear, now, width, theme, language
):
    hear(now)
    page = new_page(chromium, width=width, theme=theme, language=language)
    visit(page, as_member(talked.steward), PAGE)
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    assert faults_of(page) == []


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_the_report_of_a_whole_season_is_clean_and_fits(
    crew, as_member, chromium: Browser, now, width, theme, language
):
    bond.set_tongue(
        by=crew.steward, at=now, language="zh-hans" if language.startswith("zh") else "en"
    )
    say_circle_size(circle=crew.circle, people_max=10, by=crew.steward, at=now)
    ritual = name_ritual(
        circle=crew.circle, name="The lantern hour", weekday=6, begins_at=time(20),
        begins_on=(now - timedelta(days=77)).date(), by=crew.steward, at=now,
    )  # fmt: skip
    portrayed(list(crew.members), [crew.circle], now, **beside(now, ritual))
    season = freeze_season(title="Autumn 2026", by=crew.steward, at=now)
    page = new_page(chromium, width=width, theme=theme, language=language)
    visit(page, as_member(crew.steward), f"/desk/seasons/{season}/")
    screenshots(page, f"season-{page.evaluate('document.documentElement.lang')}")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    assert faults_of(page) == []
