"""The inbox in Chromium: phone and desktop, English and Chinese, axe, and the widget abroad."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from cohive.care import operations
from cohive.care.models import Conversation, Message
from cohive.care.operations import Sender
from tests.browser import axe_violations, faults_of, new_page, sideways, visit
from tests.care.conftest import proven, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
WAYS = [(390, "en", "light"), (1280, "zh-CN", "dark")]


@pytest.fixture
def busy(wrote: Any, team: Any, now: datetime) -> Any:
    """Somebody wrote twice, a note, an answer, a label, a canned answer, a second channel."""
    talk = wrote("衣服洗了一次，领口有点松，是不是尺码的问题？")
    label = operations.make_label(name="size", tone="warn", by=team.mei, at=now)
    operations.label(conversation=talk, label=label, is_on=True, by=team.mei, at=now)
    operations.write_note(conversation=talk, text="Regular buyer.", by=team.sana, at=now)
    operations.write_answer(conversation=talk, text="Send it back.", by=team.mei, at=now)
    operations.keep_canned_answer(
        title="Size", text="Dear {name}, measure flat.", language="", by=team.mei, at=now
    )
    operations.receive(
        channel="form", remote_id="f", sender=Sender("typed", "lotte@home.example", "Lotte"),
        text="Where is order 1131? The parcel went to the neighbours.", at=now,
    )  # fmt: skip
    wrote("Still loose.", signed_for=talk, at=now)
    return talk


@pytest.mark.parametrize(("width", "language", "theme"), WAYS)
def test_every_page_is_clean(
    chromium: Browser, busy: Any, team: Any, width: int, language: str, theme: str
) -> None:
    ruben = proven(team.ruben)
    talk = Conversation.objects.get(id=busy)
    link = f"/desk/inbox/{talk.id}/"
    pages = [
        (ruben, "/desk/inbox/"),
        (ruben, "/desk/inbox/?in=done&q=none"),
        (ruben, link),
        (ruben, "/desk/inbox/settings/"),
        *((ruben, f"/desk/inbox/settings/{what}/") for what in ("mailbox", "wechat")),
        (ruben, "/desk/inbox/figures/"),
        (signed_in(team.noor), "/write/mine/"),
        (Client(), "/write/"),
        (Client(), "/widget/"),
    ]
    for n, (browser, path) in enumerate(pages):
        page = new_page(chromium, width=width, language=language, theme=theme)
        visit(page, browser, path)
        assert page.locator("main [name=login]").count() == 0, path
        assert sideways(page) <= 0, path
        assert axe_violations(page) == [], path
        assert faults_of(page) == [], path
        assert page.locator("h1").count() == 1, path
        if folder := os.environ.get("COHIVE_SCREENSHOTS"):
            shot = Path(folder) / f"inbox-{n}-{width}.png"
            page.screenshot(path=str(shot), full_page=True)
        page.context.close()


def test_an_answer_is_sent_without_a_script(chromium: Browser, busy: Any, team: Any) -> None:
    page = new_page(chromium, width=390, scripts=False)
    visit(page, signed_in(team.mei), f"/desk/inbox/{busy}/")
    page.locator("textarea[name=text]").fill("We mend it for you.")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("We mend it for you.").first.wait_for()
    assert Message.objects.filter(kind="out", text="We mend it for you.").count() == 1
    page.context.close()


def test_a_foreign_page_shows_the_form_and_takes_a_message(chromium: Browser, team: Any) -> None:
    page = new_page(chromium)
    visit(page, Client(enforce_csrf_checks=True), "/widget/")
    page.route(
        "http://shop.example/**",
        lambda route: route.fulfill(
            status=200,
            content_type="text/html",
            body='<h1>A shop</h1><iframe src="http://localhost/widget/" title="Write"></iframe>',
        ),
    )
    page.goto("http://shop.example/")
    frame = page.frame_locator("iframe")
    frame.locator("textarea[name=text]").fill("Hello from the shop")
    frame.get_by_role("button", name="Send").click()
    frame.get_by_text("Keep this link").wait_for()
    assert Conversation.objects.get().channel == "widget"
    page.context.close()
