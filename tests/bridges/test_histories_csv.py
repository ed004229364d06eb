"""Any CSV becomes acts: its columns are guessed by their names, or said by a mapping."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.histories import open_source
from cohive.bridges.histories.moments import moment_in
from cohive.words.acts import ActRow, Source
from cohive.words.refusals import Refused
from tests.shared_data import shared_data

PLAIN = "who,when,action,post\nines,2026-03-01T18:30:00+08:00,posted,p1\nbo,2026-03-02,Like,p1\n"


def write(folder: Path, text: str, mapping: object = None) -> tuple[Path, Path | None]:
    path, said = folder / "table.csv", folder / "mapping.json"
    path.write_text(text)
    if mapping is None:
        return path, None
    said.write_text(mapping if isinstance(mapping, str) else json.dumps(mapping))
    return path, said


def read(folder: Path, text: str, mapping: object = None) -> tuple[Source, list[ActRow]]:
    path, said = write(folder, text, mapping)
    source = open_source(path, mapping=said)
    return source, list(source)


def refusal(folder: Path, text: str, mapping: object = None) -> Refused:
    path, said = write(folder, text, mapping)
    with pytest.raises(Refused) as refused:
        list(open_source(path, kind="csv", mapping=said))
    return refused.value


def test_usual_names_of_columns_are_understood(tmp_path: Path) -> None:
    source, rows = read(tmp_path, PLAIN)
    assert source.kind == "csv"
    assert rows == [
        ActRow("row:2", datetime(2026, 3, 1, 10, 30, tzinfo=UTC), "ines", "Create", "p1", "entry"),
        ActRow("row:3", datetime(2026, 3, 2, tzinfo=UTC), "bo", "Like", "p1", "entry"),
    ]
    assert (source.tally.read, source.tally.kept) == (2, 2)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_any_usual_delimiter_will_do(tmp_path: Path, mark: str) -> None:
    assert [row.actor for row in read(tmp_path, PLAIN.replace(",", mark))[1]] == ["ines", "bo"]


def test_what_is_left_out_or_assumed_is_said(tmp_path: Path) -> None:
    source, _ = read(tmp_path, "user,date,mood,amount\nines,2026-03-01,7,12\n")
    assert [str(sentence) for sentence in source.cannot_tell] == [
        "The zone of times that do not say it themselves: they are taken as UTC.",
        "What kind of act a row is: each counts as something created.",
        "What these columns mean, which were left out: mood, amount.",
    ]


def test_a_mapping_names_columns_values_and_words(tmp_path: Path) -> None:
    mapping = {
        "id": "nr",
        "at": "wann",
        "actor": "wer",
        "verb": {"column": "was", "words": {"gelobt": "Like"}},
        "object": "werk",
        "object_kind": {"value": "sail"},
        "circle": {"value": "boat"},
        "weight": "punkte",
        "amount": "preis",
        "currency": {"value": "EUR"},
        "role": {"column": "rolle", "words": {"Haus": "staff"}},
    }
    text = (
        "nr,wann,wer,was,werk,punkte,preis,rolle\n"
        '7,1772000000,ines,gelobt,w1,2.5,"1.234,50",Haus\n8,1772000000123,bo,Create,w2,,,\n'
    )
    source, rows = read(tmp_path, text, mapping)
    first = datetime.fromtimestamp(1772000000, tz=UTC)
    assert rows[0] == ActRow(
        *("7", first, "ines", "Like", "w1", "sail"),
        circle="boat",
        weight=2.5,
        amount=123450,
        currency="EUR",
        role="staff",
    )
    assert rows[1].at == first.replace(microsecond=123000)
    assert (rows[1].weight, rows[1].amount, rows[1].currency) == (1.0, None, None)
    assert source.tally.kept == 2


def test_the_example_of_the_documentation_is_true(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "engine" / "importers.md").read_text("utf-8")
    text = page.split("As a file, `sails.csv`:\n\n```\n")[1].split("```")[0]
    mapping = page.split("```json\n")[1].split("```")[0]
    for row in read(tmp_path, text, mapping)[1]:
        amount = "" if row.amount is None else row.amount
        at = row.at.isoformat().replace("+00:00", "Z") if row.at else ""
        told = (row.id, at, row.actor, row.verb, row.object, row.object_kind, amount)
        assert "| " + " | ".join(map(str, told)).strip() in page.replace(" | | |", " |  |")


def test_amounts_can_be_in_minor_units_as_a_frames_are(tmp_path: Path) -> None:
    mapping = {
        "actor": "who",
        "amount": {"column": "cents", "unit": "minor"},
        "currency": {"value": "EUR"},
    }
    assert read(tmp_path, "who,cents\nines,1234\n", mapping)[1][0].amount == 1234
    frame = (
        "id,at,actor,verb,object,object_kind,target,parent,circle,weight,amount,currency,text,role\n"
        "1,2026-03-01T00:00:00Z,ines,Offer,1,sale,bo,,,1.0,1234,EUR,,member\n"
    )
    assert read(tmp_path, frame)[1][0].amount == 1234
    assert (
        read(tmp_path, "who,at,amount,currency\nines,2026-01-01,12.34,EUR\n")[1][0].amount == 1234
    )


@pytest.mark.parametrize(
    ("cells", "reason", "column"),
    [
        (",2026-03-01,Like,a,1,member", "This is empty, and every act has it.", "who"),
        ("i,soon,Like,a,1,member", "This is no instant, such as 2026-03-01T18:30:00Z.", "when"),
        (
            "i,2026-03-01,danced,a,1,member",
            "This verb is not one of ActivityStreams 2.0 that we know.",
            "verb",
        ),
        ("i,2026-03-01,Like,a,nan,member", "The weight must be a finite number.", "weight"),
        ("i,2026-03-01,Like,a,1e999,member", "The weight must be a finite number.", "weight"),
        ("i,2026-03-01,Like,a,1,king", "The role must be member, staff or bot.", "role"),
        ("i,2026-03-01,Like,first,1,bot", "This id stood in an earlier row.", "id"),
    ],
)
def test_a_row_that_cannot_be_used_is_counted_with_reason_line_and_column(
    tmp_path: Path, cells: str, reason: str, column: str
) -> None:
    text = "who,when,verb,id,weight,role\nines,2026-03-01,Like,first,1,member\n" + cells + "\n"
    source, rows = read(tmp_path, text)
    assert [row.id for row in rows] == ["first"]
    assert (source.tally.read, source.tally.kept) == (2, 1)
    assert source.tally.examples == {reason: [f"line 3, column {column}"]}


def test_more_reasons_for_which_a_row_is_left_out(tmp_path: Path) -> None:
    text = (
        "actor,at,object,parent,kind,amount,currency\n"
        "ines,2026-03-01,a,a,x,,\n"
        "ines,2026-03-01,b,a,Direct message,,\n"
        "ines,2026-03-01,c,,x,12,euro\n"
        "ines,2026-03-01,d,,x,12.345,EUR\n"
        "ines,2026-03-01,e,,x,12,EUR,extra\n"
    )
    source, rows = read(tmp_path, text)
    assert rows == []
    assert source.tally.examples == {
        "A thing cannot answer itself or derive from itself.": ["line 2, column parent"],
        "Messages between members never enter a frame.": ["line 3, column kind"],
        "A currency is three capital letters, such as EUR.": ["line 4, column currency"],
        "This is no amount, such as 1234.50.": ["line 5, column amount"],
        "It has more cells than the first line has columns.": ["line 6"],
    }


def test_a_refusal_is_short_however_many_columns_there_are(tmp_path: Path) -> None:
    head = ",".join(f"{'x' * 5_000}{number}" for number in range(400))
    said = str(refusal(tmp_path, f"{head}\n{',' * 399}\n"))
    assert said.startswith("No column says who acted.")
    assert len(said) < 700


@pytest.mark.parametrize("weight", ["1_0", "١٢", "１２", "inf", "nan", "0x10", "1e999"])
def test_a_number_is_written_with_plain_digits(tmp_path: Path, weight: str) -> None:
    source, rows = read(
        tmp_path, f"user,date,weight\nines,2026-03-01,{weight}\nbo,2026-03-01,-1.5e2\n"
    )
    assert [row.weight for row in rows] == [-150.0]
    assert list(source.tally.refused) == ["The weight must be a finite number."]


def test_half_a_surrogate_in_a_mapping_is_no_mapping(tmp_path: Path) -> None:
    said = str(refusal(tmp_path, "a,b\n1,2\n", '{"actor": {"value": "\\ud800"}}'))
    assert "is no mapping" in said


def test_a_column_named_at_length_is_cut_wherever_it_is_told(tmp_path: Path) -> None:
    long = "x" * 50_000
    assert len(str(refusal(tmp_path, f"{long}\n1\n"))) < 300
    assert len(str(refusal(tmp_path, f"user,to{'_' * 50_000}\n1,2\n"))) < 400
    mapping = {"actor": "who", "weight": long}
    source, _ = read(tmp_path, f"who,{long}\nines,many\n", mapping)
    [[place]] = source.tally.examples.values()
    assert place == f"line 2, column {'x' * 40}"


def test_a_table_of_one_column_is_none(tmp_path: Path) -> None:
    refused = str(refusal(tmp_path, "source target weight\n1 2 3\n", {"actor": "x"}))
    assert "has one column" in refused


@pytest.mark.parametrize(
    ("text", "mapping", "field", "sentence"),
    [
        ("when,what\n1,2\n", None, "source", "No column says who acted. Give a mapping"),
        ("who,when\n", None, "source", "There is no row in this file."),
        ("", None, "source", "This file is empty."),
        ("a,b\n1,2\n", {"actor": "c"}, "mapping", "There is no column “c”. The columns are: a, b."),
        ("a,b\n1,2\n", {"hero": "a"}, "mapping", "“hero” is no column of a frame. There are: id"),
        ("a,b\n1,2\n", {"at": "b"}, "source", "No column says who acted. Give a mapping"),
        ("a,b\n1,2\n", {"actor": 1}, "mapping", "“actor” in this mapping must be"),
        ("a,b\n1,2\n", {"actor": {"value": 1}}, "mapping", "“actor” in this mapping must be"),
        (
            *("a,b\n1,2\n", {"actor": {"column": "a", "value": "b"}}),
            *("mapping", "“actor” in this mapping must be"),
        ),
        (
            *("a,b\n1,2\n", {"actor": {"column": "a", "unit": "minor"}}),
            *("mapping", "“actor” in this mapping must be"),
        ),
        ("a,b\n1,2\n", {"actor": "a", "amount": "b"}, "mapping", "An amount needs its currency"),
        ("a,b\n1,2\n", "[1]", "mapping", "“mapping.json” is no mapping"),
        ("a,b\n1,2\n", '{"actor": "a", "actor": "b"}', "mapping", "“mapping.json” is no mapping"),
        ("a,b\n1,2\n", '{"actor":' * 90_000, "mapping", "“mapping.json” is no mapping"),
    ],
)
def test_tables_and_mappings_that_do_not_fit_are_refused(
    tmp_path: Path, text: str, mapping: object, field: str, sentence: str
) -> None:
    refused = refusal(tmp_path, text, mapping)
    assert refused.field == field
    assert str(refused).startswith(sentence)


def test_kinds_that_do_not_exist_or_take_no_mapping_are_refused(tmp_path: Path) -> None:
    path, mapping = write(tmp_path, "just,words\n1,2\n", {"actor": "just"})
    with pytest.raises(Refused, match=r"is no kind of history\. There are: git, git-export, "):
        open_source(path, kind="svn")
    with pytest.raises(Refused, match="Only a CSV takes a mapping"):
        open_source(path, kind="designs", mapping=mapping)
    with pytest.raises(Refused, match=r"what “table\.csv” is\. Say its kind with --kind: "):
        open_source(path)
    with pytest.raises(Refused, match="There is no file “"):
        open_source(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("text", "instant", "is_sure"),
    [
        ("1772000000", "2026-02-25T06:13:20", True),
        ("1772000000.5", "2026-02-25T06:13:20.500000", True),
        ("1772000000123", "2026-02-25T06:13:20.123000", True),
        ("1772000000123456", "2026-02-25T06:13:20.123456", True),
        ("1.284967588e+9", "2010-09-20T07:26:28", True),
        ("2026-03-01T18:30:00Z", "2026-03-01T18:30:00", True),
        ("2026-03-01 18:30:00+08:00", "2026-03-01T10:30:00", True),
        ("2026-03-01 18:30", "2026-03-01T18:30:00", False),
        ("20260301", "2026-03-01T00:00:00", False),
        ("2026/3/1", "2026-03-01T00:00:00", False),
        ("July 24, 2012", "2012-07-24T00:00:00", False),
        ("Sept. 4, 2012", "2012-09-04T00:00:00", False),
    ],
)
def test_instants_are_read_as_files_write_them(text: str, instant: str, is_sure: bool) -> None:
    assert moment_in(text) == (datetime.fromisoformat(instant).replace(tzinfo=UTC), is_sure)


@given(st.text(max_size=30) | st.from_regex(r"[0-9/:TZ.+-]{1,30}", fullmatch=True))
def test_no_text_breaks_the_reading_of_instants(text: str) -> None:
    try:
        found, _ = moment_in(text)
    except ValueError:
        return
    assert found.utcoffset() is not None
    assert found.utcoffset() == UTC.utcoffset(None)


@given(st.datetimes(timezones=st.timezones()))
def test_an_instant_written_in_any_zone_is_the_same_instant(at: datetime) -> None:
    text = at.isoformat()
    try:
        expected = at.astimezone(UTC)
    except OverflowError:
        return
    assert moment_in(text) == (expected, True)


def test_real_orders_of_a_music_shop_are_read_with_a_mapping(tmp_path: Path) -> None:
    _, mapping = write(
        tmp_path,
        "",
        {
            "actor": "customer_id",
            "at": "date",
            "object_kind": {"value": "order"},
            "weight": "cds",
            "amount": "usd",
            "currency": {"value": "USD"},
        },
    )
    source = open_source(shared_data("revenue/cdnow_orders.csv.gz"), mapping=mapping)
    rows = list(source)
    assert len(rows) == source.tally.kept == source.tally.read == 35_304
    assert len({row.actor for row in rows}) == 11_785
    assert sum(row.amount or 0 for row in rows) == 127_272_606
    assert min(row.at for row in rows if row.at) == datetime(1997, 1, 1, tzinfo=UTC)
