"""`cohive import git-history`: a whole history, or one clear sentence and nothing."""

from __future__ import annotations

import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from cohive.bond.models import Member
from cohive.bond.queries import place
from cohive.create.models.products import Product
from cohive.house.command import git_history
from cohive.journal.models import Act
from cohive.words.refusals import Refused
from tests.commands.conftest import Said

Run = Callable[..., Said]


def test_a_history_is_imported_into_an_empty_place_and_summed_up(cohive: Run, harbour: Path):
    said = cohive("import", "git-history", harbour.name, "--currency", "usd", "--name", "Quay")
    assert said.status == 0
    assert "“Quay” was opened in it, counting in USD" in said.err
    lines = said.out.splitlines()
    assert lines[:3] == [
        "2 releases with their agreements",
        "11 people recorded, unclaimed and unlisted",
        "17 contributions (one for each person and stage of a release)",
    ]
    assert "Left out as programs: harbour-deps[bot] (2)" in lines
    assert "Tags with nothing new in this file: side" in lines
    assert "Named as sources, not paid: the old boat, docks and all (1)" in lines
    assert "1 credit names only an address, which the export took out" in lines
    assert "  Ines = Ines Duarte (the same address, 1)" in lines
    assert "  Bo Adeyemi (credited; the only author of that name, 2)" in lines
    assert not [line for line in lines if "bb99" in line]
    assert lines[-1].endswith("kept under the name: Yu Chen")
    assert Product.objects.count() == 2


def test_twice_doubles_nothing(cohive: Run, harbour: Path):
    cohive("import", "git-history", harbour.name)
    acts = Act.objects.count()
    again = cohive("import", "git-history", harbour.name)
    assert again.status == 0
    assert again.out.startswith("Nothing new: every release of this history was imported before.")
    assert Act.objects.count() == acts


def test_a_packed_history_is_the_same_history(cohive: Run, harbour: Path):
    cohive("import", "git-history", harbour.name)
    packed = harbour.with_name("harbour.jsonl.xz")
    packed.write_bytes(lzma.compress(harbour.read_bytes()))
    assert cohive("import", "git-history", packed.name).out.startswith("Nothing new")


@pytest.mark.parametrize(
    ("line", "with_text", "sentence"),
    [
        (5, '{"h": "no"}', "Line 5 is not a commit of an exported git history."),
        (3, "", ""),
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_left(
    cohive: Run, harbour: Path, line: int, with_text: str, sentence: str
):
    lines = harbour.read_text("utf-8").splitlines()
    if not with_text:
        lines[line - 1], sentence = lines[0], "Line 3 has a commit that stood there before."
    else:
        lines[line - 1] = with_text
    harbour.write_text("\n".join(lines), encoding="utf-8")
    said = cohive("import", "git-history", harbour.name)
    assert (said.status, said.err.strip()) == (2, f"harbour.jsonl: {sentence}")
    assert place() is None
    assert not Member.objects.exists()


def test_a_history_that_was_cut_off_names_its_line(cohive: Run, harbour: Path):
    packed = harbour.with_name("cut.jsonl.xz")
    packed.write_bytes(lzma.compress(harbour.read_bytes())[:-20])
    said = cohive("import", "git-history", packed.name)
    assert said.status == 2
    assert "damaged or cut off" in said.err
    assert "From line " in said.err
    assert place() is None


def test_a_currency_that_does_not_exist_is_refused(cohive: Run, harbour: Path):
    said = cohive("import", "git-history", harbour.name, "--currency", "ducats")
    assert said.status == 2
    assert "is not a currency code" in said.err
    assert place() is None


def test_what_is_kept_is_written_in_the_language_of_the_place(
    cohive: Run, harbour: Path, monkeypatch
):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    cohive("import", "git-history", harbour.name)
    opened = place()
    assert opened is not None
    assert opened.languages == ("zh-hans", "en")
    assert Product.objects.first().language == "zh-hans"


def test_an_import_that_is_refused_opens_no_place(cohive: Run, harbour: Path, monkeypatch):
    def refusing(*_words: object, **_values: object) -> None:
        raise Refused("No more.")

    monkeypatch.setattr(git_history, "import_history", refusing)
    said = cohive("import", "git-history", harbour.name)
    assert (said.status, said.err.strip()) == (2, "No more.")
    assert place() is None
    assert not Member.objects.exists()
