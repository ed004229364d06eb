"""The books on the desk: balances by account, entries with their reason, months that close."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from cohive.bond import operations as bond
from cohive.bond.models import Notice
from cohive.house import bookkeeping
from cohive.ledger import queries
from cohive.ledger.models import Balance, Conversion, Entry, Period, Reversal
from tests.browser import axe_violations, new_page, screenshots, sideways, visit
from tests.settle.conftest import kit, mei, place, shop, sign_in, steward
from tests.settle.stall import sell

__all__ = ["kit", "mei", "place", "shop", "sign_in", "steward"]
pytestmark = pytest.mark.django_db
BOOKS = "/desk/books/"
MONTH = timedelta(days=31)


@pytest.fixture
def booked(shop, steward, hear, now, monkeypatch):
    """Nine prints in October, divided; two today, which the worker has not heard of."""
    sell(shop, steward, now - MONTH)
    hear(now - MONTH)
    sell(shop, steward, now, quantity=2, key="two")
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(hours=3))
    return shop


@pytest.fixture
def keeper(sign_in, steward):
    return sign_in(steward)


def text(client, path: str = BOOKS) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_only_a_steward_opens_the_books(booked, client, sign_in, mei):
    entry = Entry.objects.order_by("at").first()
    assert entry
    own = (
        ("get", BOOKS),
        ("get", f"{BOOKS}2000/EUR/"),
        ("get", f"{BOOKS}entry/{entry.id}/"),
        ("post", f"{BOOKS}entry/{entry.id}/reverse"),
        ("get", f"{BOOKS}file/csv"),
        ("get", f"{BOOKS}exchange/"),
        ("post", f"{BOOKS}exchange/"),
        ("post", f"{BOOKS}close"),
        ("post", f"{BOOKS}reopen/2026-10"),
        ("post", f"{BOOKS}compare"),
        ("post", f"{BOOKS}rebuild"),
    )
    for method, path in own:
        assert getattr(client, method)(path).status_code == 302, path
    for method, path in own:
        assert getattr(sign_in(mei), method)(path).status_code == 403, path
    assert not Period.objects.exists()


def test_the_sheet_shows_every_account_on_its_side(booked, keeper):
    page = text(keeper, f"{BOOKS}?period=2026-10")
    for account in ("Till and bank", "Owed to makers", "Waiting cents", "Sales tax to be paid on"):
        assert account in page
    assert "€225.00" in page  # nine prints at 25.00 lie in the till
    assert "€91.97" in page  # 55.18 and 36.79 are owed to the two makers
    assert "equal" in page
    assert "not equal" not in page
    assert "€275.00" in text(keeper, f"{BOOKS}?period=2026")


def test_the_sheet_costs_a_known_number_of_queries(booked, keeper, django_assert_max_num_queries):
    keeper.get(BOOKS)
    # who asks (3); place (2); first entry (2); months and steps (2); trial balance (4);
    # clearing (1 + 3, and the undivided orders: 9); comparison; notices and frame (6)
    with django_assert_max_num_queries(34):
        keeper.get(BOOKS)


def test_an_order_that_is_not_divided_stands_under_what_has_not_cleared(booked, keeper, hear, now):
    page = text(keeper)
    assert "Sales, not yet divided" in page
    [one] = queries.uncleared()
    assert [item.amount.minor for item in one.items] == [5000]
    assert one.items[0].reference in page
    assert not one.unexplained
    hear(now)
    assert "Every clearing account is at zero" in text(keeper)


def test_an_account_lists_its_entries_with_the_sentence_of_their_act(booked, keeper):
    page = text(keeper, f"{BOOKS}2900/EUR/?period=all")
    assert "Ruben Haak" in page
    assert page.count("<tr>") == 1 + 3  # two sales came, one was divided
    entry = Entry.objects.get(kind="settle.sale")
    shown = text(keeper, f"{BOOKS}entry/{entry.id}/")
    assert "2000</span> Owed to makers" in shown
    assert "Mei Qiao" in shown
    assert "belongs to an order" in shown
    assert keeper.get(f"{BOOKS}9999/EUR/").status_code == 404
    assert keeper.get(f"{BOOKS}2000/EUR/?before=x").status_code == 404
    assert keeper.get(f"{BOOKS}?period=1999-01").status_code == 404


def test_a_month_is_closed_and_opened_again_with_reasons(booked, keeper, steward):
    wrong = keeper.post(f"{BOOKS}close", {"month": "2026-11", "reason": "Too early."})
    assert wrong.status_code == 422
    empty = keeper.post(f"{BOOKS}close", {"month": "2026-10", "reason": ""})
    assert empty.status_code == 422
    sent = keeper.post(f"{BOOKS}close", {"month": "2026-10", "reason": "To the accountant."})
    assert sent.status_code == 302
    assert Period.objects.get().is_closed
    assert "To the accountant." in text(keeper)
    assert "Open October 2026 again" in text(keeper)
    refused = keeper.post(f"{BOOKS}reopen/2026-10", {"reason": " "}, follow=True)
    assert "Write why." in refused.content.decode()
    opened = keeper.post(f"{BOOKS}reopen/2026-10", {"reason": "A receipt."}, follow=True)
    assert "Open again." in opened.content.decode()
    assert not Period.objects.get().is_closed
    assert keeper.post(f"{BOOKS}reopen/2020-01", {"reason": "x"}).status_code == 404


def test_a_difference_is_told_once_and_mended_on_the_page(booked, keeper, steward, mei, now):
    Balance.objects.filter(account__agent_id=mei).update(minor=1)
    for hours in (0, 24):
        bookkeeping.every_night(at=now + timedelta(hours=hours))
    [notice] = Notice.objects.filter(kind="ledger.differ")
    assert (notice.to_id, notice.url) == (steward, reverse("house:books"))
    assert "Payouts are stopped" in text(keeper)
    keeper.post(f"{BOOKS}compare")
    assert queries.payouts_stopped()
    keeper.post(f"{BOOKS}rebuild")
    assert queries.payouts_stopped() is None
    assert "they agree" in text(keeper)


@pytest.mark.parametrize("name", ["csv", "beancount", "xlsx"])
def test_a_period_is_taken_away_as_a_file(booked, keeper, name):
    answer = keeper.get(f"{BOOKS}file/{name}?period=2026-10")
    assert answer.status_code == 200
    assert f'filename="books-2026-10.{name}"' in answer["Content-Disposition"]
    assert f"{BOOKS}file/{name}?period=2026-10" in text(keeper, f"{BOOKS}?period=2026-10")
    assert keeper.get(f"{BOOKS}file/pdf").status_code == 404


def test_money_is_exchanged_and_taken_back_on_the_page(booked, keeper):
    asked = {
        "held": "till:EUR", "amount": "100.00", "currency": "usd", "rate": "1.0842",
        "source": "Bank statement",
    }  # fmt: skip
    assert "Till and bank: €275.00" in text(keeper, f"{BOOKS}exchange/")
    for wrong in ({"amount": "300"}, {"rate": "x"}, {"currency": "abc"}, {"source": ""}):
        assert keeper.post(f"{BOOKS}exchange/", {**asked, **wrong}).status_code == 422
    assert not Conversion.objects.exists()
    done = keeper.post(f"{BOOKS}exchange/", asked, follow=True).content.decode()
    assert "Rate 1.0842. Source: Bank statement." in done
    sheet = text(keeper)
    assert "$108.42" in sheet
    assert "€175.00" in sheet
    entry = Conversion.objects.get().entry_id
    empty = keeper.post(f"{BOOKS}entry/{entry}/reverse", {"reason": ""}, follow=True)
    assert "Write why." in empty.content.decode()
    gone = keeper.post(f"{BOOKS}entry/{entry}/reverse", {"reason": "Wrong day."}, follow=True)
    assert "Takes another entry back" in gone.content.decode()
    assert "Wrong day." in text(keeper, f"{BOOKS}entry/{entry}/")


def test_an_entry_of_another_room_is_not_taken_back_here(booked, keeper):
    entry = Entry.objects.get(kind="settle.sale")
    answer = keeper.post(f"{BOOKS}entry/{entry.id}/reverse", {"reason": "No."}, follow=True)
    assert "belongs to an order" in answer.content.decode()
    assert not Reversal.objects.exists()


@pytest.mark.browser
@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("width", "theme", "language"), [(390, "dark", "zh-CN"), (1280, "light", "en")]
)
def test_the_pages_are_clean(
    booked, keeper, chromium: Browser, now, steward, width, theme, language
):
    keeper.post(f"{BOOKS}close", {"month": "2026-10", "reason": "To the accountant."})
    tongue = "zh-hans" if language == "zh-CN" else "en"
    bond.set_tongue(by=steward, language=tongue, at=now)
    entry = Entry.objects.get(kind="settle.sale")
    page = new_page(chromium, width=width, theme=theme, language=language)
    wrong = {}
    for name, path in (
        ("sheet", f"{BOOKS}?period=all"),
        ("account", f"{BOOKS}2000/EUR/?period=all"),
        ("entry", f"{BOOKS}entry/{entry.id}/"),
        ("exchange", f"{BOOKS}exchange/"),
    ):
        visit(page, keeper, path)
        screenshots(page, f"books-{name}-{language}")
        found = axe_violations(page)
        if found or sideways(page):
            wrong[path] = (found, sideways(page))
    assert wrong == {}
