"""Where a place lives: the folder named by COHIVE_HOME holds its database, media and keys.

One installation serves one place; another place is another folder.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DEMO_MARKER = "demo"
DEMO_ENDED = "ended"
QUIET_MARKER = "quiet"
"""What a restored place keeps until somebody says that it is the place; see journal/quiet.py."""
RESTORING = ".restoring"
"""Where a backup is unpacked; while it stands, the folder is no place yet."""


def mark_demo(home: Path) -> bool:
    """Claim an empty folder for the demo place; False when a real place lives there.

    Settings read the marker, so that no mail of a demo ever leaves it.
    """
    marker = home / DEMO_MARKER
    if marker.exists():
        return True
    if (home / "database.sqlite3").exists():
        return False
    home.mkdir(parents=True, exist_ok=True)
    marker.touch()
    return True


def claim_empty(home: Path) -> bool:
    """Claim an empty or missing folder for people who never were, as a demo place.

    False when anything is in it already, or where it is no folder.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        return False
    return mark_demo(home)


def home_folder() -> Path:
    """The place's folder: COHIVE_HOME, or `home` in the current folder."""
    return Path(os.environ.get("COHIVE_HOME", "home")).resolve()


def key(home: Path, name: str) -> str:
    """A secret of this place, made at first use and readable by its owner only."""
    path = home / "keys" / name
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = secrets.token_urlsafe(48)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret)
    return secret


def database(home: Path) -> dict[str, Any]:
    """The database of DATABASE_URL (postgresql://…), else SQLite in the place's folder."""
    url = os.environ.get("DATABASE_URL", "")
    if url:
        return _postgresql(url)
    return {
        "ENGINE": "cohive.journal.sqlite",
        "NAME": home / "database.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA secure_delete=ON;"  # what is erased leaves no bytes behind in the file
            ),
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise SystemExit("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
