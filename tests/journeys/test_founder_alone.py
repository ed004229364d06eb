"""From an empty folder to one's own thing on sale: alone, on a phone, without reading anything.

Eleven fields and six weights on five pages; every step is found from the page before.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import faults_of, new_page, sideways
from tests.journeys import steps
from tests.journeys.steps import Turn, press, text_of

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]


def test_a_founder_sells_her_first_thing_alone(empty_place, chromium: Browser):
    turn = Turn(empty_place.url, chromium, empty_place.home / "outbox")
    page = turn.pages["sam"] = new_page(chromium, width=360)
    (key_url,) = empty_place.doors.values()
    steps.begin(turn, key_url)
    press(page, "Make a product", role="link")
    page.fill("[name=title]", "Tide card")
    page.fill("[name=price]", "4.00")
    page.fill("[name=sizes]", "One")
    press(page, "Open the product")
    press(page, "Log work that was done", role="link")
    page.locator("main button[name=task]", has_text="Drew or lettered").click()
    page.wait_for_url("**logged=**")
    turn.go("sam", "/first-steps/")
    press(page, "To the products", role="link")
    page.locator("main").get_by_role("link", name="Tide card").first.click()
    press(page, "Desk", role="link")
    press(page, "Write the agreement", role="link")
    for stage in ("idea", "packaging", "production", "dissemination", "sale"):
        page.fill(f"[name=weight_{stage}]", "0")
    page.fill("[name=weight_design]", "100")
    press(page, "Offer as version 1")
    assert "In force since" in text_of(page)
    turn.go("sam", "/products/tide-card/desk/")
    page.fill("[name^=pieces-]", "9")
    press(page, "Put new pieces on the shelf")
    press(page, "Put it on sale")
    assert "It is on sale." in text_of(page)
    assert sideways(page) == 0
    stranger = turn.go("stranger", "/shop/")
    assert "Tide card" in text_of(stranger)
    assert "9 left" in text_of(stranger)
    assert faults_of(page) == []
    assert empty_place.cohive("verify").returncode == 0
