"""A sender of newsletters is killed at several points: nobody gets an issue twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.mail_server import Taking, serving
from tests.crash.opened import own_shop

pytestmark = pytest.mark.process
READERS = 400
CONNECTIONS = 4
ROOT = Path(__file__).parents[2]


@pytest.fixture
def place(shop_template: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a copy of the shop that all tests here break."""
    with own_shop(shop_template, tmp_path) as environment:
        yield environment


def run(place: dict[str, str], *words: str, port: int = 0) -> subprocess.Popen[bytes]:
    environment = {
        **place,
        "COHIVE_MAIL": f"smtp://127.0.0.1:{port}" if port else "",
        "COHIVE_MAIL_FROM": "news@example.org",
        "COHIVE_MAIL_CONNECTIONS": str(CONNECTIONS),
    }
    command = [sys.executable, "-m", "tests.crash.newsletters", place["COHIVE_HOME"], *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)


def said(place: dict[str, str], *words: str) -> list[str]:
    child = run(place, *words)
    out, _ = child.communicate(timeout=300)
    assert child.returncode == 0
    return out.decode().splitlines()


def test_nobody_gets_an_issue_twice_when_its_sender_is_killed(place: dict[str, str]) -> None:
    assert said(place, "open", str(READERS)) == [str(READERS)]
    taking = Taking(seconds=0.01)
    kills = (1, 60, 150, 290)
    with serving(taking) as port:
        for point in kills:
            with run(place, "send", port=port) as child:
                taking.wait_for(point, 120)
                child.send_signal(signal.SIGKILL)
        with run(place, "send", port=port) as child:
            assert child.wait(timeout=300) == 0
    state = dict(line.split() for line in said(place, "facts"))
    assert set(taking.taken.values()) == {1}
    assert set(state.values()) <= {"accepted", "uncertain"}
    uncertain = [address for address, what in state.items() if what == "uncertain"]
    assert len(uncertain) <= CONNECTIONS * len(kills)
    accepted = set(state) - set(uncertain)
    assert accepted <= set(taking.taken)
    print(f"taken={taking.taken.total()} accepted={len(accepted)} uncertain={len(uncertain)}")
