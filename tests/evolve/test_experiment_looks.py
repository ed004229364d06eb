"""Two ways of showing, in a real browser: noted when they come into view, and clean to look at."""

from __future__ import annotations

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Browser

from cohive.bond.operations import set_tongue
from cohive.evolve.models.experiments import ExperimentMember
from cohive.evolve.operations.experiment_readings import read_ended
from cohive.evolve.operations.ways import record_opened, record_seen
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.evolve.test_experiment_ways import DAY, about, halves_of, many, own_page, shown, today

pytestmark = [pytest.mark.browser]
__all__ = ["many", "shown", "today"]

LOOKS = [(390, "dark", "zh-CN"), (1280, "light", "en")]
CHINESE = {"text_first_zh": "在港口手工印制。", "text_second_zh": "九十件，之后不再有。"}
PATHS = {
    "product": ["/", "/shop/", "/products/"],
    "challenge": ["/challenges/"],
    "circle": ["/circles/"],
}


def look(page, client, name, path) -> None:
    """Nothing for axe, nothing beyond the window's edge; a picture where one is asked for."""
    visit(page, client, path)
    assert axe_violations(page) == [], path
    assert sideways(page) <= 0, path
    screenshots(page, f"ways-{name}-{page.evaluate('document.documentElement.lang')}")


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
@pytest.mark.parametrize("kind", ["product", "challenge", "circle"])
def test_every_card_is_clean_and_a_look_at_it_is_noted(
    crew, many, shown, now, as_member, chromium: Browser, kind, width, theme, language
):
    """The whole way of a visitor and of a member: they see the card, and open what it is about."""
    tongue = "zh-hans" if language.startswith("zh") else "en"
    set_tongue(by=many[0], at=now, language=tongue)
    about(crew, now, shown, kind, **CHINESE)
    own = own_page(kind, shown)
    for client, who in ((as_member(many[0]), {"member": many[0]}), (Client(), {"member": None})):
        page = new_page(chromium, width=width, theme=theme, language=language)
        for number, path in enumerate([own, *PATHS[kind], own]):
            look(page, client, f"{kind}-{number}-{'member' if who['member'] else 'visitor'}", path)
            words = page.locator(".teaser")
            assert words.count() == 1, path
            told = words.inner_text()
            assert (told in CHINESE.values()) == (tongue == "zh-hans"), told
            if number == 0:  # she came by another way: nothing is noted yet
                page.wait_for_load_state("networkidle")
                assert not ExperimentMember.objects.filter(**who, seen_at__isnull=False).exists()
            words.scroll_into_view_if_needed()
            page.wait_for_load_state("networkidle")
        row = ExperimentMember.objects.get(**who)
        assert row.seen_at == row.opened_at == now
        assert faults_of(page) == []
        page.context.close()


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_its_own_page_is_clean_before_while_and_after(
    crew, many, shown, now, as_member, chromium: Browser, width, theme, language
):
    set_tongue(by=crew.steward, at=now, language="zh-hans" if width == 390 else "en")
    page = new_page(chromium, width=width, theme=theme, language=language)
    steward = as_member(crew.steward)
    here = "/changes/experiments/"
    look(page, steward, "start", here)
    first = about(crew, now, shown, **CHINESE)
    look(page, steward, "running", here)
    for half, opens in zip(halves_of(first), (3, 9), strict=True):
        for number, member in enumerate(half[:10]):
            record_seen(experiment=first, by=member, at=now)
            if number < opens:
                record_opened(experiment=first, by=member, at=now)
    read_ended(at=now + 8 * DAY)
    second = about(crew, now + 8 * DAY, shown, "circle", **CHINESE)
    ExperimentMember.objects.filter(experiment=second).update(is_second=True, seen_at=now)
    read_ended(at=now + 16 * DAY)
    with time_machine.travel(now + 17 * DAY, tick=False):
        look(page, steward, "read", here)
    assert faults_of(page) == []
