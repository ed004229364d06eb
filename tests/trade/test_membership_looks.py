"""The pages of memberships, on a phone in Chinese and at a desk in English."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.bond.operations import set_tongue
from cohive.trade import operations, queries
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.trade.conftest import Cast
from tests.trade.drops import announce
from tests.trade.memberships import DAY, DECK, ENGINE_ROOM, bought, given, made, ordered
from tests.trade.test_desk_pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only, pytest.mark.django_db]
LOOKS = [(390, "dark", "zh-CN"), (1280, "light", "en")]


@pytest.fixture
def pages(cast: Cast) -> dict[str, list[str]]:
    """Every page by who opens it, with something on each."""
    now = timezone.now()
    deck = made(cast, now, replace(DECK, places=12, earned_by="contributions", earned_count=2))
    high = made(cast, now, ENGINE_ROOM, 120_000)
    asking = made(
        cast,
        now,
        replace(DECK, name="Bridge", name_other="船桥", questions=("What do you make?", "Why?")),
        50_000,
    )
    bond.grant_tier(tier=high, member=cast.hanna, by=cast.steward, at=now - 360 * DAY)
    paid = bought(deck, cast.kit, now - timedelta(days=100))
    unpaid = ordered(high, cast.kit, now)
    gift = given(deck, cast.kit, now)
    given(deck, cast.kit, now)
    operations.give_membership_back(order=gift, by=cast.kit, at=now)
    bond.apply_for_tier(
        tier=asking, answers=["Prints, at night.", "The tide."], by=cast.kit, at=now
    )
    circle = bond.create_circle(name="Night bench", purpose="Printing.", by=cast.mei, at=now)
    bond.set_circle_tier(circle=circle, tier=deck, by=cast.steward, at=now)
    announce(
        cast,
        now,
        opens_at=now + DAY,
        closes_at=now + 2 * DAY,
        early=operations.EarlyOpening(deck, now + timedelta(hours=1)),
    )
    bill, waiting = queries.order(paid), queries.order(unpaid)
    assert bill is not None
    assert waiting is not None
    code = queries.gifts_of(cast.kit)[0].code
    return {
        "": ["/memberships/", "/memberships/deck/", "/", "/drops/winter-drop/"],
        "kit": [
            "/memberships/",
            "/memberships/deck/",
            "/memberships/engine-room/",
            "/memberships/bridge/",
            "/memberships/deck/give/",
            "/memberships/deck/renew/",
            "/memberships/mine/",
            f"/memberships/redeem/?code={code}",
            bill.url,
            f"{waiting.url}pay/",
            "/circles/night-bench/",
            "/settings/",
        ],
        "mei": ["/memberships/bridge/", "/memberships/mine/"],
        "steward": [
            "/memberships/desk/",
            "/memberships/desk/new/",
            "/memberships/desk/of/deck/",
        ],
    }


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
def test_every_page_is_whole(
    cast: Cast,
    pages: dict[str, list[str]],
    client: Client,
    chromium: Browser,
    width: int,
    theme: str,
    language: str,
) -> None:
    now = timezone.now()
    for member in (cast.kit, cast.mei, cast.steward):
        spoken = "zh-hans" if language.startswith("zh") else "en"
        set_tongue(by=member, language=spoken, time_zone="", at=now)
    found: dict[str, list[str]] = {}
    for who, paths in pages.items():
        client.logout()
        if who:
            sign_in(client, who)
        for path in paths:
            page = new_page(chromium, width=width, theme=theme, language=language)
            visit(page, client, path)
            wrong = [*axe_violations(page), *faults_of(page)]
            if sideways(page) > 0:
                wrong.append(f"{sideways(page)} px too wide")
            if page.locator("h1").count() != 1:
                wrong.append("not one h1")
            if wrong:
                found[f"{who} {path}"] = wrong
            screenshots(
                page, f"{language[:2]}-{who or 'visitor'}-{path.strip('/').replace('/', '-')[:40]}"
            )
            page.context.close()
    assert found == {}
