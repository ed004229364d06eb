"""A person's page, finding her, days to come back and her own page in Chromium."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.care.models import Conversation
from cohive.care.operations import Sender
from cohive.care.operations import customers as desk
from tests.bond.conftest import circle
from tests.browser import axe_violations, faults_of, new_page, sideways, visit
from tests.care.conftest import signed_in
from tests.care.test_customers import WORDS, bought, brought, writes

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
WAYS = [(390, "zh-CN", "dark"), (1280, "en", "light")]
__all__ = ["circle"]


@pytest.mark.parametrize(("width", "language", "theme"), WAYS)
def test_every_page_is_clean(
    chromium: Browser, team: Any, wrote: Any, circle: Any, now: Any,
    width: int, language: str, theme: str,
) -> None:  # fmt: skip
    bought(team.noor, now - timedelta(days=9))
    writes(team.noor, now, "The size chart says 52, the shirt says 54")
    known = brought("somebody-with-a-rather-long-address@past.example", team, now)
    writer = Conversation.objects.get(
        id=wrote(sender=Sender("mail", "lotte.with.a.long.name@home.example", "Lotte"))
    ).correspondent_id
    desk.write_person_note(
        kind="member", person=team.noor, text="Measures well.\nAsk about the next chart.",
        by=team.sana, at=now,
    )  # fmt: skip
    for days in (0, 5):
        desk.set_follow_up(
            kind="member", person=team.noor, on=now.date() + timedelta(days=days),
            reason="The next size chart", owner=team.mei, by=team.sana, at=now,
        )  # fmt: skip
    desk.allow_timeline(words=WORDS, by=team.noor, at=now)
    if language == "zh-CN":
        for reader in (team.ruben, team.noor, team.mei):
            bond.set_tongue(language="zh", by=reader, at=now)
    ruben, noor = signed_in(team.ruben), signed_in(team.noor)
    person = f"/desk/customers/member/{team.noor}/"
    pages = [
        (ruben, person),
        (ruben, f"/desk/customers/writer/{writer}/"),
        (ruben, f"/desk/customers/known/{known.id}/"),
        (ruben, f"/desk/customers/member/{team.mei}/"),
        (ruben, "/desk/customers/"),
        (ruben, "/desk/follow-ups/"),
        (noor, "/held/"),
        (signed_in(team.mei), "/held/"),
        (noor, "/settings/"),
    ]
    for n, (browser, path) in enumerate(pages):
        page = new_page(chromium, width=width, language=language, theme=theme)
        visit(page, browser, path)
        if folder := os.environ.get("COHIVE_SCREENSHOTS"):
            shot = Path(folder) / f"customers-{n}-{width}.png"
            page.screenshot(path=str(shot), full_page=True)
        assert sideways(page) <= 0, path
        assert axe_violations(page) == [], path
        assert faults_of(page) == [], path
        assert page.locator("h1").count() == 1, path
        page.context.close()
