"""A water army is found, set aside, judged; a class of fans is wrongly accused, and cleared."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import faults_of, new_page
from tests.journeys.conftest import Running
from tests.journeys.steps import press, text_of, until
from tests.journeys.test_fission import enter, well

pytestmark = [pytest.mark.browser, pytest.mark.process]
ROOT = Path(__file__).parents[2]
SEED = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
import django
django.setup()
from tests.journeys.water_army import seed
print(json.dumps(seed()))
"""
DESKTOP, PHONE = 1280, 390
ANSWER = "我们七个人上同一个绘画班。投票一开，就去看老师的画。"
APOLOGY = "You are a drawing class who like your teacher's sheets. We took you for a crowd. Sorry."


def seeded(place: Running) -> dict[str, Any]:
    """Let the simulator's army vote in the place that is being served; returns who is who.

    Each group is a list of names, agents and sign-in keys; `paid` are titles of entries.
    """
    done = subprocess.run(
        [sys.executable, "-c", SEED],
        env={**place.environment, "COHIVE_HOME": str(place.home)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def in_chinese(page: Page) -> None:
    """She reads Chinese from now on; the switch is at the foot of every page."""
    page.locator("form.seg button[lang^=zh]").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("html[lang^=zh]").count() == 1


def look_now(steward: Page, url: str) -> None:
    """The steward does not wait for the night."""
    steward.goto(url + "/desk/reviews/")
    press(steward, "Look now")
    assert "2 groups were found." in steward.inner_text("body")
    well(steward, "army-desk")


def reviews_of(steward: Page, url: str, who: dict[str, Any]) -> dict[str, str]:
    """The address of each group's review; nobody else is in one."""
    steward.goto(url + "/desk/reviews/")
    links = steward.locator("main ul.list a").evaluate_all("all => all.map(one => one.href)")
    assert len(links) == 2
    found: dict[str, str] = {}
    for link in links:
        steward.goto(link)
        accused = set(steward.locator("#who details > summary").all_inner_texts())
        for group in ("army", "class"):
            if accused == {name for name, _agent, _key in who[group]}:
                found[group] = link
    assert sorted(found) == ["army", "class"]  # not the launch crowd, and no voter beside them
    return found


def step(steward: Page, review: str, do: str, reason: str, apology: str = "") -> str:
    """Take one step at a review; returns what the page says then."""
    steward.goto(review)
    form = steward.locator(f"form:has(input[name=do][value={do}])")
    form.locator("[name=reason]").fill(reason)
    if apology:
        form.locator("[name=apology]").fill(apology)
    form.locator("button").click()
    steward.wait_for_load_state("networkidle")
    return steward.inner_text("body")


def told(page: Page, url: str, about: str) -> None:
    """Wait until the bell rang, and follow it."""

    def has_heard() -> bool:
        page.goto(url + "/notices/")
        return about in text_of(page)

    until(has_heard, f"nobody was told: {about}")
    page.locator("main li", has_text=about).get_by_role("link").last.click()
    page.wait_for_url("**/reviews/**")


def answer(fan: Page, url: str) -> str:
    """One of the class reads on her phone what is known, and answers; returns her page."""
    told(fan, url, "你的一些票")
    well(fan, "army-class-own")
    said = text_of(fan)
    assert "Sol Vane" not in said  # nobody else of the group is named to her
    fan.fill("[name=text]", ANSWER)
    fan.locator("#appeal form button").click()
    fan.wait_for_load_state("networkidle")
    assert fan.input_value("[name=text]") == ANSWER
    return fan.url


def seen_by_all(visitor: Page, review: str, names: list[str], size: int) -> None:
    """What a visitor sees on a phone, in Chinese: both counts, and nobody's name."""
    visitor.goto(review.replace("/desk/", "/"))
    well(visitor, "army-public")
    said = text_of(visitor)
    assert "名次" in said
    votes = visitor.locator("main td[data-l='票']").all_text_contents()
    pairs = [tuple(map(int, pair.split(" → "))) for pair in votes]
    assert size in {counted - without for counted, without in pairs}
    assert [name for name in names if name in said] == []


def hold(steward: Page, review: str, cutter: Page, url: str) -> str:
    """The pay of one of the class waits under her own name, and she sees it; returns how much."""
    assert "1 of the group is paid for these things." in text_of(at(steward, review))
    step(steward, review, "hold", "The print may have been chosen by these votes.")
    found: list[str] = []

    def is_held() -> bool:
        said = text_of(at(cutter, url + "/statement/"))
        found.extend(re.findall(r"(€[\d.]+) is held since", said))
        return bool(found)

    until(is_held, "nothing was held")
    well(cutter, "army-class-statement")
    assert found[0] in text_of(at(steward, review))
    well(steward, "army-class-held")
    return found[0]


def given_back(cutter: Page, url: str, amount: str) -> None:
    """What was held is hers to draw again, to the cent."""

    def is_free() -> bool:
        return f"{amount} that was held is free again." in text_of(at(cutter, url + "/notices/"))

    until(is_free, "nothing was given back")
    assert "is held since" not in text_of(at(cutter, url + "/statement/"))


def at(page: Page, address: str) -> Page:
    """The page, opened there."""
    page.goto(address)
    return page


def clear_the_class(first: Page, second: Page, review: str) -> None:
    """A steward reads the answer and clears the group; it takes effect when another agrees."""
    second.goto(review)
    assert ANSWER in text_of(second)
    well(second, "army-class-detail")
    said = step(second, review, "release", "They are a class; I asked their teacher.", APOLOGY)
    assert "It takes effect when a second steward finds the same." in said
    assert "told to those concerned" in step(first, review, "release", "A class.", APOLOGY)
    assert "This is decided." in text_of(first)


def appeal(soldier: Page, url: str) -> None:
    """One of the army asks for another judge, once."""
    told(soldier, url, "You can appeal")
    soldier.fill("[name=text]", "We only voted for what we like.")
    soldier.locator("#appeal form button").click()
    soldier.wait_for_load_state("networkidle")
    assert "An appeal is with a steward who had no part" in text_of(soldier)
    well(soldier, "army-own")


def close_votes(steward: Page, address: str) -> None:
    steward.goto(address + "dates/")
    press(steward, "Close votes now")


def result(page: Page, address: str, paid: list[str], width: int) -> None:
    """The public result: every paid entry in both counts, and the way to the review."""
    page.goto(address + "result/")
    said = text_of(page)
    assert "Counting the votes set aside" in said or "计入被搁置的票" in said
    for title in paid:
        assert title in said
    assert page.locator("main a[href^='/reviews/']").count() >= 1
    well(page, f"army-result-{width}")


def test_an_army_is_judged_and_a_class_of_fans_is_cleared(
    night_ferry: Running, chromium: Browser
) -> None:
    url = night_ferry.url
    who = seeded(night_ferry)
    challenge = url + who["challenge"]
    first, second, third = (
        enter(chromium, url, key, width=DESKTOP) for _name, _agent, key in who["stewards"]
    )
    fan, cutter = (enter(chromium, url, who["class"][at][2]) for at in (0, -1))
    soldier = enter(chromium, url, who["army"][2][2])
    visitor = new_page(chromium, width=PHONE, language="zh-CN")
    visitor.goto(url)
    in_chinese(fan)
    look_now(first, url)
    reviews = reviews_of(first, url, who)
    well(first, "army-detail")
    for group, review in reviews.items():
        assert "told to those concerned" in step(first, review, "mark", f"Let us see: {group}.")
    names = [name for group in ("army", "class") for name, _agent, _key in who[group]]
    own = answer(fan, url)
    for group, review in reviews.items():
        seen_by_all(visitor, review, names, len(who[group]))
    held = hold(second, reviews["class"], cutter, url)
    clear_the_class(first, second, reviews["class"])
    told(fan, url, APOLOGY)
    assert fan.url == own.split("#")[0]
    assert APOLOGY in text_of(fan)
    well(fan, "army-class-cleared")
    told(cutter, url, APOLOGY)
    given_back(cutter, url, held)
    step(first, reviews["army"], "confirm", "Made within an hour, in shifts.")
    step(second, reviews["army"], "confirm", "Six entries of two people, nothing else.")
    appeal(soldier, url)
    told(third, url, "A verdict was appealed.")
    well(third, "army-appealed")
    step(third, reviews["army"], "uphold", "I counted again, and find the same.")
    assert "This is decided." in text_of(third)
    close_votes(first, challenge)
    for page, width in ((new_page(chromium, width=DESKTOP), DESKTOP), (visitor, PHONE)):
        result(page, challenge, who["paid"], width)
    assert APOLOGY in text_of(at(visitor, reviews["class"].replace("/desk/", "/")))
    said = text_of(at(visitor, url + "/reviews/"))
    assert [int(count) for count in re.findall(r"\n(\d+)(?=\n|$)", said)] == [2, 1, 1, 0, 0]
    well(visitor, "army-log")
    for page in (first, second, third, fan, cutter, soldier, visitor):
        assert faults_of(page) == []
    verified = night_ferry.cohive("verify")
    assert verified.returncode == 0, verified.stderr
