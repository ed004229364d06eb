"""What it costs to bring in what one has: whole flask, and 35,304 orders paid to its people.

Run: python -m bench.histories. One line for each command with its time, its own processor time, its
peak memory, and its ratio to a peer that only reads the same files with the standard library. Needs
the shared data (COHIVE_SHARED_DATA, else beside the repository); says so and ends where it is not.
"""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.shared import DATA

ROOT = Path(__file__).resolve().parent.parent
FLASK = DATA / "history" / "flask.jsonl.xz"
ORDERS = DATA / "revenue" / "cdnow_orders.csv.gz"


def read_history() -> None:
    """The peer of the import: every line decoded, authors counted."""
    with lzma.open(FLASK, "rt", encoding="utf-8") as lines:
        assert len({json.loads(line)["author_id"] for line in lines}) > 800


def read_orders() -> None:
    """The peer of the statements: every row read, the cents summed."""
    with gzip.open(ORDERS, "rt", encoding="utf-8") as text:
        cents = sum(round(float(row["usd"]) * 100) for row in csv.DictReader(text))
    assert cents == 127_272_606


def seconds_of(peer: Callable[[], None]) -> float:
    began = time.process_time()
    peer()
    return time.process_time() - began


def run(folder: Path, title: str, peer: float, *words: str, status: int = 0) -> None:
    """One command in a process of its own."""
    child = subprocess.Popen(  # noqa: S603 - our own command
        [
            sys.executable,
            "-m",
            "cohive.house.command.child",
            *words,
            "--home",
            str(folder / "home"),
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    began = time.monotonic()
    _pid, ended, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(ended)
    assert child.returncode == status, f"{title}: exit status {child.returncode}"
    wall, own = time.monotonic() - began, usage.ru_utime + usage.ru_stime
    memory = usage.ru_maxrss / 1024
    ratio = f"{own / peer:8.0f} x" if peer else ""
    print(f"{title:<44} {wall:7.1f} s {own:7.1f} s cpu {memory:6.0f} MiB {ratio}")


def main() -> None:
    if not (FLASK.exists() and ORDERS.exists()):
        print(f"no shared data in {DATA}; set COHIVE_SHARED_DATA to its folder")
        return
    flask, orders = str(FLASK), str(ORDERS)
    history, rows = seconds_of(read_history), seconds_of(read_orders)
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        run(place, "import git-history flask", history, "import", "git-history", flask)
        run(place, "the same again", history, "import", "git-history", flask)
        sale = ("sell", "flask 0.11", "--amount", "10000.00", "--currency", "USD")
        run(place, "sell flask 0.11 (212 people)", 0, *sale)
        run(place, "verify", 0, "verify", "--quiet")
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        words = ("statements", orders, "--makers", flask, "--out", "out")
        run(place, "statements: the columns proposed", rows, *words, status=2)
        mapping = ("--map", "cdnow_orders.mapping.json")
        run(place, "statements of 35,304 orders to 836 people", rows, *words, *mapping)
        run(place, "the same again", rows, *words)
        run(place, "verify", 0, "verify", "--quiet")


if __name__ == "__main__":
    main()
