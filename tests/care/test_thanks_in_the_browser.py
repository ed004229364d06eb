"""From complaint to thanks and the help pages in Chromium: phone and desktop, both languages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser

from cohive.care import jobs_thanks, operations, queries
from cohive.care.models import Message, Voice
from cohive.care.thanks_doors import asker_word, voice_word
from cohive.create import operations as create
from tests.browser import axe_violations, faults_of, new_page, sideways, visit
from tests.care.conftest import signed_in
from tests.care.test_thanks import asked, five, wish

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
WAYS = [(390, "zh-CN", "dark"), (1280, "en", "light")]
__all__ = ["five"]


@pytest.mark.parametrize(("width", "language", "theme"), WAYS)
def test_every_page_is_clean(
    chromium: Browser, five: Any, wrote: Any, team: Any, now: Any,
    width: int, language: str, theme: str,
) -> None:  # fmt: skip
    idea = queries.concern(five).idea
    create.decide(
        about_kind="idea", about=idea.id, outcome="yes", by=team.ruben, at=now,
        reason="Yes. Cotton string and a knot cost 4 cents more and 9 seconds.",
    )  # fmt: skip
    open_voice = asked(wish(wrote, "late", "My tag too"), team.mei, now)
    waiting = Voice.objects.get(id=open_voice)
    page_id = operations.publish_answer(
        title="How do I wash a screen print?", text="Turn it inside out.\n\nNo softener.",
        language="en", question=Message.objects.filter(kind="in").first().id, asks=True,
        by=team.mei, at=now,
    )  # fmt: skip
    operations.improve_page(
        page=page_id, language="zh-hans", title="丝网印的衣服怎么洗", text="翻过来洗。",
        note="", by=team.sana, at=now,
    )  # fmt: skip
    operations.improve_page(
        page=page_id, language="en", title="How do I wash a screen print?",
        text="Wait three days.", note="three days", by=team.mei, at=now,
    )  # fmt: skip
    operations.note_useful(page=page_id, is_useful=True)
    operations.release_concern(concern=five, what="Every tag has a knot.", by=team.ruben, at=now)
    jobs_thanks.thank(at=now)
    help_url = queries.help_page_by_id(page_id).url
    ruben = signed_in(team.ruben)
    talk = waiting.conversation_id
    pages = [
        (ruben, "/desk/ideas/"),
        (ruben, f"/desk/ideas/{five}/"),
        (ruben, f"/desk/ideas/{waiting.concern_id}/"),
        (ruben, f"/desk/inbox/{talk}/"),
        (ruben, f"/desk/inbox/{talk}/idea/"),
        (ruben, f"/desk/inbox/{talk}/page/"),
        (ruben, f"{help_url}improve/zh-hans/"),
        (ruben, help_url),
        (Client(), idea.url),
        (Client(), f"/voice/{voice_word(open_voice)}/"),
        (Client(), "/help/"),
        (Client(), "/help/?q=nothing+of+it"),
        (Client(), help_url),
        (Client(), f"/help/asked/{asker_word(page_id)}/"),
        (Client(), "/write/"),
    ]
    for n, (browser, path) in enumerate(pages):
        page = new_page(chromium, width=width, language=language, theme=theme)
        visit(page, browser, path)
        if folder := os.environ.get("COHIVE_SCREENSHOTS"):
            shot = Path(folder) / f"thanks-{n}-{width}.png"
            page.screenshot(path=str(shot), full_page=True)
        assert sideways(page) <= 0, path
        assert axe_violations(page) == [], path
        assert faults_of(page) == [], path
        assert page.locator("h1").count() == 1, path
        page.context.close()
