"""A frame's file is measured before it fills the memory, and never waited for."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from polars.exceptions import PanicException

from cohive.engine.frames import files, frame_of, opening, parquet_sizes, read_frame, write_frame
from cohive.words.acts import ActRow
from cohive.words.refusals import Refused

SONG = ActRow("1", datetime(2026, 3, 1, 12, tzinfo=UTC), "mei", "Create", "song", "work")


def table(rows: int, **columns: pl.Expr) -> pl.DataFrame:
    """So many rows, each with an id of its own; other columns as given."""
    one = frame_of([SONG]).acts
    many = pl.DataFrame([column.new_from_index(0, rows) for column in one])
    return many.with_columns(id=pl.int_range(rows).cast(pl.String)).with_columns(**columns)


def test_a_panic_of_the_parquet_reader_is_a_sentence(tmp_path: Path, monkeypatch):
    write_frame(frame_of([SONG]), tmp_path / "a.parquet")

    def panics(*_: object, **__: object) -> pl.DataFrame:
        raise PanicException("index out of bounds")

    assert not issubclass(PanicException, Exception)
    monkeypatch.setattr(files.pl, "read_parquet", panics)
    with pytest.raises(Refused, match=r"a\.parquet is no Parquet file, or it is damaged"):
        read_frame(tmp_path / "a.parquet")


def test_a_parquet_file_with_one_wrong_byte_is_read_or_refused(tmp_path: Path):
    file = tmp_path / "a.parquet"
    write_frame(frame_of([SONG]), file)
    whole = file.read_bytes()
    refused = []
    for place in range(0, len(whole), 7):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        try:
            read_frame(file)
        except Refused as refusal:
            refused.append(str(refusal))
    assert len(refused) > 50
    assert all("a.parquet" in sentence for sentence in refused)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("ticks", [2**63 - 1, -(2**63) + 1])
def test_an_instant_outside_the_calendar_is_left_out_with_its_row(tmp_path, unit, ticks):
    file = tmp_path / "a.parquet"
    instants = pl.Series([0, ticks]).cast(pl.Datetime(unit, "UTC"))
    table(2).with_columns(instants.alias("at")).write_parquet(file)
    frame = read_frame(file)
    if unit == "ns":  # 64 bits of nanoseconds end within the calendar
        assert len(frame) == 2
        return
    assert frame.acts["id"].to_list() == ["0"]
    assert frame.tally.examples == {
        "This instant is outside the years 1 to 9999.": ["row 2, column at"]
    }


@pytest.mark.parametrize(
    ("ticks", "kept"),
    [
        (-62_135_596_800_000_000, 1),
        (-62_135_596_800_000_001, 0),
        (253_402_300_799_999_999, 1),
        (253_402_300_800_000_000, 0),
    ],
)
def test_the_calendar_goes_from_the_year_1_to_9999(tmp_path: Path, ticks: int, kept: int):
    file = tmp_path / "a.parquet"
    instants = pl.Series([0, ticks]).cast(pl.Datetime("us", "UTC"))
    table(2).with_columns(instants.alias("at")).write_parquet(file)
    frame = read_frame(file)
    assert len(frame) == 1 + kept
    assert all(one.year for one in frame.acts["at"].to_list())


def test_an_amount_wider_than_64_bits_is_left_out_with_its_row(tmp_path: Path):
    file = tmp_path / "a.parquet"
    wide = pl.Series([5, 2**100], dtype=pl.Int128)
    table(2, currency=pl.lit("EUR")).with_columns(wide.alias("amount")).write_parquet(file)
    frame = read_frame(file)
    assert frame.acts["amount"].to_list() == [5]
    assert frame.tally.examples == {
        "An amount is a whole number of minor units.": ["row 2, column amount"]
    }


def test_a_small_parquet_file_of_very_many_rows_is_not_unpacked(tmp_path: Path, monkeypatch):
    file = tmp_path / "bomb.parquet"
    table(opening.ROWS_MAX + 1, id=pl.lit("1")).write_parquet(file, compression="zstd")
    assert file.stat().st_size < 1_000_000
    monkeypatch.setattr(files.pl, "read_parquet", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(Refused, match=r"bomb\.parquet has more than 5000000 rows"):
        read_frame(file)


def test_rows_are_counted_in_the_pages_and_not_where_the_footer_sums_them_up(tmp_path, monkeypatch):
    file = tmp_path / "a.parquet"
    table(1_000).write_parquet(file)
    whole = parquet_sizes.parquet_sizes
    footer = parquet_sizes._footer

    def lying(file):
        return footer(file) | {3: 1}

    monkeypatch.setattr(parquet_sizes, "_footer", lying)
    with file.open("rb") as opened:
        assert whole(opened).rows == 1_000


def test_a_parquet_file_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path, monkeypatch):
    file = tmp_path / "bomb.parquet"
    table(1, text=pl.lit("a" * 3_000_000)).write_parquet(file, compression="zstd")
    assert len(read_frame(file)) == 1
    monkeypatch.setattr(opening, "BYTES_MAX", 2 * 1024**2)
    monkeypatch.setattr(files.pl, "read_parquet", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(Refused, match="holds 3 MB once it is unpacked; at most 2 MB"):
        read_frame(file)


def test_one_long_text_in_very_many_rows_is_counted_in_each_of_them(tmp_path: Path, monkeypatch):
    file = tmp_path / "bomb.parquet"
    table(1_000, text=pl.lit("a" * 30_000)).write_parquet(file, compression="zstd")
    with file.open("rb") as opened:
        assert parquet_sizes.parquet_sizes(opened).size_bytes < 2 * 1024**2
    monkeypatch.setattr(opening, "BYTES_MAX", 2 * 1024**2)
    with pytest.raises(Refused, match="holds 29 MB once it is unpacked; at most 2 MB"):
        read_frame(file)


def test_very_many_wrong_rows_are_counted_and_the_first_five_named(tmp_path: Path):
    file = tmp_path / "a.parquet"
    pl.concat([table(2), table(1_000, id=pl.lit("0"))]).write_parquet(file)
    frame = read_frame(file)
    assert (frame.tally.read, frame.tally.kept) == (1_002, 2)
    assert frame.tally.refused == {"This id stood in an earlier row.": 1_000}
    [places] = frame.tally.examples.values()
    assert places == [f"row {number}, column id" for number in range(3, 8)]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_what_has_no_end_is_not_opened(tmp_path: Path, name: str):
    (tmp_path / name).symlink_to("/dev/zero")
    with pytest.raises(Refused, match="cannot be opened as a file"):
        read_frame(tmp_path / name)
    (tmp_path / name).unlink()
    os.mkfifo(tmp_path / name)
    with pytest.raises(Refused, match="cannot be opened as a file"):
        read_frame(tmp_path / name)


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_one_endless_line_is_read_no_further_than_a_row_may_be_long(tmp_path: Path, name: str):
    write_frame(frame_of([SONG]), tmp_path / name)
    with (tmp_path / name).open("ab") as file:
        file.truncate(64 * 1024**2)
    with pytest.raises(Refused, match=r"The row at line \d of a\.\w+ is longer than 4194304 char"):
        read_frame(tmp_path / name)


def test_a_csv_row_of_very_many_lines_is_bounded_too(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(opening, "RECORD_CHARACTERS_MAX", 1_000)
    file = tmp_path / "a.csv"
    write_frame(frame_of([SONG._replace(id=str(number)) for number in range(100)]), file)
    assert len(read_frame(file)) == 100
    with file.open("a", encoding="utf-8") as more:
        more.write('101,"\n' + '","\n' * 1_000)
    with pytest.raises(Refused, match="The row at line 3"):
        read_frame(file)


def test_rows_of_a_text_are_counted_while_they_are_read(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(opening, "ROWS_MAX", 3)
    for name in ("a.csv", "a.jsonl"):
        write_frame(frame_of([SONG._replace(id=str(n)) for n in range(4)]), tmp_path / name)
        with pytest.raises(Refused, match="more than 3 rows"):
            read_frame(tmp_path / name)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PAR1PAR1",
        b"PAR1\x00\x00\x00\x00PAR1",
        b"PAR1" + b"\x1c" * 60 + b"\x3c\x00\x00\x00PAR1",  # structs within structs
        b"PAR1" + b"\x49\xfc\xff\xff\xff\xff\x0f" + b"\x07\x00\x00\x00PAR1",  # a list of 2^32
        b"PAR1" + b"\x16" + b"\xff" * 20 + b"\x15\x00\x00\x00PAR1",  # a number without an end
    ],
)
def test_a_footer_that_asks_for_the_impossible_is_a_damaged_file(tmp_path: Path, content: bytes):
    (tmp_path / "a.parquet").write_bytes(content)
    with (tmp_path / "a.parquet").open("rb") as file, pytest.raises(ValueError, match=r"\w"):
        parquet_sizes.parquet_sizes(file)
    with pytest.raises(Refused, match="no Parquet file"):
        read_frame(tmp_path / "a.parquet")
