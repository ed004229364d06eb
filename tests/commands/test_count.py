"""`cohive count`: ballots in a file and the name of a rule; who wins, stage by stage, and why."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from cohive.house.command import main
from cohive.house.command.words import COUNTING_METHODS
from cohive.house.computing import counting
from cohive.house.computing.counting import RULES
from tests.commands.conftest import Said

Run = Callable[..., Said]

SAMPLES = Path(__file__).parents[1] / "bridges" / "samples" / "ballots"
LANTERN = SAMPLES / "lantern.blt"
WARD = SAMPLES / "harbour_ward.csv"
POSTERS = SAMPLES / "posters.toi"
KEYS = ["method", "seats", "quota", "winners", "names", "stages", "ties", "explanation"]
POLL = """META
key;value
budget;1000
vote_type;approval
PROJECTS
project_id;cost;name
p1;600;Benches
p2;500;Trees
p3;400;Lamps
VOTES
voter_id;vote
1;p1,p2
2;p1
3;p2,p3
4;p1,p3
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Count a file by a rule, with more words if any."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")

    def count(file: Path | str, method: str, *words: str) -> Said:
        capsys.readouterr()
        with translation.override("en"):
            status = main(["count", str(file), "--method", method, *words])
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return count


@pytest.fixture
def counted(run: Run) -> Callable[..., dict[str, Any]]:
    """The JSON of a count that must work."""

    def count(file: Path | str, method: str, *words: str) -> dict[str, Any]:
        said = run(file, method, *words, "--json")
        assert (said.status, said.err) == (0, "")
        document: dict[str, Any] = json.loads(said.out)
        assert list(document) == KEYS + (["usual", "raters"] if method == "score" else [])
        for stage in document["stages"]:
            assert list(stage) == ["n", "totals", "elected", "excluded"]
        return document

    return count


@pytest.fixture
def poll(tmp_path: Path) -> Path:
    path = tmp_path / "poll.pb"
    path.write_text(POLL, encoding="utf-8")
    return path


def test_every_rule_of_the_command_line_is_there():
    assert set(RULES) == set(COUNTING_METHODS)


def test_the_document_of_a_transferable_vote(counted):
    document = counted(LANTERN, "stv-scottish")
    assert document["method"] == "stv-scottish"
    assert (document["seats"], document["quota"]) == (2, 5)
    assert sorted(document["winners"]) == [1, 3]
    assert document["names"] == {"1": "Crane 鹤", "2": "Buoy # 7", "3": 'The "small" lantern'}
    assert document["stages"] == [
        {
            "n": 1,
            "totals": {"1": "6.00000", "2": "0.00000", "3": "6.00000"},
            "elected": document["winners"],
            "excluded": [],
        }
    ]
    assert document["explanation"][0] == (
        "Single transferable vote, Scottish rule; seats: 2. Whoever has 5 votes of 12 valid "
        "ballots is elected."
    )
    assert "Ballots without one first preference, not counted: 1." in document["explanation"]
    assert "Blank ballots, not counted: 4 (lines: 8, 9)." in document["explanation"]
    assert "Withdrawn, and passed over on every ballot: Fog." in document["explanation"]


def test_totals_have_five_decimals_and_stages_their_sentences(counted):
    document = counted(WARD, "stv-scottish")
    assert document["quota"] == 6
    assert document["stages"][1]["totals"]["2"] == "5.99995"
    assert document["winners"] == [1, 2]
    assert document["explanation"][-3].startswith("The surplus of Ann Orr, 1 of 7 votes")


def test_a_tie_names_who_was_tied_and_the_lot_follows_the_seed(counted, tmp_path: Path):
    path = tmp_path / "tied.blt"
    path.write_text('2 1\n3 1 0\n3 2 0\n0\n"A"\n"B"\n', encoding="utf-8")
    winners = set()
    for seed in range(12):
        document = counted(path, "irv", "--seed", str(seed))
        again = counted(path, "irv", "--seed", str(seed))
        assert document == again
        [tie] = document["ties"]
        assert tie["stage"] == 1
        assert sorted(tie["among"]) == sorted(tie["order"]) == [1, 2]
        assert tie["order"][0] == document["winners"][0]
        assert "By lot" in tie["sentence"]
        winners.add(document["winners"][0])
    assert winners == {1, 2}


def test_each_rule_reads_the_same_orders(counted):
    assert counted(POSTERS, "plurality")["winners"] == [1]
    assert counted(POSTERS, "irv")["winners"] == [1]
    assert counted(POSTERS, "stv-scottish", "--seats", "2")["winners"] == [1, 2]
    schulze = counted(POSTERS, "schulze")
    assert schulze["winners"] == [1]
    assert schulze["stages"][0]["totals"] == {"1": "2", "2": "1", "3": "0"}
    approval = counted(POSTERS, "approval", "--seats", "2")
    assert approval["stages"][0]["totals"] == {"1": "7", "2": "6", "3": "2"}
    assert any(each.startswith("These ballots are orders") for each in approval["explanation"])


def test_seats_on_the_command_line_go_first(counted):
    assert counted(WARD, "plurality")["seats"] == 2
    assert counted(WARD, "plurality", "--seats", "1")["winners"] == [1]
    runoff = counted(WARD, "irv")
    assert runoff["seats"] == 1
    assert "The file speaks of 2 seats; instant runoff fills one." in runoff["explanation"]


def test_projects_keep_their_ids(counted, poll: Path):
    greedy = counted(poll, "greedy-pb")
    assert greedy["winners"][0] == "p1"
    assert greedy["seats"] is None
    assert greedy["quota"] is None
    assert greedy["names"]["p3"] == "Lamps"
    assert set(counted(poll, "greedy-pb", "--budget", "600.50")["winners"]) == {"p1"}
    assert counted(poll, "equal-shares")["winners"]
    assert counted(poll, "approval")["winners"] == ["p1"]


def test_a_sheet_of_points_is_scored(run: Run, counted, tmp_path: Path):
    path = tmp_path / "points.csv"
    path.write_text("voter,Tide,Gulls\nann,5,3\nbo,4,2\ncho,5,\ndee,,1\n", encoding="utf-8")
    document = counted(path, "score")
    assert [document["names"][one] for one in document["winners"]] == ["Tide"]
    assert document["seats"] == 1
    assert len(document["stages"][-1]["totals"]) == 2
    assert len(counted(path, "score", "--seats", "2")["winners"]) == 2
    assert "3 seats for 2 candidates" in run(path, "score", "--seats", "3").err


def test_the_document_of_scores_says_how_each_rater_was_corrected(counted, tmp_path: Path):
    path = tmp_path / "sheet.csv"
    rows = ["54,", "54,", "55,", "44,", ",23", ",13", ",24", ",23", ",23", "334"]
    cells = [[sign.strip(",") for sign in row] for row in rows]
    lines = [f"v{n}," + ",".join(row) for n, row in enumerate(cells)]
    path.write_text("voter,Lantern,Kite,Boat\n" + "\n".join(lines) + "\n", encoding="utf-8")
    document = counted(path, "score")
    raters = {rater["id"]: rater for rater in document["raters"]}
    assert list(raters["v0"]) == ["id", "scores", "harshness", "stretch", "weight"]
    assert raters["v0"]["scores"] == 2
    assert raters["v0"]["harshness"] < 0 < raters["v4"]["harshness"]
    for place, key in enumerate(("Lantern", "Kite", "Boat")):
        corrected = [
            (rater["weight"], rater["stretch"] * (int(row[place]) + rater["harshness"] - usual))
            for n, row in enumerate(cells)
            if row[place]
            for rater, usual in [(raters[f"v{n}"], document["usual"])]
        ]
        again = document["usual"] + sum(w * each for w, each in corrected) / sum(
            weight for weight, _ in corrected
        )
        entry = next(one for one, name in document["names"].items() if name == key)
        assert float(document["stages"][-1]["totals"][entry]) == pytest.approx(again, abs=1e-5)
    lines.reverse()
    path.write_text("voter,Lantern,Kite,Boat\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert counted(path, "score") == document


def test_the_rule_of_scores_can_be_chosen_and_no_other_method_has_one(
    run: Run, counted, poll: Path, tmp_path: Path
):
    path = tmp_path / "points.csv"
    path.write_text("voter,Tide,Gulls\nann,5,3\nbo,4,2\ncho,5,\ndee,,1\n", encoding="utf-8")
    last = {
        rule: counted(path, "score", "--rule", rule)["explanation"][-1]
        for rule in ("mean", "trimmed", "calibrated")
    }
    assert last["mean"].startswith("As given: Tide")
    assert last["trimmed"].startswith("Without the highest")
    assert last["calibrated"].startswith("With every rater put")
    said = run(poll, "greedy-pb", "--rule", "mean")
    assert said.status == 2
    assert "--rule says which score decides. “greedy-pb” has no scores." in said.err


def test_points_of_zero_and_one_are_approvals(run: Run, counted, tmp_path: Path):
    path = tmp_path / "ticks.csv"
    path.write_text("voter,Tide,Gulls\nann,1,0\nbo,1,1\ncho,0,0\n", encoding="utf-8")
    document = counted(path, "approval")
    assert sorted(document["stages"][0]["totals"].values()) == ["1", "2"]
    path.write_text("voter,Tide,Gulls\nann,5,0\n", encoding="utf-8")
    assert run(path, "approval").status == 2


def test_packed_files_are_counted_too(counted, tmp_path: Path):
    text = LANTERN.read_bytes()
    (tmp_path / "a.blt.gz").write_bytes(gzip.compress(text))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as whole:
        whole.writestr("a.blt", text)
    plain = counted(LANTERN, "stv-scottish")
    assert counted(tmp_path / "a.blt.gz", "stv-scottish") == plain
    assert counted(tmp_path / "a.zip", "stv-scottish") == plain


def test_a_person_reads_a_table_and_a_sentence_for_each_stage(run: Run):
    said = run(POSTERS, "stv-scottish", "--seats", "2")
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0] == "Posters"
    head = next(n for n, line in enumerate(lines) if line.split() == ["Stage", "1"])
    assert [line.split() for line in lines[head + 1 : head + 5]] == [
        ["Tide", "5", "elected", "at", "stage", "1"],
        ["Gulls:", "three", "4", "elected", "at", "stage", "1"],
        ["夜渡", "0"],
        ["Held", "by", "nobody", "0"],
    ]
    assert any(line.startswith("Stage 1. The first preferences of 9 ballots") for line in lines)


def test_the_columns_of_the_table_stand_under_each_other(run: Run):
    said = run(LANTERN, "stv-scottish")
    rows = [line for line in said.out.splitlines() if line.endswith("elected at stage 1")]
    assert len(rows) == 2
    chinese = next(row for row in rows if "鹤" in row)
    other = next(row for row in rows if "鹤" not in row)
    assert len(chinese) + 1 == len(other)  # one sign is two columns wide


def test_many_stages_go_below_each_other(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "60")
    path = tmp_path / "many.blt"
    ballots = "".join(f"{n + 10} {n} 0\n" for n in range(1, 13))
    names = "".join(f'"Candidate with the number {n}"\n' for n in range(1, 13))
    path.write_text(f"12 1\n{ballots}0\n{names}", encoding="utf-8")
    lines = run(path, "irv").out.splitlines()
    heads = [n for n, line in enumerate(lines) if line.startswith(" ")]
    assert len(heads) > 1
    said = " ".join(lines[n] for n in heads).split()
    assert said == [word for n in range(1, 12) for word in ("Stage", str(n))]
    assert max(len(line) for line in lines[heads[0] : heads[-1]]) <= 60
    assert sum(line.endswith("elected at stage 11") for line in lines) == 1


@pytest.mark.parametrize("method", ["greedy-pb", "equal-shares", "score"])
def test_orders_hold_no_points_and_no_projects(run: Run, method: str):
    said = run(LANTERN, method)
    assert said.status == 2
    assert said.err.startswith(f"“lantern.blt”: “{method}” counts ")


@pytest.mark.parametrize("method", ["plurality", "irv", "stv-scottish", "schulze"])
def test_projects_are_no_orders(run: Run, poll: Path, method: str):
    said = run(poll, method, "--seats", "1")
    assert said.status == 2
    assert "“poll.pb”" in said.err
    assert "counts orders of candidates" in said.err


def test_orders_of_everybody_say_nothing_of_approval(run: Run, tmp_path: Path):
    path = tmp_path / "all.blt"
    path.write_text('2 1\n3 1 2 0\n3 2 1 0\n0\n"A"\n"B"\n', encoding="utf-8")
    said = run(path, "approval")
    assert said.status == 2
    assert "This file does not say that" in said.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("stv-scottish",), "does not say how many seats there are"),
        (("stv-scottish", "--seats", "9"), "There are 9 seats for 3 candidates"),
        (("plurality", "--seats", "0"), "The number of seats is 0"),
        (("schulze", "--seats", "-1"), "The number of seats is -1"),
        (("irv", "--seats", "2"), "Instant runoff fills one seat"),
        (("greedy-pb", "--budget", "NaN"), "“NaN” is not a budget"),
        (("greedy-pb", "--budget", "1e99"), "“1e99” is not a budget"),
        (("greedy-pb", "--budget", "9" * 400), "is not a budget"),
        (("greedy-pb", "--budget", "0"), "counts votes on projects"),
    ],
)
def test_what_cannot_be_asked_is_refused(run: Run, words: tuple[str, ...], sentence: str):
    said = run(POSTERS, *words)
    assert (said.status, said.out) == (2, "")
    assert sentence in said.err
    assert "posters.toi" in said.err or "budget" in said.err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b'2 1\n0\n"A"\n"B"\n', "There is no ballot to count"),
        (b'2 1\n3 0\n0\n"A"\n"B"\n', "There is no ballot to count"),
        (b'2 1\n3 5 0\n0\n"A"\n"B"\n', "Line 2: “5” is not a candidate"),
        (b'2 1\n-3 1 0\n0\n"A"\n"B"\n', "Line 2: “-3” is not a number of ballots"),
        (b'2 3\n3 1 0\n0\n"A"\n"B"\n', "There are 3 seats for 2 candidates"),
        (b'2 1\n-1\n-2\n3 1 0\n0\n"A"\n"B"\n', ""),
        (gzip.compress(LANTERN.read_bytes(), mtime=0)[:-9], "damaged or cut off"),
        (b"\x1b[2Jx", "no ballot file known here"),
    ],
)
@pytest.mark.parametrize("method", ["plurality", "stv-scottish", "irv", "schulze"])
def test_a_bad_file_is_one_sentence_that_names_it(
    run: Run, tmp_path: Path, content: bytes, sentence: str, method: str
):
    path = tmp_path / "odd.blt"
    path.write_bytes(content)
    said = run(path, method)
    if "seats" in sentence and method == "irv":
        assert said.status == 0  # which fills one
        return
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith("“odd.blt”: ")
    assert sentence in said.err
    assert said.err.count("\n") == 1
    assert "\x1b" not in said.err


def test_a_name_cannot_steer_the_terminal(run: Run, tmp_path: Path):
    path = tmp_path / "x.blt"
    path.write_bytes(b'1 1\n3 1 0\n0\n"\x1b[31mA\x07"\n"\x1b]0;t"\n')
    for method in ("plurality", "schulze", "stv-scottish"):
        said = run(path, method)
        assert said.status == 0
        assert "\x1b" not in said.out
        assert "\x07" not in said.out


def test_a_missing_file_and_a_folder_are_named(run: Run, tmp_path: Path):
    for path in (tmp_path, tmp_path / "nowhere.blt"):
        said = run(path, "irv")
        assert said.status == 2
        assert path.name in said.err


def test_equal_shares_of_more_votes_than_it_can_count_are_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = tmp_path / "poll.pb"
    poll.write_text(POLL)
    monkeypatch.setattr(counting, "WISHES_MAX", 6)
    said = run(poll, "equal-shares")
    assert said.status == 2
    assert "hold 7 votes for projects" in said.err
    assert run(poll, "greedy-pb").status == 0


@pytest.mark.parametrize("number", ["1_0", "１", "٣", " 1", "1.0", "9" * 41])
@pytest.mark.parametrize("option", ["--seats", "--seed"])
def test_a_number_on_the_command_line_is_written_with_the_digits_0_to_9(
    capsys: pytest.CaptureFixture[str], option: str, number: str
) -> None:
    assert main(["count", "votes.blt", "--method", "irv", option, number]) == 2
    assert f"argument {option}: “{number}” is no whole number" in capsys.readouterr().err
