"""Two stewards pay members out, one payout comes back, and a member asks why she got 3.17."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.newcomers import PASSWORD, Newcomer, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]


def chooses_a_password(pilar: Newcomer) -> None:
    """Who comes by mail only cannot prove that it is she: she sets a password in her settings."""
    pilar.page.locator("a.avatar").click()
    pilar.page.locator("main a[href^='/settings']").first.click()
    pilar.page.locator("main a[href*='password']").first.click()
    pilar.look()
    pilar.fill(password1=PASSWORD)
    if pilar.page.locator("main [name=password2]").count():
        pilar.fill(password2=PASSWORD)
    pilar.press("Keep it")


def to_payouts(steward: Newcomer) -> None:
    """From the desk, among money and books."""
    steward.link("Desk")
    steward.page.locator("main").get_by_role("link", name=steward.say("Payouts")).click()
    steward.look()


def asks_why(mei: Newcomer) -> None:
    """She opens the line of 3.17, reads its way, and asks."""
    mei.link("Money")
    mei.link("My statement")
    line = mei.page.locator("main details", has_text="3.17").first
    line.locator("summary").first.click()
    assert "Two Harbours" in line.inner_text()
    line.get_by_role("link", name=mei.say("Question this line")).click()
    mei.look()
    mei.page.locator("main [name=about]").first.check(force=True)
    mei.fill(text="Why did I get 3.17?")
    mei.press("Ask about this")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_from_two_stewards_to_the_bank_and_back(night_ferry, chromium: Browser, language, request):
    ruben = newcomer(chromium, night_ferry.url, language)
    ruben.steps_in(night_ferry.doors, "the steward")
    to_payouts(ruben)
    if language == "en":
        ruben.press("Propose this batch")
        ruben.reads("You proposed it: another steward approves it.")
        pilar = newcomer(chromium, night_ferry.url, language, 390)
        pilar.steps_in(night_ferry.doors, "second")
        chooses_a_password(pilar)
        to_payouts(pilar)
        pilar.page.locator("main li a", has_text="Batch of").first.click()
        pilar.page.locator(
            "main form[action$='approve/'] button, main form[action*='approve'] button"
        ).first.click()
        pilar.page.wait_for_load_state("networkidle")
        if pilar.page.locator("main [name=password]").count():
            pilar.fill(password=PASSWORD)
            pilar.press("Go on")
            pilar.page.locator("main form[action*='approve'] button").first.click()
            pilar.page.wait_for_load_state("networkidle")
        pilar.reads("Give this file to your bank. When the bank has taken it, note it as sent.")
        sent = pilar.downloads("File for the bank (SEPA)")
        assert b"pain.001" in sent
        assert b"Mei Qiao" in sent
        pilar.press("The bank has taken it")
        row = pilar.page.locator("main li", has_text="Anouk")
        row.locator("summary").click()
        row.locator("input[name=reason]").fill("Account closed")
        row.get_by_role("button", name="Back to the balance").click()
        pilar.page.wait_for_load_state("networkidle")
        pilar.reads("the bank said: %(reason)s", reason="Account closed")
        assert pilar.faults() == []
    else:
        ruben.reads("Batches")

    mei = newcomer(chromium, night_ferry.url, language, 390)
    mei.steps_in(night_ferry.doors, "member")
    if language == "en":
        asks_why(mei)
        ruben.link("Desk")
        ruben.link("Questions about money")
        ruben.reads("Why did I get 3.17?")
        ruben.page.locator("main [name=reason]").first.fill("An eighth of design on two shirts.")
        ruben.page.locator("main [name=amount]").first.fill("0.01")
        ruben.press("Answer and release the line")
    mei.link("Money")
    mei.link("My statement")
    answered = mei.page.locator("main details", has_text="An eighth of design on two shirts.")
    answered.first.locator("summary").first.click()
    mei.reads("An eighth of design on two shirts.")
    assert ruben.faults() + mei.faults() == []
    assert night_ferry.cohive("verify").returncode == 0
