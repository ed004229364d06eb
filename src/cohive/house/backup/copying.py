"""Copying a database that is in use: one instant of it, while everybody goes on writing.

SQLite writes a whole copy itself (VACUUM INTO): it reads one snapshot, holds up no writer, and
leaves out what was erased. PostgreSQL gives every table out of one transaction that sees one
instant (COPY, REPEATABLE READ); no program of a certain version is needed for that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg import sql

from cohive.house.backup.manifest import Table

__all__ = ["Copy", "copy_database", "copy_sqlite_file", "counted"]

Ask = Callable[[str], list[tuple[Any, ...]]]
SQLITE_HEAD = b"SQLite format 3\x00"


@dataclass(frozen=True)
class Copy:
    """What was copied: files by their names in the archive, and what stands in them."""

    files: dict[str, Path]
    tables: tuple[Table, ...]
    migrations: tuple[str, ...]
    sealed_n: int
    sealed_digest: str


def copy_database(folder: Path) -> Copy:
    """Copy the place's database into an empty folder."""
    return _copy_sqlite(folder) if connection.vendor == "sqlite" else _copy_postgresql(folder)


def copy_sqlite_file(source: Path, target: Path) -> bool:
    """Copy another SQLite file of the place in one snapshot; False when it is none."""
    with source.open("rb") as file:
        if file.read(len(SQLITE_HEAD)) != SQLITE_HEAD:
            return False
    with closing(sqlite3.connect(source, isolation_level=None, timeout=20)) as rows:
        rows.execute("VACUUM INTO ?", [str(target)])
    return True


def _copy_sqlite(folder: Path) -> Copy:
    target = folder / "database.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(target)])
    with closing(sqlite3.connect(target)) as rows:
        tables = tuple(counted(rows))
        described = _described(lambda query: rows.execute(query).fetchall())
    return Copy({"home/database.sqlite3": target}, tables, *described)


def counted(rows: sqlite3.Connection) -> Iterator[Table]:
    """Every table of a SQLite file, with its columns and its rows."""
    names = rows.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' "
        "ESCAPE '~' ORDER BY name"
    ).fetchall()
    for (name,) in names:
        columns = tuple(row[1] for row in rows.execute(f'PRAGMA table_info("{name}")'))
        count = rows.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - our own
        yield Table(name, columns, count)


def _copy_postgresql(folder: Path) -> Copy:
    with _one_instant() as cursor:
        files, tables = {}, []
        for name in sorted(connection.introspection.table_names(cursor)):
            path = folder / f"{name}.copy"
            tables.append(_copy_table(cursor, name, path))
            files[f"tables/{name}.copy"] = path
        described = _described(lambda query: list(cursor.execute(query)))
    return Copy(files, tuple(tables), *described)


@contextmanager
def _one_instant() -> Iterator[Any]:
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        try:
            yield cursor
        finally:
            cursor.execute("ROLLBACK")


def _copy_table(cursor: Any, name: str, path: Path) -> Table:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
        "AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [f'"{name}"'],
    )
    columns = tuple(row[0] for row in cursor.fetchall())
    asked = sql.SQL("COPY {} ({}) TO STDOUT").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    rows = 0
    with path.open("wb") as file, cursor.copy(asked) as copy:
        for block in copy:
            rows += bytes(block).count(b"\n")  # in this form a line is a row
            file.write(block)
    return Table(name, columns, rows)


def _described(ask: Ask) -> tuple[tuple[str, ...], int, str]:
    """What a copy has been through, and its last seal, asked of the copy itself."""
    migrations = ask("SELECT app, name FROM django_migrations ORDER BY id")
    seals = ask("SELECT n, digest FROM journal_seal ORDER BY n DESC LIMIT 1")
    n, digest = seals[0] if seals else (0, "")
    return tuple(f"{app}.{title}" for app, title in migrations), n, digest
