"""The demo place comes by itself to its sums; a visitor steps in by one click and reads why."""

from __future__ import annotations

import re
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import faults_of, new_page

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.everywhere]
SHIRT = "Two Harbours long-sleeve"
LINES = ["€95.10", "€85.59", "€3.17", "€4.75", "€1.59"]


def step_in(page: Page, night_ferry, role: str) -> None:  # type: ignore[no-untyped-def]
    """Open the printed sign-in link of a role."""
    url = next(url for label, url in night_ferry.doors.items() if role in label)
    page.goto(url)
    button = page.locator("main form button[type=submit]")
    if "/sign-in/" in page.url and button.count():
        button.first.click()
    page.wait_for_url(night_ferry.url + "/")


def test_the_flow_page_adds_up(night_ferry, chromium: Browser):
    page = new_page(chromium)
    page.goto(night_ferry.url + "/flow/")
    assert re.search(r"€1,902\.00 to 17 people", page.inner_text("main"))
    page.locator("main").get_by_role("link", name=SHIRT).first.click()
    page.wait_for_load_state("load")
    text = page.inner_text("main")
    assert SHIRT in text
    assert "€4,800.00" in text
    assert re.search(r"17 people\s+€1,902\.00", text)
    amounts = page.locator("table").first.locator("tbody tr td:last-child").all_inner_texts()
    cents = [int(re.sub(r"\D", "", amount)) for amount in amounts]
    people = cents[:17]
    assert sum(people) == 190200
    assert faults_of(page) == []


def test_the_front_page_tells_what_came_back(night_ferry, chromium: Browser):
    page = new_page(chromium)
    page.goto(night_ferry.url + "/")
    back = page.inner_text(".loop .back")
    # 1,902.00 of the shirts, and 3.46 of each of five sets of cards: four drawn, one transferred
    assert "€1,919.30" in back
    assert "17 people" in back


def test_why_three_seventeen(night_ferry, chromium: Browser):
    page = new_page(chromium)
    step_in(page, night_ferry, "member")
    page.goto(night_ferry.url + "/statement/")
    text = page.inner_text("main")
    for amount in LINES:
        assert amount in text
    assert "€190.20" in text
    line = page.locator("main details", has_text="€3.17").first
    line.locator("summary").click()
    why = line.inner_text()
    assert "Two Harbours" in why
    assert "低潮时刻表" in why
    assert "Low tide at Hoek" in why
    assert why.count("1/8") + why.count("⅛") + why.count("1/20") >= 2 or "1/10" in why
    assert "€3.17" in why


def test_a_stranger_sees_no_statement_and_no_desk(night_ferry, chromium: Browser):
    page = new_page(chromium)
    for path in ("/statement/", "/pack/", "/desk/", "/stock/"):
        page.goto(night_ferry.url + path)
        assert "/sign-in" in page.url or "/account/login" in page.url, path


def test_verify_is_clean_and_the_chain_is_whole(night_ferry):
    said = night_ferry.cohive("verify")
    assert said.returncode == 0, said.stderr
    assert "chain: clean" in said.stdout


def test_a_forged_key_opens_nothing(night_ferry):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(night_ferry.url + "/demo/enter/forged/")
    refused.value.close()
    assert refused.value.code == 404
