"""Whoever follows an example of the documents gets what they print.

A page prints its files in full ("As a file, `votes.blt`:" before a block) and its commands with
their results (```console, `$ ` before a command, `…` for lines left out). Both are taken from the
page and run in an empty folder; so is its Python, whose `# → ` says what is printed.
"""

from __future__ import annotations

import re
import runpy
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import translation

from cohive.house.command import main

PAGES = Path(__file__).parents[2] / "docs" / "engine"
FILE = re.compile(r"`([\w-]+\.\w+)`:\n\n```\w*\n(.*?)```", re.DOTALL)
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
PRINTED = re.compile(r"# → (.+)")
FOLLOWED = {
    *("ballots.md", "cascades.md", "exposure.md", "frames.md", "importers.md"),
    *("README.md", "scores-and-budgets.md", "standing.md", "value.md"),
    *(
        "capital.md",
        "collusion.md",
        "culture.md",
        "fission.md",
        "scales.md",
        "ties.md",
        "vitality.md",
    ),
}
"""Pages that have an example, so that a slip in a page's form does not leave nothing to run."""


@dataclass(frozen=True)
class Example:
    """A command line of a page, and the lines it should print among others, in this order."""

    words: tuple[str, ...]
    printed: tuple[str, ...]


def examples(page: str) -> list[Example]:
    found = []
    for block in CONSOLE.findall(page):
        for one in block.removeprefix("$ ").split("\n$ "):
            command, *printed = one.rstrip("\n").split("\n")
            program, *words = shlex.split(command)
            assert program == "cohive", command
            found.append(Example(tuple(words), tuple(line for line in printed if line != "…")))
    return found


def missing(printed: tuple[str, ...], out: str) -> list[str]:
    """Lines that do not stand in the output, or not after those before them."""
    rest = iter([line.rstrip() for line in out.splitlines()])
    return [line for line in printed if line.rstrip() not in rest]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


def laid_out(name: str, folder: Path) -> str:
    """The page's text; its files are in the folder."""
    page = (PAGES / name).read_text(encoding="utf-8")
    for file, content in FILE.findall(page):
        (folder / file).write_text(content, encoding="utf-8")
    return page


@pytest.mark.parametrize("name", sorted(path.name for path in PAGES.glob("*.md")))
def test_every_example_prints_what_its_page_says(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = laid_out(name, folder)
    for example in examples(page):
        with translation.override("en"):
            status = main(example.words)
        said = capsys.readouterr()
        assert status == 0, (example.words, said.err)
        assert missing(example.printed, said.out) == [], said.out
    for number, source in enumerate(PYTHON.findall(page)):
        program = folder / f"page_{number}.py"
        program.write_text(source, encoding="utf-8")
        runpy.run_path(str(program))
        out = capsys.readouterr().out
        assert missing(tuple(PRINTED.findall(source)), out) == [], out


@pytest.mark.parametrize("name", sorted(FOLLOWED))
def test_a_page_with_examples_keeps_them(name: str) -> None:
    page = (PAGES / name).read_text(encoding="utf-8")
    assert examples(page) or PYTHON.findall(page)


def test_what_is_not_printed_is_missed() -> None:
    assert missing(("b", "a"), "a\nb\n") == ["a"]
    assert missing(("a", "b"), "a\nx\nb  \n") == []
