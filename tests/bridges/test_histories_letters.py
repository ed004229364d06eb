"""No table lets messages between members in, neither their text nor who wrote to whom when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cohive.bridges.histories import open_source
from cohive.words.acts import ActRow, Source
from cohive.words.refusals import Refused


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


def test_letters_are_refused_unless_a_mapping_says_they_were_public(tmp_path: Path) -> None:
    text = "from,to,date,body\nines,bo,2026-03-01,hello\n"
    assert "looks like messages between members" in str(refusal(tmp_path, text))
    mapping = {"actor": "from", "target": "to", "at": "date", "text": "body"}
    assert read(tmp_path, text, mapping)[1][0].target == "bo"


@pytest.mark.parametrize(
    "head",
    [
        *("timestamp,sender,receiver", "from,to", "user,recipient,date"),
        *("date,sender,receiver,text,channel", "date,from,to,type", "date,from,to,verb,item"),
        *("date,from,to,parent", "date,from,recipient_id,body", "date,user,to_id", "who,sentTo"),
        *("date,user,receiver_name", "date,author,Recipient User ID", "user,chat with,date"),
        *("作者,user,收件人", "date,user,发给", "date,user,TOUSERID", "date,user,To: (Address)"),
        *("date,sender,receiver,price,currency", "user,date,friend,text", "user,date,participants"),
    ],
)
def test_not_even_the_times_of_letters_come_in(tmp_path: Path, head: str) -> None:
    text = f"{head}\n{','.join('1234567'[: head.count(',') + 1])}\n"
    assert "looks like messages between members" in str(refusal(tmp_path, text))


@pytest.mark.parametrize(
    "kind",
    [
        *("dm", "DM", "privateMessage", "direct", "Direct_Message", "direct message", "private"),
        *("ＤＭ", "mpim", "whisper", "私信", "PRIVATE-MESSAGES", "email", "direct\u200bmessage"),
    ],
)
@pytest.mark.parametrize("column", ["type", "message_type", "kind"])
def test_letters_among_other_rows_are_left_out_and_counted(
    tmp_path: Path, column: str, kind: str
) -> None:
    text = f"date,user,{column},content\n2026-03-01,ines,{kind},secret\n2026-03-01,bo,post,hi\n"
    source, rows = read(tmp_path, text)
    assert [row.actor for row in rows] == ["bo"]
    assert source.tally.examples == {
        "Messages between members never enter a frame.": [f"line 2, column {column}"]
    }


@pytest.mark.parametrize(
    ("column", "private", "public"),
    [
        *(("channel", "Direct Messages", "music"), ("visibility", "private", "everybody")),
        *(("is_private", "true", "false"), ("isDM", "1", "0"), ("room", "私聊", "广场")),
        *(("private", "wahr", ""), ("is_public", "", "yes"), ("channel", "dm", "DMZ talk")),
        ("channel_category", "Direct Messages - bo", "Text"),
    ],
)
def test_a_private_place_is_private(tmp_path: Path, column: str, private: str, public: str) -> None:
    text = f"date,user,{column}\n2026-03-01,ines,{private}\n2026-03-01,bo,{public}\n"
    assert [row.actor for row in read(tmp_path, text)[1]] == ["bo"]
    mapped = {"actor": "user", "at": "date"}
    assert [row.actor for row in read(tmp_path, text, mapped)[1]] == ["bo"]


def test_a_sale_by_mail_is_no_letter(tmp_path: Path) -> None:
    text = "date,customer,channel,amount,currency\n2026-03-01,ines,email,3,EUR\n"
    assert len(read(tmp_path, text)[1]) == 1


def test_a_file_named_as_letters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "Direct Messages - ines [123].csv"
    path.write_text("AuthorID,Author,Date,Content\n1,ines,2026-03-01,hello\n")
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"actor": "Author", "target": {"value": ""}}')
    for said in (None, mapping):
        with pytest.raises(Refused, match="named as messages between members"):
            open_source(path, kind="csv", mapping=said)


def test_even_gifts_need_a_word_that_they_were_public(tmp_path: Path) -> None:
    text = "user,to,date,amount,currency\nines,bo,2026-03-01,3,EUR\n"
    assert "mapping that names “target”" in str(refusal(tmp_path, text))
    parts = {"actor": "user", "target": "to", "amount": "amount", "currency": "currency"}
    assert read(tmp_path, text, parts)[1][0].target == "bo"


def test_a_mapping_that_is_silent_about_the_addressee_says_nothing(tmp_path: Path) -> None:
    text = "from,to,date,body\nines,bo,2026-03-01,hello\n"
    mapping = {"actor": "from", "at": "date"}
    assert "looks like messages between members" in str(refusal(tmp_path, text, mapping))


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("verb", {"column": "did", "words": {"dm": "Create"}}),
        ("object_kind", {"column": "did", "words": {"dm": "note"}}),
        ("circle", {"column": "did", "words": {"dm": "music"}}),
        ("circle", "did"),
        ("object_kind", {"value": "direct message"}),
        ("circle", {"value": "DM"}),
        ("circle", {"column": "public", "words": {"x": "私信"}}),
    ],
)
def test_no_mapping_gives_a_private_row_another_name(
    tmp_path: Path, part: str, said: object
) -> None:
    text = "who,did,public\nines,dm,x\n"
    source, rows = read(tmp_path, text, {"actor": "who", part: said})
    assert rows == []
    assert list(source.tally.refused) == ["Messages between members never enter a frame."]
