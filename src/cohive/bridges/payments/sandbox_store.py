"""What the sandbox provider remembers, in a SQLite file of its own.

The provider is another world than the place: its file is not the place's database, and one call is
one transaction, begun with the write lock so that two processes never read the same free moment.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

__all__ = ["SandboxStore", "as_moment", "as_text"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS intent (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  minor INTEGER NOT NULL CHECK (minor > 0),
  refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND minor),
  currency TEXT NOT NULL,
  reference TEXT NOT NULL,
  method TEXT NOT NULL,
  return_url TEXT NOT NULL,
  created_at TEXT NOT NULL,
  settles_at TEXT,
  settles_as TEXT
);
CREATE INDEX IF NOT EXISTS intent_settling ON intent (settles_at) WHERE settles_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS refund (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  intent_id TEXT NOT NULL REFERENCES intent (id),
  minor INTEGER NOT NULL CHECK (minor > 0)
);
CREATE TABLE IF NOT EXISTS answer (
  key TEXT PRIMARY KEY,
  question TEXT NOT NULL,
  answer TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS event (
  n INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  intent_id TEXT NOT NULL REFERENCES intent (id),
  refund_id TEXT REFERENCES refund (id),
  minor INTEGER NOT NULL,
  occurred_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS delivery (
  n INTEGER PRIMARY KEY,
  event_id TEXT NOT NULL REFERENCES event (id),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given up', 'lost')),
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (due_at, n) WHERE state = 'waiting';
"""


def as_text(moment: datetime) -> str:
    """An aware moment as text whose order is the order of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def as_moment(text: str) -> datetime:
    """The moment `as_text` wrote."""
    return datetime.fromisoformat(text)


class SandboxStore:
    """Opens the file per call, so that threads and processes need share nothing but the file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "sandbox.sqlite3"
        with self._open() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that holds the write lock from its beginning."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent view."""
        with self._open() as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            yield connection
        finally:
            connection.close()
