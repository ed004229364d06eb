"""The graph of a Discord server: who wrote, reacted and named whom."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from cohive.bridges.histories import discord
from cohive.engine.frames import frame_of
from cohive.words.acts import ActRow
from tests.bridges.opening import read_as, refusal_as
from tests.shared_data import shared_data

SAMPLE = Path(__file__).parent / "samples" / "talk" / "discord.csv"
HEADING = "edge,src,dst,src_is_bot,unix_ms\n"


read = partial(read_as, discord)
refusal = partial(refusal_as, discord)


def kinds(rows: list[ActRow]) -> Counter[tuple[str, str, str]]:
    return Counter((row.verb, row.object_kind, row.role) for row in rows)


def test_messages_reactions_and_mentions_are_rows() -> None:
    _, rows = read(SAMPLE)
    by_id = {row.id: row for row in rows}
    assert set(by_id) == {"t1", "t2", "t3", "r1", "r2", "r3", "t1@m2", "t3@m1"}
    message, like, mention = by_id["t1"], by_id["r1"], by_id["t1@m2"]
    assert (message.actor, message.verb, message.object_kind) == ("m1", "Create", "note")
    assert message.at == datetime(2023, 11, 14, 22, 13, 20, 123_000, tzinfo=UTC)
    assert (like.actor, like.verb, like.object, like.target) == ("m2", "Like", "t1", "m1")
    assert (mention.actor, mention.target, mention.parent) == ("m1", "m2", "t1")
    assert by_id["r3"].target is None  # nobody in the file wrote t9
    frame_of(rows)


def test_a_bot_is_one_on_every_edge() -> None:
    _, rows = read(SAMPLE)
    assert {row.id for row in rows if row.role == "bot"} == {"t3", "r2", "t3@m1"}


def test_every_edge_that_gives_no_row_is_counted_with_its_line() -> None:
    source, _ = read(SAMPLE)
    tally = source.tally
    assert (tally.read, tally.kept) == (19, 11)
    assert tally.read == tally.kept + tally.refused.total()
    assert tally.examples == {
        "The message that names somebody has no author in the file.": ["line 11"],
        "This reaction belongs to no message in the file.": ["line 14"],
        "Nobody in the file gave this reaction.": ["line 15"],
        "This edge stood there before, or the message has another author already.": ["line 16"],
        "The two ids do not fit this kind of edge.": ["line 17"],
        "This is not one of the edges AUTHORS, ADDS_REACTION, REACTS_TO and MENTIONS.": ["line 18"],
        "There is no time that can be read.": ["line 19", "line 20"],
    }


def test_the_order_of_the_edges_does_not_matter(tmp_path: Path) -> None:
    heading, *edges = SAMPLE.read_text().splitlines()
    edges = [edge for edge in edges if not edge.startswith("AUTHORS,m3,t1")]
    _, before = read(SAMPLE)
    for turn in range(len(edges)):
        mixed = tmp_path / "mixed.csv"
        mixed.write_text("\n".join([heading, *reversed(edges[turn:]), *edges[:turn]]))
        assert sorted(read(mixed)[1]) == sorted(before)


def test_bad_files_are_refused_with_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "graph.csv"
    path.write_text(HEADING)
    assert "no edge" in refusal(path)
    path.write_text("edge,src,dst\nAUTHORS,m1,t1\n")
    assert refusal(path) == "This table lacks the columns src_is_bot, unix_ms."
    path.write_text("")
    assert "empty" in refusal(path)
    path.write_bytes(HEADING.encode() + b"AUTHORS,m1,t\xff,0,1700000000000\n")
    assert "Line 2 is not UTF-8" in refusal(path)
    path.write_text(HEADING + 'AUTHORS,"m1,t1,0,1700000000000\n')
    assert "quotation mark" in refusal(path)
    many = "".join(f"AUTHORS,m{n},t{n * 7919},0,{1_700_000_000_000 + n}\n" for n in range(5000))
    path.write_bytes(gzip.compress((HEADING + many).encode())[:-2000])
    assert "damaged or cut off" in refusal(path)
    assert "folder" in refusal(tmp_path)


def test_it_knows_its_files_by_the_heading() -> None:
    assert discord.looks_like(Path("any"), SAMPLE.read_bytes())
    assert discord.looks_like(Path("any"), b"\xef\xbb\xbf" + HEADING.encode())
    assert not discord.looks_like(Path("any"), b"source target\n1 2\n")
    assert not discord.looks_like(Path("any"), b"")


def test_a_creators_server_gives_every_edge() -> None:
    source, rows = read(shared_data("community/discord_graph.csv.gz"))
    assert source.tally.read == 1_815 + 1_905 + 1_905 + 2_067
    assert source.tally.refused == {
        "The message that names somebody has no author in the file.": 405
    }
    assert kinds(rows) == {
        ("Create", "note", "member"): 1_803,
        ("Create", "note", "bot"): 12,
        ("Like", "note", "member"): 1_874,
        ("Like", "note", "bot"): 31,
        ("Create", "mention", "member"): 1_661,
        ("Create", "mention", "bot"): 1,
    }
    assert sum(row.verb == "Like" and row.target is None for row in rows) == 175
    assert len({row.actor for row in rows if row.role == "bot"}) == 2
    assert frame_of(rows).acts.height == 5_382
