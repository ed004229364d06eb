"""A study of what nobody would write by hand: odd names, endless times, kinds without number."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.utils import translation

from cohive.engine.frames import COLUMNS
from cohive.house.command import main

REPORT_BYTES_MAX = 2_000_000
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067]")


def row(number: int, at: str, actor: str, thing: str, kind: str, parent: str = "") -> str:
    cells = {"id": f"i{number}", "at": at, "actor": actor, "verb": "Create", "object": thing}
    cells |= {"object_kind": kind, "parent": parent, "weight": "1", "role": "member"}
    return ",".join(f'"{cells.get(name, "")}"' for name in COLUMNS)


def studied(folder: Path, rows: Iterable[str], *more: str) -> tuple[str, dict]:
    """The report and the record of a frame with these rows."""
    text = "\n".join([",".join(COLUMNS), *rows]) + "\n"
    (folder / "odd.csv").write_text(text, encoding="utf-8")
    with translation.override("en"):
        assert main(["study", str(folder / "odd.csv"), "--out", str(folder / "out"), *more]) == 0
    return (
        (folder / "out" / "report.html").read_text("utf-8"),
        json.loads((folder / "out" / "study.json").read_text("utf-8")),
    )


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.mark.parametrize(
    ("years", "columns", "said"),
    [
        ((1, 9999), 101, "People of each hundred years"),
        ((1000, 2026), 104, "People of each ten years"),
        ((1900, 2026), 128, "People of each year"),
    ],
)
def test_the_longest_times_are_drawn_in_longer_stretches(
    tmp_path: Path, years: tuple[int, int], columns: int, said: str
):
    first, last = years
    page, record = studied(
        tmp_path,
        [
            row(1, f"{first:04}-01-01T00:00:00Z", "mei", "a", "work"),
            row(2, f"{last:04}-12-31T23:59:59Z", "mei", "b", "work"),
            row(3, f"{last:04}-12-31T23:59:59Z", "bo", "c", "work"),
        ],
    )
    assert said in page
    periods = record["participation"]["periods"]
    assert abs(len(periods) - columns) <= 1
    assert periods[-1] == {
        "start": periods[-1]["start"], "acts": 2, "people": 2, "newcomers": 1
    }  # fmt: skip
    assert sum(period["acts"] for period in periods) == 3
    assert len(page.encode()) < 300_000


def test_kinds_without_number_are_ranked_and_the_others_counted(tmp_path: Path):
    kinds = 3_000
    rows = [row(0, "", "mei", "root", "kind 0")]
    rows += [
        row(number, "", f"p{number % 50}", f"t{number}", f"kind {number}" + "y" * 3_000, "root")
        for number in range(1, kinds)
    ]
    page, record = studied(tmp_path, rows)
    assert f"{kinds - 100:,} rarer kinds" in page
    assert len(record["participation"]["kinds"]) == kinds
    assert len(page.encode()) < REPORT_BYTES_MAX / 4
    assert len([one for one in record["figures"] if one["key"].startswith("derived_")]) == 20
    assert "80 kinds with fewer things are in study.json alone." in page


def test_many_circles_are_one_number(tmp_path: Path):
    rows = [
        row(number, "", f"p{number}", f"t{number}", "work", f"t{number ^ 1}")
        for number in range(10_000)
    ]
    page, record = studied(tmp_path, rows)
    assert record["lineage"][0]["circular"] == 10_000
    assert len(page.encode()) < 300_000


def test_money_of_many_kinds_is_ranked_and_the_others_counted(tmp_path: Path):
    rows = []
    for number in range(1_000):
        cells = {"id": f"i{number}", "actor": "mei", "verb": "Offer", "object": f"o{number}"}
        cells |= {
            "object_kind": f"kind {number}",
            "amount": "100",
            "currency": "EUR",
            "weight": "1",
        }
        rows.append(",".join(cells.get(name, "") for name in COLUMNS))
    page, record = studied(tmp_path, rows)
    assert len(record["turnover"]) == 1_000
    assert "900 more are in study.json." in page


def test_challenges_of_all_times_are_drawn_in_longer_stretches(tmp_path: Path):
    rows = ["design,user,approved date,avg score,votes,printed,challenge"]
    for year in range(1, 9999, 3):
        rows += [f"d{year}-{n},u{n},{year:04}-0{1 + n % 9}-10,{n % 5},9,{n % 2},c" for n in (1, 2)]
    (tmp_path / "d.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with translation.override("en"):
        assert main(["study", str(tmp_path / "d.csv"), "--out", str(tmp_path / "out")]) == 0
    record = json.loads((tmp_path / "out" / "study.json").read_text("utf-8"))
    months = record["challenges"]["months"]
    assert (months[0]["month"], months[-1]["month"]) == ("0000–0099", "9900–9999")
    assert len(months) == 100
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "The middle score of each stretch of time" in page
    assert len(page.encode()) < 400_000


STEERING = "\x1b[31m\x07\x7f\x9b\u202e\u2066evil\u2069\u2069\u202c"


def test_what_steers_is_shown_in_report_record_and_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = [
        row(n, f"2026-01-0{1 + n % 9}T10:00:00Z", f"{STEERING}{n % 12}", f"{STEERING}{n}",
            f"{STEERING}kind", f"{STEERING}{n // 2}" if n > 1 else "")
        for n in range(40)
    ]  # fmt: skip
    page, record = studied(tmp_path, rows)
    assert not RAW.search(page)
    assert "\u2068" not in page
    assert "␛[31m" in page
    assert record["participation"]["named"][0]["actor"].startswith(STEERING)
    assert not RAW.search((tmp_path / "out" / "study.json").read_text("utf-8"))
    said = capsys.readouterr()
    assert not RAW.search(said.out + said.err)


def test_what_comes_into_the_page_by_another_way_is_shown_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("cohive.house.study.names.isolated", str)
    rows = [row(n, "", f"{STEERING}{n % 12}", f"t{n}", f"{STEERING}kind") for n in range(40)]
    page, _record = studied(tmp_path, rows)
    assert "␛[31m" in page
    assert not RAW.search(page)


def test_a_name_from_right_to_left_keeps_to_its_own_place(tmp_path: Path):
    rows = [row(n, "", f"שלום{n % 3}", f"t{n}", "שירים", "t0" if n else "") for n in range(40)]
    page, _record = studied(tmp_path, rows)
    assert "\u2068שלום0\u2069" in page
    assert "\u2068שירים\u2069" in page
    assert page.count("\u2068") == page.count("\u2069")


@pytest.mark.skipif(os.name == "nt", reason="file names are Unicode here")
def test_a_name_that_is_not_utf_8_is_shown_escaped_and_works(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    source = Path(os.fsdecode(os.fsencode(tmp_path) + b"/n\xff.csv"))
    out = Path(os.fsdecode(os.fsencode(tmp_path) + b"/o\xfe"))
    source.write_text("actor,at\nmei,2026-01-01\nbo,2026-01-02\n", encoding="utf-8")
    with translation.override("en"):
        assert main(["study", str(source), "--kind", "csv", "--out", str(out)]) == 0
    assert "o\\xfe" in capsys.readouterr().out
    assert sorted(path.name for path in out.iterdir()) == [
        "frame.parquet", "report.html", "study.json",
    ]  # fmt: skip
    assert "n\\xff" in (out / "report.html").read_text("utf-8")
    record = json.loads((out / "study.json").read_text("utf-8"))
    assert record["source"]["rows"] == 2
    table = out.with_name(os.fsdecode(b"p\xff.parquet"))
    (out / "frame.parquet").rename(table)
    with translation.override("en"):
        assert main(["study", str(table), "--out", str(tmp_path / "again")]) == 0
    assert "p\\xff.parquet" in (tmp_path / "again" / "report.html").read_text("utf-8")
    (out / "study.json").unlink()
    (out / "report.html").rename(out / "frame.parquet")
    with translation.override("en"):
        assert main(["study", str(source), "--kind", "csv", "--out", str(out)]) == 2
    assert "In " in (said := capsys.readouterr().err)
    assert "o\\xfe stands a frame.parquet" in said
