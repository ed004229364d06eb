"""`cohive scales` as a person types it: answers in, reliability and sentences out."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.utils import translation

from cohive.house.command import main
from tests.commands.conftest import Said
from tests.engine.scales.moments import likert
from tests.shared_data import shared_data

Ask = Callable[..., Said]


@pytest.fixture
def ask(tmp_path: Path, capsys, monkeypatch) -> Ask:
    """Run the command on a file, or on a text written to one."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(given: Path | str | bytes, *words: str) -> Said:
        path = given
        if not isinstance(given, Path):
            path = tmp_path / "given.csv"
            path.write_bytes(given if isinstance(given, bytes) else given.encode())
        with translation.override("en"):
            status = main(["scales", str(path), *words])
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return run


def answer(said: Said) -> dict:
    assert (said.status, said.err) == (0, "")
    return json.loads(said.out)


def table(n: int = 150, *, seed: int = 1, extra: dict[str, list[object]] | None = None) -> str:
    """Six items, a1-3 and b1-3, and further columns."""
    values = likert(seed, n, [0.8] * 6, per_factor=3).values.astype(int).tolist()
    more = extra or {}
    lines = [",".join(["a1", "a2", "a3", "b1", "b2", "b3", *more])]
    for row, others in zip(
        values, zip(*more.values(), strict=True) if more else [()] * n, strict=True
    ):
        lines.append(",".join(str(cell) for cell in [*row, *others]))
    return "\n".join(lines) + "\n"


A, B = "a=a1,a2,a3", "b=b1,b2,b3"


def test_one_scale_as_json(ask: Ask):
    found = answer(ask(table(), "--scale", A, "--json"))
    [one] = found["scales"]
    assert (one["name"], one["n"], one["suppressed"]) == ("a", 150, False)
    values = likert(1, 150, [0.8] * 6, per_factor=3).values[:, :3]
    own, total = values.var(axis=0, ddof=1).sum(), values.sum(axis=1).var(ddof=1)
    assert one["alpha"] == pytest.approx(1.5 * (1 - own / total))
    assert one["alpha_interval"][0] < one["alpha"] < one["alpha_interval"][1]
    lam = np.array([item["loading"] for item in one["items"]])
    assert one["ave"] == pytest.approx((lam**2).mean())
    assert one["omega"] == pytest.approx(lam.sum() ** 2 / (lam.sum() ** 2 + (1 - lam**2).sum()))
    assert [item["name"] for item in one["items"]] == ["a1", "a2", "a3"]
    assert found["fit"]["df"] == 0
    assert found["model"] is None
    assert found["cannot_tell"]


def test_several_scales_have_a_fit_together(ask: Ask):
    found = answer(ask(table(), "--scale", A, "--scale", B, "--json"))
    assert (found["fit"]["df"], found["model"]["fit"]) == (8, found["fit"])
    assert found["fit"]["cfi"] > 0.95
    assert found["model"]["correlations"][0][1] == pytest.approx(0.5, abs=0.2)
    assert found["model"]["htmt"][0][1] < 0.85
    assert [one["fornell_larcker"] for one in found["model"]["scales"]] == [True, True]
    assert len(found["model"]["loadings"]) == 6


def test_a_minus_reverses(ask: Ask):
    straight = answer(ask(table(), "--scale", A, "--json"))["scales"][0]
    lines = table().splitlines()
    against = [lines[0]]
    for line in lines[1:]:
        first, rest = line.split(",", 1)
        against.append(f"{8 - int(first)},{rest}")
    found = answer(ask("\n".join(against), "--scale", "a=a1-,a2,a3", "--json"))["scales"][0]
    assert found["alpha"] == pytest.approx(straight["alpha"])
    assert [item["reversed"] for item in found["items"]] == [True, False, False]
    forgotten = answer(ask("\n".join(against), "--scale", A, "--json"))["scales"][0]
    assert forgotten["alpha"] < found["alpha"]
    assert any("“a1” goes against" in sentence for sentence in forgotten["explanation"])


def test_a_column_may_end_in_a_minus_itself(ask: Ask):
    given = table().replace("a1", "a1-", 1)
    [one] = answer(ask(given, "--scale", "a=a1-,a2,a3", "--json"))["scales"]
    assert next((item["name"], item["reversed"]) for item in one["items"]) == ("a1-", False)
    both = given.replace("b1", "a1", 1)
    assert "“a1-” may be a column or “a1” reversed" in ask(both, "--scale", "a=a1-,a2").err


def test_groups_that_read_alike_are_compared(ask: Ask):
    given = table(300, extra={"where": ["east", "west"] * 150})
    found = answer(ask(given, "--scale", A, "--scale", B, "--group", "where", "--json"))
    assert found["comparison"]["comparable"]
    means = found["scales"][0]["comparison"]["means"]
    assert [one["group"] for one in means] == ["east", "west"]
    assert means[0]["n"] == 150
    low, high = means[1]["scales"][0]["latent_interval"]
    assert low < 0 < high


def test_groups_that_read_differently_are_not(ask: Ask):
    where = ["east", "west"] * 150
    lines = table(300, extra={"where": where}).splitlines()
    shifted = [lines[0]]
    for line in lines[1:]:
        first, rest = line.split(",", 1)
        shifted.append(f"{int(first) + 2 * rest.endswith('west')},{rest}")
    found = answer(ask("\n".join(shifted), "--scale", A, "--group", "where", "--json"))
    comparison = found["scales"][0]["comparison"]
    assert (comparison["comparable"], comparison["means"]) == (False, [])
    assert comparison["explanation"][-1].startswith("Means are not compared")


def test_weights_are_counted_with(ask: Ask):
    weights = [1] * 150
    plain = answer(ask(table(), "--scale", A, "--json"))
    same = answer(ask(table(extra={"w": weights}), "--scale", A, "--weight", "w", "--json"))
    assert same["scales"][0]["alpha"] == pytest.approx(plain["scales"][0]["alpha"])
    weights[:75] = [3] * 75
    other = answer(ask(table(extra={"w": weights}), "--scale", A, "--weight", "w", "--json"))
    assert other["n_effective"] == pytest.approx(300**2 / (75 * 9 + 75))
    assert other["scales"][0]["alpha"] != pytest.approx(plain["scales"][0]["alpha"])
    assert "as sure as 120 unweighted ones" in other["explanation"][0]


def test_few_persons_are_shown_nothing(ask: Ask):
    six = "i1,i2,i3\n4,5,4\n3,3,2\n5,5,5\n2,3,2\n4,4,5\n1,2,1\n"
    found = answer(ask(six, "--scale", "s=i1,i2,i3", "--json"))
    [one] = found["scales"]
    assert (one["alpha"], one["omega"], one["mean"], one["items"]) == (None, None, None, [])
    assert one["suppressed"]
    assert "Fewer than 10 persons" in one["explanation"][0]
    assert "Fewer than 10 persons" in ask(six, "--scale", "s=i1,i2,i3").out


def test_people_get_a_table(ask: Ask):
    given = table(300, extra={"where": ["east", "west"] * 150})
    said = ask(given, "--scale", A, "--scale", B, "--group", "where")
    assert (said.status, said.err) == (0, "")
    assert "a: 3 items, 300 persons answered all of them" in said.out
    for word in ("Cronbach's α", "McDonald's ω", "AVE", "RMSEA", "HTMT", "same intercepts", "east"):
        assert word in said.out, word


def test_missing_cells_are_silence_and_other_columns_are_left_alone(ask: Ask):
    extra = {"remark": ["fine, mostly".replace(",", " ")] * 150}
    lines = table(extra=extra).splitlines()
    for place, word in enumerate(("", "NA", "n/a", ".", "NaN", "null"), 1):
        lines[place] = word + lines[place][1:]
    [one] = answer(ask("\n".join(lines), "--scale", A, "--json"))["scales"]
    assert (one["n"], one["left_out"]) == (144, 6)
    assert [item["missing"] for item in one["items"]] == [6, 0, 0]


def test_the_file_may_be_packed_and_have_semicolons(ask: Ask):
    plain = answer(ask(table(), "--scale", A, "--json"))
    assert answer(ask(gzip.compress(table().encode()), "--scale", A, "--json")) == plain
    assert answer(ask(table().replace(",", ";"), "--scale", A, "--json")) == plain


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["--scale", "a"], "“a” is not a scale. Write name=item,item, with a minus behind an"),
        (["--scale", "=a1,a2"], "“=a1,a2” is not a scale."),
        (["--scale", "a=a1,,a2"], "“a=a1,,a2” is not a scale."),
        (["--scale", "a=a1,no"], "There is no column “no”. The columns are: a1, a2, a3, b1,"),
        (["--scale", "a=a1"], "The scale “a” has one item."),
        (["--scale", "a=a1,a2,a1-"], "The scale “a” has the item “a1” twice."),
        (["--scale", A, "--scale", "a=b1,b2"], "Two scales are called “a”."),
        (["--scale", A, "--group", "no"], "There is no column “no”."),
        (["--scale", A, "--weight", "no"], "There is no column “no”."),
        (
            ["--scale", A, "--group", "a1"],
            "“a1” cannot be an item and the group or weight at once.",
        ),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence(ask: Ask, words: list[str], problem: str):
    said = ask(table(20), *words)
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"“given.csv”: {problem}")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "This file is empty."),
        (b"a1,a2\n", "This file has no answers below its header."),
        (b"a1,a2\n1,2\n3,often\n", "Line 3, column “a2”: “often” is not a number."),
        (b"a1,a2\n1,2\n3,inf\n", "Line 3, column “a2”: “inf” is not a number."),
        (b"a1,a2\n1,2\n3,1e30\n", "Line 3, column “a2”: “1e30” is not a number."),
        (b"a1,a2\n1,2\ntrue,2\n", "Line 3, column “a1”: “true” is not a number."),
        (b"a1,a2\n1,2\n1_0,2\n", "Line 3, column “a1”: “1_0” is not a number."),
        ("a1,a2\n1,2\n１,2\n".encode(), "Line 3, column “a1”: “１” is not a number."),
        (b"a1,a2\n1,2\n3,4,5\n", "Line 3 has more cells than the header has columns."),
        (b"a1,a2\n1,\n2,NA\n", "Nobody answered “a2”."),
        (b"a1,a2\n1,4\n2,4\n", "Everybody answered “a2” alike"),
        (b"a1,a1,a2\n1,4,2\n2,4,2\n", "The column “a1” is given twice."),
        (b"\xff\xfe", "Line 1 is not UTF-8."),
        (b"a1,a2\n1,2\n\x1b[31m,2\n", "Line 3, column “a1”: “[31m” is not a number."),
        (gzip.compress(b"a1,a2\n1,2\n" * 99, mtime=0)[:-9], ""),
    ],
)
def test_a_wrong_file_is_one_sentence_with_its_place(ask: Ask, content: bytes, problem: str):
    said = ask(content, "--scale", "a=a1,a2", "--json")
    assert (said.status, said.out) == (2, "")
    assert said.err.startswith(f"“given.csv”: {problem}")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("weight", ["-1", "", "much", "nan"])
def test_a_wrong_weight_is_named_with_its_line(ask: Ask, weight: str):
    given = f"a1,a2,w\n1,2,1\n2,1,{weight}\n"
    said = ask(given, "--scale", "a=a1,a2", "--weight", "w")
    assert said.status == 2
    assert f"Line 3, column “w”: “{weight}” is not a weight." in said.err


def test_a_folder_and_a_missing_file_are_refused(ask: Ask, tmp_path: Path):
    assert "is a folder" in ask(tmp_path, "--scale", A).err
    assert ask(tmp_path / "nowhere.csv", "--scale", A).status == 2


def test_real_answers(ask: Ask):
    found = answer(
        ask(
            shared_data("survey/influencer_data.csv"),
            *("--scale", "pic=pic_1,pic_2,pic_3,pic_4,pic_5"),
            *("--scale", "pl=pl_1,pl_2,pl_3,pl_4"),
            *("--group", "influencer_group", "--json"),
        )
    )
    assert [round(one["alpha"], 3) for one in found["scales"]] == [0.912, 0.927]
    assert [one["comparison"]["comparable"] for one in found["scales"]] == [True, False]
