"""The dump of a Stack Exchange site becomes acts, whatever order and state it is in."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohive.bridges.histories import stack_exchange
from cohive.bridges.histories.stack_exchange import dump as dump_module
from cohive.engine.frames import frame_of
from cohive.words.acts import ActRow
from tests.bridges.opening import read_as, refusal_as
from tests.bridges.stack_exchange_dumps import grown, in_folder, in_zip, potters, xml

read = partial(read_as, stack_exchange)
refusal = partial(refusal_as, stack_exchange)


def said(rows: list[ActRow]) -> list[tuple[str, str, str, str, str | None, str | None]]:
    return [(row.id, row.actor, row.verb, row.object_kind, row.target, row.parent) for row in rows]


def test_every_kind_of_row_becomes_its_act(tmp_path: Path) -> None:
    _, rows = read(in_zip(tmp_path / "potters.zip", potters()))
    assert said(rows) == [
        ("p2", "u20", "Create", "answer", "u10", "p1"),  # the question stands below it
        ("p1", "u10", "Create", "question", None, None),
        ("p3", "name:user 77", "Create", "answer", "u10", "p1"),
        ("p4", "name:user 77", "Create", "question", None, None),
        ("p5", "u-1", "Create", "answer", "name:user 77", "p4"),
        ("p6", "u20", "Create", "page", None, None),
        ("p7", "u10", "Create", "answer", None, "p99"),
        ("c1", "u10", "Create", "comment", "u20", "p2"),
        ("c2", "name:gone", "Create", "comment", "name:user 77", "p3"),
        ("c3", "u20", "Create", "comment", None, "p99"),
        ("v1", "u10", "Accept", "answer", "u20", None),
        ("v3", "u30", "Offer", "question", "u10", None),
        ("v5", "u20", "Like", "question", "u10", None),
        ("b1", "u-1", "Add", "badge", "u20", None),
    ]
    by_id = {row.id: row for row in rows}
    assert by_id["p1"].text == "Which glaze? For a cup"
    assert by_id["p2"].text == "Ash & clay. a < b"
    assert by_id["c1"].text == "a < b, @Ada?"  # comments are no HTML
    assert by_id["p1"].at == datetime(2024, 3, 1, 8, 15, 30, 250_000, tzinfo=UTC)
    assert by_id["v3"].weight == 50.0
    assert {row.id for row in rows if row.role == "bot"} == {"p5", "b1"}
    frame_of(rows)


def test_what_gives_no_row_is_counted_with_file_and_line(tmp_path: Path) -> None:
    source, rows = read(in_folder(tmp_path / "potters", potters()))
    tally = source.tally
    assert (tally.read, tally.kept, len(rows)) == (29, 14, 14)
    assert tally.read == tally.kept + tally.refused.total()
    assert tally.examples == {
        "This row names nobody: the account is gone and no name is left.": [
            "Posts.xml, line 10",
            "Comments.xml, line 7",
            "Badges.xml, line 4",
        ],
        "A row with this number stood there before.": ["Posts.xml, line 11"],
        "This post does not say what it is.": ["Posts.xml, line 12"],
        "This does not say to which post it belongs.": [
            "Posts.xml, line 13",
            "Comments.xml, line 6",
            "Votes.xml, line 10",
        ],
        "There is no time that can be read.": ["Posts.xml, line 14"],
        "This row has no number of its own.": ["Posts.xml, line 15"],
        "A vote without its voter: dumps do not say who votes.": [
            "Votes.xml, line 4",
            "Votes.xml, line 6",
        ],
        "An answer was accepted, and who asked is not in the dump.": ["Votes.xml, line 8"],
        "This kind of vote is not read.": ["Votes.xml, line 9"],
        "This badge has no name.": ["Badges.xml, line 5"],
    }


def test_those_who_did_or_got_something_are_called_by_name(tmp_path: Path) -> None:
    source, _ = read(in_folder(tmp_path / "potters", potters()))
    assert source.names == {"u-1": "Community", "u10": "Ada", "u20": "Bo 陶"}


@pytest.mark.parametrize("missing", ["comments", "votes", "badges", "users"])
def test_a_file_may_be_missing_and_is_named(tmp_path: Path, missing: str) -> None:
    tables = potters()
    del tables[missing]
    source, rows = read(in_folder(tmp_path / "potters", tables))
    assert rows
    lacking = [each for each in map(str, source.cannot_tell) if ".xml" in each]
    assert [missing.capitalize() in each for each in lacking] == [True]


def test_folder_and_zip_and_zip_with_folder_say_the_same(tmp_path: Path) -> None:
    _, rows = read(in_folder(tmp_path / "potters", potters()))
    assert read(in_zip(tmp_path / "flat.zip", potters()))[1] == rows
    assert read(in_zip(tmp_path / "deep.zip", potters(), folder="a/../b/"))[1] == rows
    lower = tmp_path / "lower"
    lower.mkdir()
    for table, records in potters().items():
        (lower / f"{table}.XML").write_text(xml(table, records), encoding="utf-8")
    assert read(lower)[1] == rows


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(0, 99), st.integers(1, 30), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    tmp_path: Path, seed: int, questions: int, dice: Random
) -> None:
    tables = grown(seed, questions=questions)
    _, before = read(in_folder(tmp_path / "site", tables))
    assert len(before) == len(tables["posts"]) + len(tables["comments"])
    asker = {row.id: row.actor for row in before if row.object_kind == "question"}
    assert all(
        asker[row.parent or ""] == row.target for row in before if row.id[0] == "p" and row.parent
    )
    for rows in tables.values():
        dice.shuffle(rows)
    _, after = read(in_folder(tmp_path / "site", tables))
    assert sorted(after) == sorted(before)


def test_a_large_dump_is_never_held(tmp_path: Path) -> None:
    path = in_zip(tmp_path / "large.zip", grown(1, questions=8_000))
    tracemalloc.start()
    count = sum(1 for _ in stack_exchange.opened(path, field="source"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 25_000
    assert peak < 6 * 1024**2  # the XML alone has more


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<posts>\n<row Id='1'\n<", "Posts.xml, line 3: this is damaged, cut off or no XML"),
        ("<posts>\n<row Id='1'/>\n", "Posts.xml, line 3: this is damaged, cut off or no XML"),
        ("<posts>\n<row Id='&nbsp;'/></posts>", "Posts.xml, line 2: this is damaged"),
        ("", "Posts.xml, line 1: this is damaged, cut off or no XML"),
        ("Id,PostTypeId\n1,1\n", "Posts.xml, line 1: this is damaged, cut off or no XML"),
        ("<votes><row Id='1'/></votes>", "Posts.xml, line 1: “votes” is not where a dump has it."),
        ("<posts>\n<row><row/></row></posts>", "Posts.xml, line 2: “row” is not where"),
        ("<posts>" + "<a>" * 100_000, "Posts.xml, line 1: “a” is not where a dump has it."),
        ("<posts></posts>", "There is no post in this dump."),
        ('<?xml version="1.0" encoding="klingon"?><posts/>', "Posts.xml, line 1: "),
        (
            '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
            '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><posts><row Id="&c;"/></posts>',
            "Posts.xml, line 1: a dump has no document type and no entities of its own.",
        ),
        (
            '<!DOCTYPE x SYSTEM "file:///etc/passwd"><posts/>',
            "Posts.xml, line 1: a dump has no document type and no entities of its own.",
        ),
    ],
)
def test_damaged_xml_and_tricks_are_refused_with_file_and_line(
    tmp_path: Path, text: str, expected: str
) -> None:
    (tmp_path / "Posts.xml").write_text(text)
    assert refusal(tmp_path).startswith(expected)


def test_bytes_that_are_not_utf_8_are_refused_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "Posts.xml").write_bytes(b"<posts>\n<row Id='1' Title='caf\xe9'/></posts>")
    assert refusal(tmp_path).startswith("Posts.xml, line 2: this is damaged")


def test_damage_in_a_later_file_is_refused_too(tmp_path: Path) -> None:
    folder = in_folder(tmp_path / "potters", potters())
    (folder / "Votes.xml").write_text("<votes>\n\n<row")
    assert refusal(folder).startswith("Votes.xml, line 3: this is damaged")


def test_a_record_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_module, "RECORD_BYTES_MAX", 200_000)
    (tmp_path / "Posts.xml").write_text("<posts>\n<row Body='" + "x" * 400_000 + "'/></posts>")
    assert "too long to be one record" in refusal(tmp_path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        packed.writestr("Posts.xml", b"<posts>" + b" " * (32 * 1024**2))
    assert refusal(path) == (
        "Posts.xml unpacks to more than 100 times its size, which no real dump does."
    )


def test_a_zip_that_declares_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dump_module, "DECLARED_BYTES_MAX", 1000)
    assert "unpacks to more than" in refusal(in_zip(tmp_path / "big.zip", potters()))


def test_a_zip_that_declares_too_little_is_refused(tmp_path: Path) -> None:
    path = in_zip(tmp_path / "liar.zip", {"posts": potters()["posts"]})
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    for start in (22, entry + 24):  # the unpacked size, in the local and the central entry
        data[start : start + 4] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    assert "damaged" in refusal(path)


def test_archives_inside_a_zip_are_left_alone(tmp_path: Path) -> None:
    path = in_zip(tmp_path / "nested.zip", potters())
    _, rows = read(path)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr("Posts.xml", "<posts>")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("Posts.xml.zip", inner.getvalue())
        packed.writestr("../../Evil.xml", "<evil/>")
        packed.writestr("Tags.xml", "<!DOCTYPE never-read>")
    assert read(path)[1] == rows
    assert sorted(each.name for each in tmp_path.iterdir()) == ["nested.zip"]


def test_two_sites_in_one_zip_are_refused(tmp_path: Path) -> None:
    path = in_zip(tmp_path / "two.zip", potters(), folder="a/")
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr("b/posts.xml", "<posts/>")
    assert refusal(path) == ("This zip has two files called posts.xml. Keep one site in each zip.")


def test_a_damaged_or_wrong_file_is_refused(tmp_path: Path) -> None:
    whole = in_zip(tmp_path / "whole.zip", potters()).read_bytes()
    path = tmp_path / "damaged.zip"
    path.write_bytes(whole[: len(whole) // 2])
    assert "not a whole zip" in refusal(path)
    broken = bytearray(whole)
    broken[80:200] = bytes(120)
    path.write_bytes(broken)
    assert "damaged" in refusal(path)
    path.write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(100))
    assert "Unpack a 7z first" in refusal(path)
    path.write_bytes(gzip.compress(b"<posts/>"))
    assert "A dump is a folder or a zip" in refusal(path)
    (tmp_path / "empty").mkdir()
    assert refusal(tmp_path / "empty") == "There is no Posts.xml in this dump."
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("other.txt", "x")
    assert refusal(path) == "There is no Posts.xml in this dump."


def test_a_truncated_gzip_in_a_folder_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(xml("posts", grown(1, questions=500)["posts"]).encode())
    (tmp_path / "Posts.xml").write_bytes(whole[:-500])
    assert "damaged or cut off" in refusal(tmp_path)
    (tmp_path / "Posts.xml").write_bytes(whole)
    assert read(tmp_path)[1]


def test_it_knows_its_files(tmp_path: Path) -> None:
    folder = in_folder(tmp_path / "potters", potters())
    path = in_zip(tmp_path / "potters.zip", potters())
    assert stack_exchange.looks_like(folder, b"")
    assert stack_exchange.looks_like(path, path.read_bytes()[:65536])
    assert stack_exchange.looks_like(folder / "Posts.xml", (folder / "Posts.xml").read_bytes())
    assert not stack_exchange.looks_like(tmp_path, b"")
    assert not stack_exchange.looks_like(Path("any"), b"0 1\n")
    assert not stack_exchange.looks_like(Path("missing.zip"), b"PK\x03\x04")
    assert not stack_exchange.looks_like(tmp_path / "data.7z", b"7z\xbc\xaf\x27\x1c\0")
    assert stack_exchange.looks_like(
        tmp_path / "pottery.stackexchange.com.7z", b"7z\xbc\xaf\x27\x1c\0"
    )
