"""Somebody on another server follows, answers, passes on; the firm answers; a block ends it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import TEMPLATE, Running, own_database, served
from tests.journeys.elsewhere import Elsewhere, elsewhere
from tests.journeys.newcomers import Newcomer, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
TITLE = {"en": "A lamp for the quay", "zh-CN": "码头上的一盏灯"}
REPLY = {"en": "May it burn all night?", "zh-CN": "可以通宵亮着吗？"}
ANSWER = {"en": "It may, on a small flame.", "zh-CN": "可以，火开小一点。"}
NOT_TAKEN = (401, 403)
IN_THE_STORY = {"tidal.example": 2, "haibian.example": 1, "type.example": 1}
"""Who follows Night Ferry already, by server."""


@dataclass(frozen=True)
class Both:
    """The place and Ada's server, two processes' worth of HTTP apart."""

    place: Running
    far: Elsewhere


@pytest.fixture
def both(
    demo_template: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Both]:
    """The demo place beside a server that may be asked though it is on this machine."""
    folder = tmp_path_factory.mktemp("both")
    shutil.copytree(demo_template, folder / "home")
    label = f"{request.module.__name__}_{folder.name}"
    with elsewhere() as far, own_database(label, TEMPLATE) as own:
        environment = {**own, "COHIVE_FEDERATION_TEST_PORT": far.host.rpartition(":")[2]}
        with served(folder / "home", environment, folder) as place:
            yield Both(place, far)


def to_the_desk(ruben: Newcomer, words: str) -> None:
    """From anywhere to a page of the desk."""
    ruben.link("Desk")
    ruben.page.locator("main").get_by_role("link", name=ruben.say(words)).first.click()
    ruben.settle()
    ruben.look()


def lets_the_place_be_followed(ruben: Newcomer) -> str:
    """Switched off and on again under the handle it keeps; return the address he tells people."""
    to_the_desk(ruben, "Followed from elsewhere")
    address = f"@nightferry@{ruben.url.partition('//')[2]}"
    row = ruben.page.locator("main li", has_text=address).first
    row.get_by_role("button", name=ruben.say("Switch off")).click()
    ruben.settle()
    ruben.looks_again()
    said = ruben.page.inner_text("main")
    assert ruben.say("Say something to the place’s followers") not in said
    row = ruben.page.locator("main li", has_text=address).first
    row.locator("summary").click()
    row.get_by_role("button", name=ruben.say("Let it be followed")).click()
    ruben.settle()
    ruben.looks_again()
    ruben.reads("Say something to the place’s followers")
    ruben.reads(address)
    return address


def calls_for_something(ruben: Newcomer) -> None:
    """A challenge is told to everybody who follows, by itself."""
    ruben.link("Make")
    ruben.link("Open a challenge")
    ruben.fill(title=TITLE[ruben.language], brief=TITLE[ruben.language])
    ruben.press("Open it")


def reads_and_answers(ruben: Newcomer) -> None:
    """In the inbox, among what people write by mail."""
    to_the_desk(ruben, "Inbox")
    ruben.waits_for(REPLY[ruben.language])
    ruben.called("Ada Elsewhere")
    ruben.reads(REPLY[ruben.language])
    ruben.reads("Goes by %(channel)s.", channel=ruben.say("Fediverse"))
    ruben.page.get_by_label(ruben.say("Answer or note")).fill(ANSWER[ruben.language])
    ruben.press("Send")
    ruben.waits_for(ANSWER[ruben.language])


def reads_how_far_it_went(mei: Newcomer) -> None:
    """From the challenge to her link, and how it travelled."""
    mei.link("Make")
    mei.called(TITLE[mei.language])
    mei.press("Pass it on")
    mei.link("How it travelled")


def boosts_on(mei: Newcomer) -> str:
    """What the page says of boosts elsewhere, looked at anew."""
    mei.page.reload()
    mei.look()
    fact = mei.page.locator("main dl.kv", has_text=mei.say("Boosts elsewhere"))
    names = fact.locator("dt").all_inner_texts()
    return fact.locator("dd").all_inner_texts()[names.index(mei.say("Boosts elsewhere"))]


def keeps_out(ruben: Newcomer, host: str) -> None:
    """The whole server, from the desk."""
    to_the_desk(ruben, "Followed from elsewhere")
    ruben.link("Servers kept out")
    ruben.fill(domain=host)
    ruben.page.locator("main [name=severity][value=suspend]").check()
    ruben.press("Keep this rule")
    ruben.reads("kept out")
    ruben.looks_again()


def followers_by_server(ruben: Newcomer) -> dict[str, int]:
    """On the desk: from where the place is followed, and by how many."""
    to_the_desk(ruben, "Followed from elsewhere")
    rows = ruben.page.locator("main #servers li").all_inner_texts()
    return {host: int(count) for host, count in (row.split() for row in rows)}


def told_in(note: dict[str, Any], words: str) -> bool:
    """Whether an activity brings a note with these words."""
    about = note["object"]
    return isinstance(about, dict) and words in about.get("content", "")


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_follower_answers_and_passes_on(both: Both, chromium: Browser, language: str, width: int):
    place, far = both.place, both.far
    ruben, mei = (newcomer(chromium, place.url, language, width) for _ in range(2))
    ruben.steps_in(place.doors, "the steward")
    mei.steps_in(place.doors, "member")

    ferry = far.finds(lets_the_place_be_followed(ruben))
    follow = far.does(ferry, "Follow", ferry["id"])
    far.waits_for("Accept", lambda one: one["object"]["id"] == follow)
    assert followers_by_server(ruben) == {**IN_THE_STORY, far.host: 1}
    calls_for_something(ruben)
    told = far.waits_for("Create", lambda one: told_in(one, TITLE[language]))
    post = told["object"]["id"]

    note = far.says(ferry, f"<p>{REPLY[language]}</p><script>alert(1)</script>", post)
    reads_and_answers(ruben)
    back = far.waits_for("Create", lambda one: told_in(one, ANSWER[language]))
    assert back["object"]["inReplyTo"] == note

    boost = far.does(ferry, "Announce", post)
    reads_how_far_it_went(mei)
    assert boosts_on(mei) == "1"
    mei.reads("on %(channel)s", channel="Fediverse")
    far.does(ferry, "Undo", {"id": boost, "type": "Announce", "actor": far.ada, "object": post})
    assert boosts_on(mei) == "0"

    far.does(ferry, "Delete", {"id": note, "type": "Tombstone"})
    ruben.waits_for("taken back")
    assert REPLY[language] not in ruben.page.inner_text("main")

    far.does(ferry, "Announce", post)
    assert boosts_on(mei) == "1"
    keeps_out(ruben, far.host.partition(":")[0])
    assert boosts_on(mei) == "0"
    assert followers_by_server(ruben) == IN_THE_STORY
    assert far.tries(ferry, "Follow", ferry["id"]) in NOT_TAKEN
    assert far.refused == []
    assert ruben.faults() + mei.faults() == []
    assert place.cohive("verify").returncode == 0
