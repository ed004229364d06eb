"""A file system whose power can be cut: what was not synced is gone.

An SQLite VFS that keeps, beside each file, its content at its last sync. Cutting the power means
opening only what was synced. Python's own SQLite cannot be given a VFS, so the statements of a
real run are recorded and replayed here, with the pragmas of the real settings.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import apsw

BASE = ""


class DurableFile(apsw.VFSFile):
    """A file that copies itself to the durable folder at every sync."""

    def __init__(self, name: apsw.URIFilename | str | None, flags: list[int], disk: CuttableDisk):
        self.path = Path(name.filename() if isinstance(name, apsw.URIFilename) else str(name))
        self.disk = disk
        super().__init__(BASE, name, flags)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        super().xSync(flags)
        if self.path.exists() and not self.disk.is_cut:
            shutil.copyfile(self.path, self.disk.durable / self.path.name)


class CuttableDisk(apsw.VFS):
    """The VFS `name`; `durable` holds what would survive a power cut."""

    def __init__(self, name: str, durable: Path):
        self.durable = durable
        self.is_cut = False
        super().__init__(name, BASE)

    def xOpen(self, name, flags):  # type: ignore[no-untyped-def] # noqa: N802
        return DurableFile(name, flags, self)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        (self.durable / Path(filename).name).unlink(missing_ok=True)


def survivors_of(
    statements: list[str], *, pragmas: str, folder: Path, count: str
) -> tuple[int, int]:
    """Replay, then cut the power; return (acknowledged, survived) commits by the query `count`."""
    live, durable = folder / "live", folder / "durable"
    live.mkdir(parents=True)
    durable.mkdir()
    name = f"cuttable-{folder.name}"
    disk = CuttableDisk(name, durable)
    connection = apsw.Connection(str(live / "database.sqlite3"), vfs=name)
    list(connection.execute(pragmas))  # to the end: each pragma runs when it is read
    for statement in statements:
        list(connection.execute(statement))
    acknowledged = connection.execute(count).get
    disk.is_cut = True
    after_cut = apsw.Connection(str(durable / "database.sqlite3"))
    try:
        survived = after_cut.execute(count).get
    except apsw.SQLError:  # not even the table survived
        survived = 0
    after_cut.close()
    connection.close()
    disk.unregister()
    return int(acknowledged), int(survived)
