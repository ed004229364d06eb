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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.browser import chromium

__all__ = ["chromium"]

COHIVE = str(Path(sys.executable).parent / "cohive")
START_SECONDS = 60.0
TEMPLATE = "cohive_demo_template"


@dataclass
class Running:
    """A place that is being served: its address, folder, environment, and printed doors."""

    url: str
    home: Path
    environment: dict[str, str]
    doors: dict[str, str] = field(default_factory=dict)

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


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Start `cohive serve` on a folder; stopped and checked at the end of the test."""
    children: list[subprocess.Popen[str]] = []

    def start(home: Path, environment: dict[str, str]) -> Running:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        url = f"http://localhost:{port}"
        environment = {**environment, "COHIVE_HOME": str(home), "COHIVE_ADDRESS": url}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        log = (tmp_path / f"serve-{port}.log").open("w+")
        child = subprocess.Popen(
            [COHIVE, "serve", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        children.append(child)
        running = Running(url, home, environment)
        _await(running, child, Path(log.name))
        return running

    yield start
    for child in children:
        os.kill(child.pid, signal.SIGINT)
        assert child.wait(timeout=20) == 0, "serve did not stop cleanly"


def _await(running: Running, child: subprocess.Popen[str], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert child.poll() is None, log.read_text()
        if "Ctrl-C" in log.read_text():
            with urllib.request.urlopen(running.url + "/health") as answer:
                assert answer.status == 200
            found = re.findall(r"^  (.{28,}?) (http\S+)$", log.read_text(), re.MULTILINE)
            running.doors = {label.strip(): url for label, url in found}
            return
        time.sleep(0.1)
    raise AssertionError(f"serve did not start: {log.read_text()}")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Callable[[str | None], dict[str, str]]]:
    """An environment with an own database, empty or a copy of a template."""
    made: list[str] = []

    def environment(template: str | None) -> dict[str, str]:
        if not os.environ.get("DATABASE_URL"):
            return dict(os.environ)
        name = re.sub(r"\W", "_", f"journey_{tmp_path.parent.name}_{tmp_path.name}")[-60:]
        _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        _sql(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        made.append(name)
        return {**os.environ, "DATABASE_URL": _database_url(name)}

    yield environment
    for name in made:
        _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def night_ferry(demo_template: Path, tmp_path: Path, serve, database) -> Running:  # type: ignore[no-untyped-def]
    """The demo place, served from a copy of its own."""
    home = tmp_path / "home"
    shutil.copytree(demo_template, home)
    return serve(home, database(TEMPLATE))


@pytest.fixture
def empty_place(tmp_path: Path, serve, database) -> Running:  # type: ignore[no-untyped-def]
    """A folder without a place, served: its first-run page waits."""
    home = tmp_path / "home"
    home.mkdir()
    return serve(home, database(None))
