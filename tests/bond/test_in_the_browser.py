"""The room's pages in a real Chromium: accessible in both themes and widths, and passkeys."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser

from cohive.bond import operations, queries
from cohive.bond.models import User
from tests.bond.conftest import Cast, signed_in
from tests.browser import axe_violations, faults_of, new_page, sideways, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def lively(cast: Cast, circle: UUID, thread: UUID, now: datetime) -> UUID:
    """A thread with everything a post can be, offers, a report and notices."""
    answer = operations.reply(to=thread, text="Less heat, 慢一点。", by=cast.mei, at=now)
    under = operations.reply(to=answer, text="How much less?", by=cast.noor, at=now)
    gone = operations.reply(to=thread, text="Never mind.", by=cast.sana, at=now)
    operations.withdraw_post(post=gone, by=cast.sana, at=now)
    operations.edit_post(post=under, text="How much less, 多少？", by=cast.noor, at=now)
    need = operations.make_proposal(
        kind="need", what="skill", title="White ink", text="An hour.", by=cast.noor, at=now
    )
    operations.make_proposal(kind="offer", what="thing", title="A boat", by=cast.sana, at=now)
    commitment = operations.take_up(proposal=need, by=cast.mei, at=now)
    operations.say_done(commitment=commitment, by=cast.noor, at=now)
    start = timezone.now() + timedelta(days=3)
    terms = operations.GatheringTerms(
        title="Printing evening 印刷之夜", starts_at=start, ends_at=start + timedelta(hours=3),
        where="Rotterdam, the studio", how_to_come="Second door", text="Bring ink.", places=8,
    )  # fmt: skip
    made = operations.plan_gathering(terms=terms, circle=circle, by=cast.noor, at=now)
    operations.say_coming(gathering=made, by=cast.mei, at=now)
    operations.report_post(post=answer, reason="Not kind.", by=cast.sana, at=now)
    return thread


@pytest.mark.parametrize("width", [360, 1280])
def test_who_comes_back_signs_in_from_any_page(
    chromium: Browser, cast: Cast, circle: UUID, width: int
) -> None:
    page = new_page(chromium, width=width)
    visit(page, Client(), "/circles/")
    way = page.locator("header").get_by_role("link", name="Sign in", exact=True)
    assert way.locator("visible=true").count() == 1
    assert (sideways(page), axe_violations(page)) == (0, [])
    page.context.close()


VISITOR = (
    "/circles/", "/circles/tide-print/", "/circles/tide-print/threads/{thread}/",
    "/gatherings/", "/gatherings/{gathering}/", "/people/mei-qiao/", "/offers/",
    "/account/login/", "/account/signup/",
    "/account/login/code/", "/account/password/reset/", "/sign-in/made-up/",
)  # fmt: skip
MEMBER = (
    "/circles/", "/circles/new/", "/circles/tide-print/", "/circles/tide-print/new-thread/",
    "/circles/tide-print/threads/{thread}/", "/posts/{thread}/report/", "/offers/", "/notices/",
    "/gatherings/", "/gatherings/{gathering}/", "/circles/tide-print/plan-gathering/",
    "/settings/", "/settings/leave/", "/account/email/", "/account/2fa/", "/account/logout/",
)  # fmt: skip
ONE_MENU = "document.querySelectorAll('details.more').forEach((menu, at) => at && menu.remove())"
"""Only one menu is ever open in a browser; all at once they would lie over each other."""

STEWARD = ("/desk/", "/desk/reports/", "/desk/people/")


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_fits(
    chromium: Browser, cast: Cast, lively: UUID, width: int, theme: str, now: datetime
) -> None:
    gathering = queries.gatherings_ahead(now=now)[0][0]
    for client, paths in (
        (Client(), VISITOR),
        (signed_in(cast.mei), MEMBER),
        (signed_in(cast.ruben), STEWARD),
    ):
        page = new_page(chromium, width=width, theme=theme)
        for path in paths:
            visit(page, client, path.format(thread=lively, gathering=gathering.id))
            assert sideways(page) <= 0, path
            page.evaluate(ONE_MENU)
            assert axe_violations(page) == [], path
        assert [fault for fault in faults_of(page) if "410" not in fault] == []
        page.context.close()


@pytest.mark.parametrize(("width", "language"), [(390, "zh-CN"), (360, "en"), (1280, "en")])
def test_an_opened_menu_below_a_post_stays_within_the_page(
    chromium: Browser, cast: Cast, lively: UUID, now: datetime, width: int, language: str
) -> None:
    """Also below an answer to an answer, where the line begins further in."""
    operations.set_tongue(by=cast.mei, at=now, language="zh-hans" if width == 390 else "en")
    page = new_page(chromium, width=width, language=language)
    visit(page, signed_in(cast.mei), f"/circles/tide-print/threads/{lively}/")
    menus = page.locator("article.post details.more")
    assert menus.count() >= 3
    for number in range(menus.count()):
        menu = menus.nth(number)
        menu.locator("summary").click()
        assert sideways(page) <= 0, number
        box = menu.locator(".pop").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        menu.locator("summary").click()
    page.context.close()


@pytest.fixture
def with_password(cast: Cast) -> Iterator[Client]:
    user = User.objects.get(email="mei@example.org")
    user.set_password("a very long sentence")
    user.save()
    return Client(SERVER_NAME="localhost")


def test_a_passkey_is_added_and_opens_the_place(
    chromium: Browser, cast: Cast, with_password: Client
) -> None:
    page = new_page(chromium)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    visit(page, with_password, "/account/login/?next=/account/2fa/webauthn/add/")
    page.fill("#id_login", "mei@example.org")
    page.fill("#id_password", "a very long sentence")
    page.press("#id_password", "Enter")
    page.wait_for_selector("#id_password, #passkey_add")
    if page.query_selector("#passkey_add") is None:
        page.fill("#id_password", "a very long sentence")
        page.press("#id_password", "Enter")
    page.wait_for_selector("#passkey_add")
    page.fill("#f-name", "My phone")
    page.click("#passkey_add")
    page.wait_for_selector("text=My phone")
    page.wait_for_load_state("networkidle")  # a page still arriving would end the next visit
    with_password.logout()
    visit(page, with_password, "/account/login/?next=/settings/")
    page.click("#passkey_login")
    page.wait_for_selector("text=1 passkey")
    assert faults_of(page) == []
    page.context.close()
