"""`cohive study`: a history in; a table, numbers and a report that stands alone out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pytest
from django.utils import translation

from cohive.engine.frames import COLUMNS
from cohive.house.command import main
from cohive.house.study import found
from tests.browser import axe_violations, new_page, sideways

HEAD = ",".join(COLUMNS)
Study = Callable[..., Path]


def row(key: str, at: str, actor: str, verb: str, thing: str, kind: str, parent: str = "") -> str:
    return f"{key},{at},{actor},{verb},{thing},{kind},,{parent},,,,,,"


def story() -> Sequence[str]:
    """Forty weeks of a small label: songs, remixes of them, boosts, one program."""
    rows = []
    for week in range(40):
        day = f"2025-{1 + week // 4:02}-{1 + 7 * (week % 4):02}T{8 + week % 12:02}:15:00Z"
        rows.append(row(f"s{week}", day, f"p{week % 17}", "Create", f"song-{week}", "work"))
        if week:
            rows.append(
                row(
                    f"r{week}", day, f"p{week % 5}", "Create", f"remix-{week}", "work",
                    f"song-{week // 2}",
                )
            )  # fmt: skip
        for number in range(week % 7):
            above = f"song-{week}" if number < 2 else f"b{week}-{number - 2}"
            rows.append(
                row(
                    f"b{week}-{number}", day, f"f{week}-{number}", "Announce",
                    f"b{week}-{number}", "boost", above,
                )
            )  # fmt: skip
    rows.append(row("x", "2025-05-01T00:00:00Z", "", "Create", "nobody's", "work"))
    return rows


@pytest.fixture
def study(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Study:
    """Study the story (or what is given) into a folder of its own; the error stream is kept."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*more: str, rows: Sequence[str] | None = None, out: str = "out") -> Path:
        source = tmp_path / "label.csv"
        source.write_text("\n".join([HEAD, *(rows or story())]) + "\n", encoding="utf-8")
        with translation.override("en"):
            status = main(["study", str(source), "--kind", "frame", "--out", out, *more])
        assert status == 0, capsys.readouterr().err
        return tmp_path / out

    return run


def test_a_study_is_a_table_numbers_and_a_report(study: Study):
    folder = study()
    assert sorted(path.name for path in folder.iterdir()) == [
        "frame.parquet",
        "report.html",
        "study.json",
    ]
    frame = pl.read_parquet(folder / "frame.parquet")
    found = json.loads((folder / "study.json").read_text("utf-8"))
    assert found["source"]["rows"] == frame.height == found["source"]["kept"]
    assert found["source"]["read"] == frame.height + 1
    assert found["source"]["refused"] == [
        {
            "reason": "This is empty, and every act has it.",
            "count": 1,
            "places": [f"row {frame.height + 1}, column actor"],
        }
    ]
    figures = {figure["key"]: figure for figure in found["figures"]}
    assert figures["people"]["value"] == frame["actor"].n_unique()
    assert figures["derived_work"]["value"] == pytest.approx(39 / 79)
    assert figures["cascade_depth"]["value"] == 2
    assert all(figure["how"] and figure["of"] for figure in figures.values())
    assert found["lineage"][0]["generations"][0] == 40
    assert found["cascades"]["summary"]["cascades"] == 34


def test_the_report_asks_for_nothing_from_anywhere(study: Study):
    page = (study() / "report.html").read_text("utf-8")
    asked = re.findall(r'(?:src|href|url|action)\s*[=(]\s*["\']?([^"\')>\s]+)', page)
    assert [one for one in asked if not one.startswith(("#", "data:"))] == []
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_the_same_source_gives_the_same_bytes(study: Study):
    first, second = study(out="one"), study(out="two")
    for name in ("frame.parquet", "study.json", "report.html"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_a_study_replaces_the_one_that_stood_there(study: Study):
    folder = study()
    (folder / "report.html").write_text("old", encoding="utf-8")
    study()
    assert (folder / "report.html").read_text("utf-8") != "old"
    assert len(list(folder.iterdir())) == 3


def test_the_report_speaks_chinese(study: Study):
    page = (study("--language", "zh-hans") / "report.html").read_text("utf-8")
    assert '<html lang="zh-Hans">' in page
    words = re.sub(r"<style>.*?</style>|<[^>]+>|&[^;]+;", " ", page, flags=re.DOTALL)
    english = re.findall(r"\b[A-Za-z]{4,}(?: [A-Za-z]+){2,}", words)
    assert english == []


def test_words_from_the_source_cannot_break_the_report(study: Study):
    bad = "<script>alert(1)</script>"
    rows = [row(str(n), "2026-01-01T10:00:00Z", f"{bad}{n % 3}", "Create", f"{n}", bad)
            for n in range(20)]  # fmt: skip
    page = (study(rows=rows) / "report.html").read_text("utf-8")
    assert "<script" not in page


def test_a_single_act_is_studied_without_a_fault(study: Study):
    page = (study(rows=[row("1", "", "mei", "Create", "song", "work")]) / "report.html").read_text()
    assert "1 act in all." in page
    assert "The source gives no times." in page


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere.csv"], "There is no"),
        (["notes.txt"], "Say its kind"),
        (["notes.txt", "--kind", "frame"], "notes.txt is none"),
        (["notes.txt", "--kind", "telepathy"], "no kind of history"),
        (["empty.csv", "--kind", "frame"], "is no frame"),
        (["letters.csv", "--kind", "frame", "--map", "notes.txt"], "the kind frame takes none"),
        (["letters.csv", "--kind", "csv"], "of 2 records. line 2, column type: Messages between"),
        (["letters.csv", "--kind", "csv"], "a frame. line 3, column date: This is no instant"),
    ],
)
def test_what_cannot_be_studied_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    sentence: str,
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (tmp_path / "notes.txt").write_text("Some notes.\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    letters = "date,user,type\n2026-01-01,ann,dm\nsoon,ann,post\n"
    (tmp_path / "letters.csv").write_text(letters, encoding="utf-8")
    assert main(["study", *arguments, "--out", "out"]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_one_sentence(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    study()
    assert main(["study", "label.csv", "--kind", "frame", "--out", "taken"]) == 2
    assert "taken cannot be written" in capsys.readouterr().err


@pytest.mark.browser
@pytest.mark.sqlite_only
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_report_is_fit_to_be_read_on_any_screen(study: Study, chromium, language: str):
    folder = study("--language", language)
    for width, theme in ((360, "dark"), (1280, "light")):
        page = new_page(chromium, width=width, theme=theme)
        page.goto((folder / "report.html").as_uri())
        assert sideways(page) == 0
        assert axe_violations(page) == []
        page.close()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_challenge_says_how_the_choice_followed_the_votes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    rows = ["design,user,approved date,avg score,votes,printed,challenge"]
    for number in range(120):
        score = 1 + number % 40 / 10
        rows.append(
            f"d{number},u{number % 31},2025-{1 + number // 20:02}-10,{score},{100 + number},"
            f"{int(score > 4.2 or number % 29 == 0)},{'sea' if number % 2 else 'land'}"
        )
    rows.append("d0,,2025-01-01,lots,1,1,sea")
    (tmp_path / "challenge.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    with translation.override("en"):
        assert main(["study", "challenge.csv", "--out", "out", "--language", language]) == 0
    found = json.loads((tmp_path / "out" / "study.json").read_text("utf-8"))["challenges"]
    assert found["overall"]["n"] == 120
    assert 0.7 < found["overall"]["choice_by_score"]["low"] < 1
    assert [line["challenge"] for line in found["challenges"]] == ["land", "sea"]
    assert len(found["months"]) == 6
    assert {"votes", "votes-time"} <= set(
        re.findall(r'<section[^>]*id="([^"]+)"', (tmp_path / "out" / "report.html").read_text())
    )


def test_a_frame_needs_no_kind_to_be_known(study: Study, tmp_path: Path):
    folder = study()
    with translation.override("en"):
        assert main(["study", str(folder / "frame.parquet"), "--out", "again"]) == 0
        assert main(["study", "label.csv", "--out", "csv"]) == 0
    first, second = (
        json.loads((tmp_path / name / "study.json").read_text("utf-8")) for name in ("out", "again")
    )
    assert first["participation"] == second["participation"]
    third = json.loads((tmp_path / "csv" / "study.json").read_text("utf-8"))
    assert third["source"]["kind"] == "frame"


def test_a_collective_and_its_host_are_no_people(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    sample = Path(__file__).parents[1] / "bridges" / "samples" / "histories"
    [source] = sample.glob("*collective*.csv")
    with translation.override("en"):
        assert main(["study", str(source), "--out", "out"]) == 0
    found = json.loads((tmp_path / "out" / "study.json").read_text("utf-8"))["participation"]
    assert found["staff"] == 0
    assert found["others_acts"] > 0
    assert (
        found["acts"] + found["others_acts"] + found["bot_acts"]
        == pl.read_parquet(tmp_path / "out" / "frame.parquet").height
    )


def test_a_link_that_waits_in_the_folder_is_not_followed(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    victim = tmp_path / "victim"
    victim.write_text("mine", encoding="utf-8")
    folder = study()
    for name in (".report.new.html", "report.html"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(victim)
    assert main(["study", "label.csv", "--kind", "frame", "--out", "out"]) == 2
    assert "Choose another folder" in capsys.readouterr().err
    (folder / "report.html").unlink()
    study()
    assert victim.read_text("utf-8") == "mine"


FOREIGN = {
    "report.html": "<p>My thesis about Cohive study",
    "study.json": '{"study": "of bees"}',
    "frame.parquet": "PAR1",
}


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_a_file_that_no_study_wrote_is_not_replaced(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
):
    study()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text(FOREIGN[name], encoding="utf-8")
    assert main(["study", "label.csv", "--kind", "frame", "--out", "mine"]) == 2
    said = capsys.readouterr().err
    assert f"In mine stands a {name} that no study wrote" in said
    assert [path.name for path in (tmp_path / "mine").iterdir()] == [name]
    assert (tmp_path / "mine" / name).read_text("utf-8") == FOREIGN[name]


def test_a_file_in_the_place_of_the_report_is_refused_before_the_long_work(
    study: Study, monkeypatch: pytest.MonkeyPatch
):
    (study() / "study.json").write_text("{}", encoding="utf-8")
    (Path("out") / "report.html").write_text("mine", encoding="utf-8")

    def read(*_: object, **__: object) -> None:
        pytest.fail("the source was read")

    monkeypatch.setattr("cohive.house.command.study.opened_source", read)
    assert main(["study", "label.csv", "--kind", "frame", "--out", "out"]) == 2


def test_a_file_that_comes_while_we_compute_is_not_replaced_either(
    study: Study, monkeypatch: pytest.MonkeyPatch
):
    study()

    def slow(*arguments: object) -> object:
        Path("late").mkdir()
        Path("late/report.html").write_text("mine", encoding="utf-8")
        return found(*arguments)

    monkeypatch.setattr("cohive.house.command.study.found", slow)
    assert main(["study", "label.csv", "--kind", "frame", "--out", "late"]) == 2
    assert [path.name for path in Path("late").iterdir()] == ["report.html"]
    assert Path("late/report.html").read_text("utf-8") == "mine"


def test_a_report_alone_is_known_by_its_own_mark(study: Study):
    folder = study()
    (folder / "study.json").unlink()
    (folder / "frame.parquet").unlink()
    assert len(list(study().iterdir())) == 3


def test_a_folder_without_a_name_is_one_sentence(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    study()
    before = sorted(tmp_path.iterdir())
    assert main(["study", "label.csv", "--kind", "frame", "--out", ""]) == 2
    assert "--out has no name" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_in_the_place_of_a_file_leaves_all_as_it_was(study: Study, tmp_path: Path):
    (tmp_path / "out" / "report.html").mkdir(parents=True)
    with pytest.raises(AssertionError):
        study()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["report.html"]
