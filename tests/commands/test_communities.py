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


def test_topics_are_compared_where_texts_are_given(ask):
    rows = [f"p{n},{'boats and sails' if n < 80 else 'drums with songs'}" for n in range(160)]
    Path("texts.csv").write_text("user,text\nzoe,hello\n" + "\n".join(rows))
    status, out, err = ask(ties(halves(9.5, 1, 1)), "--json", "--texts", "texts.csv")
    assert (status, err) == (0, "1 text is by nobody in the network, and was left out.\n")
    first = json.loads(out)["splits"]["proposals"][0]
    said = {each["name"]: each for each in first["conditions"]}
    assert said["topics"]["holds"]
    assert first["proposed"]


@pytest.mark.parametrize("texts", ["who,text\np1,hello\n", "user,text\nzoe,hello\n", "user,text\n"])
def test_texts_by_nobody_are_one_sentence(ask, texts):
    Path("texts.csv").write_text(texts)
    status, out, err = ask("p1 p2\n", "--texts", "texts.csv")
    assert (status, out) == (2, "")
    assert "Nobody of the network wrote in this file." in err


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
    status, out, err = ask("source,target\na1,a1\na1,b1\n", "--json")
    found = json.loads(out)
    assert (status, found["n"], found["ties"], found["loops"]) == (0, 2, 1, 1)
    assert err == (
        "The first line, “source,target”, was read as the names of the columns, not as a tie.\n"
    )


@pytest.mark.parametrize("first", ["a b", "u v", "source x", "from to", "user b", "x y"])
def test_a_first_tie_that_looks_like_a_header_is_a_tie(ask, first):
    one, other = first.split()
    status, out, err = ask(f"{first}\n{other} cid\ncid {one}\n", "--json")
    found = json.loads(out)
    assert (status, err) == (0, "")
    assert (found["n"], found["ties"]) == (3, 3)
    assert found["communities"][0]["members"][:2] == [one, other]


def test_letters_alone_are_a_tie_and_the_doubt_is_said(ask):
    _, out, err = ask("a,b\nann,bob\nbob,cid\n", "--json")
    assert json.loads(out)["n"] == 5
    assert err == (
        "The first line, “a,b”, was read as a tie. If it names the columns, delete it.\n"
    )


def test_a_header_says_which_column_counts(ask):
    _, out, err = ask("a,b,since,weight\nann,bob,2020,3\nann,cid,2021,4\n", "--json")
    found = json.loads(out)
    assert (found["n"], found["communities"][0]["inside"]) == (3, 7.0)
    assert "was read as the names of the columns" in err
    assert err.endswith("Left out, since they do not say how often two are tied: since.\n")


def test_a_third_word_that_is_a_number_makes_the_first_line_a_tie(ask):
    _, out, err = ask("source,target,2\nann,bob,1\n", "--json")
    assert (json.loads(out)["n"], err) == (4, "")


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_names_may_hold_spaces(ask, between):
    _, out, err = ask(f'Ann Lee{between}Bob Ray\n"Bob Ray"{between} 李 梅{between}2\n', "--json")
    found = json.loads(out)
    assert err == ""
    assert sorted(found["communities"][0]["members"]) == ["Ann Lee", "Bob Ray", "李 梅"]


def test_a_quoted_name_may_hold_the_mark(ask):
    _, out, _ = ask('"Lee, Ann",bob\n"Lee, Ann",cid\n', "--json")
    assert "Lee, Ann" in json.loads(out)["communities"][0]["members"]


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
        ("ann bob\nann,cid\n", "Line 2, “ann,cid”, is no tie."),
        ("ann bob 1,5\n", "is no tie"),
        ("ann;bob;1,5\n", "is no tie"),
        ("ann,,3\n", "is no tie"),
        ("ann bob friend\n", "is no tie"),
        ("source,target\n", "There is no tie in this file."),
        ("ann bob 1e308\nann bob 1e308\n", "no sum can be made with this number"),
        ("ann bob 1e-300\n", "no sum can be made with this number"),
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
