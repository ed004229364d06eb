"""A power cut loses no acknowledged money; with a weaker setting it would, so the test can fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cohive.house.settings.home import database
from tests.crash.power import survivors_at_commits

pytestmark = [pytest.mark.process, pytest.mark.sqlite_only]
POSTINGS = 40
COUNT = "SELECT COUNT(*) FROM ledger_entry"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every statement of a real place that posts money, as SQLite saw them."""
    folder = tmp_path_factory.mktemp("recording")
    out = folder / "statements.json"
    subprocess.run(
        [sys.executable, "-m", "tests.crash.recording", str(folder), str(out), str(POSTINGS)],
        check=True,
        timeout=120,
    )
    return json.loads(out.read_text(encoding="utf-8"))


def real_pragmas() -> str:
    return str(database(Path("anywhere"))["OPTIONS"]["init_command"])


def test_no_acknowledged_entry_is_lost(recorded, tmp_path):
    found = survivors_at_commits(
        recorded, pragmas=real_pragmas(), folder=tmp_path / "full", count=COUNT
    )
    assert [acknowledged for acknowledged, _ in found] == list(range(1, POSTINGS + 1))
    assert [pair for pair in found if pair[0] != pair[1]] == []


def test_the_weaker_setting_would_lose_them(recorded, tmp_path):
    weaker = real_pragmas().replace("synchronous=FULL", "synchronous=NORMAL")
    assert weaker != real_pragmas()
    found = survivors_at_commits(recorded, pragmas=weaker, folder=tmp_path / "normal", count=COUNT)
    assert any(survived < acknowledged for acknowledged, survived in found)
