"""A full disk: what is there can be read, nothing is taken half, and it recovers by itself."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.process, pytest.mark.sqlite_only]
POINTS, NIGHT_POINTS, DISK_POINTS = 15, 50, 10
DISK_BYTES = 24_000_000


def filled(template: Path, home: Path, points: int, limit: str) -> dict[str, Any]:
    shutil.copytree(template, home)
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.filling", str(home), str(points), limit],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def check(home: Path, seen: dict[str, Any], points: int) -> None:
    assert (seen["full"], seen["read"], seen["recovered"]) == (points,) * 3, seen["said"]
    assert "no room left" in seen["said"]
    with sqlite3.connect(home / "database.sqlite3") as rows:
        orders = rows.execute("SELECT key FROM trade_order")
        kept = {key.split(":")[1] for (key,) in orders}
        assert set(seen["acknowledged"]) == kept  # none lost, none half taken
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    environment = {**os.environ, "COHIVE_HOME": str(home), "DATABASE_URL": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    verified = subprocess.run(
        [sys.executable, "-m", "cohive.house.command.child", "verify", "--quiet"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr


@pytest.mark.parametrize("points", [POINTS, pytest.param(NIGHT_POINTS, marks=pytest.mark.night)])
def test_every_time_it_is_full_it_is_well_again(shop_template, tmp_path, points):
    seen = filled(shop_template, tmp_path / "home", points, "pages")
    check(tmp_path / "home", seen, points)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes, where this machine lets us have one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    size = f"size={DISK_BYTES}"
    mount = ["mount", "-t", "tmpfs", "-o", size, "none", str(folder)]
    if subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("this machine lets nobody make a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.night
def test_a_real_disk_that_is_full_at_the_commit_itself(shop_template, small_disk):
    seen = filled(shop_template, small_disk / "home", DISK_POINTS, "disk")
    check(small_disk / "home", seen, DISK_POINTS)
