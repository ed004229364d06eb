"""A power cut loses no acknowledged money; with a weaker setting it would, so the test can fail."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from cohive.house.settings.home import database
from tests.crash.power import cuts_at_syncs, survivors_at_commits

pytestmark = [pytest.mark.process, pytest.mark.sqlite_only]
POSTINGS = 40
COUNT = "SELECT COUNT(*) FROM ledger_entry"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Every statement of a real place that posts money, as SQLite saw them."""
    folder = tmp_path_factory.mktemp("recording")
    out = folder / "statements.json"
    subprocess.run(
        [sys.executable, "-m", "tests.crash.recording", str(folder), str(out), str(POSTINGS)],
        check=True,
        timeout=600,
    )
    return json.loads(out.read_text(encoding="utf-8"))


def real_pragmas() -> str:
    return str(database(Path("anywhere"))["OPTIONS"]["init_command"])


def test_no_acknowledged_entry_is_lost(recorded, tmp_path):
    found = survivors_at_commits(
        recorded, pragmas=real_pragmas(), folder=tmp_path / "full", count=COUNT
    )
    assert [acknowledged for acknowledged, _ in found] == list(range(1, POSTINGS + 1))
    assert [pair for pair in found if pair[0] != pair[1]] == []


def test_the_weaker_setting_would_lose_them(recorded, tmp_path):
    weaker = real_pragmas().replace("synchronous=FULL", "synchronous=NORMAL")
    assert weaker != real_pragmas()
    found = survivors_at_commits(recorded, pragmas=weaker, folder=tmp_path / "normal", count=COUNT)
    assert any(survived < acknowledged for acknowledged, survived in found)


NEVER = {
    "an entry does not sum to zero": (
        "SELECT 1 FROM ledger_leg l JOIN ledger_account a ON a.id = l.account_id "
        "GROUP BY l.entry_id, a.currency HAVING SUM(l.minor) <> 0"
    ),
    "an order without lines": (
        "SELECT 1 FROM trade_order WHERE id NOT IN (SELECT order_id FROM trade_orderline)"
    ),
    "an order without its entry": (
        "SELECT 1 FROM trade_order WHERE paid_act NOT IN (SELECT act_id FROM ledger_entry)"
    ),
    "stock that is not its moves": (
        "SELECT 1 FROM trade_stock s WHERE on_hand <> (SELECT SUM(quantity) FROM trade_stockmove m "
        "WHERE m.variant = s.variant AND m.location_id = s.location_id)"
    ),
}
ORDERS = "SELECT COUNT(*) FROM trade_order WHERE paid_at IS NOT NULL"
CUTS, NIGHT_CUTS = 20, 200


@pytest.mark.parametrize("cuts", [CUTS, pytest.param(NIGHT_CUTS, marks=pytest.mark.night)])
def test_no_acknowledged_order_is_lost_or_torn(shop_template, tmp_path, cuts):
    home, out = tmp_path / "home", tmp_path / "statements.json"
    shutil.copytree(shop_template, home)
    with sqlite3.connect(home / "database.sqlite3") as rows:
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copyfile(home / "database.sqlite3", tmp_path / "begin.sqlite3")
    subprocess.run(
        [sys.executable, "-m", "tests.crash.recording", str(home), str(out), str(cuts), "orders"],
        check=True,
        timeout=600,
    )
    statements = json.loads(out.read_text(encoding="utf-8"))
    asked = {"begin": tmp_path / "begin.sqlite3", "count": ORDERS, "never": NEVER, "most": cuts}
    found = cuts_at_syncs(statements, pragmas=real_pragmas(), folder=tmp_path / "full", **asked)
    assert len(found) == cuts
    assert found[-1].acknowledged > 0
    assert [cut for cut in found if cut.survived < cut.acknowledged or cut.torn] == []
    weaker = real_pragmas().replace("synchronous=FULL", "synchronous=NORMAL")
    found = cuts_at_syncs(statements, pragmas=weaker, folder=tmp_path / "normal", **asked)
    assert [cut for cut in found if cut.survived < cut.acknowledged]  # so this test can fail
