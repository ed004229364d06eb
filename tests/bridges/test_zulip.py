"""Public talk of Zulip comes in; messages between members never do."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from cohive.bridges.histories import zulip, zulip_messages
from cohive.engine.frames import frame_of
from cohive.words.acts import ActRow
from tests.bridges.opening import read_as, refusal_as
from tests.shared_data import shared_data

TALK = Path(__file__).parent / "samples" / "talk"
ARCHIVE = TALK / "archive.jsonl"
ANSWER = TALK / "answer.json"


read = partial(read_as, zulip)
refusal = partial(refusal_as, zulip)


def by_id(rows: list[ActRow]) -> dict[str, ActRow]:
    return {row.id: row for row in rows}


def test_a_message_answers_the_one_that_opened_its_topic_in_its_channel() -> None:
    _, rows = read(ARCHIVE)
    notes = [row for row in rows if row.object_kind == "note"]
    assert [(row.id, row.parent, row.circle) for row in notes] == [
        ("m12", "m11", "kiln"),  # the opener stands further down in the file
        ("m11", None, "kiln"),
        ("m13", None, "shop"),
        ("m14", "m13", "shop"),
        ("m17", None, "shop"),
    ]
    assert notes[0].at == datetime(2023, 11, 14, 22, 15, tzinfo=UTC)
    assert notes[3].text == "@carla: sold 🏺"
    assert notes[4].text is None
    frame_of(rows)


def test_each_person_named_is_a_row_weighted_by_how_often() -> None:
    _, rows = read(ARCHIVE)
    assert [
        (row.parent, row.actor, row.target, row.weight)
        for row in rows
        if row.object_kind == "mention"
    ] == [
        ("m12", "zaaaaaaaaaa", "zbbbbbbbbbb", 2.0),
        ("m13", "carla", "zaaaaaaaaaa", 1.0),
        ("m13", "carla", "zffffffffff", 1.0),  # never wrote, and is named by her pseudonym
        ("m13", "carla", "carla", 1.0),
        ("m14", "zaaaaaaaaaa", "carla", 1.0),
    ]


def test_what_gives_no_row_is_counted_with_its_line() -> None:
    source, _ = read(ARCHIVE)
    assert (source.tally.read, source.tally.kept) == (10, 5)
    assert source.tally.examples == {
        "This is a message between members.": ["line 6"],
        "A message with this id stood there before.": ["line 7"],
        "This is not a message with an id, a sender, a channel, a topic and a text.": [
            "line 8",
            "line 10",
        ],
        "There is no time that can be read.": ["line 9"],
    }


def test_an_answer_of_the_api_gives_notes_mentions_and_reactions() -> None:
    source, rows = read(ANSWER)
    assert [(row.id, row.actor, row.parent, row.target, row.role) for row in rows] == [
        ("m1", "7", None, None, "member"),
        ("m1+8+tada", "8", None, "7", "member"),
        ("m1+9+tada", "9", None, "7", "member"),
        ("m2", "8", "m1", None, "member"),
        ("m2@7", "8", "m2", "7", "member"),
        ("m3", "7", "m2", None, "member"),  # it quotes m2
        ("m3@8", "7", "m3", "8", "member"),
        ("m4", "9", "m3", None, "member"),  # it quotes m3 of another channel
        ("m4@7", "9", "m4", "7", "member"),
        ("m4@8", "9", "m4", "8", "member"),  # "Bo" alone: one sender is called so
        ("m5", "10", "m4", None, "member"),
        ("m6", "11", "m4", None, "bot"),
    ]
    assert by_id(rows)["m1"].text == "Which glaze & why? Ash."
    assert by_id(rows)["m6"].text == "half ?"
    assert {row.at for row in rows if row.verb == "Like"} == {None}
    assert [(each.name, each.person, each.evidence) for each in source.joins] == [
        ("Bo", "8", "only sender of that name")
    ]
    assert source.names == {"7": "Ada", "8": "Bo", "9": "Cy", "10": "Twin", "11": "Twin"}
    frame_of(rows)


def test_nothing_of_a_message_between_members_is_kept(tmp_path: Path) -> None:
    source, rows = read(ANSWER)
    assert source.tally.refused == {"This is a message between members.": 3}
    assert source.tally.examples == {
        "This is a message between members.": ["message 7", "message 8", "message 9"]
    }
    kept = repr((rows, source.names, source.joins, source.tally))
    for secret in ("between us", "Secret", "Hidden", "1700000600", "m7", "m8'", "m9'"):
        assert secret not in kept
    open_only = tmp_path / "open.json"
    data = json.loads(ANSWER.read_text())
    data["messages"] = data["messages"][:6]
    open_only.write_text(json.dumps(data))
    assert read(open_only)[1] == rows  # with or without them: the same rows


def one_more(folder: Path, content: str) -> list[ActRow]:
    """The rows of the answer with one more message, of which those of the last are given."""
    data = json.loads(ANSWER.read_text())
    last = {**data["messages"][3], "id": 90, "content": content}
    data["messages"].append(last)
    path = folder / "more.json"
    path.write_text(json.dumps(data))
    return [row for row in read(path)[1] if row.id.startswith("m90")]


@pytest.mark.parametrize("quoted", [7, 90, 91, 404])
def test_a_quotation_of_what_is_not_further_up_in_public_is_not_followed(
    tmp_path: Path, quoted: int
) -> None:
    link = f"@_**Ada|7** [said](https://guild.example/#narrow/dm/7,8/near/{quoted}): so"
    note, _ = one_more(tmp_path, link)
    assert note.parent == "m4"


def test_a_person_named_by_number_and_by_name_is_one(tmp_path: Path) -> None:
    _, mention = one_more(tmp_path, "@**Bo|8** and @**Bo** and @_**Bo**")
    assert (mention.id, mention.target, mention.weight) == ("m90@8", "8", 3.0)


@pytest.mark.parametrize("kind", ["private", "direct", "huddle", None, 3, "Stream"])
def test_whatever_is_not_a_channel_counts_as_private(kind: object) -> None:
    record = {"id": 1, "user": "a", "time": 1, "text": "", "stream": "s", "topic": "t"}
    assert isinstance(zulip_messages.message_of(record), zulip_messages.Message)
    assert zulip_messages.message_of(record | {"type": kind}) is zulip_messages.PRIVATE


@pytest.mark.parametrize(
    "cell",
    [
        *({"message_type": "private"}, {"recipient_type": "user"}, {"to": "ada"}),
        *(
            {"isPrivate": True},
            {"is_public": False},
            {"toUserId": 0},
            {"stream": "Direct messages"},
        ),
        *({"chat_type": "dm"}, {"visibility": ["ada"]}, {"x" * 99: 1}, {"recipient_name": "ada"}),
        *({"recipients": [7]}, {"recipient": "ada"}, {"display_recipient": [{"id": 7}]}),
    ],
)
def test_a_letter_without_a_type_is_known_by_whom_it_went_to(cell: dict[str, object]) -> None:
    record = {"id": 1, "user": "a", "time": 1, "text": "", "stream": "s", "topic": "t"}
    assert zulip_messages.message_of(record | cell) is zulip_messages.PRIVATE


@pytest.mark.parametrize("cell", [{"to": None}, {"recipients": []}, {"is_private": False}])
def test_a_message_addressed_to_nobody_is_public(cell: dict[str, object]) -> None:
    record = {"id": 1, "user": "a", "time": 1, "text": "", "stream": "s", "topic": "to all"}
    assert isinstance(zulip_messages.message_of(record | cell), zulip_messages.Message)


def test_the_number_the_server_gives_every_channel_is_no_addressee() -> None:
    record = json.loads(ANSWER.read_text())["messages"][0] | {"recipient_id": 31}
    assert isinstance(zulip_messages.message_of(record), zulip_messages.Message)


def test_a_number_in_other_digits_names_nobody(tmp_path: Path) -> None:
    assert [row.target for row in one_more(tmp_path, "@**Dee|８**")] == [None]


def test_without_type_and_number_of_a_channel_it_counts_as_private() -> None:
    record = json.loads(ANSWER.read_text())["messages"][0]
    assert isinstance(zulip_messages.message_of(record), zulip_messages.Message)
    bare = {key: value for key, value in record.items() if key not in ("type", "stream_id")}
    assert zulip_messages.message_of(bare) is zulip_messages.PRIVATE


def test_a_second_type_cannot_hide_a_private_message(tmp_path: Path) -> None:
    path = tmp_path / "two.jsonl"
    first = ARCHIVE.read_text().splitlines()[0]
    path.write_text(first + "\n" + first.replace('"len"', '"type": "private", "type"') + "\n")
    assert refusal(path) == "Line 2 is not JSON."


def test_lines_of_the_api_and_one_document_give_the_same_rows(tmp_path: Path) -> None:
    messages = json.loads(ANSWER.read_text())["messages"]
    _, rows = read(ANSWER)
    forms = {
        "lines.jsonl": "\n".join(map(json.dumps, messages)),
        "list.json": json.dumps(messages),
        "document.json": json.dumps({"messages": messages}),
    }
    for name, text in forms.items():
        (tmp_path / name).write_text(text)
        assert read(tmp_path / name)[1] == rows, name
        assert zulip.looks_like(tmp_path / name, text.encode()), name


def test_the_order_of_the_lines_does_not_matter(tmp_path: Path) -> None:
    every = [line for line in ARCHIVE.read_text().splitlines() if line and "again" not in line]
    _, before = read(ARCHIVE)
    for turn in range(len(every)):
        mixed = tmp_path / "mixed.jsonl"
        mixed.write_text("\n".join([*reversed(every[turn:]), *every[:turn]]))
        assert sorted(read(mixed)[1]) == sorted(before)


def test_bad_files_are_refused_with_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "talk.json"
    first = ARCHIVE.read_text().splitlines()[0]
    for text, said in {
        "": "no message",
        '{"messages": []}': "no message",
        '{"messages": 3}': "no list of messages",
        "3": "no list of messages",
        first + "\n{": "Line 2 is not JSON",
        '{"messages":\n[{]}': "Line 2 is not JSON",
        "[" * 100_000: "nested too deep",
        '{"messages": [{"a": 1, "a": 2}]}': "has a key twice",
        first + "\n" + "[" * 100_000: "Line 2 is not JSON",
    }.items():
        path.write_text(text)
        assert said in refusal(path), text[:40]
    path.write_bytes(first.encode() + b'\n{"text": "\xff"}\n')
    assert "Line 2 is not UTF-8" in refusal(path)
    many = "\n".join(first.replace("12,", f"{n * 7919},", 1) for n in range(1, 5000))
    path.write_bytes(gzip.compress(many.encode())[:-2000])
    assert "damaged or cut off" in refusal(path)
    assert "folder" in refusal(tmp_path)


def test_a_document_too_large_to_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zulip_messages, "DOCUMENT_BYTES_MAX", 1000)
    assert "one message per line" in refusal(ANSWER)


def test_it_knows_its_files_by_their_keys() -> None:
    assert zulip.looks_like(Path("any"), ARCHIVE.read_bytes())
    assert zulip.looks_like(Path("any"), ANSWER.read_bytes())
    assert not zulip.looks_like(Path("any"), b'{"h": "abc", "parents": [], "message": "x"}\n')
    assert not zulip.looks_like(Path("any"), b"edge,src,dst\n")
    assert not zulip.looks_like(Path("any"), b"")


def test_an_open_collaboration_gives_every_message() -> None:
    source, rows = read(shared_data("community/zulip_shared.jsonl.gz"))
    notes = [row for row in rows if row.object_kind == "note"]
    mentions = [row for row in rows if row.object_kind == "mention"]
    assert (source.tally.read, source.tally.kept, len(notes)) == (29_931, 29_931, 29_931)
    assert sum(row.parent is None for row in notes) == 802  # one opener for each topic
    assert len({row.actor for row in rows}) == 312
    assert Counter(row.circle for row in notes) == {
        "267928-condensed-mathematics": 14_687,
        "458659-Equational": 12_122,
        "187764-Lean-for-teaching": 3_122,
    }
    assert len(mentions) == 4_567
    assert sum(row.weight for row in mentions) == 4_613
    assert frame_of(rows).acts.height == 29_931 + 4_567
