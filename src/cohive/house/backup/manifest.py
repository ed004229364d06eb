"""What stands in a backup: every file with its hash, every table with its rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cohive.words.refusals import Refused

__all__ = ["FORMAT", "Manifest", "PackedFile", "Table", "as_bytes", "read_manifest"]

FORMAT = 1
"""Of the file; another form gets another number, and this one stays readable."""


@dataclass(frozen=True)
class PackedFile:
    """One file: its name in the archive, how long it is, and its hash (SHA-256, hexadecimal)."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Table:
    """One table of the database: its columns in the order in which they were copied, its rows."""

    name: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class Manifest:
    """All that is needed to see whether a backup is whole, and to bring it back.

    Attributes
    ----------
    made_at : datetime
        When the database was copied: the instant to which a restore goes back.
    version : str
        Of Cohive.
    place, mark : str
        The place's name, and eight signs that tell it from another place.
    database : str
        sqlite or postgresql.
    migrations : tuple[str, ...]
        `room.number_name` of all that the database had been through.
    sealed_n, sealed_digest : int, str
        The last seal of the journal: a restored place must end in it.
    tables : tuple[Table, ...]
        With their rows.
    files : tuple[PackedFile, ...]
        In the order of the archive.
    """

    made_at: datetime
    version: str
    place: str
    mark: str
    database: str
    migrations: tuple[str, ...]
    sealed_n: int
    sealed_digest: str
    tables: tuple[Table, ...]
    files: tuple[PackedFile, ...]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def bytes(self) -> int:
        """Of all files, unpacked."""
        return sum(file.bytes for file in self.files)


def as_bytes(manifest: Manifest) -> bytes:
    """The manifest as it stands in the archive."""
    content = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def read_manifest(content: bytes) -> Manifest:
    """The manifest of an archive; Refused when a newer Cohive wrote it, ValueError when broken."""
    found = json.loads(content)
    if not isinstance(found, dict):
        raise ValueError("the manifest is no object")
    if found.get("format") != FORMAT:
        raise Refused("This backup was made by a newer Cohive. Bring this one up to date first.")
    return _read(found)


def _read(found: Mapping[str, Any]) -> Manifest:
    made_at = datetime.fromisoformat(found["made_at"])
    if made_at.tzinfo is None:
        raise ValueError("the manifest's time has no zone")
    return Manifest(
        made_at=made_at,
        version=str(found["version"]),
        place=str(found["place"]),
        mark=str(found["mark"]),
        database=str(found["database"]),
        migrations=tuple(str(name) for name in found["migrations"]),
        sealed_n=int(found["sealed_n"]),
        sealed_digest=str(found["sealed_digest"]),
        tables=tuple(
            Table(str(row["name"]), tuple(map(str, row["columns"])), int(row["rows"]))
            for row in found["tables"]
        ),
        files=tuple(
            PackedFile(str(row["name"]), int(row["bytes"]), str(row["sha256"]))
            for row in found["files"]
        ),
    )
