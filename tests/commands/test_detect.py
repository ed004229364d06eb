"""`cohive detect` as a person types it: a log in, scores, groups and sentences out."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cohive.engine.collusion.attacks import stage
from cohive.house.command import main
from tests.commands.conftest import Said
from tests.shared_data import shared_data

Ask = Callable[..., Said]


@pytest.fixture
def ask(tmp_path: Path, capsys, monkeypatch) -> Ask:
    """Run the command on a text or a file, in an empty folder."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)

    def run(given: str | bytes | Path, *words: str, name: str = "events.csv") -> Said:
        path = given
        if not isinstance(given, Path):
            path = tmp_path / name
            path.write_bytes(given if isinstance(given, bytes) else given.encode())
        out = () if "--out" in words else ("--out", "scores.csv")
        status = main(["detect", str(path), *out, *words])
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return run


def scores(path: str = "scores.csv") -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def staged():
    return stage(seed=1, people=800, texts=False)


@pytest.fixture(scope="module")
def log(staged) -> str:
    events = staged.events
    rows = zip(events.user.tolist(), events.item.tolist(), events.seconds.tolist(), strict=True)
    lines = (f"{events.users[u]},{events.items[i]},{t:.0f}" for u, i, t in rows)
    return "user,item,time\n" + "\n".join(lines) + "\n"


def test_every_account_has_a_score_and_armies_stand_on_top(ask: Ask, log, staged):
    said = ask(log, "--cases", "cases.json")
    assert (said.status, said.err) == (0, "")
    rows = scores()
    assert {row["user"] for row in rows} == set(staged.events.users)
    values = [float(row["score"]) for row in rows]
    assert values == sorted(values, reverse=True)
    kinds = dict(zip(staged.events.users, staged.kinds, strict=True))
    first = [kinds[row["user"]] for row in rows[:60]]
    assert sum(kind in {"shifts", "sleepers", "shadow"} for kind in first) > 50
    assert "lockstep" in rows[0]["witnesses"].split(";")
    assert "Nothing is deleted" in said.out
    assert "No ratings: disagreement was not looked at." in said.out


def test_cases_say_who_what_when_how_much_and_what_may_be_done(ask: Ask, log):
    ask(log, "--cases", "cases.json")
    document = json.loads(Path("cases.json").read_text(encoding="utf-8"))
    flagged = [case for case in document["cases"] if case["action"] == "review"]
    explained = [case for case in document["cases"] if case["action"] == "none"]
    assert flagged
    assert explained
    case = flagged[0]
    assert len(case["witnesses"]) >= 2
    assert {check["check"] for check in case["innocence"]} == {
        "launch",
        "fan_club",
        "ritual",
        "team",
    }
    target = case["evidence"][0]
    assert target["seen"] > target["expected"]
    assert target["seen"] <= target["of"]
    for name in case["accounts"]:
        assert len(case["accounts_evidence"][name]) >= 2
    for case in document["cases"]:
        assert "fraud" not in json.dumps(case).lower()


def test_a_packed_file_says_the_same(ask: Ask, log):
    ask(log)
    plain = scores()
    ask(gzip.compress(log.encode()), name="events.csv.gz")
    assert scores() == plain


def test_labels_are_not_read(ask: Ask, log):
    ask(log)
    plain = scores()
    head, *lines = log.splitlines()
    told = "\n".join([head + ",label,kind", *(f"{line},1,army" for line in lines)])
    ask(told)
    assert scores() == plain


def test_pairs_have_scores_too(ask: Ask):
    draw = np.random.default_rng(0)
    parties = [sorted(draw.choice(20, 8, replace=False).tolist()) for _ in range(6)]
    pairs = {(a, b) for party in parties for a in party for b in party if a < b}
    lines = "\n".join(f"x{a},x{b}" for a, b in sorted(pairs))
    said = ask(f"a,b\n{lines}\ny,z\n", "--pairs", "--cases", "cases.json")
    assert said.status == 0
    rows = scores()
    assert {row["user"] for row in rows[-2:]} == {"y", "z"}
    assert json.loads(Path("cases.json").read_text(encoding="utf-8"))["cases"]


def test_a_table_without_names_numbers_its_rows(ask: Ask):
    rows = "\n".join(f"{40 * at},{900 - at},{at % 2}" for at in range(30))
    said = ask(f"followers,following,label\n{rows}\n", "--profiles")
    assert said.status == 0
    assert {row["user"] for row in scores()} == {str(at) for at in range(1, 31)}
    assert scores()[0]["user"] == "1"


def test_dates_are_read_as_iso_and_missing_ones_are_left_out(ask: Ask):
    log = "user,item,time\na,x,2024-05-01T10:00:00\nb,x,2024-05-01 11:00:00+02:00\nc,y,\n"
    said = ask(log)
    assert (said.status, said.err) == (0, "")
    assert len(scores()) == 3


@pytest.mark.parametrize(
    ("text", "words", "part"),
    [
        ("", (), "empty"),
        ("user,item\n", (), "nothing below its header"),
        ("who,item\na,b\n", (), "no column “user”"),
        ("user,thing\na,b\n", (), "no column “item”"),
        ("user,item,time\na,b,yesterday\n", (), "Line 2: “time” is “yesterday”"),
        ("user,item,time\na,b,-5\n", (), "Line 2: “time”"),
        ("user,item,time\na,b,1e99\n", (), "Line 2: “time”"),
        ("user,item,rating\na,b,good\n", (), "Line 2: “rating” is “good”"),
        ("user,item,rating\na,b,inf\n", (), "Line 2: “rating”"),
        ("user,item\na,\n", (), "Line 2: “item”"),
        ("user,item\na,b,c\n", (), "Line 2 has more cells"),
        ("a\n1\n", ("--pairs",), "two columns"),
        ("user,followers\na,many\n", ("--profiles",), "Line 2: “followers” is “many”"),
        ("user,followers\na,1\na,2\n", ("--profiles",), "Line 3: “a” stands in this table twice"),
        ("user,label\na,1\n", ("--profiles",), "no numbers"),
        ('user,item\n"a,b\n', (), "quotation mark"),
        (b"user,item\n\xff\xfe,b\n", (), "not UTF-8"),
        (b"\x1f\x8b\x08broken", (), "damaged"),
        ("user,item\na,b\n", ("--seed", "-1"), "seed"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(ask: Ask, text, words, part):
    said = ask(text, *words)
    assert said.status == 2
    assert part in said.err
    assert "Traceback" not in said.err
    assert not Path("scores.csv").exists()


def test_nothing_is_written_over_what_is_read(ask: Ask, tmp_path: Path):
    text = "user,item\na,b\n"
    said = ask(text, "--out", "events.csv")
    assert said.status == 2
    assert (tmp_path / "events.csv").read_text() == text
    said = ask(text, "--cases", "scores.csv")
    assert said.status == 2
    said = ask(text, "--out", "nowhere/scores.csv")
    assert said.status == 2
    assert "nowhere" in said.err or "scores.csv" in said.err


def test_it_speaks_chinese(ask: Ask, log, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert ask(log).status == 0


def average_precision(hits: np.ndarray) -> float:
    """Of hits in the order of suspicion."""
    return float((np.cumsum(hits) / np.arange(1, hits.size + 1) * hits).sum() / hits.sum())


def test_real_votes_with_planted_armies(ask: Ask):
    """The goals of the research: average precision at least 0.85, of each kind of attack among the
    honest too, no flash crowd among the first.
    """
    path = shared_data("integrity/votes_dev_events.csv.gz")
    assert ask(path).status == 0
    with gzip.open(shared_data("integrity/votes_dev_labels.csv.gz"), "rt") as file:
        kind = {row["user"]: row for row in csv.DictReader(file)}
    rows = scores()
    hits = np.array([kind[row["user"]]["label"] == "1" for row in rows])
    assert average_precision(hits) >= 0.85
    kinds = np.array([kind[row["user"]]["kind"] for row in rows])
    for attack, least in (("camouflage", 0.85), ("hijack", 0.80), ("ring", 0.60)):
        assert average_precision(hits[~hits | (kinds == attack)]) >= least, attack
    first = kinds[: hits.sum()].tolist()
    assert first.count("flash_crowd") == 0
    assert first.count("fan_club") <= 5
