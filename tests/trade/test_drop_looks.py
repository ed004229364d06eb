"""Every page of drops in a real Chromium: nothing for axe, nothing beyond the edge, two tongues."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.trade import crowding, operations
from cohive.trade.models import DropEntry
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.trade.conftest import Cast
from tests.trade.drops import HOUR, MINUTE, announce, announce_draw, join
from tests.trade.test_desk_pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only, pytest.mark.django_db]


@pytest.fixture
def pages(cast: Cast) -> dict[str, list[str]]:
    """Each phase of both kinds, as a stranger, a winner and a maker see it."""
    at = timezone.now()
    operations.receive_stock(
        variant=cast.medium, location=cast.shelf, quantity=20, by=cast.ruben, at=at
    )
    one = {cast.medium: 1}
    announce(cast, at, title="Next week", opens_at=at + timedelta(days=6), per_person=2,
             closes_at=at + timedelta(days=9), pieces={cast.medium: 2, cast.large: 1})  # fmt: skip
    past = at - 3 * HOUR
    announce(cast, past, title="Open", closes_at=at + HOUR, pieces={cast.medium: 2, cast.large: 1})
    waiting = announce_draw(cast, past, title="Waits", pieces=one, public_source="AEX, Monday")
    entering = announce(cast, past, title="Enter", pieces={cast.medium: 1, cast.large: 1},
                        closes_at=at + HOUR, draw=operations.DrawTerms(24, 3))  # fmt: skip
    operations.enter_draw(drop=entering, variant=cast.medium, by=cast.mei, at=past + HOUR)
    drawn = announce_draw(cast, past, title="Drawn", pieces=one)
    for member in (cast.mei, cast.kit, join("noor", past)):
        operations.enter_draw(drop=drawn, variant=cast.medium, by=member, at=past + HOUR)
        operations.enter_draw(drop=waiting, variant=cast.medium, by=member, at=past + HOUR)
    operations.draw_drop(drop=drawn, by=cast.firm, at=at - HOUR)
    winner = DropEntry.objects.get(drop=drawn, rank=1).member_id
    off = announce(cast, past, title="Off", pieces=one)
    operations.end_drop(drop=off, by=cast.ruben, at=past + MINUTE)
    names = {cast.mei: "mei", cast.kit: "kit"}
    buying = f"/drops/open/buy/?variant={cast.medium}&quantity=1"
    return {
        "": ["/drops/", "/drops/next-week/", "/drops/open/", buying, "/drops/enter/",
             "/drops/drawn/", "/drops/off/"],
        "mei": ["/drops/enter/", "/drops/waits/"],
        names.get(winner, "noor"): ["/drops/drawn/", "/drops/enter/"],
        "ruben": ["/drops/new/", f"/drops/new/?product={cast.shirt}", "/drops/waits/",
                  "/drops/open/"],
    }  # fmt: skip


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_pages_of_drops_are_clean_and_fit(
    chromium: Browser, client: Client, pages: dict[str, list[str]], width: int, theme: str
) -> None:
    found: dict[str, list[str]] = {}
    language = "zh-CN" if theme == "dark" else "en"
    for name, paths in pages.items():
        client.logout()
        if name:
            sign_in(client, name)
        for path in paths:
            page = new_page(chromium, width=width, theme=theme, language=language)
            visit(page, client, path)
            wrong = [*axe_violations(page), *faults_of(page)]
            if sideways(page) > 0:
                wrong.append(f"{sideways(page)} px too wide")
            if wrong:
                found[f"{name} {path}"] = wrong
            screenshots(page, f"drop-{name}{path.replace('/', '-')[:30]}-{language}")
            page.context.close()
    assert found == {}


def test_an_order_in_a_crowd_is_sent_again_without_a_script(
    chromium: Browser, client: Client, cast: Cast, pages: dict[str, list[str]]
) -> None:
    page = new_page(chromium, width=390, scripts=False)
    visit(page, client, pages[""][3])
    for field, value in {
        "email": "x@home.example", "name": "X", "street": "Y 1", "postcode": "3111 CH", "town": "Z"
    }.items():  # fmt: skip
        page.fill(f"[name={field}]", value)
    page.select_option("[name=country]", "NL")
    for _ in range(crowding.ORDERS_AT_ONCE):
        crowding.places.acquire()
    page.click("text=Go on to pay")
    page.wait_for_selector("text=Very many are ordering")
    screenshots(page, "drop-crowded")
    for _ in range(crowding.ORDERS_AT_ONCE):
        crowding.places.release()
    page.click("button:has-text('Send it again')")
    page.wait_for_selector("text=What it costs")
