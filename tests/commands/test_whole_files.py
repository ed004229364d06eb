"""The commands on real files, as a person runs them: from an empty folder, as processes.

Whole flask and 35,304 orders in the night; the first part of flask in every run.
"""

from __future__ import annotations

import lzma
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.shared_data import shared_data

pytestmark = [pytest.mark.process, pytest.mark.sqlite_only]

PART_LINES = 250
MEMORY_KIB_MAX = 600 * 1024


@dataclass(frozen=True)
class Ran:
    """What a command said and what it took."""

    status: int
    out: str
    err: str
    seconds: float
    memory_kib: int


@pytest.fixture
def cohive(tmp_path: Path) -> Callable[..., Ran]:
    """Run a command as a process of its own, on a home of its own."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
        "DJANGO_SETTINGS_MODULE": "cohive.house.settings.base",
    }

    def run(*words: str | Path) -> Ran:
        began = time.monotonic()
        out, err = tmp_path / "stdout", tmp_path / "stderr"
        with out.open("w") as out_file, err.open("w") as err_file:
            command = [sys.executable, "-m", "cohive.house.command.child", *map(str, words)]
            child = subprocess.Popen(
                [*command, "--home", str(tmp_path / "home")],
                cwd=tmp_path,
                env=environment,
                stdout=out_file,
                stderr=err_file,
            )
            _pid, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        return Ran(
            child.returncode,
            out.read_text("utf-8"),
            err.read_text("utf-8"),
            time.monotonic() - began,
            usage.ru_maxrss,
        )

    return run


def cents_of_rows(out: str) -> int:
    """The sum of the amounts at the ends of the indented lines."""
    amounts = re.findall(r"^  \S.*?([−-]?)\$([\d,]+\.\d\d)$", out, re.MULTILINE)
    return sum(
        int(number.replace(",", "").replace(".", "")) * (-1 if minus else 1)
        for minus, number in amounts
    )


def test_a_newcomer_gets_statements_from_an_empty_folder(cohive, tmp_path):
    sales = tmp_path / "orders.csv"
    sales.write_text("day,product,usd\n2026-01-02,Ebb,10.00\n2026-01-03,Ebb,0.01\n", "utf-8")
    makers = tmp_path / "makers.csv"
    makers.write_text("product,maker,weight\nEbb,Teo,1\nEbb,周岚,1\n", "utf-8")
    words = ("statements", sales, "--makers", makers, "--out", tmp_path / "out")
    asked = cohive(*words)
    assert asked.status == 2, asked.err
    assert not (tmp_path / "home" / "database.sqlite3").exists()
    done = cohive(*words, "--map", tmp_path / "orders.mapping.json")
    assert done.status == 0, done.err
    assert "$10.00 for people + $0.01 waiting" in done.out
    assert len(list((tmp_path / "out").glob("*.html"))) == 2
    again = cohive(*words)
    assert again.out.startswith("Nothing new")
    verified = cohive("verify", "--quiet")
    assert (verified.status, verified.out + verified.err) == (0, "")


def test_the_first_part_of_flask_is_imported_and_sold(cohive, tmp_path):
    whole = shared_data("history/flask.jsonl.xz")
    with lzma.open(whole, "rt", encoding="utf-8") as lines:
        part = [next(lines) for _ in range(PART_LINES)]
    (tmp_path / "flask.jsonl").write_text("".join(part), encoding="utf-8")
    (tmp_path / "flask.tags.csv").write_bytes(whole.with_name("flask.tags.csv").read_bytes())
    done = cohive("import", "git-history", tmp_path / "flask.jsonl")
    assert done.status == 0, done.err
    assert "Left out as programs:" in done.out
    again = cohive("import", "git-history", tmp_path / "flask.jsonl")
    assert again.out.startswith("Nothing new")
    sold = cohive("sell", "flask 3.1.1", "--amount", "10000.00", "--currency", "USD")
    assert sold.status == 0, sold.err
    assert cents_of_rows(sold.out) == 1_000_000
    assert "With a pocket calculator" in cohive("statement", "David Lord").out
    verified = cohive("verify", "--quiet")
    assert (verified.status, verified.out + verified.err) == (0, "")


@pytest.mark.night
def test_whole_flask_is_imported_within_a_minute(cohive):
    flask = shared_data("history/flask.jsonl.xz")
    done = cohive("import", "git-history", flask)
    assert done.status == 0, done.err
    assert "57 releases with their agreements" in done.out
    assert "872 people recorded, unclaimed and unlisted" in done.out
    assert done.seconds < 60
    assert done.memory_kib < MEMORY_KIB_MAX
    assert cohive("import", "git-history", flask).out.startswith("Nothing new")
    sold = cohive("sell", "flask 0.11", "--amount", "10000.00", "--currency", "USD")
    assert cents_of_rows(sold.out) == 1_000_000
    assert "Exactly 2827/15350 of" in cohive("statement", "Armin Ronacher").out
    verified = cohive("verify", "--quiet")
    assert (verified.status, verified.out + verified.err) == (0, "")


@pytest.mark.night
def test_thirty_five_thousand_orders_are_paid_to_everybody_of_flask(cohive, tmp_path):
    orders = shared_data("revenue/cdnow_orders.csv.gz")
    makers = shared_data("history/flask.jsonl.xz")
    words = ("statements", orders, "--makers", makers, "--out", tmp_path / "out")
    assert cohive(*words).status == 2
    done = cohive(*words, "--map", tmp_path / "cdnow_orders.mapping.json")
    assert done.status == 0, done.err
    assert "35,304 new rows were divided." in done.out
    assert done.out.splitlines()[-2].endswith("= $1,272,726.06")
    assert done.seconds < 180
    assert done.memory_kib < MEMORY_KIB_MAX
    listed = (tmp_path / "out" / "statements.csv").read_text("utf-8-sig").splitlines()[1:]
    cents = sum(int(line.split(",USD,")[0].rsplit(",", 1)[1].replace(".", "")) for line in listed)
    waiting = re.search(r"\+ \$(\d+)\.(\d\d) waiting", done.out)
    assert waiting is not None
    assert cents + int("".join(waiting.groups())) == 127_272_606
    again = cohive(*words)
    assert again.out.startswith("Nothing new")
    assert again.out.splitlines()[1:] == done.out.splitlines()[1:]
    verified = cohive("verify", "--quiet")
    assert (verified.status, verified.out + verified.err) == (0, "")
