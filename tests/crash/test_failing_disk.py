"""A disk that fails at a commit stops the process, and nothing acknowledged is lost by it."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys

import pytest
from django.db.utils import OperationalError

from cohive.journal.sqlite import base

pytestmark = [pytest.mark.process, pytest.mark.sqlite_only]


def test_a_failed_commit_ends_the_process_and_the_next_start_knows_what_is_there(
    shop_template, tmp_path
):
    home = tmp_path / "home"
    shutil.copytree(shop_template, home)
    failed = subprocess.run(
        [sys.executable, "-m", "tests.crash.failing", str(home)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert failed.returncode == base.DISK_FAILED, failed.stderr
    assert "disk refused a commit" in failed.stderr
    promised = failed.stdout.split()
    assert promised
    with sqlite3.connect(home / "database.sqlite3") as rows:
        kept = {key for (key,) in rows.execute("SELECT id FROM trade_order")}
        assert {order.replace("-", "") for order in promised} <= kept
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        unbalanced = "SELECT entry_id FROM ledger_leg GROUP BY entry_id HAVING SUM(minor) <> 0"
        assert rows.execute(unbalanced).fetchall() == []


def test_a_full_disk_or_a_broken_rule_at_a_commit_stops_nothing(monkeypatch):
    stopped: list[int] = []
    monkeypatch.setattr(base.os, "_exit", stopped.append)
    for code, ends in (
        (sqlite3.SQLITE_FULL, False),
        (sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY, False),
        (sqlite3.SQLITE_IOERR_FSYNC, True),
        (sqlite3.SQLITE_IOERR_WRITE, True),
    ):
        stopped.clear()
        cause = sqlite3.OperationalError("told by the test")
        cause.sqlite_errorcode = code
        fault = OperationalError("told by the test")
        fault.__cause__ = cause
        base._stop_when_the_disk_fails(fault)
        assert stopped == ([base.DISK_FAILED] if ends else []), code
