"""A real place in a folder of its own, with a shop in it, whichever database this run uses."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest


@contextmanager
def empty_database(name: str) -> Iterator[dict[str, str]]:
    """An environment with an empty database on this run's server; with SQLite the folder is it."""
    url = os.environ.get("DATABASE_URL", "")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO")}
    if not url:
        environment.pop("DATABASE_URL", None)
        yield environment
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        yield {**environment, "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def cohive(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cohive.house.command.child", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@dataclass(frozen=True)
class Drill:
    """A place that sold while it was backed up: its environment, the file, what it promised."""

    environment: dict[str, str]
    file: Path
    promised: list[str]


@pytest.fixture(scope="module")
def drill(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """A shop with a picture and keys, backed up while three sellers sell."""
    folder = tmp_path_factory.mktemp("kept")
    home = folder / "home"
    with empty_database(f"backup_{folder.name}".replace("-", "_").lower()) as environment:
        place = {**environment, "COHIVE_HOME": str(home)}
        buyers = [sys.executable, "-m", "tests.crash.buyers", str(home)]
        subprocess.run([*buyers, "open"], env=place, check=True, capture_output=True, timeout=120)
        (home / "media" / "ab").mkdir(parents=True)
        (home / "media" / "ab" / "picture.webp").write_bytes(b"picture" * 5000)
        (home / "static").mkdir(exist_ok=True)
        (home / "static" / "made-anew.css").touch()
        (folder / "out").mkdir()
        seller = subprocess.Popen([*buyers, "sell", "1"], env=place, stdout=subprocess.PIPE)
        assert seller.stdout is not None
        promised = [seller.stdout.readline().decode().strip() for _ in range(5)]
        made = cohive(place, "backup", "--out", str(folder / "out" / "kept.tar.gz"))
        seller.kill()
        seller.communicate()
        assert made.returncode == 0, made.stderr
        assert "whole" in made.stdout
        yield Drill(place, folder / "out" / "kept.tar.gz", promised)
