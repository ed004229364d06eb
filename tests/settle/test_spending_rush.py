"""Twenty hands at one balance: what is spent, set aside for a payout or let go counts once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.trade.test_rush import environment

__all__ = ["environment"]

pytestmark = pytest.mark.process


def test_a_balance_is_never_taken_twice(tmp_path: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.settle.spending_rush", str(tmp_path / "home")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])

    assert came["faults"] == []
    assert came["verify"] == []
    assert (came["once"], came["left"]) == (1, came["earned"] - 100)
    assert set(came["crossed"]) <= {0, 2}  # never taken for an order that was let go
    assert came["back"] == came["left"]
    assert came["fitted"] == 2
    assert came["again"] == came["left"]
    assert 0 <= came["at_the_end"] < came["left"]
