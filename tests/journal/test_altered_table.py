"""SQLite loses triggers when a field changes; the house notices and makes them again."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = [pytest.mark.process, pytest.mark.sqlite_only]


def test_triggers_are_lost_noticed_and_made_again(tmp_path):
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    said = subprocess.run(
        [sys.executable, "-m", "tests.journal.altering", str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert said[0] == "before: "
    assert said[1] == "altered: the trigger journal_act_refuses_update is missing"
    assert said[2] == "after: "
