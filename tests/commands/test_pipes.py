"""Whoever hears a command may stop, have no room, no ears, or no letters: it ends well even so.

Each way to listen is tried as a shell sets it up, since only a process has streams of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from cohive.house.command import show

BALLOTS = "3 1\n" + "1 1 2 3 0\n" * 50 + '0\n"阿达"\n"Bo"\n"Cy"\n"A vote"\n'
COUNT = "count vote.blt --method irv"
FULL = Path("/dev/full")

pytestmark = [pytest.mark.process, pytest.mark.sqlite_only]


def shell(
    folder: Path, line: str, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a line of a POSIX shell in which `cohive` is ours."""
    (folder / "vote.blt").write_text(BALLOTS, encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHONIO")}
    return subprocess.run(
        ["sh", "-c", f'cohive() {{ "{Path(sys.executable).parent}/cohive" "$@"; }}; {line}'],
        check=False,
        cwd=folder,
        capture_output=True,
        env={**kept, "LC_ALL": "C.UTF-8", **(variables or {})},
        timeout=120,
    )


def test_a_closed_pipe_is_no_fault(tmp_path: Path):
    (tmp_path / "vote.blt").write_text(BALLOTS, encoding="utf-8")
    command = [str(Path(sys.executable).parent / "cohive"), *COUNT.split()]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("command", [COUNT, f"{COUNT} --json", "--help"])
def test_no_room_for_the_result_is_one_sentence(tmp_path: Path, command: str, unbuffered: str):
    ended = shell(tmp_path, f"cohive {command} >/dev/full", {"PYTHONUNBUFFERED": unbuffered})
    assert ended.returncode == 1
    said = ended.stderr.decode()
    assert said.startswith("The result cannot be written: the system says “No space left")
    assert len(said.splitlines()) == 1


def test_a_closed_output_is_one_sentence(tmp_path: Path):
    ended = shell(tmp_path, f"cohive {COUNT} >&-")
    assert ended.returncode == 1
    assert ended.stderr.decode().startswith("The result cannot be written")
    assert len(ended.stderr.splitlines()) == 1


def test_what_nobody_hears_on_the_error_stream_changes_nothing(tmp_path: Path):
    for ears in ("2>&-", "2>/dev/full") if FULL.exists() else ("2>&-",):
        assert shell(tmp_path, f"cohive count nowhere.blt --method irv {ears}").returncode == 2
        ended = shell(tmp_path, f"cohive {COUNT} {ears}")
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert "阿达" in ended.stdout.decode()
    assert shell(tmp_path, f"cohive {COUNT} >&- 2>&- <&-").returncode == 1


def test_letters_that_the_terminal_lacks_become_escapes(tmp_path: Path):
    for variables in (
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "ascii", "LC_ALL": "zh_CN.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ):
        ended = shell(tmp_path, f"cohive {COUNT}", variables)
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert b"\\u963f\\u8fbe" in ended.stdout


def test_a_result_quotes_and_does_not_steer(capsys: pytest.CaptureFixture[str]):
    show("a\x1b[2Jb\r\x00\x9b\u202ec\ud800\udcff\n  阿达\u200d")
    assert capsys.readouterr().out == "a␛[2Jb␍␀��c�\\xff\n  阿达\u200d\n"
