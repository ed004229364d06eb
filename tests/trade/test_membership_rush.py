"""The last place is given once, and a code redeemed once, on whichever database this run uses."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.trade.membership_rush import MESSAGES, RACES, TRIALS
from tests.trade.test_rush import environment, own_sandbox

__all__ = ["environment", "own_sandbox"]

pytestmark = pytest.mark.process


def test_a_rush_gives_every_place_and_every_code_once(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.trade.membership_rush", str(tmp_path / "home")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert came["faults"] == []
    assert came["ordered"] == [1] * TRIALS
    assert came["effects"] == [["paid"] + ["repeated"] * (MESSAGES - 1)] * TRIALS
    assert came["holders"] == [1] * TRIALS
    assert (came["redeemed"], came["periods"]) == (1, 1)
    assert came["both"] == [1] * RACES  # redeemed or given back, never both
    assert came["open"] == 1
    assert came["verify"] == []
