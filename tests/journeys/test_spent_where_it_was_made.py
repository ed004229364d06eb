"""A member buys with what came back to her: no card, and her statement says where it went."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.newcomers import newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
CARDS = "Harbour lamp, nine cards"


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_member_pays_with_her_balance(night_ferry, chromium: Browser, language, width):
    mei = newcomer(chromium, night_ferry.url, language, width)
    mei.steps_in(night_ferry.doors, "member")
    mei.link("Shop")
    mei.called(CARDS)
    mei.press("Buy")
    mei.fill(name="Mei Qiao", street="Kade 1", postcode="3011 AB", town="Rotterdam")
    mei.page.select_option("main [name=country]", "NL")
    mei.press("Go on to pay")
    mei.reads("With what came back to you")
    mei.press("Use my balance")
    mei.page.wait_for_url("**/thanks/")
    mei.reads("Thank you")
    mei.link("Open my order")
    assert mei.faults() == []
    mei.arrive()
    mei.link("Money")
    mei.link("Payouts")
    mei.reads("13.35")
    assert night_ferry.cohive("verify").returncode == 0
