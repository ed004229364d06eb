"""The way back: first a whole look at the file, then its files into an empty folder.

Nothing of Django is used here: its settings read the folder that is only just being made.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from cohive.house.backup.archive import HOME_PART, TABLES_PART, checked, sync_folder, unpack
from cohive.house.backup.manifest import Manifest, as_bytes
from cohive.house.settings.home import QUIET_MARKER, RESTORING
from cohive.words.refusals import Refused

__all__ = ["MANIFEST_KEPT", "clear", "restore_files"]

MANIFEST_KEPT = "manifest.json"
DATABASE = "database.sqlite3"


def restore_files(backup: Path, home: Path) -> Manifest:
    """Check the backup, then unpack it into a folder that is empty or not there yet.

    It begins as a quiet copy (see `journal.quiet`). The database is given its name last, so that a
    restore that was cut off is no place. The manifest, and with PostgreSQL the tables, stay in
    `.restoring` for the second half.
    """
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise Refused(
            "%(folder)s is not empty. Restore into an empty folder, and move it when you have "
            "looked at it.",
            folder=str(home),
        )
    manifest = checked(backup)
    _check_database(manifest)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    work = home / RESTORING
    try:
        unpack(backup, work)
        (work / MANIFEST_KEPT).write_bytes(as_bytes(manifest))
        _check_rows(work, manifest)
        (home / QUIET_MARKER).touch(mode=0o600)  # before there is a database to act on
        _move(work / HOME_PART, home)
    except BaseException:
        clear(home)
        raise
    sync_folder(home)
    return manifest


def clear(home: Path) -> None:
    """Leave the folder as empty as it was."""
    for path in home.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _check_database(manifest: Manifest) -> None:
    has_server = bool(os.environ.get("DATABASE_URL"))
    if manifest.database == "sqlite" and has_server:
        raise Refused("This place keeps its data in its folder. Take DATABASE_URL away.")
    if manifest.database != "sqlite" and not has_server:
        raise Refused(
            "This place keeps its data in PostgreSQL. Name an empty database in DATABASE_URL."
        )


def _check_rows(work: Path, manifest: Manifest) -> None:
    """The tables of SQLite hold as many rows as were copied; PostgreSQL's are counted as read."""
    if manifest.database != "sqlite":
        names = {path.stem for path in (work / TABLES_PART).iterdir()}
        if names != {table.name for table in manifest.tables}:
            raise Refused("The backup lacks a table. Take another one.")
        return
    path = work / HOME_PART / DATABASE
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as rows:
        for table in manifest.tables:
            count = rows.execute(f'SELECT COUNT(*) FROM "{table.name}"').fetchone()[0]  # noqa: S608 - names our own backup wrote
            if count != table.rows:
                raise Refused(
                    "The backup lacks rows of %(table)s. Take another one.", table=table.name
                )


def _move(source: Path, home: Path) -> None:
    for path in sorted(source.iterdir(), key=lambda path: path.name == DATABASE):
        path.rename(home / path.name)
    source.rmdir()
