"""Real data beside the project, when it is there: benches measure on it and say so."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["DATA", "shared"]

DATA = Path(
    os.environ.get("COHIVE_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)


def shared(relative: str) -> Path | None:
    """A file of the shared data; None where it is not on this machine."""
    path = DATA / relative
    return path if path.exists() else None
