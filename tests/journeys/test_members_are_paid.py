"""Two stewards pay members out, one payout comes back, and a member asks why she got 3.17."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator

from tests.journeys.newcomers import PASSWORD, Newcomer, chooses_a_password, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]


def to_payouts(steward: Newcomer) -> None:
    """From the desk, among money and books."""
    steward.link("Desk")
    steward.page.locator("main").get_by_role("link", name=steward.say("Payouts to members")).click()
    steward.look()


def line_of(mei: Newcomer, amount: str) -> Locator:
    """The line of her statement that is called by this amount."""
    called = mei.page.locator("summary", has_text=f"€{amount}")
    return mei.page.locator("main details", has=called).first


def asks_why(mei: Newcomer, amount: str) -> None:
    """She opens a line, reads the way it came, and asks."""
    mei.link("Money")
    mei.link("My statement")
    line = line_of(mei, amount)
    line.locator("summary").first.click()
    assert "Two Harbours" in line.inner_text()
    line.get_by_role("link", name=mei.say("Question this line")).click()
    mei.look()
    mei.page.locator("main [name=about]").first.check(force=True)
    mei.fill(text=f"Why? {amount}")
    mei.press("Ask about this")


def approves(pilar: Newcomer) -> None:
    """The newest batch, row by row; then she proves anew that it is she."""
    pilar.page.locator("main #batches ~ ul li a, main section li a[href*='payouts']").first.click()
    pilar.page.locator("main form[action*='approve'] button").click()
    pilar.page.wait_for_load_state("networkidle")
    pilar.reads("Before this is changed, write your password once more.")
    pilar.fill(password=PASSWORD)
    pilar.press("Go on")
    again = pilar.page.locator("main form[action*='approve'] button")
    if again.count():
        again.click()
        pilar.page.wait_for_load_state("networkidle")
    pilar.reads("Give this file to your bank. When the bank has taken it, note it as sent.")


def returns(pilar: Newcomer, name: str) -> None:
    """The bank could not keep it: it stands in her balance again."""
    row = pilar.page.locator("main li", has_text=name)
    row.locator("summary").click()
    row.locator("input[name=reason]").fill("Account closed")
    row.get_by_role("button", name=pilar.say("Back to the balance")).click()
    pilar.page.wait_for_load_state("networkidle")
    pilar.reads("the bank said: %(reason)s", reason="Account closed")


def answers(ruben: Newcomer, question: str, answer: str, correction: str) -> None:
    """From the desk to the question, with the reason and what is added, if anything is."""
    ruben.link("Desk")
    ruben.page.locator("main").get_by_role("link", name=ruben.say("Questions about money")).click()
    ruben.look()
    for _ in range(2):
        card = ruben.page.locator("main article", has_text=question)
        if not card.count():
            break
        card.locator("[name=reason]").fill(answer)
        card.locator("[name=amount]").fill(correction)
        card.get_by_role("button").click()
        ruben.page.wait_for_load_state("networkidle")
        if ruben.page.locator("main [name=password]").count():
            ruben.fill(password=PASSWORD)
            ruben.press("Go on")
    assert not ruben.page.locator("main article", has_text=question).count()


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_two_stewards_pay_and_one_payout_comes_back(night_ferry, chromium: Browser, language):
    ruben = newcomer(chromium, night_ferry.url, language)
    ruben.steps_in(night_ferry.doors, "the steward")
    to_payouts(ruben)
    ruben.press("Propose this batch")
    ruben.reads("You proposed it: another steward approves it.")

    pilar = newcomer(chromium, night_ferry.url, language, 390)
    pilar.steps_in(night_ferry.doors, "second")
    chooses_a_password(pilar)
    to_payouts(pilar)
    approves(pilar)
    sent = pilar.downloads("File for the bank (SEPA)")
    assert b"pain.001" in sent
    assert b"Anouk de Wit" in sent
    pilar.press("The bank has taken it")
    returns(pilar, "Anouk")
    assert pilar.faults() + ruben.faults() == []
    assert night_ferry.cohive("verify").returncode == 0


@pytest.mark.parametrize(
    ("language", "amount", "answer", "correction"),
    [
        ("en", "3.17", "An eighth of design on two shirts: half up it is 3.18.", "0.01"),
        ("zh-CN", "4.75", "三件衬衫，设计的八分之一。", ""),
    ],
)
def test_why_did_i_get_it(night_ferry, chromium: Browser, language, amount, answer, correction):
    mei = newcomer(chromium, night_ferry.url, language, 390)
    mei.steps_in(night_ferry.doors, "member")
    asks_why(mei, amount)

    ruben = newcomer(chromium, night_ferry.url, language)
    ruben.steps_in(night_ferry.doors, "the steward")
    if correction:  # money made out of an answer needs a proof that it is he
        chooses_a_password(ruben)
    answers(ruben, f"Why? {amount}", answer, correction)

    mei.link("Money")
    mei.link("My statement")
    assert line_of(mei, amount).count(), mei.page.url + mei.page.inner_text("main")
    line_of(mei, amount).locator("summary").first.click()
    mei.reads(answer)
    mei.link("Money")
    mei.link("Payouts")
    assert not correction or re.search(r"€(95\.11|0\.01)", mei.page.inner_text("main"))
    assert ruben.faults() + mei.faults() == []
    assert night_ferry.cohive("verify").returncode == 0
