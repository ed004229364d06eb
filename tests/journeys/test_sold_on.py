"""Selling on: a plan the law allows, a page with its label, a commission when it is final."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Running
from tests.journeys.newcomers import PASSWORD, Newcomer, chooses_a_password, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
PRINT = "Low tide timetable, print"
WORDS = {"en": "It hangs above my sink.", "zh-CN": "它挂在我的水槽上方。"}
LABEL = "%(name)s earns when you buy here. The price is the same."
MEI, FOUND, APPEAL = "Mei Qiao", "Money was asked at the market.", "It was change for a print."
RETURN_DAYS = 14
NOT_FOUND = 404


def to_the_desk_of_selling_on(ruben: Newcomer) -> None:
    """Among what is sold."""
    ruben.link("Desk")
    ruben.page.locator("main").get_by_role("link", name=ruben.say("Selling on")).first.click()
    ruben.look()


def proposes(ruben: Newcomer, *, entry_fee: str, per_head: str) -> None:
    """A plan moves money of everybody's sales: he proves that it is he, and gives it."""
    for _ in range(2):
        if not ruben.page.locator("main [name=entry_fee]").is_visible():
            ruben.open("What a plan never has")
        ruben.page.check("main [name=mode][value=commission]", force=True)
        ruben.fill(first="8", cap="10", entry_fee=entry_fee, per_head=per_head)
        ruben.press("Put it in force")
        if not ruben.page.locator("main [name=password]").count():
            return
        ruben.fill(password=PASSWORD)
        ruben.press("Go on")
        if ruben.page.locator("main [aria-invalid=true], main .error").count():
            return
        to_the_desk_of_selling_on(ruben)


def decides_a_plan(ruben: Newcomer) -> None:
    """With money for joining it is refused by its rule; without it is in force."""
    chooses_a_password(ruben)
    to_the_desk_of_selling_on(ruben)
    proposes(ruben, entry_fee="25", per_head="5")
    for rule in ("entry-fee", "per-head"):
        assert f"“{rule}”" in ruben.page.inner_text("main")
    ruben.reads("禁止传销条例")
    ruben.looks_again()
    proposes(ruben, entry_fee="0", per_head="0")
    ruben.reads("In force from now on. Resellers and the other stewards are told.")


def joins(member: Newcomer, page: str = "") -> None:
    """By the shop, or by the page of somebody who sells on."""
    if page:
        member.arrive(page)
        member.link("Sell these things on yourself")
    else:
        member.link("Shop")
        member.link("Sell these things on")
    member.reads(
        "Joining is free and asks for no purchase. Nobody is paid for bringing people, nor for "
        "what others sell."
    )
    member.press("Yes, on these terms")
    member.reads("You can sell things on now. Choose what stands on your page.")


def makes_her_page(mei: Newcomer) -> str:
    """Words and a thing; return the address of her page, which is on the card."""
    mei.fill(words=WORDS[mei.language])
    mei.page.get_by_label(PRINT).check(force=True)
    mei.press("Save")
    mei.link("A card to print")
    mei.reads(LABEL, name=MEI)
    mei.link("Sell it on")
    mei.link("My page")
    mei.reads(WORDS[mei.language])
    return urlsplit(mei.page.url).path


def buys_there(lotte: Newcomer, page: str) -> None:
    """A stranger reads who earns on each page until it is paid, and after that."""
    lotte.arrive(page)
    lotte.reads(LABEL, name=MEI)
    lotte.fill(quantity="2")
    lotte.press("Buy here")
    lotte.reads(LABEL, name=MEI)
    lotte.writes_where_to("Lotte Vos", f"lotte-{lotte.language}@home.example")
    lotte.reads(LABEL, name=MEI)
    lotte.pays_by_card()
    lotte.waits_for("Open my order")
    lotte.link("Open my order")
    lotte.reads(LABEL, name=MEI)


def buys_herself(mei: Newcomer) -> None:
    """On her own page; she earns nothing by it."""
    mei.link("My page")
    mei.press("Buy here")
    mei.fill(name=MEI, street="Kade 1", postcode="3011 AB", town="Rotterdam")
    mei.page.select_option("main [name=country]", "NL")
    mei.press("Go on to pay")
    mei.pays_by_card()
    mei.waits_for("Open my order")
    mei.link("Open my order")
    mei.reads("Bought by %(name)s or her household on her own page: nobody earns by it.", name=MEI)
    mei.arrive()


def sends(ruben: Newcomer, name: str) -> None:
    """Packed and on its way."""
    ruben.link("Desk")
    ruben.link("Orders to pack")
    for words in ("Packed", "It is sent"):
        row = ruben.page.locator("main li", has_text=name)
        row.get_by_role("button", name=ruben.say(words)).click()
        ruben.settle()
    ruben.look()


def reads_what_she_earns(mei: Newcomer, *words: str) -> None:
    """On the page where she sells on."""
    mei.link("Shop")
    mei.link("Sell these things on")
    for each in words:
        mei.waits_for(each)


def looks_into_it(ruben: Newcomer) -> None:
    """Three levels call him; he writes what he found, and stops her."""
    to_the_desk_of_selling_on(ruben)
    ruben.waits_for("Look into this: %(levels)s levels, %(people)s people", levels=3, people=3)
    ruben.looks_again()
    ruben.fill(reason=FOUND)
    ruben.press("Looked into")
    row = ruben.page.locator("main li", has=ruben.page.locator("b", has_text=MEI))
    row.locator("summary").click()
    row.locator("[name=reason]").fill(FOUND)
    row.get_by_role("button", name=ruben.say("Stop her selling on")).click()
    ruben.settle()
    ruben.reads("Stopped, and told. She can appeal.")


def appeals(mei: Newcomer) -> None:
    """She reads why, and says what she has to say."""
    reads_what_she_earns(mei, "A steward stopped your selling on", FOUND)
    mei.looks_again()
    mei.page.fill("main [name=appeal-reason]", APPEAL)
    mei.press("Appeal")
    mei.reads("You have appealed. Another steward looks at it; the answer comes here.")


def hears_her(pilar: Newcomer) -> None:
    """Another steward than who stopped her."""
    to_the_desk_of_selling_on(pilar)
    row = pilar.page.locator("main li", has_text=APPEAL)
    row.locator("summary").click()
    row.locator("[name=reason]").first.fill(FOUND)
    row.get_by_role("button", name=pilar.say("Let her sell on again")).click()
    pilar.settle()
    pilar.reads("Decided, and told.")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_plan_a_page_a_commission_and_an_appeal(
    night_ferry_later: Running, chromium: Browser, language: str, width: int
):
    place = night_ferry_later
    ruben, mei, lotte, pilar, jonas = (
        newcomer(chromium, place.url, language, each)
        for each in (1670 - width, width, width, 390, 390)
    )
    ruben.steps_in(place.doors, "the steward")
    decides_a_plan(ruben)
    mei.steps_in(place.doors, "member")
    joins(mei)
    page = makes_her_page(mei)
    buys_there(lotte, page)
    reads_what_she_earns(mei, "€3.30", "pending", "Its days begin when the parcel is on its way.")
    mei.looks_again()
    buys_herself(mei)
    sends(ruben, "Lotte Vos")
    lotte.page.reload()
    lotte.press("It is here")
    place.days_pass(RETURN_DAYS - 1)
    reads_what_she_earns(mei, "€3.30", "pending")
    place.days_pass(2)
    reads_what_she_earns(mei, "€3.30", "final")

    pilar.steps_in(place.doors, "second")
    joins(pilar, page)
    pilar.link("My page")
    jonas.steps_in(place.doors, "maker")
    joins(jonas, pilar.page.url)
    looks_into_it(ruben)
    appeals(mei)
    assert lotte.page.request.get(lotte.url + page).status == NOT_FOUND
    hears_her(pilar)
    reads_what_she_earns(mei, "My page")
    assert [fault for each in (ruben, mei, lotte, pilar, jonas) for fault in each.faults()] == []
    assert place.cohive("verify").returncode == 0
