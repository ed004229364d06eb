"""The pages of payments in a real browser: they fit, read well, and pass axe."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.bridges.payments.keys import PaymentKeys
from cohive.bridges.payments.stripe.fake import KEY, SECRET, FakeStripe
from cohive.trade import jobs, providers, queries
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.trade.conftest import Cast, prove
from tests.trade.test_payment_pages import (
    IBAN,
    fake,
    pay_address,
    statement,
)

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite_only]
__all__ = ["fake"]
BOTH = PaymentKeys(
    stripe_key=KEY, stripe_webhook_secret=SECRET, bank_holder="Night Ferry", bank_iban=IBAN
)


def test_the_pages_of_payments_fit_and_pass_axe(
    cast: Cast,
    place: Callable[..., UUID],
    steward: Client,
    fake: FakeStripe,
    chromium: Browser,
) -> None:
    prove(steward)
    empty = "/payments/"
    ways = "/payments/ways/"
    look(chromium, steward, {"payments-empty": empty, "ways-empty": ways})
    providers.replace_keys(BOTH)
    now = timezone.now()
    card, transfer = place((cast.medium, 1), at=now), place(at=now)
    steward.post(pay_address(card), {"method": "card"})
    fake.pay("cs_1")
    fake.dispute("pi_1")
    jobs.read_events("stripe", at=now)
    steward.post(pay_address(transfer), {"method": "transfer"})
    view = queries.order(transfer)
    assert view is not None
    words = queries.transfer_of(transfer)
    assert words is not None
    buyers = view.url
    look(
        chromium,
        steward,
        {"pay": pay_address(place(at=now)), "transfer": buyers + "transfer/", "order": buyers},
    )
    rows = [
        f"{now.date()},30.00,{words.reference},Lotte Smit",
        f"{now.date()},9.00,for the concert on Friday,Ken Adeyemi",
    ]
    steward.post("/payments/statements", {"file": statement(*rows)})
    line = next(each for each in queries.lines_to_review() if each.found == "wrong_amount")
    look(chromium, steward, {"payments-review": empty})
    steward.post(f"/payments/lines/{line.id}/decide", {"decision": "keep"})
    disputed = queries.order(card)
    assert disputed is not None
    look(chromium, steward, {"payments": empty, "ways": ways, "disputed": disputed.url})


def look(browser: Browser, client: Client, pages: dict[str, str]) -> None:
    for width, theme, code in ((390, "dark", "zh-hans"), (1280, "light", "en")):
        page = new_page(browser, width=width, theme=theme)
        for name, path in pages.items():
            visit(page, client, f"{path}{'&' if '?' in path else '?'}language={code}")
            assert not sideways(page), (name, width)
            assert axe_violations(page) == [], (name, width)
            screenshots(page, f"{name}-{code}")
        assert faults_of(page) == []
        page.context.close()
