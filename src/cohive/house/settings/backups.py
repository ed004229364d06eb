"""Where a place's nightly backups go, how many are kept, and at which hour they are made."""

from __future__ import annotations

import os
from pathlib import Path

KEEP, HOUR = 14, 3
KEEP_MAX, HOUR_MAX = 1000, 23


def backup_settings() -> tuple[Path | None, int, int]:
    """COHIVE_BACKUPS (a folder; none means no nightly backup), …_KEEP and …_HOUR."""
    folder = os.environ.get("COHIVE_BACKUPS", "")
    return (
        Path(folder).resolve() if folder else None,
        _number("COHIVE_BACKUPS_KEEP", KEEP, least=1, most=KEEP_MAX),
        _number("COHIVE_BACKUPS_HOUR", HOUR, least=0, most=HOUR_MAX),
    )


def _number(name: str, otherwise: int, *, least: int, most: int) -> int:
    text = os.environ.get(name, "") or str(otherwise)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SystemExit(f"{name} must be a whole number from {least} to {most}")
    return int(text)
