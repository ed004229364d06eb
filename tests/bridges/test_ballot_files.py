"""Ballot files of every kind: read whole and exactly, or refused with the line that is wrong."""

from __future__ import annotations

import gzip
import lzma
import tracemalloc
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohive.bridges.ballots import BallotFile, BallotForm, opening
from cohive.bridges.ballots.blt import LOTS, looks_like_blt, read_blt
from cohive.bridges.ballots.guessing import read_ballots
from cohive.bridges.ballots.opening import ballot_text
from cohive.bridges.ballots.preflib import looks_like_preflib, read_preflib
from cohive.bridges.ballots.wards import looks_like_ward, read_ward
from cohive.words.refusals import Refused
from tests.shared_data import shared_data

SAMPLES = Path(__file__).parent / "samples" / "ballots"
BLT = '3 2\n4 1 2 0\n2 3 0\n0\n"Castor"\n"Pollux"\n"Helen"\n"A title"\n'
WARD = '2,1,\n4,1,2,\n2,2,\n"Candidate 1","A","P",\n"Candidate 2","B","Q",\n"W",\n'
PREFLIB = (
    "# DATA TYPE: soi\n# NUMBER VOTERS: 6\n# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n"
    "4: 1,2\n2: 2\n"
)
POLL = (
    "META\nkey;value\nbudget;1000\nvote_type;approval\nPROJECTS\nproject_id;cost;name\n"
    "p1;600;Benches\np2;400;Trees\nVOTES\nvoter_id;vote\n1;p1,p2\n2;p2\n"
)


def blt(ballots: str, head: str = "3 2", tail: str = '"A"\n"B"\n"C"') -> str:
    return f"{head}\n{ballots}\n0\n{tail}\n"


def test_a_blt_file_is_read_with_all_it_can_say():
    file = read_ballots(SAMPLES / "lantern.blt")
    assert file.form is BallotForm.RANKED
    assert file.title == "Lantern night"
    assert file.seats == 2
    assert dict(file.candidates) == {
        "1": "Crane 鹤",
        "2": "Buoy # 7",
        "3": 'The "small" lantern',
        "4": "Fog",
    }
    assert file.withdrawn == ("4",)
    assert file.rankings == (
        ((("1",), ("2",)), 6),
        ((("2", "3"), ("1",)), 1),
        ((("3",), ("2",)), 4),
        ((("4",), ("3",)), 2),
    )
    [blank] = file.set_aside
    assert (blank.ballots, blank.places) == (4, ("8", "9"))
    assert str(blank.reason) == "Blank ballots, not counted: 4 (lines: 8, 9)."


def test_a_ward_is_read_with_its_parties():
    file = read_ballots(SAMPLES / "harbour_ward.csv")
    assert file.title == "Harbour, West and Lighthouse"
    assert file.seats == 2
    assert file.candidates["2"] == "Bo, the younger"
    assert file.details == {"1": "Harbour (H)", "2": "", "3": "Gulls (G)", "4": "Gulls (G)"}
    assert file.rankings[2] == ((("3",), ("2",), ("1",)), 3)
    assert file.set_aside[0].ballots == 2


def test_preflib_is_read_with_ties_and_odd_names():
    file = read_ballots(SAMPLES / "posters.toi")
    assert file.title == "Posters"
    assert file.seats is None
    assert dict(file.candidates) == {"1": "Tide", "2": "Gulls: three", "3": "夜渡"}
    assert file.rankings == (
        ((("1",), ("2", "3")), 5),
        ((("2",),), 4),
        ((("1", "3"), ("2",)), 2),
    )
    assert file.set_aside[0].ballots == 1


def test_a_poll_is_told_from_the_rest(tmp_path: Path):
    path = tmp_path / "poll.txt"
    path.write_text(POLL, encoding="utf-8")
    file = read_ballots(path)
    assert file.form is BallotForm.PROJECTS
    assert file.budget == Fraction(1000)


def test_nicknames_and_a_drawn_lot():
    file = read_blt(blt("[nick a b c]\n[tie c a b]\n5 a c 0\n1 2 0"))
    assert file.rankings == (((("1",), ("3",)), 5), ((("2",),), 1))
    assert file.details[LOTS] == "3 1 2"


def test_names_may_stand_on_one_line_or_without_quotation_marks():
    assert list(read_blt(blt("1 1 0", tail='"A" "B" "C" "T"')).candidates.values()) == list("ABC")
    assert list(read_blt(blt("1 1 0", tail="A # first\nB\nC")).candidates.values()) == list("ABC")


@pytest.mark.parametrize("text", [BLT, WARD, PREFLIB, POLL])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_byte_order_mark_make_no_difference(text: str, end: str, tmp_path: Path):
    plain, odd = tmp_path / "plain", tmp_path / "odd"
    plain.write_bytes(text.encode())
    odd.write_bytes(("\ufeff" + text.replace("\n", end)).encode())
    assert read_ballots(odd) == read_ballots(plain)


def packed(text: str, folder: Path) -> dict[str, Path]:
    paths = {name: folder / f"ballots.{name}" for name in ("gz", "xz", "zip")}
    paths["gz"].write_bytes(gzip.compress(text.encode()))
    paths["xz"].write_bytes(lzma.compress(text.encode()))
    with zipfile.ZipFile(paths["zip"], "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("inner/ballots.blt", text)
        whole.writestr("__MACOSX/inner/._ballots.blt", "junk")
    return paths


@pytest.mark.parametrize("how", ["gz", "xz", "zip"])
def test_packed_files_say_the_same(how: str, tmp_path: Path):
    assert read_ballots(packed(BLT, tmp_path)[how]) == read_blt(BLT)


@pytest.mark.parametrize("how", ["gz", "xz", "zip"])
def test_a_packed_file_cut_off_anywhere_is_refused(how: str, tmp_path: Path):
    whole = packed(BLT, tmp_path)[how].read_bytes()
    for size in range(8, len(whole) - 1, 7):
        path = tmp_path / "cut"
        path.write_bytes(whole[:size])
        with pytest.raises(Refused):
            read_ballots(path)


@pytest.mark.parametrize("text", [BLT, WARD])
def test_a_plain_file_cut_off_before_its_last_name_is_refused(text: str, tmp_path: Path):
    last = max(text.rindex('"Helen"') if text is BLT else text.rindex('"Candidate 2"'), 0)
    for size in range(1, last):
        path = tmp_path / "cut"
        path.write_text(text[:size], encoding="utf-8")
        with pytest.raises(Refused):
            read_ballots(path)


def test_preflib_cut_off_between_ballots_is_told_by_the_number_of_voters():
    with pytest.raises(Refused, match="6 voters, and there are ballots of 4"):
        read_preflib(PREFLIB.removesuffix("2: 2\n"))


@pytest.mark.parametrize("how", ["gz", "zip"])
def test_a_bomb_is_not_unpacked(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opening, "MEGABYTES_MAX", 1)
    path = packed("1 1 0\n" * 4_000_000, tmp_path)[how]
    assert path.stat().st_size < 100_000
    tracemalloc.start()
    with pytest.raises(Refused, match="more than 1 MB"):
        ballot_text(path)
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak_bytes < 8 * 2**20


def test_a_zip_of_several_or_none_is_refused(tmp_path: Path):
    path = tmp_path / "many.zip"
    for names in ((), ("a.blt", "b.blt")):
        with zipfile.ZipFile(path, "w") as whole:
            for name in names:
                whole.writestr(name, BLT)
        with pytest.raises(Refused, match=f"holds {len(names)} files"):
            read_ballots(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"3 2\n\xff\xfe 0\n", "Line 2 is not UTF-8"),
        (b"\x1f\x8b\x08", "damaged or cut off"),
        (b"PK\x03\x04 nothing", "not a whole zip"),
        (b"\x00\x01\x02", "no ballot file known here"),
        (b"hello\n", "no ballot file known here"),
        (b"[" * 100_000, "no ballot file known here"),
    ],
)
def test_what_is_no_ballot_file_is_refused(content: bytes, sentence: str, tmp_path: Path):
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(Refused, match=sentence):
        read_ballots(path)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path):
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Refused):
            read_ballots(path)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (blt("4 1 9 0"), "Line 2: “9” is not a candidate"),
        (blt("4 1 0\n4 1 2 1 0"), "Line 3: a ballot names candidate 1 twice"),
        (blt("4 1=1 0"), "Line 2: a ballot names candidate 1 twice"),
        (blt("-5 1 2 0"), "Line 2: “-5” is not a number of ballots"),
        (blt("0 1 2 0"), "Line 2: “0” is not a number of ballots"),
        (blt("1.5 1 2 0"), "Line 2: “1.5” is not a number of ballots"),
        (blt("1e3 1 2 0"), "Line 2: “1e3” is not a number of ballots"),
        (blt("9999999999999 1 0"), "Line 2: “9999999999999” is not a number"),
        (blt("٣ 1 0"), "Line 2: “٣” is not a number of ballots"),
        (blt("nan 1 0"), "Line 2: “nan” is not a number of ballots"),
        (blt("4 1 2"), "Line 2: “4 1 2” is not a ballot"),
        (blt("4"), "Line 2: “4” is not a ballot"),
        (blt("-7\n4 1 0"), "Line 2: “7” is not a candidate"),
        (blt("4 1 0\n-2"), "Line 3: “-2” is not a ballot"),
        (blt("[nick a a b]\n1 a 0"), "Line 2: give each of 3 candidates"),
        (blt("[tie 9]\n1 1 0"), "Line 2: “9” is not a candidate"),
        (blt("1 1 0", head="0 1"), "Line 1 announces 0 candidates"),
        (blt("1 1 0", head="5000 1"), "from 1 to 1000"),
        (blt("1 1 0", tail='"A"\n"B"'), "Only 2 of 3 candidates have a name"),
        ("3 2\n4 1 2 0\n", "do not end with a line of 0"),
    ],
)
def test_a_blt_file_that_breaks_its_form_is_refused_with_the_line(text: str, sentence: str):
    assert looks_like_blt(text)
    with pytest.raises(Refused, match=sentence.replace(".", r"\.")) as refused:
        read_blt(text)
    assert refused.value.field == "file"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("4,1,3,", "Line 2: “3” is not a candidate"),
        ("4,1,1,", "Line 2: a ballot names candidate 1 twice"),
        ("4,1,,2,", "Line 2: “” is not a candidate"),
        ("-4,1,", "Line 2: “-4” is not a number of ballots"),
        ("x", "Line 2: “x” is not a number of ballots"),
        ('"Candidate 7","X","Y",', 'Line 2: “"Candidate 7"'),
    ],
)
def test_a_ward_that_breaks_its_form_is_refused_with_the_line(line: str, sentence: str):
    text = WARD.replace("4,1,2,", line)
    assert looks_like_ward(text)
    with pytest.raises(Refused, match=sentence):
        read_ward(text)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("4: 1,2", "4: 1,7", "Line 5: “7” is not a candidate"),
        ("4: 1,2", "4: 1,{1,2}", "Line 5: a ballot names candidate 1 twice"),
        ("4: 1,2", "-4: 1,2", "Line 5: “-4” is not a number of ballots"),
        ("4: 1,2", "4 1,2", "Line 5: “4 1,2” is not a ballot"),
        ("4: 1,2", "4: 1,{2", "Line 5: “4: 1,{2” is not a ballot"),
        ("NAME 2", "NAME 1", "Line 4: alternative 1 is named twice"),
        ("NAME 2", "NAME 3", "number 2 has no name"),
        ("TYPE: soi", "TYPE: cat", "of type “cat”"),
        ("VOTERS: 6", "VOTERS: 7", "7 voters, and there are ballots of 6"),
    ],
)
def test_preflib_that_breaks_its_form_is_refused_with_the_line(old: str, new: str, sentence: str):
    text = PREFLIB.replace(old, new)
    assert looks_like_preflib(text)
    with pytest.raises(Refused, match=sentence.replace("{", r"\{")):
        read_preflib(text)


@given(st.text(alphabet='0123456789 =-,:;{}[]#"\n\\ab鹤', max_size=80), st.sampled_from("bwp"))
def test_no_text_does_worse_than_be_refused(text: str, kind: str):
    head = {"b": "3 2\n", "w": "2,1,\n", "p": "# ALTERNATIVE NAME 1: A\n"}[kind]
    read = {"b": read_blt, "w": read_ward, "p": read_preflib}[kind]
    try:
        file = read(head + text)
    except Refused:
        return
    assert isinstance(file, BallotFile)
    for ranking, count in file.rankings:
        assert count > 0
        assert {name for rank in ranking for name in rank} <= set(file.candidates)


def each_in(archive: Path, folder: Path) -> list[Path]:
    with zipfile.ZipFile(archive) as whole:
        whole.extractall(folder)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_every_shared_election_of_preflib_is_read(tmp_path: Path):
    files = [
        path
        for path in each_in(shared_data("ballots/preflib_elections.zip"), tmp_path)
        if path.suffix in (".soc", ".soi", ".toc", ".toi")
    ]
    assert len(files) > 25
    for path in files:
        file = read_ballots(path)
        voters = sum(count for _, count in file.rankings)
        voters += sum(each.ballots for each in file.set_aside)
        assert str(voters) == file.details["NUMBER VOTERS"]


def test_every_shared_blt_file_is_read(tmp_path: Path):
    files = [
        path
        for path in each_in(shared_data("ballots/stv_reference_counts.zip"), tmp_path)
        if path.suffix == ".blt"
    ]
    assert len(files) == 28
    for path in files:
        file = read_ballots(path)
        assert len(file.candidates) >= 3
        assert file.seats
        assert file.rankings


def test_a_name_without_end_is_refused_with_its_line(tmp_path: Path):
    path = tmp_path / "ward.csv"
    path.write_text(WARD.replace('"B"', f'"{"B" * 200_000}"'), encoding="utf-8")
    with pytest.raises(Refused, match=r"Line 5: .* is not a candidate"):
        read_ballots(path)
