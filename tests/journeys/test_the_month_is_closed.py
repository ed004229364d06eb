"""The bookkeeper closes a month and takes the books as beancount."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.journeys.newcomers import newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_month_is_closed_and_the_books_leave(night_ferry, chromium: Browser, language, width):
    ruben = newcomer(chromium, night_ferry.url, language, width)
    ruben.steps_in(night_ferry.doors, "the steward")
    ruben.link("Desk")
    ruben.link("Books")
    months = ruben.page.locator("main select[name=month] option")
    if months.count():
        ruben.fill(reason="Handed to the accountant.")
        ruben.press("Close")
        ruben.reads("Handed to the accountant.")
    ruben.reads("Handed to the accountant with the receipts of the summer.")
    ruben.page.locator("main select[name=period]").select_option("all")
    ruben.press("Show")
    written = ruben.downloads("beancount").decode()
    assert re.search(r"^option \"operating_currency\"", written, re.MULTILINE)
    assert written.count(" open ") > 5
    assert ruben.faults() == []
