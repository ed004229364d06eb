"""A real place for each journey: its own folder and database, `cohive serve`, a real browser.

The demo place is seeded once for a run (by whichever worker comes first) and copied: files for
SQLite, CREATE DATABASE … TEMPLATE for PostgreSQL.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.utils import timezone

CLOCK = Path(__file__).parent / "clock"
COHIVE = str(Path(sys.executable).parent / "cohive")
START_SECONDS, STOP_SECONDS = 180.0, 60.0
TEMPLATE = "cohive_demo_template"
DAY_SECONDS = 24 * 60 * 60


@dataclass
class Running:
    """A place that is being served: its address, folder, environment, and printed doors."""

    url: str
    home: Path
    environment: dict[str, str]
    doors: dict[str, str] = field(default_factory=dict)

    def days_pass(self, days: float) -> None:
        """Its clock goes on by so many days, for pages and background work alike (`clocked`)."""
        clock = Path(self.environment["JOURNEY_CLOCK"])
        later = clock.with_suffix(".later")
        later.write_text(str(float(clock.read_text()) + days * DAY_SECONDS))
        later.replace(clock)

    def now(self) -> datetime:
        """What its clock says (`clocked`), in its own time zone."""
        ahead = float(Path(self.environment["JOURNEY_CLOCK"]).read_text())
        return timezone.localtime(timezone.now() + timedelta(seconds=ahead))

    def cohive(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in this place."""
        return subprocess.run(
            [COHIVE, *words], env=self.environment, capture_output=True, text=True, check=False
        )


def _database_url(name: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def _sql(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a seeded demo place; nobody serves it."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    home = shared / "demo-template"
    with (shared / "demo-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "ready").exists():
            environment = {**os.environ, "COHIVE_HOME": str(home)}
            environment.pop("DJANGO_SETTINGS_MODULE", None)
            if os.environ.get("DATABASE_URL"):
                _sql(f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)')
                _sql(f'CREATE DATABASE "{TEMPLATE}"')
                environment["DATABASE_URL"] = _database_url(TEMPLATE)
            subprocess.run([COHIVE, "demo"], env=environment, check=True, timeout=300)
            (home / "ready").touch()
    return home


@contextmanager
def served(home: Path, environment: dict[str, str], logs: Path) -> Iterator[Running]:
    """`cohive serve` on a folder, at a free port; stopped by Ctrl-C, and the stop is checked."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    environment = {**environment, "COHIVE_HOME": str(home), "COHIVE_ADDRESS": url}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    log = logs / f"serve-{port}.log"
    with log.open("w") as written:
        child = subprocess.Popen(
            [COHIVE, "serve", "--port", str(port)],
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    try:
        running = Running(url, home, environment)
        _await(running, child, log)
        yield running
    finally:
        ended = _end(child)
    assert ended == 0, f"serve did not stop cleanly: {log.read_text()}"


@contextmanager
def clocked(home: Path, environment: dict[str, str], logs: Path) -> Iterator[Running]:
    """As `served`, with a clock that `days_pass` puts forward while it is served."""
    clock = logs / "clock"
    clock.write_text("0")
    path = os.pathsep.join([str(CLOCK), *filter(None, [environment.get("PYTHONPATH")])])
    with served(home, {**environment, "PYTHONPATH": path, "JOURNEY_CLOCK": str(clock)}, logs) as it:
        yield it


def _end(child: subprocess.Popen[str]) -> int:
    """Ask for the end, and see to it: a child left running would break the tests after this."""
    if child.poll() is None:
        os.kill(child.pid, signal.SIGINT)
    try:
        return child.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        return child.wait()


def _await(running: Running, child: subprocess.Popen[str], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert child.poll() is None, log.read_text()
        if "Ctrl-C" in log.read_text():
            with urllib.request.urlopen(running.url + "/health/") as answer:
                assert answer.status == 200
            found = re.findall(r"^  (.{28,}?) (http\S+)$", log.read_text(), re.MULTILINE)
            running.doors = {label.strip(): url for label, url in found}
            return
        time.sleep(0.1)
    raise AssertionError(f"serve did not start: {log.read_text()}")


@contextmanager
def own_database(label: str, template: str | None) -> Iterator[dict[str, str]]:
    """An environment with a database of its own, empty or a copy; with SQLite the folder is it."""
    if not os.environ.get("DATABASE_URL"):
        yield dict(os.environ)
        return
    name = re.sub(r"\W", "_", f"journey_{label}")[-60:].lower()
    _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _sql(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    try:
        yield {**os.environ, "DATABASE_URL": _database_url(name)}
    finally:
        _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def night_ferry(
    demo_template: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Running]:
    """The demo place, served from a copy that this file's tests have for themselves."""
    folder = tmp_path_factory.mktemp("night-ferry")
    shutil.copytree(demo_template, folder / "home")
    label = f"{request.module.__name__}_{folder.name}"
    with (
        own_database(label, TEMPLATE) as environment,
        served(folder / "home", environment, folder) as running,
    ):
        yield running


@pytest.fixture
def night_ferry_later(
    demo_template: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Running]:
    """As `night_ferry`, for one story alone: its days pass."""
    folder = tmp_path_factory.mktemp("later")
    shutil.copytree(demo_template, folder / "home")
    label = f"{request.module.__name__}_{folder.name}"
    with (
        own_database(label, TEMPLATE) as environment,
        clocked(folder / "home", environment, folder) as running,
    ):
        yield running


@pytest.fixture
def empty_place(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Running]:
    """A folder without a place, served: its first-run page waits, its key is among the doors."""
    folder = tmp_path_factory.mktemp("empty")
    (folder / "home").mkdir()
    label = f"{request.module.__name__}_{folder.name}"
    with (
        own_database(label, None) as environment,
        served(folder / "home", environment, folder) as running,
    ):
        yield running
