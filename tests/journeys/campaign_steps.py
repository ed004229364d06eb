"""What a firm does with a campaign, and who comes by it."""

from __future__ import annotations

import io
import time
from datetime import timedelta

from cohive.house.demo.spreading import CHANNELS
from tests.journeys.conftest import DAY_SECONDS, Running
from tests.journeys.networks import QUAY, Networks
from tests.journeys.newcomers import WAIT_SECONDS, Newcomer

CARDS = "Harbour lamp, nine cards"
CODE = "SNOW10"
SNOW = {
    "en": (
        "Snow in the city, the trams stand still.",
        "I have not seen so much snow since I was ten.",
        "Our street has snow up to the doorstep.",
        "The harbour under snow: quiet, and so bright.",
        "Who else walked to work through the snow?",
        "Snow on the cranes this morning, a picture for a card.",
        "The market is closed because of snow.",
        "My bicycle has vanished under the snow.",
        "Children on the dike with a sledge, snow everywhere.",
    ),
    "zh-CN": (
        "城里下雪了，电车都停了。",
        "十岁以后就没见过这么大的雪。",
        "我们街上的雪没过门槛了。",
        "港口被雪盖住，安静又明亮。",
        "还有谁是踩着雪走路上班的？",
        "今早吊车上全是雪，像一张明信片。",
        "因为大雪，集市今天不开。",
        "我的自行车埋在雪里找不到了。",
        "孩子们在堤上滑雪橇，到处是雪。",
    ),
}
TOPIC = {"en": "snow in the city", "zh-CN": "城里下雪"}
FIRST = {"en": "The first snow of the year, and it is gone.", "zh-CN": "今年第一场雪，已经化了。"}
LINE = {
    "en": "Snow on the cranes. Stay in and write a card.",
    "zh-CN": "吊车上落雪了，在家写张卡片吧。",
}
PLANNED = {"en": "Nine cards, one lamp, one evening.", "zh-CN": "九张卡片，一盏灯，一个夜晚。"}
PURPOSE = {"en": "Ten sets pay for the next plate.", "zh-CN": "卖出十套，就够做下一块版。"}


def morning(place: Running) -> None:
    """It is half past nine: a day lies before us."""
    now = place.now()
    nine = (now + timedelta(days=1)).replace(hour=9, minute=30, second=0)
    place.days_pass((nine - now).total_seconds() / DAY_SECONDS)


def to_the_desk(ruben: Newcomer, words: str) -> None:
    """To something on the desk by its name."""
    ruben.link("Desk")
    ruben.page.locator("main").get_by_role("link", name=ruben.say(words), exact=True).first.click()
    ruben.settle()
    ruben.look()


def makes_a_voucher(ruben: Newcomer) -> None:
    """Ten per cent off for whoever knows the code."""
    to_the_desk(ruben, "Vouchers")
    ruben.writes("Code", CODE)
    ruben.writes("Or per cent off", "10")
    ruben.writes("How often, in all", "20")
    ruben.ticks("The house: the makers are paid as from the full price")
    ruben.press("Make it")
    ruben.reads(CODE)


def opens_a_campaign(ruben: Newcomer, title: str) -> None:
    """A goal and a time for one thing, with hashtag and voucher."""
    to_the_desk(ruben, "Campaigns")
    ruben.link("New campaign")
    ruben.writes("Name", title)
    ruben.chooses("What it is about", CARDS)
    ruben.writes("What it is for", PURPOSE[ruben.language])
    ruben.writes("Goal", "10")
    ruben.chooses("Of what", ruben.say("Orders"))
    ruben.writes("Hashtag", "snowlamp")
    ruben.writes("Code of a voucher", CODE)
    ruben.press("Open the campaign")
    ruben.reads(PURPOSE[ruben.language])
    ruben.reads(CODE)
    ruben.reads("used %(uses)s of %(most)s times", uses=0, most=20)


def schedules_a_post(ruben: Newcomer, place: Running, networks: Networks) -> None:
    """One text with its look on every channel of his language; it goes out in two days."""
    words = PLANNED[ruben.language]
    ruben.link("Write a post")
    own = ruben.field(own_language(ruben))
    assert "#snowlamp" in own.input_value()
    own.fill(f"{words} {own.input_value().strip()}")
    due = (place.now() + timedelta(days=2)).strftime("%Y-%m-%dT09:00")
    ruben.writes("When", due)
    ruben.press("Preview")
    looks = ruben.page.locator("main article")
    assert looks.count() == len(QUAY) + len(CHANNELS)
    tongues = ("", "zh-hans" if ruben.language == "zh-CN" else "en")
    for name in (*QUAY, *(name for _kind, name, *_, tongue in CHANNELS if tongue in tongues)):
        title = ruben.page.get_by_role("heading", name=name, exact=True)
        assert words in looks.filter(has=title).inner_text(), name
    ruben.looks_again()
    ruben.press("Send or schedule")
    ruben.reads("waits")
    assert networks.said(words) == (0, 0)


def own_language(ruben: Newcomer) -> str:
    """What the field is called where he writes in his own language."""
    return "中文" if ruben.language == "zh-CN" else "English"


def listens(ruben: Newcomer, place: Running) -> None:
    """For snow, and takes in what was written: one post in autumn, nine this morning."""
    to_the_desk(ruben, "Listening")
    ruben.link("What we listen to")
    ruben.writes("What you listen for", TOPIC[ruben.language])
    ruben.writes("Its words", "snow\n雪")
    ruben.press("Listen for it")
    today = place.now()
    rows = io.StringIO()
    rows.write(f'text,date\n"{FIRST[ruben.language]}",{today - timedelta(days=70):%Y-%m-%d}\n')
    for text in SNOW[ruben.language]:
        rows.write(f'"{text}",{today:%Y-%m-%d}\n')
    file = {"name": "heard.csv", "mimeType": "text/csv", "buffer": rows.getvalue().encode()}
    ruben.field("A file of reviews").set_input_files(file)
    ruben.press("Take it in")


def writes_the_line(ruben: Newcomer, place: Running, networks: Networks) -> None:
    """Snow rings; a line goes out by two taps and what he writes."""
    place.days_pass(15 / (24 * 60))
    to_the_desk(ruben, "Campaigns")
    waits_for_the_alarm(ruben)
    ruben.looks_again()
    of_snow = ruben.page.get_by_role("link", name=ruben.say("Write the line: %(title)s", title=""))
    of_snow.and_(ruben.page.get_by_role("link", name=TOPIC[ruben.language])).click()
    ruben.settle()
    own = ruben.field(own_language(ruben))
    assert "#snowlamp" in own.input_value()
    own.fill(f"{LINE[ruben.language]} {own.input_value().strip()}")
    ruben.press("Send or schedule")
    networks.hears(LINE[ruben.language])


def waits_for_the_alarm(ruben: Newcomer) -> None:
    """Beside those the demo place has already."""
    alarm = ruben.page.get_by_role("link", name=TOPIC[ruben.language])
    end = time.monotonic() + WAIT_SECONDS
    while not alarm.count():
        assert time.monotonic() < end, ruben.page.inner_text("main")
        time.sleep(0.5)
        ruben.page.reload()


def two_days_later(ruben: Newcomer, place: Running, networks: Networks) -> None:
    """What was planned goes out, once on each channel."""
    place.days_pass(2)
    networks.hears(PLANNED[ruben.language])


def carries(mei: Newcomer, title: str) -> str:
    """A member finds what the place wants to reach, takes her link; returns its address."""
    mei.link("Shop")
    mei.link("Carry it on")
    mei.called(title)
    mei.reads(PURPOSE[mei.language])
    mei.reads(CODE)
    mei.press("Make my link and cards")
    mei.reads("may be rewarded")
    address: str = mei.field("The address").input_value()
    return address


def buys_with_the_voucher(guest: Newcomer, link: str, name: str) -> str:
    """By a link, with the code; returns the address of her order."""
    guest.arrive(link)
    if not guest.page.get_by_role("button", name=guest.say("Buy"), exact=True).count():
        guest.called(CARDS)
    guest.press("Buy")
    guest.writes("Voucher", CODE)
    guest.writes_where_to(name, f"{name.split()[0].lower()}-{guest.language}@home.example")
    guest.reads("The voucher took off %(amount)s.", amount="€0.90")
    guest.pays_by_card()
    guest.waits_for("Open my order")
    guest.link("Open my order")
    return guest.page.url


def reads_what_it_brought(ruben: Newcomer, title: str) -> None:
    """Each channel with its visitors and its buyers, and in what range they lie."""
    to_the_desk(ruben, "Campaigns")
    ruben.called(title)
    row = ruben.page.locator("main tr", has_text=QUAY[0])
    end = time.monotonic() + WAIT_SECONDS
    while ruben.say("cannot be told") in row.inner_text():
        assert time.monotonic() < end, row.inner_text()
        time.sleep(0.5)
        ruben.page.reload()
    assert ruben.say("likely %(low)s to %(high)s", low=0, high=6) in row.inner_text()
    ruben.looks_again()
