"""Real data beside the project: looked at in place, never copied into it (licences)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def shared_data(relative: str) -> Path:
    """A file of the shared real data; skip where it is absent, fail where CI promises it."""
    home = Path(os.environ.get("COHIVE_SHARED_DATA", ROOT.parent / "shared" / "data"))
    path = home / relative
    if path.exists():
        return path
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"CI must have {relative} (COHIVE_SHARED_DATA names its folder)")
    pytest.skip(f"{relative} is not on this machine; set COHIVE_SHARED_DATA to its folder")
