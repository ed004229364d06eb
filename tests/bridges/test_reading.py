"""Files from elsewhere are opened one way: whatever they are, they cannot fool the reader."""

from __future__ import annotations

import gzip
import lzma
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from cohive.bridges import reading, xz_streams
from cohive.bridges.reading import (
    EXTRA,
    csv_rows,
    head_of,
    is_zip,
    lines,
    member_names,
    open_bytes,
    open_member,
)
from cohive.words.refusals import Refused

TEXT = "早安\nsecond\r\n\n  \nfifth"


def packed(folder: Path, how: str, data: bytes) -> Path:
    path = folder / "history.anything"
    path.write_bytes({"plain": data, "gz": gzip.compress(data), "xz": lzma.compress(data)}[how])
    return path


def refusal(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        list(lines(path, field="source"))
    assert refused.value.field == "source"
    return str(refused.value)


@pytest.mark.parametrize("how", ["plain", "gz", "xz"])
def test_packing_is_told_by_content_and_lines_keep_their_numbers(tmp_path: Path, how: str) -> None:
    path = packed(tmp_path, how, b"\xef\xbb\xbf" + TEXT.encode())
    assert list(lines(path, field="source")) == [(1, "早安"), (2, "second"), (5, "fifth")]
    assert head_of(path, field="source").endswith(b"fifth")


def test_several_packed_pieces_after_each_other_are_one_file(tmp_path: Path) -> None:
    path = tmp_path / "pieces"
    path.write_bytes(lzma.compress(b"a\nb") + bytes(8) + lzma.compress(b"\nc\n") + bytes(4))
    assert [text for _, text in lines(path, field="source")] == ["a", "b", "c"]
    path.write_bytes(gzip.compress(b"a\nb") + gzip.compress(b"\nc\n"))
    assert [text for _, text in lines(path, field="source")] == ["a", "b", "c"]


@pytest.mark.parametrize("how", ["gz", "xz"])
def test_a_file_cut_off_is_refused_naming_the_line(tmp_path: Path, how: str) -> None:
    path = packed(tmp_path, how, b"".join(b"%d\n" % number for number in range(50_000)))
    path.write_bytes(path.read_bytes()[:-20])
    assert "damaged or cut off" in refusal(path)
    assert "From line " in refusal(path)
    with (
        pytest.raises(Refused, match="damaged or cut off"),
        open_bytes(path, field="source") as raw,
    ):
        raw.read()


@pytest.mark.parametrize("how", ["gz", "xz"])
def test_damage_inside_is_refused(tmp_path: Path, how: str) -> None:
    path = packed(tmp_path, how, b"".join(b"%d\n" % (number**5) for number in range(50_000)))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    assert "damaged or cut off" in refusal(path)


def test_one_endless_line_is_refused_long_before_its_end(tmp_path: Path) -> None:
    path = packed(tmp_path, "xz", bytes(40 * 1024**2))
    assert refusal(path) == "Line 1 is too long to be one record."


def test_what_swells_without_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path, "xz", b"\n" * 8 * 1024**2)
    assert list(lines(path, field="source")) == []
    monkeypatch.setattr(reading, "RATIO_FREE_BYTES", 1024**2)
    assert refusal(path).startswith("This file unpacks to more than 300 times its size")


def test_a_few_kilobytes_do_not_become_millions_of_rows(tmp_path: Path) -> None:
    path = packed(tmp_path, "gz", b"a,\n" * 3 * 1024**2)
    assert path.stat().st_size < 12_000
    with (
        pytest.raises(Refused, match="300 times its size"),
        open_bytes(path, field="source") as raw,
    ):
        raw.read()


def test_what_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "UNPACKED_BYTES_MAX", 3 * 1024**2)
    path = packed(tmp_path, "plain", b"12345678\n" * 400_000)
    assert refusal(path) == "This file unpacks to more than 3 MiB. Give a smaller one."


def test_an_xz_that_asks_for_too_much_memory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path, "xz", b"a\n")
    assert list(lines(path, field="source")) == [(1, "a")]
    monkeypatch.setattr(xz_streams, "MEMORY_BYTES_MAX", 1024)
    assert "damaged or cut off" in refusal(path)


def test_other_encodings_are_refused_naming_the_line(tmp_path: Path) -> None:
    path = packed(tmp_path, "plain", b"one\n" + "zwei ä\n".encode("latin-1"))
    assert refusal(path) == "Line 2 is not UTF-8. Save the file as UTF-8."


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path) == f"“{tmp_path.name}” is a folder, not a file."
    assert refusal(tmp_path / "nothing") == f"There is no file “{tmp_path / 'nothing'}”."
    assert head_of(tmp_path, field="source") == b""


def test_csv_rows_are_cells_by_column_with_their_line(tmp_path: Path) -> None:
    path = packed(tmp_path, "gz", b'who;what;\nines;"a\n\nb"\n\nbo;c;x;y;z\n')
    assert list(csv_rows(path, field="source")) == [
        (4, {"who": "ines", "what": "a\n\nb", "column 3": ""}),
        (6, {"who": "bo", "what": "c", "column 3": "x", EXTRA: "y;z"}),
    ]
    assert next(csv_rows(path, field="source", delimiter="|"))[1] == {"who;what;": 'ines;"a'}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This file is empty."),
        ("a,b,a\n1,2,3\n", "The column “a” is given twice."),
        ('a,b\n1,2\n3,"4\n5,6\n', "Line 4 is not CSV: "),
        ("a,b\n1," + "x" * 200_000, "Line 2 is not CSV: "),
        (",".join(f"c{each}" for each in range(2_001)), "This table has 2001 columns, and 2000 "),
    ],
)
def test_csv_that_would_lose_rows_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = packed(tmp_path, "plain", text.encode())
    with pytest.raises(Refused) as refused:
        list(csv_rows(path, field="source"))
    assert str(refused.value).startswith(sentence)


def test_a_row_without_end_is_refused_long_before_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "ROW_CHARACTERS_MAX", 1_000)
    text = "a,b\n" + "1,2\n" * 500 + '3,"\n' + '","\n' * 251
    path = packed(tmp_path, "gz", text.encode())
    rows = csv_rows(path, field="source")
    assert len([next(rows) for _ in range(500)]) == 500  # all the rows together may be as long
    with pytest.raises(Refused, match="The row that begins on line 502 is too long to be one rec"):
        next(rows)


def test_looking_for_a_column_given_twice_is_no_more_work_than_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "COLUMNS_MAX", 300_000)
    path = packed(tmp_path, "plain", ",".join(f"c{each}" for each in range(300_000)).encode())
    assert list(csv_rows(path, field="source")) == []  # hours, if each were compared with all


@pytest.mark.parametrize("count", [4, 300_000, 2_000_000])
def test_zeros_in_fours_may_part_pieces_of_xz_however_many(tmp_path: Path, count: int) -> None:
    path = tmp_path / "pieces"
    path.write_bytes(lzma.compress(b"a\n") + bytes(count) + lzma.compress(b"b\n") + bytes(count))
    assert [text for _, text in lines(path, field="source")] == ["a", "b"]


@pytest.mark.parametrize("count", [1, 3, 300_001])
@pytest.mark.parametrize("behind", [b"", lzma.compress(b"b\n")])
def test_other_numbers_of_zeros_are_refused_as_xz_does(
    tmp_path: Path, count: int, behind: bytes
) -> None:
    path = tmp_path / "pieces"
    path.write_bytes(lzma.compress(b"a\n") + bytes(count) + behind)
    assert "damaged or cut off" in refusal(path)


def test_a_zip_that_lies_about_its_size_is_bounded_by_that_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("zeros", bytes(8 * 1024**2))
        target.writestr("noise", random.Random(1).randbytes(1024**2))  # noqa: S311 - any will do
    data = bytearray(path.read_bytes())
    packed_size = data.index(b"PK\x01\x02") + 20
    data[packed_size : packed_size + 4] = (2**31).to_bytes(4, "little")
    path.write_bytes(data)
    monkeypatch.setattr(reading, "RATIO_FREE_BYTES", 1024**2)
    monkeypatch.setattr(reading, "RATIO_MAX", 2)
    with (
        pytest.raises(Refused, match="more than 2 times"),
        open_member(path, "zeros", field="source") as stream,
    ):
        stream.read()


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_DEFLATED])
def test_damage_anywhere_in_a_zip_is_a_sentence(tmp_path: Path, packing: int) -> None:
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w", packing) as target:
        target.writestr("text", b"".join(b"%d\n" % number for number in range(500)))
    whole = path.read_bytes()
    for place in range(0, len(whole), 3):
        data = bytearray(whole)
        data[place] ^= 0xFF
        path.write_bytes(data)
        with suppress(Refused):
            for name in member_names(path, field="source"):
                with open_member(path, name, field="source") as stream:
                    stream.read()


def test_a_zip_is_read_member_by_member(tmp_path: Path) -> None:
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("a/Posts.xml", TEXT)
        target.writestr("a/", "")
    assert is_zip(path)
    assert not is_zip(tmp_path / "nothing")
    assert member_names(path, field="source") == ("a/Posts.xml",)
    with open_member(path, "a/Posts.xml", field="source") as stream:
        assert stream.read() == TEXT.encode()
    with (
        pytest.raises(Refused, match=r"There is no “Votes.xml” in this zip\."),
        open_member(path, "Votes.xml", field="source"),
    ):
        pass


def test_a_zip_that_swells_or_is_damaged_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("zeros", bytes(8 * 1024**2))
        target.writestr("text", b"".join(b"%d\n" % (number**5) for number in range(9_000)))
    monkeypatch.setattr(reading, "RATIO_FREE_BYTES", 1024**2)
    with (
        pytest.raises(Refused, match="300 times"),
        open_member(path, "zeros", field="source") as stream,
    ):
        stream.read()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    with (
        pytest.raises(Refused, match="“text” in this zip is damaged or locked"),
        open_member(path, "text", field="source") as stream,
    ):
        stream.read()
    path.write_bytes(data[:-30])
    with pytest.raises(Refused, match="not a whole zip"):
        member_names(path, field="source")
