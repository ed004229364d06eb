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
from urllib.parse import urlsplit

import psycopg
import pytest

pytestmark = pytest.mark.process
SEED = 20261122
POINTS = 20
NIGHT_POINTS = 200


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """An environment with a fresh database on the server of this run, or a fresh SQLite file."""
    url = os.environ.get("DATABASE_URL", "")
    environment = {**os.environ, "COHIVE_HOME": str(tmp_path)}
    if not url:
        yield environment
        return
    name = f"kill_{tmp_path.name.replace('-', '_')}"[:60].lower()
    parts = urlsplit(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        yield {**environment, "DATABASE_URL": parts._replace(path=f"/{name}").geturl()}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


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
    opened = victim(own_database, "open")
    opened.communicate(timeout=120)
    assert opened.returncode == 0
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
