"""64 buyers for 20 pieces, forms sent eight times, messages against expiry: never oversold.

Fifty for one voucher: one gets it. Invoices written at once, some in vain: no number is missing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.trade.rush import BUYERS, PIECES, ROUNDS
from tests.trade.voucher_rush import PAID

TRIALS, NIGHT_TRIALS = 2, 200

pytestmark = pytest.mark.process


@pytest.fixture(autouse=True)
def own_sandbox() -> None:
    """The rush has a folder of its own."""


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A fresh SQLite file, or a fresh database on the server of this run."""
    plain = {key: text for key, text in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield plain
        return
    name = f"rush_{tmp_path.parent.name}".replace("-", "_").lower()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        yield {**plain, "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("trials", [TRIALS, pytest.param(NIGHT_TRIALS, marks=pytest.mark.night)])
def test_a_rush_sells_every_piece_once(
    tmp_path: Path, environment: dict[str, str], trials: int
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.trade.rush", str(tmp_path / "home"), str(trials)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300 + 10 * trials,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    came: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])

    assert came["faults"] == []
    assert (came["sold"], came["refused"], came["left"]) == (PIECES, BUYERS - PIECES, 0)
    assert came["sentences"] == ["Two Harbours long-sleeve, M is sold out."]
    assert (came["orders_of_one_form"], came["same"]) == (1, 1)
    assert came["large_left"] == PIECES - 1
    assert came["paid"] == ROUNDS
    assert set(came["effects"]) <= {"paid", "paid late", "repeated"}
    assert came["prints_left"] == 20 - ROUNDS
    vouchers = came["vouchers"]
    assert vouchers["faults"] == []
    assert (vouchers["won"], vouchers["uses"], vouchers["trials"]) == ([1], [1], trials)
    assert vouchers["sentences"] == [
        "This voucher was used already, or waits in an order that is not paid yet."
    ]
    assert vouchers["numbers"] == list(range(1, PAID + 1))
    assert came["verify"] == []
