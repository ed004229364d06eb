"""kill -9 at many points under order load: nothing acknowledged is lost, nothing is half-done."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.opened import own_shop
from tests.journeys.conftest import served

pytestmark = pytest.mark.process
SEED = 20261122
POINTS = 20
NIGHT_POINTS = 200


@pytest.fixture
def own_database(shop_template: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a shop of this test's own."""
    with own_shop(shop_template, tmp_path) as environment:
        yield environment


class Herd:
    """Victims, one after the other; what they promised is kept here, outside them."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.buyers", environment["COHIVE_HOME"], "herd"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )

    def promises_until_killed(self, seed: int) -> list[str]:
        """Let one sell, kill it at a random point after its first promise."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        pause = random.Random(seed).uniform(0.0, 0.6)  # noqa: S311 - a point in time, no secret
        self.process.stdin.write(f"{seed}\n".encode())
        victim, promised = 0, list[str]()
        while not victim or not promised:
            word = self.process.stdout.readline().decode()
            assert word.endswith("\n"), "the victim never sold anything"
            if word.startswith("pid "):
                victim = int(word.split()[1])
            else:
                promised.append(word.strip())
        time.sleep(pause)
        os.kill(victim, signal.SIGKILL)
        while (word := self.process.stdout.readline().decode().strip()) != "dead":
            promised.append(word)
        return promised

    def end(self) -> None:
        self.process.communicate(timeout=60)


def facts(environment: dict[str, str], promised: list[str]) -> dict[str, int]:
    """Ask a fresh process what stands in the database."""
    asked = subprocess.run(
        [sys.executable, "-m", "tests.crash.facts"],
        env=environment,
        input="\n".join(promised).encode(),
        capture_output=True,
        check=True,
        timeout=600,
    )
    words = asked.stdout.decode().split()
    return {key: int(value) for key, value in (word.split("=") for word in words)}


@pytest.mark.parametrize("points", [POINTS, pytest.param(NIGHT_POINTS, marks=pytest.mark.night)])
def test_no_promise_is_broken(own_database, points):
    herd = Herd(own_database)
    promised = [
        order for number in range(points) for order in herd.promises_until_killed(SEED + number)
    ]
    herd.end()
    found = facts(own_database, promised)
    assert len(promised) > points
    assert found["lost"] == 0
    assert found["sold_and_left"] == found["received"]
    verified = subprocess.run(
        [str(Path(sys.executable).parent / "cohive"), "verify"],
        env=own_database,
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert verified.returncode == 0, verified.stderr.decode()
    home = Path(own_database["COHIVE_HOME"])
    with (
        served(home, own_database, home.parent) as running,
        urllib.request.urlopen(running.url + "/shop/") as answer,
    ):
        assert answer.status == 200  # the next start serves at once
