"""Every page of reselling in a real Chromium: clean for axe, within the edge, in two tongues."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from uuid import uuid4

import pytest
from django.utils import timezone

from cohive.bond.models import User
from cohive.engine.resale import Plan
from cohive.spread import operations as spread
from cohive.trade import operations, queries
from cohive.trade.operations import Through
from tests.browser import axe_violations, faults_of, new_page, screenshots, sideways, visit
from tests.trade.conftest import LOTTE, PASSWORD, open_shop, own_sandbox, payment_event, prove
from tests.trade.test_desk_pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.sqlite_only, pytest.mark.django_db]
PERCENT = Fraction(1, 100)
DAY = timedelta(days=1)

__all__ = ["own_sandbox"]


@pytest.fixture
def pages(db, hear):
    """Each page as a stranger, a reseller, a member, one who was stopped and a steward see it."""
    now = timezone.now()
    cast = open_shop(now)
    plan = operations.decide_resale_plan(
        plan=Plan("commission", (8 * PERCENT, 2 * PERCENT), "link", cap=10 * PERCENT),
        by=cast.steward,
        at=now - 20 * DAY,
    )
    kit = operations.join_resale(plan=plan, by=cast.kit, at=now - 20 * DAY)
    operations.change_resale_page(
        words="I wear mine every day, and I know who printed it.",
        products=[cast.print, cast.shirt],
        by=cast.kit,
        at=now - 20 * DAY,
    )
    mei = operations.join_resale(plan=plan, brought_by="kit", by=cast.mei, at=now)
    operations.join_resale(plan=plan, brought_by="mei", by=cast.hanna, at=now)
    link = spread.make_link(target_kind="product", target=cast.print, by=cast.ruben, at=now)
    orders = []
    for at, more in ((now - 18 * DAY, {}), (now - DAY, {"link": link.id})):
        order = operations.place_order(
            lines=[(cast.one_print, 2)], contact=LOTTE, by=cast.world, at=at, key=str(uuid4()),
            through=Through(kit), **more,
        )  # fmt: skip
        operations.confirm_payment(event=payment_event(order, at), at=at)
        orders.append(order)
    operations.ship_order(order=orders[0], by=cast.ruben, at=now - 17 * DAY)
    operations.mark_arrived(order=orders[0], by=cast.world, at=now - 16 * DAY)
    hear(now)
    operations.suspend_reseller(
        reseller=mei, reason="Asked people for money.", by=cast.steward, at=now
    )
    operations.appeal_suspension(words="It was for the post.", by=cast.mei, at=now)
    checkout = f"/checkout/?variant={cast.one_print}&quantity=1&reseller=kit"
    return {
        "": ["/resale/kit/", checkout, queries.order(orders[1]).url],
        "kit": ["/sell-on/", "/resale/kit/card/", "/statement/", "/payouts/"],
        "ruben": ["/sell-on/?from=kit"],
        "mei": ["/sell-on/"],
        "steward": ["/resale/desk/"],
    }


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1280, "light")])
def test_pages_of_reselling_are_clean_and_fit(chromium, client, pages, width, theme):
    found = {}
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
            screenshots(page, f"resale-{name}{path.replace('/', '-')[:24]}-{language}")
            page.context.close()
    assert found == {}


def test_every_field_of_a_refused_plan_says_its_error(chromium, client, pages):
    user = User.objects.get(email="steward@example.org")
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    prove(client)
    page = new_page(chromium, width=390)
    visit(page, client, "/resale/desk/")
    page.fill("[name=first]", "8")
    page.fill("[name=cap]", "50")
    page.check("[name=mode][value=commission]")
    page.click("text=Put it in force")
    page.wait_for_selector("text=rule “cap”")
    assert axe_violations(page) == []
    assert sideways(page) <= 0
    screenshots(page, "resale-refused")
