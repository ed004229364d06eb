"""Everything that must be green, in one order: `check.py {quick|all|night}`.

`all` needs a browser: one that is installed, else Debian's chromium when it can be installed. It
runs the tests on SQLite, and on PostgreSQL when DATABASE_URL is set or a server is installed; with
CI=true a missing PostgreSQL is installed, or the run fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CI = os.environ.get("CI") == "true"
WITHOUT_DATABASE = tuple(f"--ignore=tests/{part}" for part in ("engine", "bridges", "words"))
"""Folders whose tests open no database: once is enough."""
IN_ORDER = ("--dist", "loadfile", "--no-loadscope-reorder")
"""Each file by one worker, in the order of tests/conftest.py: what starts servers first."""
DAY, NIGHT = "not night", "night"
DAY_ON_POSTGRESQL = "not night and not sqlite_only and (everywhere or not browser)"
NIGHT_ON_POSTGRESQL = "not sqlite_only and (night or browser)"
"""A browser sees pages, not databases: by day it looks at them on one (decision 11)."""


def say(sentence: str) -> None:
    """One line between the tools' own output."""
    sys.stdout.write(f"\n== {sentence}\n")
    sys.stdout.flush()


def run(title: str, *command: str, **environment: str) -> bool:
    """Run one check; say how long it took."""
    say(title)
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}).returncode == 0
    say(f"{title}: {'green' if done else 'RED'} after {time.monotonic() - began:.0f} s")
    return done


def install(*packages: str) -> bool:
    """Install Debian packages when this machine lets us."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    quiet = {
        "stdout": subprocess.DEVNULL,
        "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    }
    subprocess.run(["apt-get", "update", "-qq"], **quiet)
    return subprocess.run(["apt-get", "install", "-y", "-qq", *packages], **quiet).returncode == 0


def browser() -> str | None:
    """The path of a Chromium."""
    named = os.environ.get("CHROMIUM")
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if named or found:
        return named or found
    if install("chromium", "fonts-noto-cjk"):
        return shutil.which("chromium")
    say("No browser: install Debian's `chromium`, or name one in CHROMIUM.")
    return None


def style() -> bool:
    """Lint, format, types, import contracts."""
    return all(
        [
            run("lint", str(BIN / "ruff"), "check", "."),
            run("format", str(BIN / "ruff"), "format", "--check", "."),
            run("types", str(BIN / "mypy")),
            run("import contracts", str(BIN / "lint-imports")),
        ]
    )


def tests(title: str, *extra: str, **environment: str) -> bool:
    """The test suite with these options."""
    workers = os.environ.get("COHIVE_TEST_WORKERS", "2")
    pytest = (str(BIN / "python"), "-m", "pytest", "-q", "-n", workers, *IN_ORDER)
    return run(title, *pytest, *extra, **environment)


def on_postgresql(*extra: str) -> bool:
    """The suite on PostgreSQL; True when there is none and nobody demands it."""
    if os.environ.get("DATABASE_URL"):
        return tests("tests on PostgreSQL", *extra)
    sys.path.insert(0, str(ROOT / "tools"))
    import postgresql

    if postgresql.binaries() is None and CI:
        install("postgresql")
    if postgresql.binaries() is None:
        say("No PostgreSQL here: those tests did not run.")
        return not CI
    with postgresql.cluster() as url:
        return tests("tests on PostgreSQL", *extra, DATABASE_URL=url)


def main() -> int:
    """Run the asked set; exit 1 when anything is red."""
    asked = sys.argv[1] if len(sys.argv) > 1 else "quick"
    # where bytecode may not be kept, each of the many processes compiles the whole house anew
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    without_database = dict.fromkeys(("DATABASE_URL",), "")
    green = style()
    if asked == "quick":
        kept = "not browser and not process and not night"
        return 0 if green & tests("tests on SQLite", "-m", kept, **without_database) else 1
    path = browser()
    if path is None:
        return 1
    os.environ["CHROMIUM"] = path
    kept, there = (NIGHT, NIGHT_ON_POSTGRESQL) if asked == "night" else (DAY, DAY_ON_POSTGRESQL)
    green &= tests("tests on SQLite", "-m", kept, **without_database)
    green &= on_postgresql("-m", there, *WITHOUT_DATABASE)
    say("all green" if green else "not green: look for RED above")
    return 0 if green else 1


if __name__ == "__main__":
    raise SystemExit(main())
