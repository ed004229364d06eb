"""A steward reads how the place stands, proposes a split, members vote, the new circle lives."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways
from tests.journeys.conftest import Running
from tests.journeys.steps import press, text_of

pytestmark = [pytest.mark.browser, pytest.mark.process]
CIRCLE = "tide-and-print"
TREASURY = "100.01"
KEYS = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "cohive.house.settings.base"
import django
django.setup()
from cohive.bond import queries as members
from cohive.house.pages.doors import enter_key
circle = members.circle_by_slug("{slug}")
people = [one.agent for one in members.circle_members(circle.agent, limit=None)]
cards = members.cards(people)
print(json.dumps([(cards[agent].name, enter_key(agent)) for agent in people]))
"""


def keys_of(place: Running) -> list[tuple[str, str]]:
    """The demo's own sign-in links, for everybody of the circle."""
    done = subprocess.run(
        [sys.executable, "-c", KEYS.format(slug=CIRCLE)],
        env={**place.environment, "COHIVE_HOME": str(place.home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(one) for one in json.loads(done.stdout.strip().splitlines()[-1])]


def enter(chromium: Browser, url: str, key: str, *, width: int = 390) -> Page:
    page = new_page(chromium, width=width)
    page.goto(f"{url}/demo/enter/{key}/" if not key.startswith("http") else key)
    button = page.locator("main form button[type=submit]")
    if button.count() and "/sign-in/" in page.url:
        button.first.click()
    page.wait_for_url(url + "/")
    return page


def well(page: Page, name: str) -> None:
    """The page is within its window and axe finds nothing; a picture is taken where asked."""
    assert sideways(page) <= 0, name
    screenshots(page, name)
    assert axe_violations(page) == [], name


def fill_treasury(steward: Page, url: str) -> None:
    """The steward reads how the place stands, and gives the circle money of the house."""
    steward.goto(url + "/desk/insight/")
    assert "Community or fan club?" in text_of(steward)
    steward.goto(url + "/desk/changes/")
    well(steward, "changes")
    steward.select_option("[name=circle]", index=_position(steward))
    steward.fill("[name=amount]", TREASURY)
    press(steward, "Put it into the treasury")
    assert "It stands in the circle's treasury" in steward.inner_text("body")


def _position(page: Page) -> int:
    """Where the circle stands in the steward's list."""
    names = page.locator("select[name=circle] option").all_inner_texts()
    return next(at for at, name in enumerate(names) if "Tide" in name)


def propose(steward: Page, url: str, going: list[str]) -> str:
    """Propose the split; returns the address of its page."""
    steward.goto(f"{url}/changes/split/{CIRCLE}/")
    steward.fill("[name=reason]", "Two talks in one room: lettering here, prints there.")
    steward.fill("[name=name]", "Print bench")
    steward.fill("[name=purpose]", "Ink, paper, and who lends a press.")
    for name in going:
        steward.check(f"label.choice:has-text('{name}') input", force=True)
    well(steward, "change-split")
    press(steward, "Show it to everybody")
    assert "ties" in text_of(steward)
    well(steward, "change-preview")
    return steward.url


def choose(page: Page, address: str) -> None:
    """She would be on the new side, and is willing to keep it."""
    page.goto(address)
    page.check("[name=side][value=second]", force=True)
    page.check("[name=is_willing]", force=True)
    send(page, "side")
    assert page.is_checked("[name=side][value=second]")


def send(page: Page, field: str) -> None:
    """Press the button of the form that holds a field, in whatever language it is."""
    page.locator(f"form:has([name={field}]) button[type=submit]").last.click()
    page.wait_for_load_state("networkidle")


def vote(page: Page, address: str) -> None:
    """She sees no totals, and says yes."""
    page.goto(address)
    said = text_of(page)  # some of them read Chinese
    assert "Totals are hidden" in said or "计票之前不显示结果" in said
    page.check("[name=answer][value=yes]", force=True)
    send(page, "answer")  # that it counted shows when both sides have said yes


def begin_a_thread(member: Page, address: str) -> None:
    """A member of the new circle talks in it."""
    member.goto(address)
    press(member, "Start a thread", role="link")
    member.fill("[name=title]", "Our first evening")
    member.fill("[name=text]", "Who brings the ink?")
    member.locator("main form button[type=submit]").last.click()
    member.wait_for_load_state("networkidle")
    assert "Who brings the ink?" in text_of(member)


def test_a_circle_becomes_two(night_ferry, chromium: Browser):
    url = night_ferry.url
    people = keys_of(night_ferry)
    going = [name for name, _key in people[: len(people) // 2]]
    assert len(going) >= 2
    door = next(link for label, link in night_ferry.doors.items() if "steward" in label)
    steward = enter(chromium, url, door, width=1280)
    fill_treasury(steward, url)
    address = propose(steward, url, going)
    browsers = {name: enter(chromium, url, key) for name, key in people}
    for name in going[:2]:
        choose(browsers[name], address)
    well(browsers[going[0]], "change-side")
    steward.goto(address)
    press(steward, "Ask everybody")
    for page in browsers.values():
        vote(page, address)
    steward.goto(address)
    assert "Both sides said yes" in text_of(steward)
    press(steward, "Found the circle")
    assert "became two circles" in text_of(steward)
    well(steward, "change-deed")
    steward.get_by_role("link", name="Print bench", exact=True).last.click()
    steward.wait_for_url("**/circles/**")
    assert "It grew out of" in text_of(steward)
    shown = re.search(r"In its treasury:\s*€([\d.]+)", text_of(steward))
    assert shown is not None
    assert abs(float(shown.group(1)) * 100 - 10001 * len(going) / len(people)) < 1
    begin_a_thread(browsers[going[0]], steward.url)
    for page in (steward, *browsers.values()):
        assert faults_of(page) == []
    said = night_ferry.cohive("verify")
    assert said.returncode == 0, said.stderr
