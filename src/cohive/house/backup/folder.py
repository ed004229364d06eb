"""The backups of one folder: which there are, which may go, and how the last try went.

Names carry the place's mark and the instant, so that two places in one folder never rotate each
other's, and a restore by hand begins with the newest name.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cohive.words.refusals import Refused

__all__ = [
    "WORK_PREFIX",
    "Kept",
    "Tried",
    "backups_in",
    "is_of_backups",
    "last_try",
    "locked",
    "name_at",
    "note_try",
    "rotate",
]

STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"cohive-([0-9a-f]{8})-(\d{8}T\d{6}Z)\.tar\.gz")
WORK_PREFIX = ".cohive-backup-"
TRIED = "backup-tried.json"


@dataclass(frozen=True)
class Kept:
    """One backup that is there."""

    path: Path
    made_at: datetime
    bytes: int


@dataclass(frozen=True)
class Tried:
    """How the last try went; '' where it went well."""

    at: datetime
    fault: str


def name_at(mark: str, at: datetime) -> str:
    """What a backup of a place is called."""
    return f"cohive-{mark}-{at.astimezone(UTC).strftime(STAMP)}.tar.gz"


def backups_in(folder: Path, mark: str) -> list[Kept]:
    """The backups of a place, newest first."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        read = NAME.fullmatch(path.name)
        if read and read.group(1) == mark and path.is_file():
            made_at = datetime.strptime(read.group(2), STAMP).replace(tzinfo=UTC)
            found.append(Kept(path, made_at, path.stat().st_size))
    return sorted(found, key=lambda kept: kept.made_at, reverse=True)


def rotate(folder: Path, mark: str, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of a place; return what went."""
    gone = [kept.path for kept in backups_in(folder, mark)[keep:]]
    for path in gone:
        path.unlink()
    return gone


def is_of_backups(path: Path, folder: Path, home: Path) -> bool:
    """Whether a file of a place is a backup of it, or becomes one: those are not backed up."""
    if home in folder.parents and folder in path.parents:
        return True
    below = path.relative_to(home).parts
    return bool(NAME.fullmatch(below[-1])) or any(part.startswith(WORK_PREFIX) for part in below)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder; what a killed one left behind is taken away."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("Another backup is being written to this folder. Wait for it.") from None
        for stale in folder.glob(f"{WORK_PREFIX}*"):
            shutil.rmtree(stale, ignore_errors=True)
        yield
    finally:
        os.close(descriptor)


def note_try(home: Path, *, at: datetime, fault: str) -> None:
    """Remember how a try went; a full disk must not hide that it is full."""
    path = home / TRIED
    try:
        written = path.with_suffix(".part")
        written.write_text(json.dumps({"at": at.isoformat(), "fault": fault}), encoding="utf-8")
        written.replace(path)
    except OSError:
        return


def last_try(home: Path) -> Tried | None:
    """How the last try went, if there was one."""
    try:
        said = json.loads((home / TRIED).read_text(encoding="utf-8"))
        return Tried(datetime.fromisoformat(said["at"]), str(said["fault"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
