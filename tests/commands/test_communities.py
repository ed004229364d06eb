"""`cohive communities`: ties in a file, groups and proposals out."""

from __future__ import annotations

import json
from pathlib import Path

import networkx
import numpy as np
import pytest

from cohive.house.command import main
from tests.engine.fission.planted import halves


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)

    def run(text: str, *words: str) -> tuple[int, str, str]:
        Path("ties.txt").write_text(text)
        status = main(["communities", "ties.txt", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def ties(links) -> str:
    one, other = np.nonzero(np.triu(links.toarray()))
    return "\n".join(f"p{u},p{v}" for u, v in zip(one, other, strict=True))


def test_two_halves_are_found_and_proposed(ask):
    status, out, err = ask(ties(halves(9.5, 1, 1)), "--json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    assert found["n"] == 160
    assert found["z"] > 5
    assert sum(one["size"] for one in found["communities"]) == 160
    assert [one["proposed"] for one in found["splits"]["proposals"]] == [True, True]
    assert {one["size"] for one in found["splits"]["proposals"]} <= set(range(70, 91))


def test_people_read_groups_and_what_cannot_be_told(ask):
    club = "\n".join(f"{u} {v}" for u, v in networkx.karate_club_graph().edges())
    status, out, _ = ask(f"# a club\n{club}\n")
    assert status == 0
    assert "34 people, 78 pairs tied." in out
    assert "modularity 0.420, by chance" in out
    assert "No group would rather be a circle of its own" in out
    assert "With 34 people a split cannot be told" in out


@pytest.mark.parametrize("between", [" ", "\t", ",", ";", " , "])
def test_however_names_are_parted_they_are_the_same(ask, between):
    found = json.loads(ask(f"ann{between}bob\nbob{between}ann{between}2\n", "--json")[1])
    assert found["communities"][0]["inside"] == 3.0
    assert found["communities"][0]["members"] == ["ann", "bob"]


def test_a_header_and_loops_are_left_out(ask):
    found = json.loads(ask("source,target\na1,a1\na1,b1\n", "--json")[1])
    assert (found["n"], found["ties"], found["loops"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is no tie in this file."),
        ("# nothing\n", "There is no tie in this file."),
        ("ann\n", "Line 1, “ann”, is no tie."),
        ("ann bob\nann bob cid dan\n", "Line 2, “ann bob cid dan”, is no tie."),
        ("ann bob 0\n", "is no tie"),
        ("ann bob nan\n", "is no tie"),
        ("ann bob 1_0\n", "is no tie"),
    ],
)
def test_what_is_no_tie_is_one_sentence(ask, text, sentence):
    status, out, err = ask(text)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert sentence in err


def test_a_missing_file_is_one_sentence(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert main(["communities", str(tmp_path / "none.txt")]) == 2
    assert "There is no file" in capsys.readouterr().err
