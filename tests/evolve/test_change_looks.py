"""The pages of what changes, with what stands on them at each step, and the insight page.

Nothing for axe, nothing beyond the window's edge, on a phone in Chinese and at a desk in English.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.bond.operations import set_tongue
from cohive.evolve.operations import agree_to_be_shown
from cohive.evolve.operations.changes import choose_side, open_change_vote, vote_on_change
from cohive.evolve.operations.course import look_at_courses
from cohive.evolve.operations.founding import ask_undo, found_change
from cohive.evolve.operations.mergings import look_for_mergings
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.test_changes import fill, people_of, proposed
from tests.evolve.test_changes_after import DAY, address_each, parted, twins
from tests.evolve.test_changes_borders import crowd, say
from tests.evolve.test_changes_experiments import many, started

pytestmark = [pytest.mark.browser]
__all__ = ["crowd", "many", "parted", "twins"]

LOOKS = [(390, "dark", "zh-CN"), (1280, "light", "en")]


@pytest.fixture
def speaks(now):
    """The steward reads her pages in this language, whatever she founded the place in."""
    return lambda who, language: set_tongue(
        by=who, at=now, language="zh-hans" if language.startswith("zh") else "en"
    )


def look(page, client, name, path, wrong) -> None:
    """Open it; keep what axe finds and how far it is too wide; a picture where asked."""
    visit(page, client, path)
    found, wide = axe_violations(page), sideways(page)
    if found or wide > 0:
        wrong[path] = (found, wide)
    screenshots(page, f"{name}-{page.evaluate('document.documentElement.lang')}")


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_a_split_is_clean_at_every_step(
    talked, crew, as_member, chromium: Browser, now, speaks, width, theme, language
):
    member, steward = as_member(crew.members[0]), as_member(crew.steward)
    speaks(crew.steward, language)
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong: dict[str, object] = {}
    look(page, steward, "changes-empty", "/desk/changes/", wrong)
    fill(crew, 61_240, now)
    look(page, member, "split", "/changes/split/tide/", wrong)
    change = proposed(crew, now)
    here = f"/changes/{change}/"
    look(page, member, "preview", here, wrong)
    agree_to_be_shown(by=crew.members[3], at=now)
    look(page, steward, "preview-steward", here, wrong)
    for willing in crew.members[:2]:
        go_over(change, willing, now)
    open_change_vote(change=change, by=crew.members[0], at=now)
    look(page, member, "vote", here, wrong)
    for voter in people_of(crew.circle):
        vote_on_change(change=change, answer="yes", by=voter, at=now)
    look(page, member, "agreed", here, wrong)
    found_change(change=change, by=crew.members[0], at=now)
    look(page, steward, "done", here, wrong)
    look(page, steward, "changes", "/desk/changes/", wrong)
    ask_undo(change=change, by=crew.steward, at=now)
    look(page, steward, "undo-asked", here, wrong)
    assert ask_undo(change=change, by=crew.members[0], at=now)
    look(page, steward, "undone", here, wrong)
    assert wrong == {}
    assert faults_of(page) == []


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_what_came_of_a_split_is_clean(
    parted, as_member, chromium: Browser, now, width, theme, language
):
    change, circle, other, first, second = parted
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong: dict[str, object] = {}
    address_each(other, zip(second[:5], first[:5], strict=True), now + 3 * DAY)
    say(circle, first, now + 17 * DAY, "Tide.")
    for back in second[7:10]:
        bond.leave_circle(circle=other, by=back, at=now + 4 * DAY)
    look_at_courses(at=now + 30 * DAY)
    member = as_member(first[5])
    set_tongue(by=first[5], at=now, language="zh-hans" if language.startswith("zh") else "en")
    look(page, member, "course", f"/changes/{change}/", wrong)
    assert wrong == {}
    assert faults_of(page) == []


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_two_circles_that_are_one_are_suggested_cleanly(
    twins, as_member, chromium: Browser, now, speaks, width, theme, language
):
    crew, _circles, _people = twins
    look_for_mergings(at=now)
    speaks(crew.steward, language)
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong: dict[str, object] = {}
    look(page, as_member(crew.steward), "mergings", "/desk/changes/", wrong)
    assert wrong == {}
    assert faults_of(page) == []


def go_over(change, member, now) -> None:
    """She goes to the new side, willing to keep it."""
    choose_side(change=change, side="second", is_willing=True, by=member, at=now)


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_trying_and_telling_are_clean(
    talked, crew, many, as_member, chromium: Browser, now, hear, speaks, width, theme, language
):
    hear(now)
    started(crew, now)
    steward = as_member(crew.steward)
    steward.post("/desk/insight/take/")
    speaks(crew.steward, language)
    season = steward.post("/desk/seasons/freeze/", {"title": "Autumn 2026"})["Location"]
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong: dict[str, object] = {}
    for name, path in {
        "week": "/desk/week/",
        "desk": "/desk/",
        "season": season,
        "rule-try-empty": "/changes/rules/try/",
        "experiments": "/changes/experiments/",
        "insight": "/desk/insight/",
        "seasons": "/desk/seasons/",
        "survey-desk": "/desk/surveys/",
    }.items():
        look(page, steward, name, path, wrong)
    assert wrong == {}
    assert faults_of(page) == []
