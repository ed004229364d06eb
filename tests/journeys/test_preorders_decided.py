"""Made when enough have paid: once too few pay and everybody is paid back, once it is made."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from tests.journeys.newcomers import Newcomer, days_pass, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
GULLS = "Nineteen gulls, tea towel"
DAYS = 5


def opens_preorder(jonas: Newcomer, goal: int) -> None:
    """From the shop to the product's desk, and the bargain."""
    jonas.link("Shop")
    jonas.called(GULLS)
    jonas.link("Desk", nth=1)
    jonas.link("Open a pre-order")
    until = timezone.localdate() + timedelta(days=DAYS - 2)
    jonas.fill(goal=str(goal), until=until.isoformat(), promise="Hemmed before the winter market.")
    jonas.press("Open it")


def preorders(someone: Newcomer, name: str) -> None:
    """A stranger pays for one."""
    someone.arrive()
    someone.link("Shop")
    someone.called(GULLS)
    someone.press("Pre-order")
    someone.writes_where_to(name, f"{name.lower()}-{someone.language}@home.example")
    someone.pays_by_card()
    someone.waits_for("Open my order")
    someone.link("Open my order")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_too_few_and_then_enough(night_ferry, chromium: Browser, language):
    jonas = newcomer(chromium, night_ferry.url, language)
    jonas.steps_in(night_ferry.doors, "maker")
    opens_preorder(jonas, 2)

    lotte = newcomer(chromium, night_ferry.url, language, 390)
    preorders(lotte, "Lotte")
    lotte.reads(
        "It is made when enough have paid. If too few come, everything goes back by itself. "
        "Until the goal is reached you can leave."
    )
    days_pass(night_ferry.environment, DAYS, "trade.preorders", "trade.refunds")
    lotte.page.reload()
    lotte.waits_for("It is not made. Everything that was paid goes back the way it came.")
    lotte.waits_for("Money back")

    opens_preorder(jonas, 2)
    preorders(lotte, "Lotte")
    imre = newcomer(chromium, night_ferry.url, language)
    preorders(imre, "Imre")
    imre.waits_for("It is being made. You can send it back when it is there.")

    jonas.link("Desk")
    jonas.link("Pre-orders")
    jonas.called(GULLS)
    jonas.press("Write the purchase order")
    assert jonas.downloads("PDF for the printer").startswith(b"%PDF")
    jonas.press("It is ordered")
    jonas.reads("How many come?")
    jonas.press("They are here")
    jonas.link("Desk")
    jonas.link("Orders to pack")
    jonas.reads("Lotte")
    assert jonas.faults() + lotte.faults() + imre.faults() == []
    assert night_ferry.cohive("verify").returncode == 0
