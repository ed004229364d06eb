"""The reports of Bandcamp, Shopify and DistroKid become exact sales."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.sales import Sale, SaleKind, SalesFile, read_sales
from cohive.bridges.sales.shopify import spread
from cohive.words.money import Money
from cohive.words.refusals import Refused

SAMPLES = Path(__file__).parent / "samples"
BANDCAMP = (SAMPLES / "bandcamp.csv").read_bytes().decode("utf-16")
SHOPIFY = (SAMPLES / "shopify.csv").read_text()
DISTROKID = (SAMPLES / "distrokid.tsv").read_text()


def figures(sale: Sale) -> tuple[int, int, int, int]:
    """Gross, fees, tax, net in minor units."""
    return (sale.gross.minor, sale.fees.minor, sale.tax.minor, sale.net.minor)


def by_product(file: SalesFile, kind: SaleKind = SaleKind.SALE) -> dict[str, Sale]:
    return {sale.product: sale for sale in file.sales if sale.kind is kind}


def with_cell(text: str, line: int, column: str, value: str, delimiter: str = ",") -> bytes:
    """A sample with one cell changed; lines count from 1, the header is line 1."""
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    rows[line - 1][rows[0].index(column)] = value
    sink = io.StringIO()
    csv.writer(sink, delimiter=delimiter).writerows(rows)
    return sink.getvalue().encode()


def without_column(text: str, column: str, delimiter: str = ",") -> bytes:
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    position = rows[0].index(column)
    sink = io.StringIO()
    csv.writer(sink, delimiter=delimiter).writerows(
        [cell for number, cell in enumerate(row) if number != position] for row in rows
    )
    return sink.getvalue().encode()


def test_bandcamp_tells_what_was_paid_taken_and_left() -> None:
    file = read_sales(SAMPLES / "bandcamp.csv")
    assert (file.kind, file.currencies) == ("bandcamp", ("EUR",))
    assert (file.first, file.last) == (date(2026, 3, 14), date(2026, 3, 18))
    sold = by_product(file)
    assert figures(sold["Night Ferry"]) == (1000, 209, 0, 791)
    assert figures(sold["Night Ferry T-Shirt"]) == (4840, 580, 840, 3420)
    assert sold["Night Ferry T-Shirt"].quantity == 2
    assert figures(sold["Harbour Lights"]) == (363, 30, 63, 270)
    assert sold["Night Ferry"].at == datetime(2026, 3, 14, 23, 28, tzinfo=UTC)
    assert sold["Intro (Two Harbours)"].at == datetime(2026, 3, 15, 0, 0, tzinfo=UTC)


def test_a_bandcamp_refund_takes_the_same_amounts_back() -> None:
    file = read_sales(SAMPLES / "bandcamp.csv")
    (refund,) = [sale for sale in file.sales if sale.kind is SaleKind.REFUND]
    assert (refund.line, refund.product, refund.quantity) == (7, "Night Ferry", 1)
    assert figures(refund) == (-1000, -209, 0, -791)
    turned = BANDCAMP.replace("-10.00", "10.00").replace("-7.91", "7.91")
    assert read_sales(turned.encode()).sales == file.sales  # a report that writes no minus


def test_what_is_no_sale_in_bandcamps_report_is_named() -> None:
    file = read_sales(SAMPLES / "bandcamp.csv")
    assert [(skipped.line, str(skipped.reason)) for skipped in file.skipped] == [
        (6, "This is a payout to you, not a sale."),
        (9, "This reversal was not decided, or was taken back."),
        (10, "The payment is still pending."),
    ]


def test_one_title_by_two_artists_is_two_products_with_two_keys() -> None:
    sold = by_product(read_sales(SAMPLES / "bandcamp.csv"))
    assert {"Intro (Two Harbours)", "Intro (Salt Letters)"} <= set(sold)
    alone = "".join(line for line in BANDCAMP.splitlines(True) if "Salt Letters" not in line)
    single = by_product(read_sales(alone.encode()))
    assert single["Intro"].key == sold["Intro (Two Harbours)"].key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_encoding_of_a_report_does_not_matter(encoding: str) -> None:
    assert read_sales(BANDCAMP.encode(encoding)).sales == read_sales(BANDCAMP.encode()).sales


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_a_report_saved_again_by_a_spreadsheet_is_the_same_report(delimiter: str) -> None:
    rows = list(csv.reader(io.StringIO(BANDCAMP)))
    header = rows[0]
    money = (
        "item total",
        "net amount",
        "shipping",
        "transaction fee",
        "seller tax",
        "marketplace tax",
    )
    amounts = [header.index(name) for name in money]
    for row in rows[1:]:
        for position in amounts:
            row[position] = row[position].replace(".", ",")
        row.extend(["", ""])  # spreadsheets add empty cells
    sink = io.StringIO()
    csv.writer(sink, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    again = read_sales(sink.getvalue().encode())
    assert again.sales == read_sales(BANDCAMP.encode()).sales


def test_shopify_prices_with_tax_inside_are_taken_apart() -> None:
    file = read_sales(SAMPLES / "shopify.csv")
    assert (file.kind, file.currencies) == ("shopify", ("EUR", "USD"))
    first = [sale for sale in file.sales if sale.line in (2, 3)]
    assert [(sale.product, sale.quantity, *figures(sale)) for sale in first] == [
        ("Night Ferry Tee - M", 2, 4000, 0, 694, 3306),
        ("Night Ferry Print", 1, 2000, 0, 347, 1653),
    ]
    zone = timezone(timedelta(hours=1))
    assert first[0].at == datetime(2026, 3, 2, 10, tzinfo=zone)


def test_a_shopify_discount_on_the_order_is_spread_over_its_lines() -> None:
    file = read_sales(SAMPLES / "shopify.csv")
    assert [figures(sale) for sale in file.sales if sale.line in (4, 5, 6)] == [
        (900, 0, 0, 900),
        (900, 0, 0, 900),
        (1800, 0, 0, 1800),
    ]


def test_a_shopify_tax_on_top_falls_on_what_is_taxable() -> None:
    file = read_sales(SAMPLES / "shopify.csv")
    assert [(sale.product, *figures(sale)) for sale in file.sales if sale.line in (7, 8)] == [
        ("Night Ferry Tee - L", 2266, 0, 266, 2000),
        ("Gift Card", 1000, 0, 0, 1000),
    ]


def test_shopify_refunds_whole_orders_single_lines_and_parts() -> None:
    file = read_sales(SAMPLES / "shopify.csv")
    back = [sale for sale in file.sales if sale.kind is SaleKind.REFUND]
    assert [(sale.line, sale.product, sale.quantity, sale.gross.minor) for sale in back] == [
        (9, "Badge", 2, -2500),  # the whole order
        (10, "Badge", 1, -2000),  # exactly this line's price
        (12, "Badge", 0, -280),  # a part that fits no line: spread
        (13, "Night Ferry Print", 0, -420),
    ]
    assert back[0].at == datetime(2026, 3, 5, 7, tzinfo=UTC)
    sold = {sale.key: sale for sale in file.sales if sale.kind is SaleKind.SALE}
    for refund in back:
        assert refund.key.removesuffix(":refund") in sold


def test_a_whole_shopify_order_is_refunded_with_its_tax_and_without_its_shipping() -> None:
    changed = with_cell(SHOPIFY, 2, "Refunded Amount", "65.00").decode()
    file = read_sales(changed.encode())
    back = [sale for sale in file.sales if sale.line in (2, 3) and sale.kind is SaleKind.REFUND]
    assert [figures(sale) for sale in back] == [(-4000, 0, -694, -3306), (-2000, 0, -347, -1653)]


def test_unpaid_shopify_orders_are_named_line_by_line() -> None:
    file = read_sales(SAMPLES / "shopify.csv")
    assert [(skipped.line, str(skipped.reason)) for skipped in file.skipped] == [
        (14, "The order is not paid yet."),
        (15, "The order was voided."),
        (16, "The order was voided."),
    ]


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_what_is_spread_adds_up_and_is_never_off_by_a_unit(total: int, weights: list[int]) -> None:
    parts = spread(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        if whole:
            assert abs(part - Fraction(total * weight, whole)) < 1


def test_distrokids_parts_of_cents_are_added_exactly_and_the_rest_waits() -> None:
    file = read_sales(SAMPLES / "distrokid.tsv")
    assert (file.kind, file.currencies, file.skipped) == ("distrokid", ("USD",), ())
    assert [
        (sale.product, sale.at, sale.quantity, sale.net.minor, str(sale.kind))
        for sale in file.sales
    ] == [
        ("Night Ferry (Two Harbours)", date(2026, 1, 15), 5, 1, "sale"),
        ("Night Ferry (Two Harbours)", date(2026, 2, 16), 40, 12, "sale"),
        ("Night Ferry (Two Harbours)", date(2026, 3, 15), 2, -1, "refund"),
        ("Night Ferry (Salt Letters)", date(2026, 2, 16), 10, 4, "sale"),
    ]
    assert {(rest.product, rest.minor, rest.quantity) for rest in file.waiting} == {
        ("Night Ferry (Two Harbours)", Fraction(14, 100), 0),
        ('Night Ferry (12" Mix)', Fraction(62, 100), 2),
        ("Night Ferry (Salt Letters)", Fraction(10, 100), 0),
    }
    assert file.net("USD").minor + sum(rest.minor for rest in file.waiting) == Fraction(1686, 100)


def test_distrokids_two_forms_of_export_are_the_same_sales() -> None:
    old, new = (read_sales(SAMPLES / f"distrokid.{kind}") for kind in ("tsv", "csv"))
    assert old.sales == new.sales
    assert old.waiting == new.waiting


def test_the_order_of_distrokids_lines_does_not_matter() -> None:
    header, *lines = DISTROKID.splitlines()
    turned = read_sales("\n".join([header, *reversed(lines)]).encode())
    amounts = {sale.key: figures(sale) for sale in turned.sales}
    assert amounts == {sale.key: figures(sale) for sale in read_sales(DISTROKID.encode()).sales}


def test_a_later_and_longer_export_gives_known_days_the_same_keys_and_amounts() -> None:
    lines = DISTROKID.splitlines(True)
    shorter = read_sales("".join(line for line in lines if "2026-03" not in line).encode())
    longer = {sale.key: sale for sale in read_sales(DISTROKID.encode()).sales}
    assert len(shorter.sales) == 3
    for sale in shorter.sales:
        assert longer[sale.key] == sale


earnings = st.decimals(min_value=-1, max_value=3, places=6, allow_nan=False)


@given(st.lists(st.tuples(st.integers(1, 28), st.sampled_from("ABC"), earnings), min_size=1))
def test_no_fraction_of_a_cent_is_lost_in_any_file(lines: list[tuple[int, str, object]]) -> None:
    header = DISTROKID.splitlines()[0]
    body = [
        f"2026-01-{day:02d}\t2025-11\tShop\tBand\t{title}\t\t\t1\t100\tSong\tNL\t0\t{earned:f}"
        for day, title, earned in lines
    ]
    text = "\n".join([header, *body])
    exact = sum(Fraction(str(earned)) for _, _, earned in lines) * 100
    try:
        file = read_sales(text.encode())
    except Refused:
        assert exact == 0
        return
    assert file.net("USD").minor + sum(rest.minor for rest in file.waiting) == exact
    assert all(0 <= rest.minor < 1 for rest in file.waiting)
    counted = sum(sale.quantity for sale in file.sales)
    assert counted + sum(rest.quantity for rest in file.waiting) == len(lines)


@pytest.mark.parametrize("name", ["bandcamp.csv", "shopify.csv", "distrokid.tsv"])
def test_the_same_file_twice_has_the_same_keys_and_each_key_once(name: str) -> None:
    first, again = (read_sales(SAMPLES / name) for _ in range(2))
    assert first == again
    assert set(Counter(sale.key for sale in first.sales).values()) == {1}


@pytest.mark.parametrize("name", ["bandcamp.csv", "shopify.csv", "distrokid.tsv"])
def test_a_gzipped_report_reads_like_the_plain_one(name: str, tmp_path: Path) -> None:
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress((SAMPLES / name).read_bytes()))
    assert read_sales(packed) == read_sales(SAMPLES / name)
    whole = packed.read_bytes()
    for kept in (len(whole) - 1, len(whole) // 2, 20):
        with pytest.raises(Refused, match="damaged or cut off"):
            read_sales(whole[:kept])


@pytest.mark.parametrize(
    ("text", "column", "delimiter"),
    [
        (BANDCAMP, "item total", ","),
        (BANDCAMP, "quantity", ","),
        (BANDCAMP, "date", ","),
        (BANDCAMP, "currency", ","),
        (SHOPIFY, "Subtotal", ","),
        (SHOPIFY, "Lineitem price", ","),
        (DISTROKID, "Earnings (USD)", "\t"),
        (DISTROKID, "Title", "\t"),
    ],
)
def test_a_missing_column_is_named(text: str, column: str, delimiter: str) -> None:
    with pytest.raises(Refused, match="is missing in this file") as caught:
        read_sales(without_column(text, column, delimiter))
    assert column.casefold() in str(caught.value).casefold()
    assert caught.value.field == "sales"


@pytest.mark.parametrize(
    ("text", "line", "column", "value", "delimiter", "reason"),
    [
        (BANDCAMP, 3, "item total", "ten", ",", "“ten” is not an amount"),
        (BANDCAMP, 3, "item total", "10.005", ",", "more digits than EUR has"),
        (BANDCAMP, 4, "net amount", "1,2,3", ",", "is not an amount"),
        (BANDCAMP, 2, "quantity", "two", ",", "not a number of pieces"),
        (BANDCAMP, 2, "date", "31/31/26", ",", "not a day"),
        (BANDCAMP, 2, "currency", "Euro", ",", "not a currency code"),
        (BANDCAMP, 2, "item total", "9" * 20, ",", "too large to be true"),
        (SHOPIFY, 2, "Total", "=1+1", ",", "is not an amount"),
        (SHOPIFY, 5, "Lineitem price", "", ",", "no price"),
        (SHOPIFY, 5, "Lineitem quantity", "0", ",", "no quantity"),
        (SHOPIFY, 5, "Name", "#1001", ",", "do not stand together"),
        (SHOPIFY, 2, "Paid at", "soon", ",", "not a day"),
        (DISTROKID, 4, "Earnings (USD)", "0.00.3", "\t", "is not an amount"),
        (DISTROKID, 4, "Reporting Date", "2026-02-30", "\t", "not a day"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_with_its_line(
    text: str, line: int, column: str, value: str, delimiter: str, reason: str
) -> None:
    with pytest.raises(Refused, match=reason) as caught:
        read_sales(with_cell(text, line, column, value, delimiter))
    if "currency code" not in reason:
        assert caught.value.values["line"] == line


def test_money_of_a_currency_without_cents_is_read_as_such() -> None:
    sample = BANDCAMP.replace("EUR", "JPY").replace(".00", "")
    lines = [line for line in sample.splitlines(True) if "Harbour Lights" not in line][:2]
    whole = "".join(lines).replace("7.91", "791").replace(",10,", ",1000,").replace("0.59", "59")
    (sale,) = read_sales(whole.encode()).sales
    assert sale.net == Money(791, "JPY")
    assert sale.gross == Money(1000, "JPY")
