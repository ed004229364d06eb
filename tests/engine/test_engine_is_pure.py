"""The engine stands alone: it can be imported where no Django and no database are."""

from __future__ import annotations

import subprocess
import sys


def test_importing_the_engine_loads_no_framework_and_no_room() -> None:
    code = (
        "import sys; import cohive.engine.allotment, cohive.engine.attribution;"
        "print(sorted({name.split('.')[1] for name in sys.modules if name.startswith('cohive.')}),"
        "'django' in sys.modules, 'numpy' in sys.modules, 'sqlite3' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "['engine', 'words'] False False False"


def test_nothing_of_the_engine_loads_a_framework_or_another_room() -> None:
    code = (
        "import pkgutil, sys, importlib, cohive.engine as engine;"
        "[importlib.import_module(found.name) for found in"
        " pkgutil.walk_packages(engine.__path__, 'cohive.engine.')];"
        "print(sorted({name.split('.')[1] for name in sys.modules if name.startswith('cohive.')}),"
        "'django' in sys.modules, 'sqlite3' in sys.modules, len(sys.modules) > 100)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "['engine', 'words'] False False True"
