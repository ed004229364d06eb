"""Every address of the filled demo place, asked for by a guest and by an ordinary member.

Never a fault of ours, whatever is written in; never what belongs to somebody else; no form without
the forgery token but those named in tests/house/test_doors_of_machines.py.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import TEMPLATE, own_database

pytestmark = [pytest.mark.process, pytest.mark.night]
ROOT = Path(__file__).parents[2]


def test_nothing_breaks_leaks_or_is_taken_unasked(
    demo_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("public-walk")
    shutil.copytree(demo_template, folder / "home")
    with own_database(folder.name, TEMPLATE) as environment:
        done = subprocess.run(
            [sys.executable, "-m", "tests.journeys.public_walk"],
            cwd=ROOT,
            env={**environment, "COHIVE_HOME": str(folder / "home")},
            check=False,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert told["unguarded"] == []
    assert told["paths"] > 500
    assert told["secrets"] > 200
    assert min(told["guest"]["may"], told["member"]["may"]) > 100
    assert min(told["guest"]["forms"], told["member"]["forms"]) > 40
