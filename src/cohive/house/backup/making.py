"""Making a backup while the place runs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from django.db import connection

from cohive.bond.queries import PlaceView, place
from cohive.house.backup import folder as shelf
from cohive.house.backup.archive import HOME_PART, Packer, checked, sync_folder
from cohive.house.backup.copying import Copy, copy_database, copy_sqlite_file
from cohive.house.backup.manifest import Manifest
from cohive.journal.quiet import LIVES_IN
from cohive.words.refusals import Refused

__all__ = ["make", "mark_of"]

LEFT_OUT = frozenset({"static", "backups", LIVES_IN, shelf.TRIED})
"""What is made anew at each start, or is about backups itself."""
DATABASE = "database.sqlite3"
BESIDE = ("-wal", "-shm", "-journal", ".turn", ".part", ".lock")
"""Endings of what stands beside a database that is open, and of what is half written."""


def make(*, out: Path, home: Path, at: datetime, keep: int = 0) -> tuple[Path, Manifest]:
    """Write one backup of this place; return where it stands and what is in it.

    `out` is a file that is not there yet, or a folder: then the file is named by the place and
    the instant, and with `keep` only so many of the newest stay. The file appears under its name
    when it is whole, on the disk, and was read back; until then it is under a name of its own.
    """
    has_begun = "bond_place" in connection.introspection.table_names()
    opened = place() if has_begun else None
    if opened is None:
        raise Refused("Nothing has begun here yet, so there is nothing to keep.")
    is_folder = out.is_dir()
    target = out / shelf.name_at(mark_of(opened.agent), at) if is_folder else out
    if keep and not is_folder:
        raise Refused("--keep is for a folder: give --out one that is there.")
    if target.exists():
        raise Refused("%(file)s is there already. Choose another name.", file=str(target))
    if not target.parent.is_dir():
        raise Refused("There is no folder %(folder)s.", folder=str(target.parent))
    with shelf.locked(target.parent):
        manifest = _written(target, home, opened, at)
        if keep:
            shelf.rotate(out, mark_of(opened.agent), keep=keep)
    return target, manifest


def mark_of(agent: UUID) -> str:
    """Eight signs that tell a place from another."""
    return agent.hex[-8:]


def _written(target: Path, home: Path, opened: PlaceView, at: datetime) -> Manifest:
    work = Path(tempfile.mkdtemp(prefix=shelf.WORK_PREFIX, dir=target.parent))
    try:
        copies = work / "copies"
        copies.mkdir()
        # the database first: every file it names was there then
        copy = copy_database(copies)
        part = work / "part"
        with Packer.writing(part) as packer:
            for name, path in copy.files.items():
                packer.add(path, name)
            for path, name in _files_of(home, copies, but=target.parent):
                packer.add(path, name)
            packer.close_with(_manifest(copy, packer, opened, at))
        manifest = checked(part)
        part.rename(target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _manifest(copy: Copy, packer: Packer, opened: PlaceView, at: datetime) -> Manifest:
    return Manifest(
        made_at=at,
        version=version("cohive"),
        place=opened.name,
        mark=mark_of(opened.agent),
        database=connection.vendor,
        migrations=copy.migrations,
        sealed_n=copy.sealed_n,
        sealed_digest=copy.sealed_digest,
        tables=copy.tables,
        files=tuple(packer.files),
    )


def _files_of(home: Path, copies: Path, *, but: Path) -> Iterator[tuple[Path, str]]:
    """Everything else of the place's folder: media, keys, outbox, the practice provider's file.

    Left out is `but`, the folder of the backups, where it lies inside the place's.
    """
    for path in sorted(home.rglob("*")):
        parts = path.relative_to(home).parts
        if parts[0] in LEFT_OUT or shelf.is_of_backups(path, but, home):
            continue
        if parts == (DATABASE,) or path.name.endswith(BESIDE) or not path.is_file():
            continue
        name = HOME_PART + "/".join(parts)
        if path.suffix == ".sqlite3":
            copied = copies / f"other-{len(list(copies.iterdir()))}"
            if copy_sqlite_file(path, copied):
                path = copied  # noqa: PLW2901 - its copy is packed in its place
        yield path, name
