"""Designs with scores: who made which, for what challenge, and the numbers beside."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median

import pytest

from cohive.bridges.histories import open_source
from cohive.bridges.histories.designs import Design, read_designs
from cohive.words.refusals import Refused
from tests.shared_data import shared_data

SAMPLE = Path(__file__).parent / "samples" / "histories" / "designs.csv"
HEADER = "design,user,score\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "designs.csv"
    path.write_text(text)
    return path


def test_numbers_are_read_and_what_is_not_said_is_none() -> None:
    assert read_designs(SAMPLE) == (
        Design("fox", "ines", date(2012, 7, 24), 3.88, 26, 10, 1, False, "forest"),
        Design("owl", "bo", date(2012, 8, 3), 2.5, 4, 0, 1, True, "forest"),
        Design("moss", None, None, None, None, None, None, False, "forest"),
        Design("fern", "ines", date(2012, 8, 4), None, 0, 0, 0, False, ""),
    )


def test_each_design_somebody_made_is_one_row_in_its_challenge() -> None:
    source = open_source(SAMPLE)
    rows = list(source)
    assert source.kind == "designs"
    assert [(row.actor, row.verb, row.object, row.circle) for row in rows] == [
        ("ines", "Create", "fox", "forest"),
        ("bo", "Create", "owl", "forest"),
        ("ines", "Create", "fern", None),
    ]
    assert rows[0].at == datetime(2012, 7, 24, tzinfo=UTC)
    assert (source.tally.read, source.tally.kept) == (4, 3)
    assert source.tally.examples == {"It names nobody who made it.": ["line 4"]}
    assert source.cannot_tell


def test_three_plain_columns_are_enough(tmp_path: Path) -> None:
    path = write(tmp_path, "Entry,Designer,Mean_Score\na,ines,4\n")
    assert read_designs(path) == (Design("a", "ines", None, 4.0, None, None, None, False, ""),)
    path = write(tmp_path, HEADER + "a,ines,4\n")
    assert read_designs(path)[0].mean_score == 4.0


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("a,ines,nan0", "Line 2, column “score”: This is no number."),
        ("a,ines,1e308", "Line 2, column “score”: This is no number."),
        ("a,ines,1e999", "Line 2, column “score”: This is no number."),
        (",ines,3", "Line 2, column “design”: It has no id."),
        ("a,ines,3,4", "Line 2, column “”: It has more cells than the first line has columns."),
        ("a,ines,3\na,bo,3", "Line 3, column “design”: This design stood in an earlier row."),
    ],
)
def test_a_row_that_is_no_design_is_named(tmp_path: Path, row: str, sentence: str) -> None:
    path = write(tmp_path, HEADER + row)
    with pytest.raises(Refused) as refused:
        read_designs(path)
    assert str(refused.value) == sentence
    source = open_source(path)
    assert len(list(source)) == source.tally.kept == source.tally.read - 1
    assert sum(source.tally.refused.values()) == 1


@pytest.mark.parametrize(
    ("name", "cell", "reason"),
    [
        ("date", "soon", "This is no day, such as 2026-03-01."),
        ("votes", "-1", "This is no whole number from 0."),
        ("fives", "1.5", "This is no whole number from 0."),
        ("printed", "perhaps", "Write 1 for yes or 0 for no."),
    ],
)
def test_a_cell_that_is_not_what_its_column_says_is_named(
    tmp_path: Path, name: str, cell: str, reason: str
) -> None:
    path = write(tmp_path, f"design,user,mean,{name}\na,ines,3,{cell}\n")
    with pytest.raises(Refused) as refused:
        read_designs(path)
    assert str(refused.value) == f"Line 2, column “{name}”: {reason}"


def test_a_column_named_at_length_is_cut(tmp_path: Path) -> None:
    path = write(tmp_path, f"design,user,mean{'_' * 50_000}score\na,ines,x\n")
    with pytest.raises(Refused) as refused:
        read_designs(path)
    assert len(str(refused.value)) < 120


def test_a_file_without_a_needed_column_or_without_designs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        read_designs(write(tmp_path, "design,mean\na,3\n"))
    assert str(refused.value) == ("There is no column for “user”. The columns are: design, mean.")
    with pytest.raises(Refused, match="no design"):
        read_designs(write(tmp_path, HEADER))


def test_a_shirt_contest_of_a_year_is_whole() -> None:
    path = shared_data("ideas/threadless_designs.csv.gz")
    designs = read_designs(path)
    scored = [each for each in designs if each.mean_score is not None]
    assert len(designs) == 20_528
    assert sum(each.approved is None for each in designs) == 13
    assert sum(each.printed for each in designs) == 315
    assert len({each.challenge for each in designs}) == 37
    assert median(each.mean_score or 0 for each in scored) == 2.62
    assert median(each.mean_score or 0 for each in scored if each.printed) == 2.96
    assert sum(each.printed for each in designs if each.challenge == "threadless") == 151
    source = open_source(path)
    assert source.kind == "designs"
    assert len(list(source)) == source.tally.kept == 20_515
    assert source.tally.refused == {"It names nobody who made it.": 13}
