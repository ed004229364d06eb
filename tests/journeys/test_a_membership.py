"""A year in a membership: asked for, paid, renewed by a tap, gone higher, given; and no vote."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.bond.operations import year_after
from cohive.look.formats import money
from cohive.words.money import Money
from tests.journeys.conftest import Running
from tests.journeys.newcomers import WAIT_SECONDS, Newcomer, letters, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
ANSWERS = {"en": "A press that two can lift.", "zh-CN": "两个人抬得动的印刷机。"}
NEARLY = 1 / 24
"""So much before a day begins it has not begun."""
DECK = {"en": "Deck", "zh-CN": "甲板"}
MEI = "mei@nightferry.example"
JONAS = "jonas@nightferry.example"


def makes_a_tier(ruben: Newcomer, name: str, price: str, **more: str) -> None:
    """On the desk, with what it gives and costs."""
    ruben.link("Desk")
    to_the_desk_of_memberships(ruben)
    ruben.link("Make a tier")
    ruben.fill(name=name, price=price, gives="A chair at the table", **more)
    ruben.press("Make it")
    ruben.reads("Made. It stands on the page of memberships.")


def to_the_desk_of_memberships(ruben: Newcomer) -> None:
    """Among what is sold."""
    ruben.link("Desk")
    desk = ruben.page.locator("main").get_by_role("link", name=ruben.say("Memberships"))
    desk.first.click()
    ruben.look()


def opens_a_circle(ruben: Newcomer, circle: str, tier: str) -> None:
    """A circle, and for whom it is."""
    ruben.link("Circles")
    ruben.link("Open a circle")
    ruben.fill(name=circle, purpose="What is said at the table.")
    ruben.page.locator("main form button.primary").click()
    ruben.look()
    to_the_desk_of_memberships(ruben)
    ruben.page.select_option("main [name=circle]", label=circle)
    ruben.page.select_option("main [name=tier]", label=tier)
    ruben.press("Save")
    ruben.reads(f"{circle}: {tier}")


def asks_to_join(mei: Newcomer, tier: str) -> None:
    """From the shop to the tier; its question answered."""
    mei.link("Shop")
    mei.link("Memberships")
    mei.link("Look at %(tier)s", tier=tier)
    mei.reads("Paying does not buy votes.")
    mei.link("Answer them")
    mei.page.fill("main [name=answer-0]", ANSWERS[mei.language])
    mei.press("Ask to join")
    mei.reads("Asked. A steward reads it; the answer comes here.")


def admits(ruben: Newcomer) -> None:
    """Reads the answer, says a word, lets her in."""
    to_the_desk_of_memberships(ruben)
    asks = ruben.page.locator("main li", has_text=ANSWERS[ruben.language])
    asks.get_by_role("button", name=ruben.say("Admit")).click()
    ruben.look()
    ruben.reads("Admitted. The member is told and has 14 days to pay.")


def joins(mei: Newcomer, tier: str, price: str) -> None:
    """Pays on the tier's page, and finds it among her own."""
    mei.link("Shop")
    mei.link("Memberships")
    mei.link("Look at %(tier)s", tier=tier)
    mei.press("Join for %(amount)s", amount=price)
    mei.pays_by_card()
    mei.waits_for("Open my order")
    mei.link("Open my order")
    mei.link("Your memberships")


def talks(mei: Newcomer, circle: str) -> None:
    """The circle opened to her; nothing is voted on in it."""
    mei.called(circle)
    mei.reads("You hold it: come in and talk.")
    mei.reads("No vote is held in this circle: paying does not buy votes.")
    mei.press("Join this circle")
    mei.link("Start a thread", nth=0)
    mei.fill(title="Who brings the lamp?", text=ANSWERS[mei.language])
    mei.page.locator("main form button.primary").click()
    mei.look()
    mei.reads(ANSWERS[mei.language])


def gives(mei: Newcomer, tier: str, to: str) -> None:
    """A year for somebody else."""
    mei.link("Shop")
    mei.link("Memberships")
    mei.link("Look at %(tier)s", tier=tier)
    mei.link("Give it to somebody")
    mei.fill(email=to)
    mei.page.locator("main form button.primary").click()
    mei.look()
    mei.pays_by_card()
    mei.waits_for("The code of your gift:")


def link_to(home: Path, to: str, path: str) -> str:
    """Where a mail leads, once it is there."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        for letter in reversed(letters(home, to)):
            if found := re.search(rf"http\S+{path}\S*", letter):
                return found[0]
        time.sleep(0.5)
    raise AssertionError(f"no mail to {to} leads to {path}: {letters(home, to)}")


def takes_the_gift(jonas: Newcomer, link: str) -> None:
    """By the link in the mail; what he had earned of it goes on first."""
    jonas.arrive(link)
    jonas.press("Redeem it")
    jonas.reads("a gift")


def renews_by_one_tap(mei: Newcomer, link: str) -> None:
    """From the mail, on a phone that is not signed in."""
    mei.arrive(link)
    mei.reads("Nothing is charged by itself: it goes on only if you pay.")
    mei.press("Go and pay")
    mei.pays_by_card()
    mei.waits_for("Open my order")


def reads_the_income(ruben: Newcomer, earned: str) -> None:
    """By days on the desk, and in its own account in the books."""
    to_the_desk_of_memberships(ruben)
    ruben.reads(earned)
    ruben.looks_again()
    ruben.link("Desk")
    ruben.link("Books")
    ruben.page.select_option("main select[name=period]", "all")
    ruben.press("Show")
    ruben.reads("Memberships paid, not yet run")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_year_and_what_comes_of_it(
    night_ferry_later: Running, chromium: Browser, language: str, width: int
):
    place = night_ferry_later
    ruben, mei, jonas, door = (
        newcomer(chromium, place.url, language, each) for each in (1670 - width, width, width, 390)
    )
    galley, bridge, circle = (f"{name} {language}" for name in ("Galley", "Bridge", "Table"))
    ruben.steps_in(place.doors, "the steward")
    makes_a_tier(ruben, galley, "200.00", places="3", questions="What would you make?")
    makes_a_tier(ruben, bridge, "1200.00")
    opens_a_circle(ruben, circle, galley)
    mei.steps_in(place.doors, "member")
    asks_to_join(mei, galley)
    admits(ruben)
    joins(mei, galley, "€200.00")
    talks(mei, circle)

    today = timezone.now()
    days = (year_after(today) - today).days
    due = Money(120_000 - 20_000 * (days - 100) // days, "EUR")  # 1,054.80 where it has 365
    place.days_pass(100 - NEARLY)
    joins(mei, bridge, money(due))
    mei.called(circle)
    mei.reads("You hold it: come in and talk.")
    gives(mei, DECK[language], JONAS)
    jonas.steps_in(place.doors, "maker")
    takes_the_gift(jonas, link_to(place.home, JONAS, "/memberships/redeem/"))

    place.days_pass(days - 10)
    renews_by_one_tap(door, link_to(place.home, MEI, "/memberships/bridge"))
    earned = Money(16_529 * 99 // days, "EUR")  # the hundredth day had begun and was not over
    reads_the_income(ruben, money(earned))
    assert [fault for each in (ruben, mei, jonas, door) for fault in each.faults()] == []
    assert place.cohive("verify").returncode == 0
