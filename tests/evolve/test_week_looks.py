"""This week with everything that can wait, and the published log: clean in both looks."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.evolve import operations as evolve
from cohive.evolve.models.changes import SplitFinding
from cohive.guard import operations as guard
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.test_telling_found import noted, opened, stewards
from tests.evolve.test_week_steward import asked

pytestmark = [pytest.mark.browser]
__all__ = ["stewards"]
DAY = timedelta(days=1)


def everything_waits(crew, stewards, now):
    """One of each thing that can wait for the first steward."""
    first, second, third = stewards
    opened(crew, crew.members[2:9], now - DAY)
    held = opened(crew, crew.members[4:9], now - 3 * DAY)
    step = {"review": held, "reason": "They came together."}
    guard.mark(**step, by=second, at=now - 2 * DAY)
    guard.confirm(**step, by=first, at=now - 2 * DAY)
    appealed = opened(crew, crew.members[8:11], now - 6 * DAY)
    step = {"review": appealed, "reason": "They came together."}
    guard.mark(**step, by=second, at=now - 5 * DAY)
    for judge in (second, third):
        guard.confirm(**step, by=judge, at=now - 4 * DAY)
    guard.appeal(review=appealed, text="A choir.", by=crew.members[8], at=now - DAY / 8)
    noted(crew, crew.members[7], crew.members[6], now - 4 * DAY)
    asked(crew, now - 40 * DAY)
    guard.open_case(
        kind="report", subject_kind="post", subject=crew.circle, evidence="Rude.",
        by=crew.members[9], at=now - 2 * DAY,
    )  # fmt: skip
    SplitFinding.objects.create(
        circle_id=crew.circle, at=now - DAY / 4, is_proposed=True, members=[], said=[]
    )


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_pages_of_what_waits_are_clean(
    talked, stewards, as_member, chromium: Browser, now, width, theme, language
):
    bond.set_tongue(
        language="zh-hans" if language == "zh-CN" else "en", by=talked.steward, at=now - DAY
    )
    evolve.take_snapshots(at=now)
    everything_waits(talked, stewards, now)
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong = {}
    with time_machine.travel(now, tick=False):
        steward = as_member(talked.steward)
        for name, path, shows in (
            ("week-full", "/desk/week/", 'a[href="/changes/split/tide/"]'),
            ("insight-border", "/desk/insight/", 'a[href="/desk/changes/"]'),
            ("reviews-log", "/reviews/", "#log"),
            ("money-here-log", "/money-here/", 'a[href="/reviews/"]'),
        ):
            visit(page, steward, path)
            assert page.locator(f"main {shows}").count() >= 1, name
            screenshots(page, f"{name}-{language}")
            found_here = axe_violations(page)
            if found_here or sideways(page):
                wrong[path] = (found_here, sideways(page))
    assert wrong == {}
    assert faults_of(page) == []


@pytest.mark.parametrize(("width", "language"), [(390, "zh-hans"), (1280, "en")])
def test_the_mail_of_what_was_found_fits(
    crew, stewards, hear, chromium: Browser, now, mailoutbox, width, language
):
    bond.set_tongue(language=language, by=crew.steward, at=now - DAY)
    opened(crew, crew.members[4:9], now)
    noted(crew, crew.members[7], crew.members[6], now)
    hear(now)
    [mail] = [
        one for one in mailoutbox if one.to == ["steward@example.org"] and "/desk/" in one.body
    ]
    page = new_page(chromium, width=width)
    page.set_content(mail.alternatives[0].content)
    screenshots(page, f"mail-{language}")
    assert page.locator("a[href*='/desk/']").count() == 2
    assert sideways(page) == 0
