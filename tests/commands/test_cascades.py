"""`cohive cascades` as a person types it: a file in, shapes and sentences out."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cohive.house.command import main
from tests.commands.conftest import Said
from tests.shared_data import shared_data

SAMPLES = Path(__file__).parents[1] / "bridges" / "samples" / "cascades"
Ask = Callable[..., Said]


@pytest.fixture
def ask(tmp_path: Path, capsys, monkeypatch) -> Ask:
    """Run the command on a file, or on a text written to one."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(given: Path | str | bytes, *words: str, name: str = "given.jsonl") -> Said:
        path = given
        if not isinstance(given, Path):
            path = tmp_path / name
            path.write_bytes(given if isinstance(given, bytes) else given.encode())
        status = main(["cascades", str(path), *words])
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return run


def answer(said: Said) -> dict:
    assert (said.status, said.err) == (0, "")
    return json.loads(said.out)


def test_trees_are_measured_one_by_one(ask: Ask):
    found = answer(ask(SAMPLES / "posters.jsonl", "--json"))
    assert found["cascades"] == [
        {
            "id": "ferry",
            "size": 7,
            "depth": 3,
            "breadth": 3,
            "structural_virality": pytest.approx(46 / 21),
            "duration_seconds": 4_000,
            "label": "poster",
        },
        {
            "id": "quay",
            "size": 3,
            "depth": 2,
            "breadth": 1,
            "structural_virality": pytest.approx(4 / 3),
            "duration_seconds": None,
            "label": "poster",
        },
        {
            "id": "7",
            "size": 1,
            "depth": 0,
            "breadth": 1,
            "structural_virality": None,
            "duration_seconds": 0,
            "label": "song",
        },
        {
            "id": "lamp",
            "size": 4,
            "depth": 2,
            "breadth": 2,
            "structural_virality": pytest.approx(5 / 3),
            "duration_seconds": 45,
            "label": "song",
        },
    ]


def test_all_of_them_are_summed_up_with_what_is_odd(ask: Ask):
    summary = answer(ask(SAMPLES / "posters.jsonl", "--json"))["summary"]
    assert (summary["parents"], summary["size_counts_root"]) == ("given", True)
    assert (summary["cascades"], summary["nodes"], summary["passed_on"]) == (4, 15, 11)
    assert summary["fraction_single"] == 0.25
    assert summary["size"]["median"] == 3.5
    assert summary["reach_at_least"] == 8
    assert (summary["early"], summary["before_parent"]) == (1, 1)
    assert summary["counted"] == {
        "orphans": 2,
        "cascades_without_time": 1,
        "repeats": 0,
        "numbers_in_front": 0,
        "records_cut_off": 0,
    }
    assert set(summary["by_label"]) == {"poster", "song"}
    assert summary["by_label"]["song"]["cascades"] == 2
    assert summary["by_label"]["song"]["branching"]["window_seconds"] == 3_940
    said = " ".join(summary["explanation"])
    assert "Size counts the root" in said
    assert "5 of 11 passings on came by another passing on" in said
    assert "At least 8 different people" in said
    assert "too few cascades for an interval" in said
    assert "2 nodes have a parent that is not in the file; they stand under the root." in said


def test_who_knows_whom_beside_it_gives_inferred_parents(ask: Ask):
    found = answer(ask(SAMPLES / "harbour_cascades.txt", "--json"))
    assert [each["depth"] for each in found["cascades"]] == [3, 0, 1, 1]
    assert [each["structural_virality"] for each in found["cascades"]][1] is None
    summary = found["summary"]
    assert summary["parents"] == "inferred"
    inference = summary["inference"]
    assert (inference["rule"], inference["attached"], inference["orphans"]) == ("last", 5, 2)
    assert inference["other_rules"]["first"]["depth"]["largest"] == 1
    assert summary["counted"]["repeats"] == 1
    assert "inferred, not known" in " ".join(summary["explanation"])
    assert "label" not in found["cascades"][0]


def test_without_that_only_size_and_time_are_told(ask: Ask, tmp_path: Path):
    shutil.copy(SAMPLES / "harbour_cascades.txt", tmp_path / "harbour_cascades.txt")
    found = answer(ask(tmp_path / "harbour_cascades.txt", "--json"))
    assert found["cascades"][0] == {
        "id": "1",
        "size": 5,
        "depth": None,
        "breadth": None,
        "structural_virality": None,
        "duration_seconds": 300,
    }
    summary = found["summary"]
    assert (summary["parents"], summary["depth"], summary["branching"]) == ("unknown", None, None)
    assert "cannot be told" in " ".join(summary["explanation"])


def test_a_file_that_ends_within_a_record_says_so(ask: Ask):
    found = answer(ask(SAMPLES / "cut_cascades.txt", "--json"))
    assert [each["size"] for each in found["cascades"]] == [3, 2]
    assert found["summary"]["counted"]["records_cut_off"] == 1
    assert "perhaps cut off" in found["summary"]["explanation"][-1]


def test_people_see_a_table_and_sentences(ask: Ask):
    said = ask(SAMPLES / "posters.jsonl")
    assert said.status == 0
    lines = said.out.splitlines()
    assert lines[0] == "Cascades: 4. Passings on: 11. Never passed on: 1 (25 %)."
    assert lines[2].split() == ["All", "cascades", "median", "99th", "percentile", "largest"]
    assert lines[3].split() == ["Size", "in", "nodes", "4", "7", "7"]
    assert any(line.split() == ["7", "1", "0", "1", "–"] for line in lines)
    assert "  2 nodes have a parent that is not in the file; they stand under the root." in lines


@pytest.mark.parametrize(
    ("chains", "alone", "said"),
    [(2, 0, "none of them"), (0, 2, "all of them"), (3, 1, "1 (25 %)"), (4_000, 1, "1")],
)
def test_how_many_were_never_passed_on_is_said_in_words(ask: Ask, chains, alone, said):
    lines = [{"id": str(n), "nodes": [[0, 1, 5]] * (n < chains)} for n in range(chains + alone)]
    first = ask("\n".join(json.dumps(line) for line in lines)).out.splitlines()[0]
    assert first.endswith(f"Never passed on: {said}.")


def test_columns_stand_straight_in_chinese_too(ask: Ask, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    said = ask('{"id": "夜渡夜渡夜渡夜渡夜渡夜渡夜渡", "nodes": [[0, 1, 5]]}')
    row = next(line for line in said.out.splitlines() if "夜渡" in line)
    assert row.startswith("  夜渡夜渡夜渡夜渡夜渡夜渡" + " " * 19)


def test_a_label_for_every_cascade_is_a_name_and_measured_with_the_rest(ask: Ask):
    lines = [json.dumps({"id": n, "label": f"l{n}", "nodes": [[0, 1, 1]]}) for n in range(101)]
    found = answer(ask("\n".join(lines), "--json"))
    summary = found["summary"]
    assert summary["by_label"] == {}
    assert summary["explanation"][-1] == (
        "The file has 101 labels; no more than 100 are measured apart, so none of them is."
    )
    assert found["cascades"][-1]["label"] == "l100"
    assert summary["explanation"][-1] in ask("\n".join(lines)).out
    summary = answer(ask("\n".join(lines[:-1]), "--json"))["summary"]
    assert len(summary["by_label"]) == 100
    assert not any("labels;" in sentence for sentence in summary["explanation"])


def test_a_name_cannot_steer_the_terminal(ask: Ask):
    said = ask('{"id": "\\u001b[31mred\\nline", "nodes": [[0, 1, 5]], "label": "\\u0007bell"}')
    assert "\x1b" not in said.out
    assert "\x07" not in said.out


def test_the_order_of_cascades_is_the_files_and_changes_no_shape(ask: Ask):
    lines = (SAMPLES / "posters.jsonl").read_text("utf-8").splitlines()
    one = answer(ask("\n".join(lines), "--json"))
    other = answer(ask("\n".join(reversed(lines)), "--json"))
    assert other["cascades"] == one["cascades"][::-1]
    assert other["summary"] == one["summary"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "This file is empty."),
        (b"\xff\xfe", "Line 1 is not UTF-8. Save the file as UTF-8."),
        (b"{\n", "Line 1 is not JSON."),
        (b"1 2,ann 3\n", "Line 1, record 2 is not “user time” in whole numbers: “ann 3”."),
        (
            b'{"id": "a", "nodes": [[2, 1, 5], [3, 1, 6], [1, 1, 7]]}',
            "The cascade “a” runs in a circle at its node 1.",
        ),
        (
            b'{"id": "a", "nodes": [[0, 1, 5], [3, 1, 6], [2, 1, 7], [3, 1, 8]]}',
            "The cascade “a” runs in a circle at its node 2.",
        ),
        (gzip.compress(b'{"id": "a", "nodes": []}\n' * 99, mtime=0)[:-9], ""),
        (b"\x1f\x8bno gzip at all", ""),
    ],
)
def test_a_wrong_file_is_one_sentence_with_its_name(ask: Ask, content: bytes, problem: str):
    said = ask(content, "--json")
    assert (said.status, said.out) == (2, "")
    expected = problem or "From line 1 on this file is damaged or cut off. Get it again."
    assert said.err == f"“given.jsonl”: {expected}\n"


def test_a_wrong_file_of_edges_is_named(ask: Ask, tmp_path: Path):
    (tmp_path / "x_edges.txt").write_text("1,2\nno\n")
    said = ask("1 2,2 3", name="x_cascades.txt")
    assert said.status == 2
    assert said.err == "“x_edges.txt”: Line 2 of the edges is not two users: “no”.\n"


def test_a_folder_and_a_missing_file_are_refused(ask: Ask, tmp_path: Path):
    assert "is a folder" in ask(tmp_path).err
    assert ask(tmp_path).status == 2
    assert "There is no file “" in ask(tmp_path / "nowhere").err
    assert ask(tmp_path / "nowhere").status == 2


def test_rumours_and_others_on_weibo(ask: Ask):
    found = answer(ask(shared_data("cascades/weibo_cascades.jsonl.gz"), "--json"))
    summary = found["summary"]
    assert len(found["cascades"]) == summary["cascades"] == 2_004
    assert summary["passed_on"] == 748_542
    assert summary["passed_on_further"] == 282_752
    assert sum(each["size"] for each in found["cascades"]) == 748_542 + 2_004
    labels = summary["by_label"]
    assert {name: one["cascades"] for name, one in labels.items()} == {
        "rumor": 909,
        "non_rumor": 1_095,
    }
    assert labels["rumor"]["branching"]["low"] > labels["non_rumor"]["branching"]["high"]
    assert summary["counted"]["cascades_without_time"] == 47
    assert summary["early"] == 2
    assert summary["reach_at_least"] == 656_683


@pytest.mark.parametrize(
    ("name", "cascades", "adoptions", "largest", "parents"),
    [
        ("android", 679, 28_343, 509, "inferred"),
        ("christianity", 589, 14_738, 413, "inferred"),
        ("twitter", 3_454, 135_472, 2_368, "unknown"),
    ],
)
def test_adoptions_of_three_networks(ask: Ask, name, cascades, adoptions, largest, parents):
    found = answer(ask(shared_data(f"cascades/{name}_cascades.txt.gz"), "--json"))
    assert len(found["cascades"]) == cascades
    assert found["summary"]["nodes"] == adoptions
    assert found["summary"]["size"]["largest"] == largest
    assert found["summary"]["parents"] == parents
    for one in found["cascades"]:
        assert (one["depth"] is None) == (parents == "unknown")
        assert one["structural_virality"] is None or one["structural_virality"] >= 1
