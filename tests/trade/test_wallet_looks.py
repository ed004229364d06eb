"""The pages of wallets in a real browser: they fit, read well, and pass axe."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Browser, Route

from cohive.trade import providers
from tests.browser import ORIGIN, new_page, visit
from tests.trade.conftest import Cast, prove
from tests.trade.test_payment_looks import look
from tests.trade.test_payment_pages import pay_address
from tests.trade.test_wallets import begun
from tests.trade.wallets import IN_WECHAT, Wallets, order_in_yuan, wallets, yuan

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite_only]
__all__ = ["order_in_yuan", "wallets", "yuan"]


@pytest.fixture
def cast(yuan: Cast) -> Cast:
    """The same people; the fixtures of other tests know them by this name."""
    return yuan


def test_the_pages_of_wallets_fit_and_pass_axe(
    wallets: Wallets,
    order_in_yuan: Callable[..., UUID],
    cast: Cast,
    steward: Client,
    chromium: Browser,
) -> None:
    prove(steward)
    ways = "/payments/ways/"
    providers.replace_keys(wallets.keys)
    order = order_in_yuan()
    pages = {
        "ways-wallets": ways,
        "pay-yuan": pay_address(order),
        "wechat-code": begun(steward, order, "wechat"),
        "wechat-button": begun(steward, order, "wechat", device="phone"),
        "alipay-page": begun(steward, order, "alipay"),
        "alipay-app": begun(steward, order, "alipay", device="phone"),
    }
    look(chromium, steward, pages)
    assert referer_at_wechat(chromium, steward, pages["wechat-button"]) == f"{ORIGIN}/"
    steward.defaults["HTTP_USER_AGENT"] = IN_WECHAT
    look(chromium, steward, {"in-wechat": begun(steward, order, "wechat")})


def referer_at_wechat(browser: Browser, client: Client, path: str) -> str:
    """What WeChat Pay is told of where its button stood: our domain, never the order's link."""
    told: list[str] = []

    def there(route: Route) -> None:
        told.append(route.request.all_headers().get("referer", ""))
        route.fulfill(status=200, content_type="text/html", body="WeChat")

    page = new_page(browser, width=390)
    page.route("https://wx.tenpay.com/**", there)
    visit(page, client, path)
    page.locator('a[href^="https://wx.tenpay.com/"]').click()
    page.wait_for_url("https://wx.tenpay.com/**")
    page.context.close()
    [said] = told
    return said
