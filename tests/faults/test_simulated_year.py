"""One seed, one year: whatever fails on the way, the books, the stock and the payments agree."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crash.opened import own_shop

pytestmark = pytest.mark.process
SMALL = ("--members", "40", "--days", "25")
WHOLE = ("--members", "500", "--days", "365")


def lived(template: Path, folder: Path, *words: str) -> tuple[int, dict[str, Any], str]:
    """Run it from a copy of the shop; (exit status, what it found, what it said beside)."""
    folder.mkdir()
    with own_shop(template, folder) as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.year", *words],
            env={**environment, "PYTHONHASHSEED": "0"},
            capture_output=True,
            text=True,
            check=False,
            timeout=1800,
        )
    assert done.stdout, done.stderr[-3000:]
    return done.returncode, json.loads(done.stdout), done.stderr


def check(status: int, found: dict[str, Any]) -> None:
    assert found["faults"] == []
    assert status == 0
    assert found["paid"] > 0
    assert found["weather"]["statement"] + found["weather"]["commit"] > 0


@pytest.mark.sqlite_only
def test_the_same_seed_is_the_same_year_and_all_holds(shop_template, tmp_path):
    status, found, _ = lived(shop_template, tmp_path / "one", "--seed", "1", *SMALL)
    check(status, found)
    _, again, _ = lived(shop_template, tmp_path / "two", "--seed", "1", *SMALL)
    assert {**again, "cpu_seconds": 0} == {**found, "cpu_seconds": 0}


@pytest.mark.sqlite_only
def test_another_seed_is_another_year_and_all_holds(shop_template, tmp_path):
    status, found, _ = lived(shop_template, tmp_path / "one", "--seed", "2", *SMALL)
    check(status, found)


@pytest.mark.sqlite_only
def test_what_is_spoiled_is_found_and_the_command_to_see_it_again_is_printed(
    shop_template, tmp_path
):
    words = ("--seed", "3", "--members", "10", "--days", "10", "--break-it", "stock")
    status, found, said = lived(shop_template, tmp_path / "one", *words)
    assert status == 1
    assert "stock is not its moves" in found["faults"][0]
    assert "python -m tests.faults.year --seed 3" in said


@pytest.mark.night
@pytest.mark.sqlite_only
def test_a_wrong_balance_is_found_when_all_is_recomputed(shop_template, tmp_path):
    words = ("--seed", "4", *SMALL, "--break-it", "cent")
    status, found, _ = lived(shop_template, tmp_path / "one", *words)
    assert status == 1
    assert [fault for fault in found["faults"] if fault.startswith("balances")]


@pytest.mark.night
@pytest.mark.parametrize("seed", range(100, 104))
def test_small_years_on_either_database(shop_template, tmp_path, seed):
    status, found, _ = lived(shop_template, tmp_path / "one", "--seed", str(seed), *SMALL)
    check(status, found)


@pytest.mark.night
@pytest.mark.sqlite_only
@pytest.mark.parametrize("seed", range(20))
def test_a_whole_year_of_five_hundred_members(shop_template, tmp_path, seed):
    status, found, _ = lived(shop_template, tmp_path / "one", "--seed", str(seed), *WHOLE)
    check(status, found)
