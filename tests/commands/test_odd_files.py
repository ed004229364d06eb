"""What is no file that ends: every command that reads one refuses it, and none waits for it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from cohive.house.command import main

COMMANDS = {
    "study": ("study", "FILE", "--out", "out"),
    "study as a frame": ("study", "FILE", "--kind", "frame", "--out", "out"),
    "a mapping": ("study", "table.csv", "--map", "FILE", "--out", "out"),
    "split": ("split", "FILE", "--amount", "1"),
    "standing": ("standing", "FILE"),
    "count": ("count", "FILE", "--method", "irv"),
    "cascades": ("cascades", "FILE"),
}


ODD = {
    "a pipe": ("pipe.parquet", "“pipe.parquet” is a pipe, a socket or a device."),
    "a device": ("endless.csv", "“endless.csv” is a pipe, a socket or a device."),
    "a name": ("a" * 300, "cannot be read: its name is too long."),
    "nothing": ("nowhere.json", "There is no file “nowhere.json”."),
}


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """Who waits for a pipe would wait for ever, and the tests with him."""

    def give_up(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(("given", "problem"), ODD.values(), ids=ODD)
@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_no_command_waits_or_shows_a_traceback(
    words: tuple[str, ...],
    given: str,
    problem: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (tmp_path / "table.csv").write_text("actor,at\nines,2020-01-01\n")
    os.mkfifo(tmp_path / "pipe.parquet")
    (tmp_path / "endless.csv").symlink_to("/dev/zero")
    assert main([given if word == "FILE" else word for word in words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert problem in said.err
    assert not (tmp_path / "out").exists()
