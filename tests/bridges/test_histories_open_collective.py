"""The transactions of an Open Collective: who gave whom how much, to the cent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from cohive.bridges.histories import open_source
from cohive.words.acts import ActRow
from cohive.words.refusals import Refused
from tests.shared_data import shared_data

SAMPLE = Path(__file__).parent / "samples" / "histories" / "open_collective.csv"
LINES = SAMPLE.read_text().splitlines(keepends=True)


def balance(rows: list[ActRow], collective: str) -> int:
    """What came in less what went out, in minor units."""
    total = 0
    for row in rows:
        total += row.amount or 0 if row.target == collective else -(row.amount or 0)
    return total


def test_every_transaction_is_money_that_somebody_gave_to_somebody() -> None:
    source = open_source(SAMPLE)
    rows = list(source)
    assert source.kind == "open-collective"
    assert [
        (row.id, row.verb, row.object_kind, row.actor, row.target, row.amount) for row in rows
    ] == [
        ("r2", "Undo", "contribution", "boat", "bo", 2000),
        ("c2", "Offer", "contribution", "bo", "boat", 2000),
        ("c2/fee", "Offer", "fee", "boat", None, 60),
        ("e1", "Offer", "expense", "boat", "lin", 3000),
        ("e1/fee", "Offer", "fee", "boat", None, 20),
        ("h1", "Offer", "host-fee", "boat", "harbour", 1000),
        ("c1", "Offer", "contribution", "ines", "boat", 10000),
    ]
    assert balance(rows, "boat") == 5920
    assert {row.currency for row in rows} == {"EUR"}
    assert {row.circle for row in rows} == {"boat"}
    assert (source.tally.read, source.tally.kept) == (5, 5)


def test_a_refund_answers_what_it_gives_back_and_a_fee_what_it_was_taken_from() -> None:
    assert {row.id: row.parent for row in open_source(SAMPLE)} == {
        "r2": "c2",
        "c2": None,
        "c2/fee": "c2",
        "e1": None,
        "e1/fee": "e1",
        "h1": "c1",
        "c1": None,
    }


def test_the_collective_is_staff_and_givers_are_members() -> None:
    source = open_source(SAMPLE)
    roles = {row.actor: row.role for row in source}
    assert roles == {"boat": "staff", "bo": "member", "ines": "member"}
    assert source.names == {
        "boat": "The Boat",
        "bo": "Bo",
        "lin": "Lin",
        "harbour": "Harbour",
        "ines": "Ines",
    }


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("amount", "1e3", "This is no amount, such as 1234.50."),
        ("amount", "nan", "This is no amount, such as 1234.50."),
        ("netAmount", "9" * 40, "This is no amount, such as 1234.50."),
        ("netAmount", "0.001", "It has parts of the smallest unit of its currency."),
        ("currency", "ZZZ", "This is no currency, such as EUR."),
        ("datetime", "yesterday", "This is no instant, such as 2026-03-01T18:30:00Z."),
        ("oppositeAccountSlug", "", "This is empty, and every transaction has it."),
        ("shortId", "h1", "This transaction stood in an earlier line."),
    ],
)
def test_a_line_that_is_no_transaction_is_counted_with_its_reason(
    tmp_path: Path, column: str, cell: str, reason: str
) -> None:
    cells = LINES[-1].rstrip("\n").split(",")
    cells[LINES[0].rstrip("\n").split(",").index(column)] = cell
    path = tmp_path / "oc.csv"
    path.write_text("".join(LINES[:-1]) + ",".join(cells) + "\n")
    source = open_source(path)
    assert "c1" not in {row.id for row in source}
    assert (source.tally.read, source.tally.kept) == (5, 4)
    assert source.tally.examples == {reason: [f"line 6, column {column}"]}


def test_a_currency_without_cents_has_none(tmp_path: Path) -> None:
    path = tmp_path / "oc.csv"
    path.write_text(LINES[0] + LINES[-1].replace("EUR", "JPY"))
    assert [(row.amount, row.currency) for row in open_source(path)] == [(100, "JPY")]


def test_another_csv_is_refused_naming_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "oc.csv"
    path.write_text("datetime,shortId,kind,amount,netAmount,currency,accountSlug\n1,2,3,4,5,6,7\n")
    with pytest.raises(Refused, match="it lacks the columns oppositeAccountSlug"):
        open_source(path, kind="open-collective")
    path.write_text(LINES[0])
    with pytest.raises(Refused, match="no transaction"):
        open_source(path)


def test_nine_years_of_a_real_collective_add_up_to_the_cent() -> None:
    source = open_source(shared_data("revenue/open_collective_hledger.csv.gz"))
    rows = list(source)
    transactions = [row for row in rows if row.object_kind != "fee"]
    assert source.kind == "open-collective"
    assert len(transactions) == source.tally.kept == source.tally.read == 1_916
    assert balance(transactions, "hledger") == 694_543
    assert balance(rows, "hledger") == 568_829
    assert Counter(row.object_kind for row in transactions) == {
        "contribution": 1_039,
        "host-fee": 818,
        "expense": 57,
        "payment-processor-cover": 2,
    }
    assert sum(row.verb == "Undo" for row in rows) == 6
    known = {row.id for row in rows}
    assert {row.parent for row in rows} - {None} <= known
    assert len(source.names) == 95
    ends = {
        year: balance([row for row in rows if row.at and row.at.year <= year], "hledger")
        for year in range(2017, 2026)
    }
    assert ends == {
        2017: 10_092,
        2018: 29_099,
        2019: 37_266,
        2020: 143_723,
        2021: 468_988,
        2022: 686_366,
        2023: 746_573,
        2024: 737_270,
        2025: 717_171,
    }
