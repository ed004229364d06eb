"""kill -9 at many points under order load: nothing acknowledged is lost, nothing is half-done."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.opened import own_shop

pytestmark = pytest.mark.process
SEED = 20261122
POINTS = 20
NIGHT_POINTS = 200


@pytest.fixture
def own_database(shop_template: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a shop of this test's own."""
    with own_shop(shop_template, tmp_path) as environment:
        yield environment


def victim(environment: dict[str, str], *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.buyers", environment["COHIVE_HOME"], *words],
        env=environment,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def promises_until_killed(environment: dict[str, str], seed: int) -> list[str]:
    """Let it sell, kill it at a random point after its first promise, return its promises."""
    pause = random.Random(seed).uniform(0.0, 0.6)  # noqa: S311 - a point in time, not a secret
    process = victim(environment, "sell", str(seed))
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], 60)
    assert ready, "the victim never sold anything"
    time.sleep(pause)
    os.killpg(process.pid, signal.SIGKILL)
    said = process.stdout.read().decode().splitlines(keepends=True)
    process.stdout.close()
    process.wait()
    return [line.strip() for line in said if line.endswith("\n")]


def facts(environment: dict[str, str], promised: list[str]) -> dict[str, int]:
    """Ask a fresh process what stands in the database."""
    asked = subprocess.run(
        [sys.executable, "-m", "tests.crash.facts"],
        env=environment,
        input="\n".join(promised).encode(),
        capture_output=True,
        check=True,
        timeout=300,
    )
    words = asked.stdout.decode().split()
    return {key: int(value) for key, value in (word.split("=") for word in words)}


@pytest.mark.parametrize("points", [POINTS, pytest.param(NIGHT_POINTS, marks=pytest.mark.night)])
def test_no_promise_is_broken(own_database, points):
    promised: list[str] = []
    for number in range(points):
        promised += promises_until_killed(own_database, SEED + number)
    found = facts(own_database, promised)
    assert len(promised) > points
    assert found["lost"] == 0
    assert found["sold_and_left"] == found["received"]
    verified = subprocess.run(
        [str(Path(sys.executable).parent / "cohive"), "verify"],
        env=own_database,
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr.decode()
