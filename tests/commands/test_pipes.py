"""A command whose reader has seen enough ends quietly."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BALLOTS = "3 1\n" + "1 1 2 3 0\n" * 50 + '0\n"Ada"\n"Bo"\n"Cy"\n"A vote"\n'


@pytest.mark.process
@pytest.mark.sqlite_only
def test_a_closed_pipe_is_no_fault(tmp_path):
    (tmp_path / "vote.blt").write_text(BALLOTS, encoding="utf-8")
    command = [str(Path(sys.executable).parent / "cohive"), "count", "vote.blt"]
    process = subprocess.Popen(
        [*command, "--method", "irv"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    assert process.wait(timeout=60) == 141
    assert process.stderr.read() == b""
    process.stderr.close()
