"""Fifty want one place: it is given once; a code is redeemed once. On the database of this run."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.trade.membership_rush import MESSAGES, RACES
from tests.trade.test_rush import environment, own_sandbox

__all__ = ["environment", "own_sandbox"]

TRIALS, NIGHT_TRIALS = 2, 200

pytestmark = pytest.mark.process


@pytest.mark.parametrize("trials", [TRIALS, pytest.param(NIGHT_TRIALS, marks=pytest.mark.night)])
def test_a_rush_gives_every_place_and_every_code_once(
    tmp_path: Path, environment: dict[str, str], trials: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.trade.membership_rush", str(tmp_path / "home"), str(trials)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=900 + 30 * trials,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert came["faults"] == []
    assert came["ordered"] == [1] * trials
    assert came["sentences"] == ["Every place of this tier is taken."]
    assert came["effects"] == [["paid"] + ["repeated"] * (MESSAGES - 1)] * trials
    assert came["holders"] == [1] * trials
    assert (came["redeemed"], came["periods"]) == (1, 1)
    assert came["both"] == [1] * RACES  # redeemed or given back, never both
    assert came["open"] == 1
    assert came["verify"] == []
