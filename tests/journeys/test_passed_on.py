"""A fan prints a poster, another passes it on, somebody buys by it, and all see what came of it."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.journeys.codes import codes_on, words_on
from tests.journeys.conftest import Running
from tests.journeys.newcomers import Newcomer, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
CARDS = "Harbour lamp, nine cards"
MEI, MEIS_MAIL, PILAR = "Mei Qiao", "mei@nightferry.example", "Pilar Ríos"
LABEL = "%(name)s may be rewarded if you buy something here within %(days)s days."
TOLD = (
    "%(name)s passed this on to you and may be rewarded if you buy something here within "
    "%(days)s days."
)
TREE = "Tree: %(deep)s hands deep, at its widest %(wide)s. The table below says the same."
REWARD = "€0.74"
"""A tenth of 7.44: what 9.00 leaves after its 1.56 of value added tax."""
DAYS, CONFIRMED_DAYS, QUESTION_DAYS = 30, 2, 14
SCREENS_MAX = 3
IN_APPS = {
    "WeChat": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.53(0x18003531) NetType/WIFI "
    "Language/zh_CN",
    "Instagram": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Mobile/22B83 Instagram 358.0.0.26.90 (iPhone15,2; iOS 18_1; en_GB)",
}


def passes_on(fan: Newcomer, name: str) -> None:
    """From the product's page to a link of her own, and its card."""
    fan.press("Pass it on")
    fan.reads(LABEL, name=name, days=DAYS)


def prints(fan: Newcomer, name: str) -> str:
    """The poster and the small cards: who may be rewarded stands on both; where the code leads."""
    found = set()
    for paper, count in (("A4 poster", 1), ("Eight A7 cards", 8)):
        sheet = fan.downloads(paper)
        words = words_on(sheet)
        for language in ("en", "zh-CN"):
            reader = Newcomer(fan.url, fan.page, language)
            label = reader.say(LABEL, name=name, days=DAYS)
            assert "".join(label.split()) in words
        codes = codes_on(sheet)
        assert len(codes) == count
        found |= set(codes)
    assert len(found) == 1
    return found.pop()


def shows_her_card(fan: Newcomer) -> None:
    """The picture for a chat is there, and is another one than without her label."""
    card = fan.page.locator("main img[src*='wide.jpg']").first
    card.scroll_into_view_if_needed()
    fan.page.wait_for_function(
        "image => image.complete && image.naturalWidth > 0", arg=card.element_handle()
    )
    address = urljoin(fan.page.url, str(card.get_attribute("src")))
    hers, bare = (fan.page.request.get(each) for each in (address, address.split("?")[0]))
    assert hers.ok
    assert bare.ok
    assert hers.body() != bare.body()


def buys_as_a_guest(lotte: Newcomer, mail: str) -> int:
    """Buy, where to, pay; return how many screens of the place that took."""
    screens: list[str] = []
    lotte.page.on("framenavigated", lambda frame: screens.append(urlsplit(frame.url).path))
    lotte.press("Buy")
    lotte.reads("You need no account.")
    lotte.writes_where_to("Lotte Smit", mail)
    lotte.pays_by_card()
    lotte.waits_for("Open my order")
    seen = {path for path in screens if "/sandbox/" not in path}
    lotte.link("Open my order")
    return len(seen)


def opens_it_in(lotte: Newcomer, address: str, name: str) -> None:
    """What the code says; the page says who led there, and sells."""
    lotte.arrive(address)
    assert urlsplit(lotte.page.url).query.startswith("by=")
    said = lotte.page.inner_text("body")
    assert lotte.say(TOLD, name=name, days=DAYS) in said, said[:800]
    assert lotte.page.get_by_role("button", name=lotte.say("Buy"), exact=True).count()
    shown = lotte.page.locator("meta[property='og:description']").get_attribute("content")
    assert lotte.say(LABEL, name=name, days=DAYS) in str(shown)


def agrees_to_be_named(fan: Newcomer) -> None:
    """Under her links: until then she is “someone” where it is told how a thing travelled."""
    fan.link("Shop")
    fan.link("My links")
    fan.reads("Where it is shown how a thing travelled, members see “someone” in your place.")
    fan.press("Show my name there")
    fan.reads("Members see your name where it is shown how a thing travelled.")
    fan.looks_again()


def to_her_card(fan: Newcomer) -> None:
    """Among her links."""
    fan.link("Shop")
    fan.link("My links")
    fan.called(CARDS)


def reads_her_statement(fan: Newcomer, state: str) -> None:
    """The reward stands on a line of its own, in this state."""
    fan.link("Money")
    fan.link("My statement")
    fan.waits_for(REWARD)
    line = fan.page.locator("main details", has_text=REWARD).first
    assert fan.say(state, day="").strip() in line.locator("summary").first.inner_text()


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_poster_sells_and_all_see_what_came_of_it(
    night_ferry_later: Running, chromium: Browser, language: str, width: int
):
    place = night_ferry_later
    mei, pilar = (newcomer(chromium, place.url, language, width) for _ in range(2))
    phones = {
        app: newcomer(chromium, place.url, language, 390, agent) for app, agent in IN_APPS.items()
    }
    lotte = phones["WeChat" if language == "zh-CN" else "Instagram"]

    # two fans: the second comes by the first one's poster, and passes it on
    mei.steps_in(place.doors, "member")
    mei.link("Shop")
    mei.called(CARDS)
    passes_on(mei, MEI)
    first = prints(mei, MEI)
    shows_her_card(mei)
    pilar.steps_in(place.doors, "second")
    opens_it_in(pilar, first, MEI)
    passes_on(pilar, PILAR)
    second = prints(pilar, PILAR)
    assert first != second

    # a stranger reads the code with a phone, inside an app, and buys without an account
    for phone in phones.values():
        opens_it_in(phone, second, PILAR)
    assert buys_as_a_guest(lotte, f"lotte-{width}@home.example") <= SCREENS_MAX

    # nobody is rewarded for what she buys herself, signed in or not
    mei.arrive(first)
    assert mei.say("This is your own link. Buying through it rewards nobody.") in (
        mei.page.inner_text("body")
    )
    at_home = newcomer(chromium, place.url, language, width)
    opens_it_in(at_home, first, MEI)
    buys_as_a_guest(at_home, MEIS_MAIL)
    at_home.waits_for("bought it herself")

    # who passed it on is someone, until she agrees to be named
    lotte.waits_for("Who passed it on to you")
    for name, part in ((PILAR, "2/3"), (lotte.say("someone"), "1/3")):
        stands_in_line(lotte, name, part)
    assert MEI not in lotte.page.inner_text("main")
    to_her_card(mei)
    mei.link("How it travelled")
    assert PILAR not in mei.page.inner_text("main")
    agrees_to_be_named(mei)
    agrees_to_be_named(pilar)
    lotte.page.reload()

    # what came of it: the buyer's page, both fans' cards, how it travelled, and the money
    lotte.waits_for("Who passed it on to you")
    for name, part in ((PILAR, "2/3"), (MEI, "1/3")):
        stands_in_line(lotte, name, part)
    lotte.waits_for("Where your %(amount)s went", amount="€9.00")
    to_her_card(mei)
    mei.waits_for("your own, not rewarded")
    mei.reads(
        "Your credit along the way is %(credit)s of an order; it is thanks, not money.",
        credit="1/3",
    )
    mei.link("How it travelled")
    sees_how_it_travelled(mei)

    reads_her_statement(pilar, "provisional")
    place.days_pass(CONFIRMED_DAYS + 1)
    reads_her_statement(pilar, "open to %(day)s")
    place.days_pass(QUESTION_DAYS - CONFIRMED_DAYS)
    reads_her_statement(pilar, "final")
    pilar.looks_again()
    assert [
        fault for each in (mei, pilar, at_home, *phones.values()) for fault in each.faults()
    ] == []
    assert place.cohive("verify").returncode == 0


def stands_in_line(lotte: Newcomer, name: str, part: str) -> None:
    """Among those by whom it came to the buyer, with her part of the thanks."""
    row = lotte.page.locator("[aria-labelledby=along] li", has_text=name)
    assert lotte.say("%(part)s of the thanks", part=part) in row.inner_text()


def sees_how_it_travelled(mei: Newcomer) -> None:
    """Two hands deep; its shape; what it brought, as the least that is known."""
    names, values = (
        mei.page.locator(f"main dl.kv {part}").all_inner_texts() for part in ("dt", "dd")
    )
    facts = dict(zip(names, values, strict=True))
    assert facts[mei.say("Hands deep")] == "2"
    assert facts[mei.say("Virality")].startswith("1.33")
    assert facts[mei.say("Orders")] == "1"
    assert int(facts[mei.say("Visits, at least")]) >= 4
    row = mei.page.locator("main tbody tr", has_text=PILAR)
    assert MEI in row.inner_text()
    mei.reads("What we cannot tell")
    drawn = mei.page.get_by_role("img", name=mei.say(TREE, deep=2, wide=1))
    assert PILAR in str(drawn.text_content())
