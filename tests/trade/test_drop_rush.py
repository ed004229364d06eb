"""A crowd at a drop and around a draw: nothing sold or promised twice, on a real database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.trade.drop_rush import BUYERS, PIECES
from tests.trade.test_rush import environment, own_sandbox

__all__ = ["environment", "own_sandbox"]

pytestmark = pytest.mark.process


@pytest.mark.parametrize(
    "rounds", [1, pytest.param(50, marks=pytest.mark.night)], ids=["once", "all night"]
)
def test_a_crowd_at_a_drop(tmp_path: Path, environment: dict[str, str], rounds: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.trade.drop_rush", str(tmp_path / "home"), str(rounds)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300 + 60 * rounds,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])

    assert came["verify"] == []
    assert len(came["rounds"]) == rounds
    for found in came["rounds"]:
        assert (found["faults"], found["draw_faults"]) == ([], [])
        assert (found["sold"], found["left"]) == (PIECES, 0)
        assert found["refused"] == BUYERS - PIECES
        assert found["refusals"] == ["Two Harbours long-sleeve, M is sold out."]
        assert found["of_one_person"] == 1
        assert (found["numbers"], found["entries"], found["draws"]) == (1, 12, 1)
        assert (found["promised"], found["twice"]) == (4, 0)
        assert found["orders_are_offers"] is True
