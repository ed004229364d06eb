"""The books of an Open Collective: entered once, as dated; what its file gets wrong is told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cohive.bridges.collective_books import read_collective_books
from cohive.journal.models import Act
from cohive.ledger import checks, queries
from cohive.ledger.models import Entry
from cohive.ledger.operations import close_months, import_books
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Refused
from tests.shared_data import shared_data

HEAD = (
    "datetime,shortId,kind,amount,paymentProcessorFee,netAmount,balance,currency,accountSlug,"
    "oppositeAccountName\n"
)
ROWS = (
    "2026-02-03T10:00:00,e1,EXPENSE,-4.00,-0.13,-4.13,4.41,USD,quay,Ann\n",
    "2026-01-20T10:00:01,h1,HOST_FEE,-0.50,0,-0.50,7.41,USD,quay,host\n",
    "2026-01-20T10:00:00,c2,CONTRIBUTION,0.50,0,0.50,8.91,USD,quay,Bea\n",
    "2026-01-19T10:00:00,c1,CONTRIBUTION,10.00,-0.59,8.41,8.41,USD,quay,Ann\n",
)
"""The newest first. Of the first ten a dollar of host's fee was kept back, and from then on the
file's own balance is right; from the host's fee on it is a dollar less, then 0.13 more again."""
YEARS = {
    2017: 10_092,
    2018: 29_099,
    2019: 37_266,
    2020: 143_723,
    2021: 468_988,
    2022: 686_366,
    2023: 746_573,
    2024: 737_270,
    2025: 717_171,
    2026: 568_829,
}
"""What another ledger program makes of the real file, in cents."""


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "quay.csv"
    path.write_text(head + "".join(rows or ROWS), encoding="utf-8")
    return path


def balances(books) -> dict[str, int]:
    return {
        line.account.purpose: line.closing.minor
        for line in queries.trial_balance(since=None, until=datetime(2030, 1, 1, tzinfo=UTC))
    }


def test_each_transaction_is_an_entry_of_its_own_date(books, tmp_path, now):
    found = read_collective_books(written(tmp_path), field="file")
    assert import_books(books=found, firm=books.firm, by=books.firm, at=now) == 4
    assert balances(books) == {
        "fiscal_host": 841 + 50 - 50 - 413,
        "contributions": 1050,
        "payment_fees": 59 + 13,
        "host_fees": 100 + 50,
        "paid_expenses": 400,
    }
    act = Act.objects.get(kind="ledger.books.imported")
    assert act.payload == {"source": "open-collective", "transactions": 4, "currency": "USD"}
    assert set(Entry.objects.values_list("act_id", flat=True)) == {act.id}
    assert Entry.objects.order_by("at")[0].at == datetime(2026, 1, 19, 10, tzinfo=UTC)
    assert "Ann" not in str(list(Act.objects.values()) + list(Entry.objects.values()))


def test_the_same_file_again_enters_nothing(books, tmp_path, now):
    found = read_collective_books(written(tmp_path), field="file")
    import_books(books=found, firm=books.firm, by=books.firm, at=now)
    before = balances(books)
    assert import_books(books=found, firm=books.firm, by=books.steward, at=now) == 0
    assert balances(books) == before
    assert Act.objects.filter(kind="ledger.books.imported").count() == 1


def test_what_the_file_states_beyond_its_rows_is_told_with_where_it_begins(books, tmp_path):
    found = read_collective_books(written(tmp_path), field="file").discrepancy
    assert found
    assert (found.stated, found.summed) == (Money(441, "USD"), Money(428, "USD"))
    assert (found.difference, found.since.key) == (Money(13, "USD"), "h1")


def test_a_closed_month_takes_no_import(books, tmp_path, now, enter):
    enter(
        [(books.firm, "sales", -1), (books.member, "earned", 1)],
        at=datetime(2026, 1, 2, tzinfo=UTC),
    )
    close_months(last="2026-01", zone=ZoneInfo("UTC"), reason="Done.", by=books.steward, at=now)
    found = read_collective_books(written(tmp_path), field="file")
    with pytest.raises(Refused, match="2026-01") as refused:
        import_books(books=found, firm=books.firm, by=books.firm, at=now)
    assert refused.value.field == "file"
    assert Entry.objects.count() == 1
    with pytest.raises(Forbidden):
        import_books(books=found, firm=books.firm, by=books.member, at=now)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("2026-02-03T10:00:00,e1,EXPENSE,-4.001,0,-4,1,USD,quay,A\n",), "Line 2, amount"),
        (("2026-02-03T10:00:00,e1,EXPENSE,-4,0,x,1,USD,quay,A\n",), "Line 2, netAmount"),
        (("yesterday,e1,EXPENSE,-4,0,-4,1,USD,quay,A\n",), "Line 2, datetime"),
        (("2026-02-03T10:00:00,e1,GIFT,-4,0,-4,1,USD,quay,A\n",), "Line 2, kind"),
        (("2026-02-03T10:00:00,,EXPENSE,-4,0,-4,1,USD,quay,A\n",), "Line 2, shortId"),
        ((ROWS[0], ROWS[0]), "twice"),
        ((ROWS[0], ROWS[1].replace("USD", "EUR")), "more than one"),
        (("\n",), "no transaction"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line(tmp_path, rows, said):
    with pytest.raises(Refused, match=said):
        read_collective_books(written(tmp_path, *rows), field="file")


def test_another_table_is_refused_with_what_it_lacks(tmp_path):
    with pytest.raises(Refused, match="netAmount, balance"):
        read_collective_books(
            written(tmp_path, "1,2\n", head="datetime,shortId,kind,amount,paymentProcessorFee\n"),
            field="file",
        )


def test_the_real_file_comes_to_what_another_program_makes_of_it(books, now):
    path = shared_data("revenue/open_collective_hledger.csv.gz")
    found = read_collective_books(path, field="file")
    assert len(found.transactions) == 1_916
    assert import_books(books=found, firm=books.firm, by=books.firm, at=now) == 1_916
    for year, minor in YEARS.items():
        end = datetime(year, 12, 31, 23, 59, 59, tzinfo=UTC)
        held = queries.balance_at(books.firm, "fiscal_host", "USD", at=end)
        assert (year, -held.minor) == (year, minor)
    assert [check() for check in checks.COMPARED] == ["", "", ""]
    wrong = found.discrepancy
    assert wrong
    assert (wrong.difference, wrong.since.key) == (Money(113, "USD"), "4cab822d")
    assert wrong.since.kind == "EXPENSE"
    assert wrong.since.payment_fee == Money(113, "USD")  # the fee that its balance forgets
