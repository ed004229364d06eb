"""The main pages of the demo place: nothing for axe to find, nothing beyond the window's edge."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe_violations, faults_of, new_page, sideways
from tests.journeys.test_night_ferry import step_in

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
OPEN = (
    "/",
    "/circles/",
    "/circles/tide-and-print/",
    "/challenges/",
    "/works/",
    "/works/two-harbours/",
    "/ideas/",
    "/decisions/",
    "/products/two-harbours-long-sleeve/",
    "/shop/",
    "/drops/",
    "/flow/",
    "/money-here/",
    "/terms/",
    "/account/signup/",
    "/account/login/",
)
MEMBERS = (
    "/ties/",
    "/statement/",
    "/statement/year/",
    "/payouts/",
    "/notices/",
    "/offers/",
    "/settings/",
    "/contribute/",
    "/links/",
)
STEWARDS = (
    "/desk/",
    "/desk/week/",
    "/desk/insight/",
    "/desk/people/",
    "/stock/",
    "/pack/",
    "/preorders/",
    "/purchases/",
    "/vouchers/",
    "/payments/",
    "/invoices/",
    "/stock/taxes/",
    "/stock/rules/",
    "/stock/post/",
    "/payouts/desk/",
    "/desk/books/",
    "/desk/backups/",
    "/statements/",
    "/first-steps/",
)
WINDOWS = [
    (360, "dark", "zh-CN"),
    (1280, "light", "en"),
    (360, "light", "en"),
    (1280, "dark", "zh-CN"),
]


def looked_at(page: Page, url: str, paths: tuple[str, ...]) -> dict[str, list[str]]:
    """What is wrong with each page."""
    wrong: dict[str, list[str]] = {}
    for path in paths:
        answer = page.goto(url + path)
        assert answer is not None
        assert answer.status == 200, path
        found = axe_violations(page)
        if beyond := sideways(page):
            found = [*found, f"{beyond} pixels beyond the edge"]
        if found:
            wrong[path] = found
    return wrong


@pytest.mark.parametrize(("width", "theme", "language"), WINDOWS)
def test_every_open_page_is_clean(night_ferry, chromium: Browser, width, theme, language):
    page = new_page(chromium, width=width, theme=theme, language=language)
    assert looked_at(page, night_ferry.url, OPEN) == {}
    assert faults_of(page) == []


@pytest.mark.parametrize(("width", "theme", "language"), WINDOWS[:2])
@pytest.mark.parametrize(("role", "paths"), [("member", MEMBERS), ("steward", STEWARDS)])
def test_every_inner_page_is_clean(
    night_ferry, chromium: Browser, width, theme, language, role, paths
):
    page = new_page(chromium, width=width, theme=theme, language=language)
    step_in(page, night_ferry, role)
    assert looked_at(page, night_ferry.url, paths) == {}
    assert faults_of(page) == []
