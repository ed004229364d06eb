"""`cohive ledger` and what `cohive verify` says of clearing accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cohive.ledger.models import Balance, Entry
from cohive.ledger.queries import payouts_stopped
from tests.ledger.test_importing import written
from tests.settle.conftest import kit, mei, place, shop, steward
from tests.settle.stall import sell
from tests.shared_data import shared_data

__all__ = ["kit", "mei", "place", "shop", "steward"]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def later(monkeypatch, now):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + HOUR)


def test_verify_lists_what_has_not_cleared_with_its_age_and_its_orders(
    cohive, shop, steward, now, hear
):
    sell(shop, steward, now - timedelta(days=3))
    waiting = cohive("verify")
    assert waiting.status == 0
    assert "not cleared: 2900 Sales, not yet divided stands at €225.00" in waiting.out
    assert "(3 days)" in waiting.out
    assert waiting.out.splitlines()[-1].endswith("€225.00  3 days")
    assert "not cleared" not in cohive("verify", "--quiet").out
    hear(now)
    assert "not cleared" not in cohive("verify").out


def test_verify_stops_payouts_at_a_wrong_balance(cohive, shop, steward, now, hear, mei):
    sell(shop, steward, now)
    hear(now)
    Balance.objects.filter(account__agent_id=mei).update(minor=1)
    said = cohive("verify")
    assert said.status == 1
    assert "balances: account" in said.err
    assert "Payouts are stopped" in said.err
    assert payouts_stopped()


def test_money_on_a_clearing_account_that_nobody_explains_is_a_fault(
    cohive, shop, steward, now, monkeypatch
):
    sell(shop, steward, now)
    monkeypatch.setattr("cohive.ledger.clearing._explaining", {})
    said = cohive("verify", "--quiet")
    assert said.status == 1
    assert "nothing explains €225.00 of it" in said.err


@pytest.mark.parametrize(
    ("name", "begins"), [("beancount", "option"), ("csv", "\ufeffday,"), ("xlsx", "PK")]
)
def test_the_books_are_exported(cohive, shop, steward, now, hear, tmp_path, name, begins):
    sell(shop, steward, now)
    hear(now)
    out = tmp_path / "books"
    done = cohive("ledger", "export", "--format", name, "--out", str(out))
    assert (done.status, done.err) == (0, "")
    assert out.read_bytes().decode("utf-8", "replace").startswith(begins)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "no/such/folder"), "cannot be written"),
        (("--out", "x", "--since", "soon"), "2026-10-31"),
        (("--out", "x", "--since", "2026-10-02", "--until", "2026-10-01"), "before the first"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(cohive, place, words, said):
    done = cohive("ledger", "export", "--format", "csv", *words)
    assert done.status == 2
    assert said in done.err


def test_an_export_of_one_day_holds_that_day(cohive, shop, steward, now, hear, tmp_path):
    for days in (0, 1):
        sell(shop, steward, now - timedelta(days=days), key=str(days))
    hear(now)
    day = f"{now:%Y-%m-%d}"
    words = ("--since", day, "--until", day, "--out", str(tmp_path / "day.csv"))
    assert cohive("ledger", "export", "--format", "csv", *words).status == 0
    rows = (tmp_path / "day.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert {row.split(",")[0] for row in rows} == {day}
    assert len(rows) == 9


def test_books_come_in_once_and_a_difference_is_told(cohive, place, tmp_path):
    path = str(written(tmp_path))
    first = cohive("ledger", "import", path)
    assert first.status == 0
    assert "4 transactions in the file, 4 of them new" in first.out
    assert "3 February 2026" in first.out
    assert "$4.28" in first.out
    assert "states $4.41 at its end; its rows sum to $4.28" in first.err
    assert "$0.13 begins with transaction h1 of 20 January 2026" in first.err
    again = cohive("ledger", "import", path)
    assert "4 transactions in the file, 0 of them new" in again.out
    assert Entry.objects.count() == 4


def test_the_real_books_come_in_with_their_year_ends_and_one_difference(cohive, place):
    path = shared_data("revenue/open_collective_hledger.csv.gz")
    said = cohive("ledger", "import", str(path))
    for amount in ("$100.92", "$290.99", "$7,372.70", "$7,171.71", "$5,688.29"):
        assert amount in said.out
    assert "$1.13 begins with transaction 4cab822d of 7 July 2026" in said.err


def test_an_import_without_a_place_or_a_file_is_one_sentence(cohive, tmp_path):
    nowhere = cohive("ledger", "import", str(written(tmp_path)))
    assert nowhere.status == 2
    assert "There is no place yet" in nowhere.err
    assert cohive("ledger", "import", str(tmp_path / "none.csv")).status == 2
