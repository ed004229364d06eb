"""The pages of refunds in a real browser: what was given before, by hand, and a lost dispute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import Browser

from cohive.bridges.payments import EventKind
from cohive.trade import operations, queries
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.trade.conftest import Cast
from tests.trade.drops import announce_draw
from tests.trade.test_desk_pages import sign_in
from tests.trade.test_disputes import say as say_dispute
from tests.trade.test_refunds_elsewhere import everything, favour, said

pytestmark = [pytest.mark.django_db, pytest.mark.browser, pytest.mark.sqlite_only]


@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_pages_of_refunds_are_clean(
    cast: Cast,
    place: Callable[..., UUID],
    succeed: Callable[..., str],
    client: Client,
    now: datetime,
    chromium: Browser,
    width: int,
    theme: str,
    language: str,
) -> None:
    mixed, refused, lost = place((cast.medium, 2)), place((cast.medium, 1)), place()
    for order in (mixed, refused, lost):
        succeed(order)
    favour(mixed, 1000, now)
    [line] = everything(mixed)
    operations.request_refund(
        order=mixed, lines=[(line.line, 2)], reason="unsaid", by=cast.world, at=now
    )
    back = operations.grant_refund(order=refused, lines=everything(refused), by=cast.ruben, at=now)
    said(refused, back, 4000, now)
    said(refused, back, 4000, now, failed=True)
    say_dispute(lost, now, EventKind.DISPUTE_LOST)
    draw = queries.drop(announce_draw(cast, now, pieces={cast.large: 1}))
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong = {}

    def look(name: str, path: str) -> None:
        visit(page, client, path)
        screenshots(page, f"refund-{name}-{language}")
        found = axe_violations(page)
        if found or sideways(page) > 0:
            wrong[name] = (found, sideways(page))

    sign_in(client, "steward")
    look("pack", "/pack/")
    look("payments", "/payments/")
    [(asked, _)] = queries.refunds_to_decide()
    operations.grant_refund(order=mixed, refund=asked.id, lines=[line], by=cast.ruben, at=now)
    for name, order in (("mixed", mixed), ("refused", refused)):
        view = queries.order(order)
        assert view is not None
        look(name, view.url)
    assert draw is not None
    look("draw", draw.url)
    look("announce", f"/drops/new/?product={cast.shirt}")
    assert wrong == {}
    assert faults_of(page) == []
