"""The books as files: beancount's own checker, CSV and the sheet say what we say."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from beancount import loader
from beancount.core.data import Balance as Asserted
from beancount.core.data import Open, Transaction

from cohive.ledger.chart import CHART
from cohive.ledger.exporting import HEADS
from cohive.ledger.files import FORMATS, books_file
from cohive.ledger.models import DayTurnover
from cohive.ledger.operations import reverse
from cohive.ledger.queries import trial_balance
from cohive.words.refusals import Missing

AUGUST = datetime(2026, 8, 31, 23, 30, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 1, tzinfo=UTC)


@pytest.fixture
def written(books, enter, now):
    """Two currencies, three months, an entry taken back, a currency without a point."""
    member, firm = books.member, books.firm
    enter([(firm, "provider", -10_000), (firm, "sales", 8_264), (firm, "tax", 1_736)], at=AUGUST)
    enter([(firm, "sales", -8_264), (firm, "house", 264), (member, "earned", 8_000)], at=SEPTEMBER)
    enter([(firm, "till", -500), (firm, "sales", 500)], at=SEPTEMBER, currency="JPY")
    wrong = enter([(firm, "sales", -317), (member, "earned", 317)], at=now)
    reverse(entry=wrong, reason="Entered twice.", by=books.steward, at=now)
    return books


def faults_and_directives(text: bytes) -> tuple[list[str], list[object]]:
    """What beancount makes of a file."""
    entries, errors, _options = loader.load_string(text.decode())
    return [f"{error.message} {error.entry}" for error in errors], entries


def file_of(name: str, *, since: datetime | None = None, until: datetime) -> bytes:
    return books_file(name, since=since, until=until, zone=UTC)


@pytest.mark.parametrize("since", [None, SEPTEMBER, SEPTEMBER + timedelta(days=20)])
def test_beancount_finds_nothing_wrong_with_any_stretch(written, now, since):
    faults, found = faults_and_directives(
        file_of("beancount", since=since, until=now + timedelta(hours=1))
    )
    assert faults == []
    asserted = [each for each in found if isinstance(each, Asserted)]
    assert len(asserted) == len({(each.account, each.amount.currency) for each in asserted})
    owed = [each.amount for each in asserted if ":2000-Owed-to-makers:" in each.account]
    assert [str(amount) for amount in owed] == ["-80.00 EUR"]  # a debit is above zero there
    assert all(re.match("Assets|Liabilities|Income", each.account) for each in asserted)
    entries = sum(1 for each in found if isinstance(each, Transaction))
    assert entries == {None: 5, SEPTEMBER: 5}.get(since, 3)  # the later ones with what stood before
    assert sum(1 for each in found if isinstance(each, Open)) >= 5


def test_bean_check_itself_is_content(written, now, tmp_path):
    path = tmp_path / "books.beancount"
    path.write_bytes(file_of("beancount", until=now + timedelta(hours=1)))
    program = Path(sys.executable).parent / "bean-check"
    done = subprocess.run([program, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_beancount_finds_a_derived_number_that_is_wrong(written, now):
    DayTurnover.objects.filter(day=AUGUST.date(), account__purpose="tax").update(credit_minor=1_737)
    faults, _found = faults_and_directives(file_of("beancount", until=now + timedelta(hours=1)))
    assert any("Balance failed" in fault and "2500" in fault for fault in faults)


def test_csv_has_every_leg_with_both_sides_equal(written, now):
    text = file_of("csv", until=now + timedelta(hours=1)).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert tuple(rows[0]) == HEADS
    assert len(rows) == 3 + 3 + 2 + 2 + 2
    for code in ("EUR", "JPY"):
        own = [row for row in rows if row["currency"] == code]
        debit = sum(int(row["debit_minor"] or 0) for row in own)
        assert debit == sum(int(row["credit_minor"] or 0) for row in own) > 0
    first = rows[0]
    assert first["day"] == "2026-08-31"
    assert {row["why"] for row in rows} == {"sold something.", "took an entry back."}
    assert {(row["number"], row["type"]) for row in rows} <= {
        (str(account.number), account.type.value) for account in CHART.values()
    }
    assert not [row for row in rows if "Ruben" in "".join(row.values())]


def test_a_stretch_has_its_own_legs_only(written, now):
    text = file_of("csv", since=SEPTEMBER, until=now).decode("utf-8-sig")
    assert len(list(csv.DictReader(StringIO(text)))) == 5


def test_the_sheet_holds_the_trial_balance_and_every_leg(written, now):
    content = file_of("xlsx", until=now + timedelta(hours=1))
    with ZipFile(BytesIO(content)) as parts:
        first = parts.read("xl/worksheets/sheet1.xml").decode()
        second = parts.read("xl/worksheets/sheet2.xml").decode()
    lines = trial_balance(since=None, until=now + timedelta(hours=1))
    assert first.count("<f>ROUND(") == len(lines)
    assert "<v>80</v>" in first or "<v>80.00</v>" in first
    assert second.count("<row ") == 1 + 12


def test_a_format_that_is_not_there_is_refused(books, now):
    assert set(FORMATS) == {"beancount", "csv", "xlsx"}
    with pytest.raises(Missing):
        file_of("pdf", until=now)


def test_empty_books_are_files_too(books, now):
    faults, found = faults_and_directives(file_of("beancount", until=now))
    assert (faults, found) == ([], [])
    assert file_of("csv", until=now).decode("utf-8-sig").strip() == ",".join(HEADS)
