"""A frame holds right rows only, and says of every other which, where and why."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.engine.frames import (
    COLUMNS,
    SCHEMA,
    Frame,
    frame_of,
    is_frame,
    read_frame,
    validated,
    write_frame,
)
from cohive.words.acts import ActRow, Role
from cohive.words.private import is_private_kind, is_private_place
from cohive.words.refusals import Refused
from cohive.words.verbs import Verb

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SONG = ActRow("1", NOON, "mei", "Create", "song", "work")
words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=8
)
instants = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-3))]),
)


@st.composite
def act_rows(draw: st.DrawFn) -> list[ActRow]:
    ids = draw(st.lists(words, unique=True, max_size=12))
    found = []
    for key in ids:
        amount = draw(st.none() | st.integers(-(2**62), 2**62))
        found.append(
            ActRow(
                id=key,
                at=draw(st.none() | instants),
                actor=draw(words),
                verb=draw(st.sampled_from([verb.value for verb in Verb])),
                object=draw(words),
                object_kind=draw(words.filter(lambda word: not is_private_kind(word))),
                target=draw(st.none() | words),
                circle=draw(st.none() | words.filter(lambda word: not is_private_place(word))),
                weight=draw(st.floats(-1e9, 1e9)),
                amount=amount,
                currency=None if amount is None else draw(st.sampled_from(["EUR", "CNY"])),
                text=draw(st.none() | words),
                role=draw(st.sampled_from([role.value for role in Role])),
            )
        )
    return found


def same(left: Frame, right: Frame) -> bool:
    return left.acts.equals(right.acts, null_equal=True) and left.acts.schema == right.acts.schema


@given(act_rows())
def test_a_frame_is_the_same_after_every_form_of_file(tmp_path_factory, rows):
    frame = frame_of(rows)
    assert frame.acts.schema == SCHEMA
    folder = tmp_path_factory.mktemp("frame")
    for name in ("a.parquet", "a.csv", "a.jsonl"):
        write_frame(frame, folder / name)
        again = read_frame(folder / name)
        assert same(again, frame), name
        assert (again.tally.read, again.tally.kept) == (len(frame), len(frame))
        write_frame(again, folder / f"again-{name}")
        assert (folder / name).read_bytes() == (folder / f"again-{name}").read_bytes()


@given(act_rows(), st.randoms())
def test_neither_the_order_of_rows_nor_their_time_zone_matters(rows, chance):
    moved = [
        row._replace(at=row.at.astimezone(timezone(timedelta(hours=5)))) if row.at else row
        for row in rows
    ]
    chance.shuffle(moved)
    assert same(frame_of(moved), frame_of(rows))


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("actor", "", "empty"),
        ("object", "", "empty"),
        ("verb", "Sing", "ActivityStreams"),
        ("object_kind", "direct-message", "Messages between members"),
        ("object_kind", "private-message", "Messages between members"),
        ("object_kind", "Direct_Message", "Messages between members"),
        ("object_kind", "dm", "Messages between members"),
        ("object_kind", "privateMessage", "Messages between members"),
        ("object_kind", "Ｄｉｒｅｃｔ message", "Messages between members"),
        ("object_kind", "私信", "Messages between members"),
        ("circle", "Direct Messages", "Messages between members"),
        ("parent", "song", "answer itself"),
        ("weight", float("nan"), "finite"),
        ("weight", float("inf"), "finite"),
        ("currency", "EUR", "amount"),
        ("role", "owner", "member, staff or bot"),
    ],
)
def test_a_wrong_row_is_named_with_its_column_and_the_reason(column, value, reason):
    with pytest.raises(Refused) as refused:
        frame_of([SONG, SONG._replace(id="2", **{column: value})])
    assert refused.value.field == column
    assert f"Row 2, column {column}" in str(refused.value)
    assert reason in str(refused.value)


def test_an_amount_needs_a_currency_that_is_one():
    with pytest.raises(Refused, match="needs its currency"):
        frame_of([SONG._replace(amount=3)])
    with pytest.raises(Refused, match="three capital letters"):
        frame_of([SONG._replace(amount=3, currency="euro")])


def test_the_second_row_of_an_id_is_refused():
    with pytest.raises(Refused, match=r"Row 2, column id: .*earlier row"):
        frame_of([SONG, SONG])


def test_a_table_says_which_column_is_missing_unknown_or_of_another_type():
    table = frame_of([SONG]).acts
    with pytest.raises(Refused, match="lacks the columns weight"):
        validated(table.drop("weight"))
    with pytest.raises(Refused, match="columns mood are not"):
        validated(table.with_columns(mood=pl.lit(1)))
    with pytest.raises(Refused) as many:
        validated(table.with_columns(pl.lit(1).alias(f"{n}{'x' * 9_000}") for n in range(40)))
    assert len(str(many.value)) < 900
    with pytest.raises(Refused, match="amount holds String"):
        validated(table.with_columns(amount=pl.lit("3")))
    with pytest.raises(Refused, match="at holds"):
        validated(table.with_columns(pl.col("at").dt.replace_time_zone(None)))


def test_acts_stand_in_the_order_of_time_then_of_id():
    rows = [SONG._replace(id=key, at=at) for key, at in [("b", NOON), ("a", NOON), ("z", None)]]
    assert frame_of(rows).acts["id"].to_list() == ["z", "a", "b"]


HEAD = ",".join(COLUMNS)
GOOD = "1,2026-03-01T12:00:00Z,mei,Create,song,work,,,,,,,,"


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        ("2,soon,mei,Create,song,work,,,,,,,,", "at", "no instant"),
        ("2,2026-03-01T12:00:00,mei,Create,song,work,,,,,,,,", "at", "no time zone"),
        ("2,,mei,Create,song,work,,,,heavy,,,,", "weight", "finite"),
        ("2,,mei,Create,song,work,,,,1_0,,,,", "weight", "finite"),
        ("2,,mei,Create,song,work,,,,١,,,,", "weight", "finite"),
        ("2,,mei,Create,song,work,,,,,1.5,EUR,,", "amount", "whole number"),
        ("2,,mei,Create,song,work,,,,,1_0,EUR,,", "amount", "whole number"),
        ("2,,mei,Create,song,work,,,,,１０,EUR,,", "amount", "whole number"),
        ("2,,mei,Create,song,work,,,,,99999999999999999999,EUR,,", "amount", "whole number"),
        ("2,,,Create,song,work,,,,,,,,", "actor", "empty"),
        ("1,,mei,Create,song,work,,,,,,,,", "id", "earlier row"),
    ],
)
def test_a_wrong_row_of_a_file_is_left_out_counted_and_named(
    tmp_path: Path, line: str, column: str, reason: str
):
    file = tmp_path / "acts.csv"
    file.write_text(f"{HEAD}\n{GOOD}\n{line}\n", encoding="utf-8")
    frame = read_frame(file)
    assert len(frame) == 1
    assert (frame.tally.read, frame.tally.kept) == (2, 1)
    [(said, count)] = frame.tally.refused.items()
    assert reason in said
    assert count == 1
    assert frame.tally.examples[said] == [f"row 2, column {column}"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "is no frame"),
        ("a.csv", b"who,what\n1,2\n", "is no frame"),
        ("a.csv", f"{HEAD}\n1,2\n".encode(), "Row 1 of a.csv has not as many cells"),
        ("a.csv", f'{HEAD}\n"open'.encode(), "a.csv is not CSV after line 1"),
        ("a.csv", HEAD.encode() + b"\n\xff\xfe", "not UTF-8"),
        ("a.csv", f"{HEAD}\n2,soon,mei,Create,song,work,,,,,,,,\n".encode(), "No row of a.csv"),
        ("a.jsonl", b"[1]\n", "Line 1 of a.jsonl is not a JSON object"),
        ("a.jsonl", b"[" * 100_000, "Line 1 of a.jsonl is not a JSON object"),
        ("a.jsonl", b'{"id": "1"}\n', "is no frame"),
        ("a.parquet", b"PAR1", "no Parquet file"),
        ("a.xlsx", b"", "a.xlsx is none"),
    ],
)
def test_a_file_that_is_no_frame_is_refused_with_a_sentence(tmp_path, name, content, message):
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_frame(file)
    assert message in str(refused.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path):
    for name in ("none.csv", "none.parquet", "none.jsonl"):
        with pytest.raises(Refused, match="cannot be opened"):
            read_frame(tmp_path / name)
        (tmp_path / name).mkdir()
        with pytest.raises(Refused, match=r"cannot be opened|no Parquet"):
            read_frame(tmp_path / name)


def test_a_frame_is_written_only_in_the_forms_that_can_be_read(tmp_path: Path):
    with pytest.raises(Refused, match="is none"):
        write_frame(frame_of([SONG]), tmp_path / "a.txt")


def test_rows_are_made_a_table_in_chunks_of_which_none_is_lost():
    rows = (SONG._replace(id=str(number)) for number in range(120_001))
    assert len(frame_of(rows)) == 120_001


def test_a_frame_is_known_by_its_ending_and_its_first_line(tmp_path: Path):
    for name in ("a.parquet", "a.csv", "a.jsonl"):
        write_frame(frame_of([SONG]), tmp_path / name)
        assert is_frame(tmp_path / name), name
    for name, text in (
        ("b.csv", "who,what\n1,2\n"),
        ("b.csv", '"open'),
        ("b.csv", ""),
        ("b.jsonl", '{"id": 1}'),
        ("b.jsonl", "[" * 50_000),
        ("b.txt", HEAD),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert not is_frame(tmp_path / name), (name, text[:20])
    assert not is_frame(tmp_path / "none.csv")
    assert not is_frame(tmp_path)


def test_half_a_pair_of_surrogates_is_no_text(tmp_path: Path):
    file = tmp_path / "a.jsonl"
    rows = [dict.fromkeys(COLUMNS) | {"id": key, "actor": "mei", "verb": "Create",
            "object": "song", "object_kind": "work", "text": text}
            for key, text in (("1", "fine"), ("2", "\ud800"))]  # fmt: skip
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    frame = read_frame(file)
    assert len(frame) == 1
    assert frame.tally.examples == {"This is not text.": ["row 2, column text"]}
