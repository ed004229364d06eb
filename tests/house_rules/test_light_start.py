"""A web process starts without what only some places use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cohive

HEAVY = ("wechatpayv3", "alipay")
"""SDKs of wallets: a third of a second and 12 MiB in each process."""
ASK = (
    "import sys; import cohive.house.wsgi; from django.urls import get_resolver; "
    "get_resolver().url_patterns; "
    f"print(*(name for name in {HEAVY!r} if name in sys.modules))"
)


def test_a_web_process_without_wallets_has_none_of_their_sdks(tmp_path: Path) -> None:
    place = {
        "COHIVE_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "cohive.house.settings.base",
        "PYTHONPATH": str(Path(cohive.__file__).parents[1]),
    }
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == []
