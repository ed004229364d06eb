"""The pages of selling and passing on in a real Chromium: axe, narrow windows, two languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.create.queries import product
from cohive.spread.operations import make_link
from cohive.trade import operations, queries
from cohive.trade.providers import provider
from cohive.words.money import Money
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
from tests.trade.test_invoices import SELLER
from tests.trade.test_taxes_and_zones import STEPS

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
    exchanged = the_firm_has_rules(cast, place, succeed, now)
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
            exchanged,
        ],
        "kit": ["/orders/", "/links/", f"/links/{link.code}/"],
        "ruben": [
            "/pack/",
            "/stock/",
            f"/stock/of/{cast.medium}/",
            "/stock/places/",
            "/stock/post/",
            "/stock/facts/",
            "/vouchers/",
        ],
        "steward": ["/invoices/", "/stock/rules/", "/stock/taxes/"],
        "hanna": ["/sell/", f"/sell/{cast.stall}/"],
    }


def the_firm_has_rules(
    cast: Cast, place: Callable[..., UUID], succeed: Callable[..., str], now: datetime
) -> str:
    """Seller, taxes, post, vouchers, an invoice; the page of an order that wants another size."""
    today = timezone.now()
    operations.set_shop_rules(rules=SELLER, by=cast.steward, at=now)
    for country, percent, day in (("DE", 19, "2020-01-01"), ("DE", 21, "2030-01-01")):
        operations.set_tax_rate(
            country=country,
            tax_class="standard",
            rate=Fraction(percent, 100),
            valid_from=date.fromisoformat(day),
            by=cast.steward,
            at=now,
        )
    operations.set_shipping(rates=[STEPS], by=cast.ruben, at=now)
    operations.make_voucher(
        code="NIGHT", amount=Money(500, "EUR"), borne_by="house", by=cast.ruben, at=now
    )
    operations.make_voucher(
        thousandths=125, uses_max=None, borne_by="everyone", by=cast.ruben, at=now
    )
    order = place((cast.medium, 1), voucher="NIGHT")
    succeed(order)
    operations.issue_invoice(order=order, by=cast.firm, at=today)
    operations.ship_order(order=order, by=cast.ruben, at=now)
    view = queries.order(order)
    assert view is not None
    operations.ask_exchange(
        order=order,
        line=view.lines[0].id,
        quantity=1,
        variant=cast.large,
        by=cast.world,
        at=now,
    )
    return view.url


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
