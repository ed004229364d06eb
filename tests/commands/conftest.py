"""Commands as a person types them, inside the test's database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from django.utils import translation

from cohive.house.command import main

HISTORY = Path(__file__).parents[1] / "bridges" / "samples" / "history.jsonl"
COMMANDS = (
    *("statements", "git_history", "sell", "statement"),
    *("ledger_export", "ledger_import"),
)


@dataclass(frozen=True)
class Said:
    """What a command printed and its exit status."""

    status: int
    out: str
    err: str


@pytest.fixture
def cohive(
    db: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Callable[..., Said]]:
    """Run a command in an empty folder; the database is the test's, so it is not prepared."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in COMMANDS:
        monkeypatch.setattr(import_module(f"cohive.house.command.{name}"), "prepare", lambda: None)

    def run(*words: str) -> Said:
        capsys.readouterr()
        status = main(words)
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    with translation.override("en"):
        yield run


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """The small history with its tags, called after its project."""
    path = tmp_path / "harbour.jsonl"
    path.write_bytes(HISTORY.read_bytes())
    tags = HISTORY.with_name("history.tags.csv").read_bytes()
    (tmp_path / "harbour.tags.csv").write_bytes(tags)
    return path
