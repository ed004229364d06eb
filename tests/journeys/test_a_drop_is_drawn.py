"""A drop by draw: announced for all to read, entered, drawn, and drawn again by anybody."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests.journeys.newcomers import Newcomer, days_pass, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
CARDS = "Harbour lamp, nine cards"
A_MINUTE = timedelta(minutes=1)
HOURS = 3


def announces(ruben: Newcomer, title: str) -> None:
    """One piece, drawn among who entered within the hour that begins with the next minute."""
    ruben.link("Desk")
    ruben.link("Announce a drop")
    row = ruben.page.locator("main li", has_text=CARDS)
    row.get_by_role("link", name=ruben.say("Choose")).click()
    ruben.look()
    opens = timezone.now().astimezone(ZoneInfo("Europe/Amsterdam"))
    ruben.fill(
        title=title,
        opens_at=f"{opens + A_MINUTE:%Y-%m-%dT%H:%M}",
        closes_at=f"{opens + 60 * A_MINUTE:%Y-%m-%dT%H:%M}",
        pay_hours="24",
        per_person="1",
        contributor_tickets="1",
    )
    ruben.page.fill("main [name^=pieces-]", "1")
    ruben.page.check("main [name=kind][value=draw]", force=True)
    ruben.press("Announce it")
    ruben.reads("Promise")


def enters(member: Newcomer, title: str) -> None:
    """Found in the shop, entered with one button."""
    member.link("Shop")
    member.link("Drops")
    member.called(title)
    member.waits_for("Entries are open")
    member.press("Enter the draw")
    member.reads("You are in")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_it_is_drawn_and_anybody_draws_it_again(night_ferry, chromium: Browser, tmp_path, language):
    title = f"Lamp of the night {language}"
    ruben = newcomer(chromium, night_ferry.url, language)
    ruben.steps_in(night_ferry.doors, "the steward")
    announces(ruben, title)
    members = {
        role: newcomer(chromium, night_ferry.url, language, width)
        for role, width in (("member", 390), ("second steward", 1280))
    }
    for role, member in members.items():
        member.steps_in(night_ferry.doors, role)
        enters(member, title)

    days_pass(night_ferry.environment, HOURS / 24, "trade.drops")
    for member in members.values():
        member.page.reload()
    [winner] = [
        member
        for member in members.values()
        if member.say("A piece is kept for you") in member.page.inner_text("main")
    ]
    winner.link("Buy it")
    winner.writes_where_to("Winner", f"winner-{language}@home.example")
    winner.pays_by_card()
    winner.waits_for("Open my order")

    stranger = newcomer(chromium, night_ferry.url, language)
    stranger.arrive()
    stranger.link("Shop")
    stranger.link("Drops")
    stranger.called(title)
    stranger.reads("The drawn list")
    (tmp_path / "draw.json").write_bytes(stranger.downloads("All entries"))
    (tmp_path / "verify_draw.py").write_bytes(stranger.downloads("The script"))
    again = subprocess.run(
        [sys.executable, "-I", "verify_draw.py", "draw.json"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert again.returncode == 0, again.stdout + again.stderr
    assert again.stdout.count("yes") == 2
    for each in (ruben, stranger, *members.values()):
        assert each.faults() == []
