"""A fan prints a poster; a phone opens its address; she sees it. Card and cascade in Chromium."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from playwright.sync_api import Browser

from cohive.spread import operations
from cohive.words.ids import new_id
from cohive.words.money import Money
from tests.browser import axe_violations, faults_of, new_page, sideways, visit
from tests.spread.conftest import Cast, user_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_a_poster_is_opened_on_a_phone_and_both_see_it(
    cast: Cast, now: datetime, chromium: Browser, width: int, theme: str, language: str
) -> None:
    fan, phone = Client(), Client()
    fan.force_login(user_of("kit"))
    link = operations.make_link(target_kind="circle", target=cast.circle, by=cast.kit, at=now)
    page = new_page(chromium, width=width, theme=theme, language=language)
    assert fan.get(f"/links/{link.code}/a4.pdf").content.startswith(b"%PDF")

    visit(page, phone, f"/l/{link.code}")
    assert "Kit" in page.inner_text("main")

    order = new_id()
    operations.record_conversion(
        link=link.id, order=order, buyer=cast.mei, amount=Money(2500, "EUR"), at=now, by=cast.mei
    )
    operations.credit_order(order=order)
    for address in (f"/links/{link.code}/", f"/travelled/circle/{cast.circle}/"):
        visit(page, fan, address)
        assert axe_violations(page) == []
        assert not sideways(page)
        assert faults_of(page) == []
