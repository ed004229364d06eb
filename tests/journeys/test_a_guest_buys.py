"""A stranger buys in three screens, thinks again within her days, and reads her credit note."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.newcomers import letters, newcomer

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.sqlite_only]
CARDS = "Harbour lamp, nine cards"


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("zh-CN", 390)])
def test_a_stranger_buys_and_takes_it_back(night_ferry, chromium: Browser, language, width):
    lotte = newcomer(chromium, night_ferry.url, language, width)
    mail = f"lotte-{width}@home.example"
    lotte.arrive()
    lotte.link("Shop")
    lotte.called(CARDS)
    lotte.press("Buy")
    lotte.reads("You need no account.")
    lotte.writes_where_to("Lotte Smit", mail)
    lotte.reads("What it costs")
    lotte.reads("Change where it goes")
    lotte.pays_by_card()
    lotte.waits_for("Thank you, %(name)s", name="Lotte Smit")
    lotte.link("Open my order")
    lotte.reads("The parcel")
    order = lotte.page.url

    lotte.press("Cancel this order")
    lotte.waits_for("Money back")
    lotte.waits_for("Credit note %(label)s", label="")
    assert lotte.downloads("Credit note %(label)s", label="").startswith(b"%PDF")
    assert lotte.downloads("Invoice %(label)s", label="").startswith(b"%PDF")
    said = letters(night_ferry.home, mail)
    assert any(order in each for each in said)
    assert len(said) >= 2
    assert lotte.faults() == []
