"""Any other table is read by a mapping, or refused with its line and reason."""

from __future__ import annotations

import csv
import gzip
import io
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.sales import (
    ColumnMapping,
    SaleKind,
    guess_mapping,
    propose_mapping,
    read_sales,
)
from cohive.bridges.sales.numbers import decimal_mark, exact_minor, moment
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.shared_data import shared_data

SAMPLES = Path(__file__).parent / "samples"
PLAIN = ColumnMapping(date="day", product="what", gross="paid", currency_code="EUR")
HEADER = "day,what,paid\n"


def read(body: str, mapping: ColumnMapping = PLAIN) -> list[tuple[str, int]]:
    """Products and nets of a small table with the plain header."""
    file = read_sales((HEADER + body).encode(), mapping=mapping)
    return [(sale.product, sale.net.minor) for sale in file.sales]


def test_a_german_table_is_proposed_and_read() -> None:
    proposal = propose_mapping(SAMPLES / "german.csv")
    assert (proposal.kind, proposal.mapping.missing) == ("", ())
    assert proposal.mapping == replace(
        ColumnMapping(),
        date="Datum",
        id="Bestellnummer",
        product="Artikel",
        quantity="Anzahl",
        gross="Umsatz",
        tax="MwSt",
        fees="Gebühr",
        currency="Währung",
        decimal=",",
    )
    file = read_sales(SAMPLES / "german.csv", mapping=proposal.mapping)
    assert [
        (sale.product, sale.quantity, sale.gross.minor, sale.tax.minor, sale.net.minor)
        for sale in file.sales
    ] == [
        ("Nachtfähre Hemd", 2, 4000, 694, 3196),
        ("Müllers Druck", 1, 126000, 21868, 101132),
        ("Nachtfähre Hemd", 1, -2000, -347, -1653),
    ]
    assert [sale.kind for sale in file.sales] == ["sale", "sale", "refund"]
    assert file.first == date(2026, 3, 13)


def test_a_chinese_table_in_gb18030_is_proposed_and_read() -> None:
    proposal = propose_mapping(SAMPLES / "chinese.csv")
    assert proposal.mapping.missing == ("currency",)
    file = read_sales(SAMPLES / "chinese.csv", mapping=proposal.mapping, currency="CNY")
    assert [(sale.product, sale.quantity, sale.net.minor) for sale in file.sales] == [
        ("夜渡 T恤", 1, 16800),
        ("夜渡 海报", 2, 9600),
        ("夜渡 T恤", 1, -16800),
    ]
    assert file.sales[2].kind is SaleKind.REFUND
    assert file.sales[0].at == datetime(2026, 3, 1, 20, 15, tzinfo=UTC)


def test_the_cdnow_orders_read_to_the_cent_in_little_memory() -> None:
    path = shared_data("revenue/cdnow_orders.csv.gz")
    proposal = propose_mapping(path)
    assert proposal.mapping.missing == ("product",)
    assert (proposal.mapping.date, proposal.mapping.quantity) == ("date", "cds")
    assert (proposal.mapping.gross, proposal.mapping.currency_code) == ("usd", "USD")
    mapping = replace(proposal.mapping, product_name="CDNOW")
    tracemalloc.start()
    file = read_sales(path, mapping=mapping)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(file.sales) == 35_304
    assert len({sale.key for sale in file.sales}) == 35_304
    assert file.net("USD") == Money(127_272_606, "USD")
    assert (file.first, file.last) == (date(1997, 1, 1), date(1998, 6, 30))
    assert sum(sale.quantity for sale in file.sales) > 35_304
    assert peak_bytes < 60 * 1024 * 1024


def test_a_mapping_is_remembered_as_text() -> None:
    mapping = ColumnMapping(
        date="付款时间", gross="amount", currency_code="CNY", product_name="x", refund_words=("退",)
    )
    assert ColumnMapping.from_json(mapping.to_json()) == mapping


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{", '{"dates": "x"}', '{"date": 1}', '{"refund_words": [1]}', "null"),
        *("[" * 9999, '{"amounts_are_each": "yes"}', '{"decimal": ";"}'),
        '{"currency_code": "EURO"}',
    ],
)
def test_text_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        ColumnMapping.from_json(text)


def test_an_unknown_file_asks_for_a_mapping() -> None:
    with pytest.raises(Refused, match="Say which column is what") as caught:
        read_sales(b"day,what,paid\n2026-01-01,Hat,3.00\n")
    assert caught.value.field == "mapping"


@pytest.mark.parametrize("part", ["date", "product", "gross", "currency_code"])
def test_what_a_mapping_lacks_is_asked_for(part: str) -> None:
    with pytest.raises(Refused, match="Say which column") as caught:
        read("2026-01-01,Hat,3.00\n", replace(PLAIN, **{part: ""}))
    assert caught.value.field == "mapping"


def test_a_mapped_column_that_is_not_there_is_named() -> None:
    with pytest.raises(Refused, match="“price” is missing"):
        read("2026-01-01,Hat,3.00\n", replace(PLAIN, gross="price"))


def test_net_wins_over_fees_and_a_price_is_multiplied() -> None:
    header = "d;p;n;each;fee;net\n"
    body = "2026-01-01;Hat;3;2,50;0,99;6,30\n2026-01-01;Hat;3;2,50;0,99;\n"
    mapping = ColumnMapping(
        date="d", product="p", quantity="n", gross="each", fees="fee", currency_code="EUR"
    )
    once = read_sales((header + body).encode(), mapping=mapping)
    assert [sale.net.minor for sale in once.sales] == [151, 151]
    each = replace(mapping, amounts_are_each=True, net="net")
    many = read_sales((header + body.replace("6,30", "2,10")).encode(), mapping=each)
    assert [(s.gross.minor, s.fees.minor, s.net.minor) for s in many.sales] == [
        (750, 120, 630),
        (750, 297, 453),
    ]


def test_a_table_of_nets_alone_has_no_fees() -> None:
    mapping = ColumnMapping(date="day", product="what", net="paid", currency_code="EUR")
    assert read("2026-01-01,Hat,3.00\n", mapping) == [("Hat", 300)]


def test_equal_lines_without_a_number_are_two_sales_and_always_the_same_two() -> None:
    body = "2026-01-01,Hat,3.00\n2026-01-01,Hat,3.00\n2026-01-02,Hat,3.00\n"
    keys = [sale.key for sale in read_sales((HEADER + body).encode(), mapping=PLAIN).sales]
    assert len(set(keys)) == 3
    more = body + "2026-01-03,Hat,3.00\n2026-01-01,Hat,3.00\n"
    longer = [sale.key for sale in read_sales((HEADER + more).encode(), mapping=PLAIN).sales]
    assert longer[:3] == keys
    assert len(set(longer)) == 5


def test_a_sale_and_its_refund_with_one_number_are_two() -> None:
    header = "day,what,paid,order\n"
    sale, refund = "2026-01-01,Hat,3.00,7\n", "2026-01-05,Hat,-3.00,7\n"
    mapping = replace(PLAIN, id="order")
    both = read_sales((header + sale + refund).encode(), mapping=mapping).sales
    alone = read_sales((header + refund).encode(), mapping=mapping).sales
    assert both[0].key != both[1].key
    assert alone[0].key == both[1].key


def test_a_line_without_an_amount_is_skipped_and_said() -> None:
    file = read_sales(
        (HEADER + "2026-01-01,Hat,3.00\n2026-01-02,Hat,\n\n,,\n").encode(), mapping=PLAIN
    )
    assert [(each.line, str(each.reason)) for each in file.skipped] == [
        (3, "This line has no amount.")
    ]


def test_fractions_of_cents_in_any_table_wait_instead_of_being_rounded() -> None:
    file = read_sales(
        (HEADER + "2026-01-01,Hat,0.004\n2026-01-01,Hat,0.008\n2026-01-02,Hat,1.00\n").encode(),
        mapping=PLAIN,
    )
    assert sorted((sale.at, sale.net.minor) for sale in file.sales) == [
        (date(2026, 1, 1), 1),
        (date(2026, 1, 2), 100),
    ]
    assert [rest.minor for rest in file.waiting] == [Fraction(2, 10)]


DAMAGED = [
    ("2026-01-01,Hat\n", "Line 2 has 2 columns, the header has 3."),
    ("2026-01-01,Hat,1,2\n", "Line 2 has 4 columns, the header has 3."),
    ("2026-01-01,Hat,1\n2026-01-01,Hat\n", "Line 3 has 2 columns"),
    ('2026-01-01,"Hat\nwith a brim",1\n2026-01-01,Hat,x\n', "Line 4: “x” is not an amount."),
    ('2026-01-01,"Hat,1\n2026-01-01,Cap,2\n', "Line 2 is damaged"),
    ('2026-01-01,"Hat"s,1\n', "Line 2 is damaged"),
    ("2026-01-01,Hat,1.2.3.4\n", "Line 2: “1.2.3.4” is not an amount."),
    ("2026-01-01,Hat,1 EUR 2\n", "“1 EUR 2” is not an amount."),
    ("2026-01-01,Hat,1 2\n", "“1 2” is not an amount."),
    ("2026-01-01,Hat,NaN\n", "“NaN” is not an amount."),
    ("2026-01-01,Hat,1e99\n", "too large"),
    ("2026-01-01,Hat,１２\n2026-01-01,Hat,½\n", "is not an amount"),
    ("2026-13-01,Hat,1\n", "“2026-13-01” is not a day"),
    ("03/04/2026,Hat,1\n", "“03/04/2026” is not a day"),
    (",Hat,1\n", "is not a day"),
    ("2026-01-01,,1\n", "Line 2 names no product."),
    (
        "2026-01-01,Hat,1\n" * 5000 + "2026-01-01,Hat,1\x00\n",
        "Line 5002 has bytes that are no text.",
    ),
    ("2026-01-01," + "H" * 200_000 + ",1\n", "too long"),
    ("", "no sale in this file"),
]


@pytest.mark.parametrize(("body", "sentence"), DAMAGED)
def test_a_damaged_table_is_refused_with_its_line(body: str, sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        read(body)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty."),
        (b" \r\n\r\n", "This file is empty."),
        (b"\xef\xbb\xbf", "This file is empty."),
        (b"PK\x03\x04" + b"\0" * 50, "workbook of a spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 50, "workbook of a spreadsheet"),
        (b"%PDF-1.7\n", "another kind of file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "another kind of file"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "another kind of file"),
        (b"one column\n1\n", "one column only"),
        (b"\x1f\x8b\x08\0nonsense that is no gzip", "damaged or cut off"),
        (gzip.compress(b"", mtime=0), "This file is empty."),
        ("a,b\n1,2\n".encode("utf-16")[:-1], "cannot be read"),
    ],
)
def test_a_file_that_is_no_table_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as caught:
        read_sales(data, mapping=PLAIN)
    assert sentence in str(caught.value) or "missing" in str(caught.value)
    assert caught.value.field == "sales"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.csv", tmp_path):
        with pytest.raises(Refused, match="cannot be opened"):
            read_sales(path, mapping=PLAIN)


def test_a_gzip_bomb_is_refused_and_not_unpacked_into_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("cohive.bridges.sales.table.UNPACKED_BYTES_MAX", 3 * 1024 * 1024)
    bomb = gzip.compress(HEADER.encode() + b"2026-01-01,Hat,1\n" * 400_000)
    assert len(bomb) < 100_000
    with pytest.raises(Refused, match="larger than 3 MiB"):
        read_sales(bomb, mapping=PLAIN)


def test_a_line_without_end_is_refused_before_it_is_held() -> None:
    """A hundred kilobytes of gzip are two hundred megabytes of one line, and four times as text."""
    bomb = gzip.compress(HEADER.encode() + b"2026-01-01,Hat" + b"x" * (12 * 1024 * 1024))
    tracemalloc.start()
    with pytest.raises(Refused, match="Line 2 is damaged"):
        read_sales(bomb, mapping=PLAIN)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * 1024 * 1024
    rows = "2026-01-01,Hat,1\r" * 400_000  # lines that end as they did on old machines
    assert len(read_sales((HEADER.replace("\n", "\r") + rows).encode(), mapping=PLAIN).sales) > 0


def test_bytes_that_are_no_utf8_late_in_the_file_are_noticed() -> None:
    rows = HEADER + "2026-01-01,Hat,1\n" * 9_000
    file = read_sales(rows.encode() + "2026-01-01,Mütze,1\n".encode("cp1252"), mapping=PLAIN)
    assert file.sales[-1].product == "Mütze"
    with pytest.raises(Refused, match="Line 9002 has characters that cannot be read"):
        read_sales(
            rows.encode() + "2026-01-01,Mütze,1\n".encode("cp1252"),
            mapping=replace(PLAIN, encoding="utf-8"),
        )


@pytest.mark.parametrize(
    ("amounts", "mark"),
    [
        (["1.00", "2.50"], "."),
        (["1,00"], ","),
        (["1.272,50"], ","),
        (["1,272.50"], "."),
        (["1.272.500"], ","),
        (["0.004"], "."),
        (["12345.678"], "."),
        (["1.272"], None),
        (["1.272", "0,50"], ","),
        (["1,272", "0,50"], ","),
        (["1,00", "1.00"], None),
        (["12", ""], "."),
        ([], "."),
    ],
)
def test_the_decimal_mark_is_seen_or_asked_for(amounts: list[str], mark: str | None) -> None:
    assert decimal_mark(amounts) == mark


def test_amounts_that_can_be_read_in_two_ways_are_asked_about() -> None:
    with pytest.raises(Refused, match="in two ways") as caught:
        read("2026-01-01,Hat,1.272\n")
    assert caught.value.field == "mapping"
    assert read("2026-01-01,Hat,1.272\n", replace(PLAIN, decimal=",")) == [("Hat", 127200)]


@pytest.mark.parametrize(
    ("text", "mark", "minor"),
    [
        ("12.34", ".", 1234),
        ("12,34", ",", 1234),
        ("1,234.5", ".", 123450),
        ("1.234,5", ",", 123450),
        ("1 234,50", ",", 123450),
        ("1'234.50", ".", 123450),
        ("€ 5", ".", 500),
        ("5 €", ".", 500),
        ("EUR 5.00", ".", 500),
        ("-3.00", ".", -300),
        ("−3.00", ".", -300),
        ("3.00-", ".", -300),
        ("(3.00)", ".", -300),
        ("+3", ".", 300),
        (".5", ".", 50),
        ("1E-2", ".", 1),
        ("", ".", 0),
        ("n/a", ".", 0),
        ("–", ".", 0),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, mark: str, minor: int) -> None:
    assert exact_minor(text, "EUR", mark, line=1, field="") == minor


@pytest.mark.parametrize(
    "text", ["1,2", "12,34", "1,2345", "1,234,5", "..5", "5.5.5", "0x10", "1_0"]
)
def test_grouping_in_the_wrong_place_is_no_amount(text: str) -> None:
    with pytest.raises(Refused, match="is not an amount"):
        exact_minor(text, "EUR", ".", line=1, field="")


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]), st.booleans())
def test_every_amount_is_read_back_exactly(minor: int, currency: str, comma: bool) -> None:
    text = f"{Decimal(Money(minor, currency).plain()):,}"
    if comma:
        text = text.translate(str.maketrans(",.", ".,"))
    assert exact_minor(text, currency, "," if comma else ".", line=1, field="") == minor


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("2026/3/4", date(2026, 3, 4)),
        ("20260304", date(2026, 3, 4)),
        ("04.03.2026", date(2026, 3, 4)),
        ("4.3.26", date(2026, 3, 4)),
        ("2026年3月4日", date(2026, 3, 4)),
        ("2026-03", date(2026, 3, 1)),
        ("13/03/2026", date(2026, 3, 13)),
        ("03/13/2026", date(2026, 3, 13)),
        ("04 Mar 2026", date(2026, 3, 4)),
        ("2026-03-04T05:06:07Z", datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)),
        ("2026-03-04 05:06:07 +0100", datetime(2026, 3, 4, 4, 6, 7, tzinfo=UTC)),
        ("2026-03-04T05:06:07.123+01:00", datetime(2026, 3, 4, 4, 6, 7, tzinfo=UTC)),
        ("04 Jan 2021 23:22:11 GMT", datetime(2021, 1, 4, 23, 22, 11, tzinfo=UTC)),
        ("3/14/26 12:05am", datetime(2026, 3, 14, 0, 5, tzinfo=UTC)),
        ("3/14/26 12:05pm", datetime(2026, 3, 14, 12, 5, tzinfo=UTC)),
    ],
)
def test_days_are_read_as_programs_write_them(text: str, found: object) -> None:
    assert moment(text, month_leads=None, line=1, field="") == found


@pytest.mark.parametrize("text", ["", "today", "3/4/2026", "2026-02-29", "2026-03-04 25:00", "9"])
def test_what_is_no_day_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="not a day"):
        moment(text, month_leads=None, line=1, field="")


def test_one_day_that_tells_decides_for_the_whole_table() -> None:
    body = "03/04/2026,Hat,1\n25/04/2026,Hat,2\n"
    file = read_sales((HEADER + body).encode(), mapping=PLAIN)
    assert [sale.at for sale in file.sales] == [date(2026, 4, 3), date(2026, 4, 25)]
    told = replace(PLAIN, day_order="month first")
    file = read_sales((HEADER + "03/04/2026,Hat,1\n").encode(), mapping=told)
    assert file.sales[0].at == date(2026, 3, 4)


def test_a_guess_leaves_the_buyers_number_alone() -> None:
    mapping = guess_mapping(
        ["customer_id", "Order ID", "Title", "Unit price", "Qty", "Sale date", "Currency"],
        [["77", "A1", "Hat", "2.50", "2", "2026-01-01", "eur"]],
    )
    assert (mapping.id, mapping.product, mapping.currency) == ("Order ID", "Title", "Currency")
    assert (mapping.date, mapping.quantity) == ("Sale date", "Qty")


names = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(
    lambda name: name.strip() == name and '"' not in name
)


@given(
    st.lists(st.tuples(names, st.integers(1, 10**7)), min_size=1, max_size=20),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.booleans(),
)
def test_a_table_reads_the_same_however_it_was_saved(
    rows: list[tuple[str, int]], delimiter: str, encoding: str, comma: bool
) -> None:
    sink = io.StringIO()
    writer = csv.writer(sink, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["day", "what", "paid"])
    for name, minor in rows:
        amount = Money(minor, "EUR").plain()
        writer.writerow(["2026-01-01", name, amount.replace(".", ",") if comma else amount])
    file = read_sales(sink.getvalue().encode(encoding), mapping=PLAIN)
    assert [(sale.product, sale.net.minor) for sale in file.sales] == rows


WHOLE = (
    HEADER + "".join(f"2026-01-{day:02d},Hat {day},{day}.50\n" for day in range(1, 29))
).encode()


@given(st.integers(0, len(WHOLE)))
def test_a_file_cut_anywhere_is_refused_or_is_its_beginning(length: int) -> None:
    whole = read_sales(WHOLE, mapping=PLAIN).sales
    try:
        cut = read_sales(WHOLE[:length], mapping=PLAIN).sales
    except Refused:
        return
    known = {sale.line: sale for sale in whole}
    assert [sale.line for sale in cut] == [sale.line for sale in whole[: len(cut)]]
    for sale in cut[:-1]:
        assert known[sale.line] == sale


@given(st.binary(max_size=400))
def test_any_bytes_are_sales_or_a_sentence(data: bytes) -> None:
    for chosen in (PLAIN, None):
        try:
            read_sales(HEADER.encode() + data if chosen else data, mapping=chosen)
        except Refused as refused:
            assert "%(" not in f"{refused}"  # noqa: PT017 - each case ends here
