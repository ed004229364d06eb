"""The pages of what changes, with what stands on them at each step, and the insight page.

Nothing for axe, nothing beyond the window's edge, on a phone in Chinese and at a desk in English.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from cohive.bond.operations import set_tongue
from cohive.evolve.operations.changes import choose_side, open_change_vote, vote_on_change
from cohive.evolve.operations.founding import ask_undo, found_change
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.test_changes import fill, people_of, proposed
from tests.evolve.test_changes_experiments import many, started

pytestmark = [pytest.mark.browser]
__all__ = ["many"]

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
