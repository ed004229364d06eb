"""One small real shop for a whole run, and a copy of it for each test that breaks things.

Made once by whichever worker comes first; copied as files for SQLite, by CREATE DATABASE …
TEMPLATE for PostgreSQL.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

__all__ = ["empty_database", "own_shop", "shop_template"]

TEMPLATE = "cohive_shop_template"


def _sql(statement: str) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(statement)


def _environment(name: str) -> dict[str, str]:
    found = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO")}
    if not found.get("DATABASE_URL"):
        found.pop("DATABASE_URL", None)
        return found
    url = urlsplit(found["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    return {**found, "DATABASE_URL": url}


@pytest.fixture(scope="session")
def shop_template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of a shop that nobody opens."""
    shared = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        shared = shared.parent
    home = shared / "shop-template"
    with (shared / "shop-template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "shop-template.ready").exists():
            if os.environ.get("DATABASE_URL"):
                _sql(f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)')
                _sql(f'CREATE DATABASE "{TEMPLATE}"')
            subprocess.run(
                [sys.executable, "-m", "tests.crash.buyers", str(home), "open"],
                env=_environment(TEMPLATE),
                check=True,
                capture_output=True,
                timeout=600,
            )
            (shared / "shop-template.ready").touch()
    return home


@contextmanager
def empty_database(label: str, template: str = "") -> Iterator[dict[str, str]]:
    """An environment with a database of its own, empty or a copy; with SQLite the folder is it."""
    name = re.sub(r"\W", "_", f"faults_{label}_{os.getpid()}")[-60:].lower()
    if not os.environ.get("DATABASE_URL"):
        yield _environment(name)
        return
    _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _sql(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    try:
        yield _environment(name)
    finally:
        _sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def own_shop(template: Path, folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a copy of the shop, in `folder / "home"`."""
    shutil.copytree(template, folder / "home")
    with empty_database(folder.name, TEMPLATE) as environment:
        yield {**environment, "COHIVE_HOME": str(folder / "home")}
