"""Ties that were counted come in; a log of messages between members never does."""

from __future__ import annotations

import gzip
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from cohive.bridges.histories import mail
from cohive.engine.frames import frame_of
from cohive.words.refusals import Refused
from tests.bridges.opening import read_as, refusal_as
from tests.shared_data import shared_data

SAMPLE = Path(__file__).parent / "samples" / "talk" / "guild_edges.txt"


def written(folder: Path, text: str, name: str = "ties.txt") -> Path:
    path = folder / name
    path.write_text(text)
    return path


read = partial(read_as, mail)
refusal = partial(refusal_as, mail)


def test_every_tie_is_one_row_without_time_or_text() -> None:
    _, rows = read(SAMPLE)
    assert [(row.actor, row.target, row.circle) for row in rows] == [
        ("ada", "bo", "kiln"),
        ("bo", "ada", "kiln"),
        ("ada", "cy", "kiln"),
        ("dee", "dee", None),
    ]
    assert {(row.at, row.text, row.verb, row.object_kind) for row in rows} == {
        (None, None, "Create", "tie")
    }
    frame_of(rows)


def test_what_gives_no_row_is_counted_with_its_line() -> None:
    source, _ = read(SAMPLE)
    assert (source.tally.read, source.tally.kept) == (6, 4)
    assert source.tally.examples == {
        "This tie stood there before.": ["line 5"],
        "This line is not a sender and a receiver.": ["line 6"],
    }


def test_it_says_what_such_a_file_cannot_tell(tmp_path: Path) -> None:
    beside, _ = read(SAMPLE)
    assert "When anything was written: these are ties without time." in map(str, beside.cannot_tell)
    assert not any("departments" in str(each) for each in beside.cannot_tell)
    alone, _ = read(written(tmp_path, "1 2\n"))
    assert any("departments" in str(each) for each in alone.cannot_tell)


@pytest.mark.parametrize(
    "log",
    [
        "source target weight\n1 2 1082040961\n",
        "source,target,time\n1,2,1082040961\n",
        "1 2 1082040961\n",
        "582 364 0\n168 472 2797\n",  # seconds since the first message
        "1 2 3\n",
        "1 2\n2 3\n3 4 1082040961\n",
        "source target count\n1 2 1082040961\n",
        "source target count\n1 2 4\n1 2 9\n",
        "source target count\n1 2 0\n",
        "source target count\n1 2 nan\n",
        "source target count\n1 2 4 1082040961\n",
        "source target count time\n1 2 4 1082040961\n",
    ],
)
def test_a_list_of_messages_is_refused_whole(tmp_path: Path, log: str) -> None:
    with pytest.raises(Refused) as caught:
        mail.opened(written(tmp_path, log), field="source")  # before any row can be asked for
    said = str(caught.value)
    assert "never comes into Cohive, neither text nor time" in said
    assert "Count the messages of each pair" in said
    assert "1082040961" not in said


def test_counts_are_weights_when_the_heading_says_so(tmp_path: Path) -> None:
    source, rows = read(written(tmp_path, "source target count\n1 2 4\n2 1 11\n"))
    assert [(row.actor, row.weight) for row in rows] == [("1", 4.0), ("2", 11.0)]
    assert not any("every tie counts as one" in str(each) for each in source.cannot_tell)


def test_bad_files_are_refused_with_what_is_wrong(tmp_path: Path) -> None:
    assert "no tie" in refusal(written(tmp_path, "# nothing\n"))
    assert "no tie" in refusal(written(tmp_path, ""))
    assert "folder" in refusal(tmp_path)
    assert "There is no file “" in refusal(tmp_path / "missing.txt")
    latin = tmp_path / "latin.txt"
    latin.write_bytes("ada bo\nzo\xeb bo\n".encode("latin-1"))
    assert "Line 2 is not UTF-8" in refusal(latin)
    cut = tmp_path / "cut.gz"
    many = "".join(f"{n} {n * 7919 % 10007}\n" for n in range(5000))
    cut.write_bytes(gzip.compress(many.encode())[:-2000])
    assert "damaged or cut off" in refusal(cut)


def test_a_damaged_file_of_departments_is_named_with_its_line(tmp_path: Path) -> None:
    written(tmp_path, "1 4\n2\n", "eu_departments.txt")
    said = refusal(written(tmp_path, "1 2\n", "eu_edges.txt"))
    assert said == "Line 2 of eu_departments.txt is not one person and her department."


def test_it_knows_its_files_by_their_first_lines() -> None:
    path = Path("any")
    assert mail.looks_like(path, b"0 1\n2 3\n2 4")
    assert mail.looks_like(path, b"# Nodes: 3\n0\t1\n2\t3\n")
    assert mail.looks_like(path, b"source target weight\n1 2 1082040961\n")
    assert mail.looks_like(path, b"source,target,count\na,b,2\n")
    assert not mail.looks_like(path, b"edge,src,dst,src_is_bot,unix_ms\n")
    assert not mail.looks_like(Path("any"), "١ ٢\n٢ ٣\n".encode())
    assert not mail.looks_like(path, b'{"id": 1}\n')
    assert not mail.looks_like(path, b"")
    assert not mail.looks_like(Path("eu_departments.txt"), b"0 1\n1 1\n")
    assert not mail.looks_like(path, b"674,48\n7161,48\n")  # who follows whom
    assert not mail.looks_like(path, b"158 244 48358445,2287 53292083,\n")  # a cascade


def test_the_mail_of_an_institute_gives_every_tie() -> None:
    source, rows = read(shared_data("community/email_eu_core_edges.txt.gz"))
    assert (source.tally.read, source.tally.kept, len(rows)) == (25_571, 25_571, 25_571)
    assert len({person for row in rows for person in (row.actor, row.target)}) == 1_005
    assert frame_of(rows).acts.height == 25_571
    departments = mail._departments(
        shared_data("community/email_eu_core_edges.txt.gz"), field="source"
    )
    assert len(Counter(departments.values())) == 42
    assert all(row.circle == departments[row.actor] for row in rows)


def test_the_messages_of_a_student_network_are_refused() -> None:
    said = refusal(shared_data("community/college_msg.txt.gz"))
    assert "Line 1" in said
    assert "never comes into Cohive" in said
