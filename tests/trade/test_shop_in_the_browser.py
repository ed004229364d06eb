"""The pages of selling and passing on in a real Chromium: axe, narrow windows, two languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.create.queries import product
from cohive.spread.operations import make_link
from cohive.trade import operations, queries
from cohive.trade.providers import provider
from tests.browser import (
    axe_violations,
    faults_of,
    new_page,
    screenshots,
    sideways,
    visit,
)
from tests.trade.conftest import LOTTE, Cast
from tests.trade.test_desk_pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WINDOWS = [(360, "dark"), (1280, "light")]


@pytest.fixture
def pages(
    cast: Cast, now: datetime, place: Callable[..., UUID], succeed: Callable[..., str]
) -> dict[str, list[str]]:
    """Every page by who opens it, with something on each."""
    going, back = place(), place((cast.large, 2))
    waiting = place((cast.medium, 1), at=timezone.now())
    for order in (going, back):
        succeed(order)
    operations.ship_order(order=going, carrier="PostNL", tracking="3S 7", by=cast.ruben, at=now)
    lines = queries.order(back).lines  # type: ignore[union-attr]
    operations.request_refund(
        order=back, lines=[(lines[0].id, 1)], reason="faulty", by=cast.world, at=now
    )
    packed = place()
    succeed(packed)
    operations.pack_order(order=packed, by=cast.ruben, at=now)
    unpacked = place()
    succeed(unpacked)
    operations.receive_stock(
        variant=cast.medium, location=cast.stall, quantity=3, by=cast.ruben, at=now
    )
    operations.record_sale_here(
        lines=[(cast.medium, 1)],
        location=cast.stall,
        paid="cash",
        by=cast.hanna,
        at=now,
        key="tap",
    )
    link = make_link(target_kind="product", target=cast.print, by=cast.kit, at=now)
    urls = [queries.order(order).url for order in (waiting, going, back)]  # type: ignore[union-attr]
    asked = operations.open_payment(order=waiting, method="card", by=cast.world, at=timezone.now())
    intent = provider().create_intent(
        amount=asked.amount,
        reference=asked.reference,
        idempotency_key=str(asked.payment),
        return_url="http://localhost:8000/",
        at=now,
    )
    sold = product(cast.shirt)
    assert sold is not None
    return {
        "": [
            "/shop/",
            sold.url,
            f"/checkout/?variant={cast.medium}&quantity=1",
            f"{urls[0]}pay/",
            f"/sandbox/pay/{intent.id}",
            f"{urls[0]}address/",
            f"{urls[0]}thanks/",
            f"{urls[1]}thanks/",
            *urls,
        ],
        "kit": ["/orders/", "/links/", f"/links/{link.code}/"],
        "ruben": [
            "/pack/",
            "/stock/",
            f"/stock/of/{cast.medium}/",
            "/stock/places/",
            "/stock/post/",
        ],
        "hanna": ["/sell/", f"/sell/{cast.stall}/"],
    }


@pytest.mark.parametrize(("width", "theme"), WINDOWS)
def test_every_page_is_clean_in_every_window(
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
                found[path] = wrong
            screenshots(page, f"trade{path.replace('/', '-')[:40]}-{language}")
            page.context.close()
    assert found == {}


def test_a_guest_buys_without_a_script(chromium: Browser, client: Client, cast: Cast) -> None:
    page = new_page(chromium, scripts=False)
    visit(page, client, f"/checkout/?variant={cast.one_print}&quantity=2")
    for field, value in vars(LOTTE).items():
        if field == "country":
            page.select_option(f"[name={field}]", value)
        else:
            page.fill(f"[name={field}]", value)
    page.click("text=Go on to pay")
    page.wait_for_selector("text=What it costs")

    assert "€50.00" in page.content()
    assert faults_of(page) == []
