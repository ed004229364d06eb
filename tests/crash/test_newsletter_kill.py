"""A sender of newsletters is killed at several points: nobody gets an issue twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash.mail_server import Taking, serving

pytestmark = pytest.mark.process
READERS = 400
CONNECTIONS = 4
ROOT = Path(__file__).parents[2]


def run(home: Path, *words: str, port: int = 0) -> subprocess.Popen[bytes]:
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith("DJANGO") and k != "DATABASE_URL"
    }
    environment = {
        **kept,
        "COHIVE_MAIL": f"smtp://127.0.0.1:{port}" if port else "",
        "COHIVE_MAIL_FROM": "news@example.org",
        "COHIVE_MAIL_CONNECTIONS": str(CONNECTIONS),
    }
    command = [sys.executable, "-m", "tests.crash.newsletters", str(home), *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)


def said(home: Path, *words: str) -> list[str]:
    child = run(home, *words)
    out, _ = child.communicate(timeout=300)
    assert child.returncode == 0
    return out.decode().splitlines()


def test_nobody_gets_an_issue_twice_when_its_sender_is_killed(tmp_path: Path) -> None:
    assert said(tmp_path, "open", str(READERS)) == [str(READERS)]
    taking = Taking(seconds=0.01)
    kills = (1, 60, 150, 290)
    with serving(taking) as port:
        for point in kills:
            child = run(tmp_path, "send", port=port)
            taking.wait_for(point, 120)
            child.send_signal(signal.SIGKILL)
            child.wait()
        child = run(tmp_path, "send", port=port)
        assert child.wait(timeout=300) == 0
    state = dict(line.split() for line in said(tmp_path, "facts"))
    assert set(taking.taken.values()) == {1}
    assert set(state.values()) <= {"accepted", "uncertain"}
    uncertain = [address for address, what in state.items() if what == "uncertain"]
    assert len(uncertain) <= CONNECTIONS * len(kills)
    accepted = set(state) - set(uncertain)
    assert accepted <= set(taking.taken)
    print(f"taken={taking.taken.total()} accepted={len(accepted)} uncertain={len(uncertain)}")
