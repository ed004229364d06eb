"""A visitor asks on the front page, says yes from her mail, gets an issue, and leaves by one tap.

Chromium sees the pages; the mails go over a real mail server on loopback.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page

from cohive.bond.queries import stewards
from cohive.spread import operations, queries
from cohive.spread.newsletter_posts import SMTP_BACKEND
from cohive.spread.newsletter_sending import send_now
from tests.browser import (
    ORIGIN,
    axe_violations,
    faults_of,
    new_page,
    screenshots,
    sideways,
    visit,
)
from tests.crash.mail_server import Taking, serving
from tests.spread.conftest import Cast, user_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
READER = "ann@example.org"


def sent(taking: Taking) -> EmailMessage:
    found = message_from_bytes(taking.contents[READER], policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def is_whole(page: Page, name: str) -> None:
    assert axe_violations(page) == []
    assert not sideways(page)
    assert faults_of(page) == []
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    screenshots(page, f"newsletter-{name}")
    page.emulate_media(color_scheme="dark" if is_dark else "light")


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_a_visitor_subscribes_reads_and_leaves(
    cast: Cast,
    chromium: Browser,
    settings: Any,
    hear: Callable[..., int],
    width: int,
    theme: str,
    language: str,
) -> None:
    client, taking = Client(), Taking()
    page = new_page(chromium, width=width, theme=theme, language=language)
    with serving(taking) as port:
        settings.EMAIL_BACKEND = SMTP_BACKEND
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        visit(page, client, "/")
        form = page.locator("form[action='/newsletter/ask/']")
        assert not form.locator("[name=agreed]").is_checked()
        is_whole(page, f"front-{language}")
        form.locator("[name=address]").fill(READER)
        form.locator("[name=agreed]").check()
        form.locator("button").click()
        page.wait_for_url(f"{ORIGIN}/newsletter/asked/")
        is_whole(page, f"asked-{language}")

        hear(timezone.now() + timedelta(seconds=5))
        taking.wait_for(1)
        path = re.search(r"http://localhost:8000(/newsletter/yes/[^\s]+/)", text_of(sent(taking)))
        assert path is not None
        visit(page, client, path[1])
        is_whole(page, f"yes-{language}")
        page.locator("main form button").click()
        page.wait_for_load_state()
        assert queries.audience_count("place", cast.place) == 1
        is_whole(page, f"in-{language}")

        by, now = stewards()[0], timezone.now()
        issue = operations.begin_issue(list_kind="place", list_id=cast.place, by=by, at=now)
        for code, subject, text in (
            ("en", "Night news", "## Hello\n\nWe **sail** at [nine](/circles/making/)."),
            ("zh-hans", "夜渡消息", "## 你好\n\n**九点**开船，在[码头](/circles/making/)。"),
        ):
            operations.write_issue(
                issue=issue, language=code, subject=subject, text=text, by=by, at=now
            )
        operations.queue_issue(issue=issue, by=by, at=now)
        send_now()
        taking.wait_for(2)
    letter = sent(taking)
    assert letter["Subject"] == ("夜渡消息" if language == "zh-CN" else "Night news")
    visit(page, client, f"/newsletter/{issue}/")
    is_whole(page, f"issue-{language}")
    html = letter.get_body(("html",))
    assert html is not None
    shown = new_page(chromium, width=width, theme=theme, language=language)
    shown.set_content(html.get_content())
    assert not sideways(shown)
    screenshots(shown, f"newsletter-mail-{language}")

    leave = letter["List-Unsubscribe"].strip("<>").replace("http://localhost:8000", "")
    visit(page, client, leave)
    is_whole(page, f"leave-{language}")
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(leave, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert queries.audience_count("place", cast.place) == 0
    mine = re.search(r"http://localhost:8000(/newsletter/mine/[^\s]+/)", text_of(letter))
    assert mine is not None
    visit(page, client, mine[1])
    is_whole(page, f"mine-{language}")


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_a_steward_writes_and_looks(
    cast: Cast, chromium: Browser, width: int, theme: str, language: str
) -> None:
    by, now = stewards()[0], timezone.now()
    issue = operations.begin_issue(list_kind="place", list_id=cast.place, by=by, at=now)
    operations.write_issue(
        issue=issue, language="en", subject="Night news", text="We **sail**.", by=by, at=now
    )
    client = Client()
    client.force_login(user_of("steward"))
    page = new_page(chromium, width=width, theme=theme, language=language)
    desk = "/desk/newsletter/"
    for name, path in (
        ("desk", desk), ("write", f"{desk}{issue}/"), ("preview", f"{desk}{issue}/en/preview/")
    ):  # fmt: skip
        visit(page, client, path)
        is_whole(page, f"{name}-{language}")
