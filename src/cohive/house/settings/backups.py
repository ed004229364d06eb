"""Where a place's nightly backups go, how many are kept, and at which hour they are made."""

from __future__ import annotations

import os
from pathlib import Path


def backup_folder() -> Path | None:
    """The folder of COHIVE_BACKUPS; None means no nightly backup."""
    folder = os.environ.get("COHIVE_BACKUPS", "")
    return Path(folder).resolve() if folder else None


def backups_kept() -> int:
    """COHIVE_BACKUPS_KEEP: how many stay; a fortnight unless somebody says otherwise."""
    return _number("COHIVE_BACKUPS_KEEP", os.environ.get("COHIVE_BACKUPS_KEEP") or "14", 1, 1000)


def backup_hour() -> int:
    """COHIVE_BACKUPS_HOUR: from when on the night's backup is due, in the place's time zone."""
    return _number("COHIVE_BACKUPS_HOUR", os.environ.get("COHIVE_BACKUPS_HOUR") or "3", 0, 23)


def _number(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise SystemExit(f"{name} must be a whole number from {least} to {most}")
    return int(text)
