"""A file system whose power can be cut: what was not synced is gone.

An SQLite VFS that keeps, beside each file, its content at its last sync. Cutting the power means
opening only what was synced. Python's own SQLite cannot be given a VFS, so the statements of a
real run are recorded and replayed here, with the pragmas of the real settings.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
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
        self.disk.before_sync()
        super().xSync(flags)
        if self.path.exists():
            shutil.copyfile(self.path, self.disk.durable / self.path.name)


class CuttableDisk(apsw.VFS):
    """The VFS `name`; `durable` holds what would survive a power cut."""

    def __init__(self, name: str, durable: Path):
        self.durable = durable
        self.before_sync: Callable[[], None] = lambda: None
        super().__init__(name, BASE)

    def xOpen(self, name, flags):  # type: ignore[no-untyped-def] # noqa: N802
        return DurableFile(name, flags, self)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        (self.durable / Path(filename).name).unlink(missing_ok=True)


def survivors_at_commits(
    statements: list[str], *, pragmas: str, folder: Path, count: str
) -> list[tuple[int, int]]:
    """Replay, and cut the power after each commit that adds to what the query `count` counts.

    Returns (acknowledged, survived) for each. One cut at the end would not do: where the log
    happens to be written back just then, even the weakest setting loses nothing.
    """
    live, durable = folder / "live", folder / "durable"
    live.mkdir(parents=True)
    durable.mkdir()
    disk = CuttableDisk(f"cuttable-{folder.name}", durable)
    connection = apsw.Connection(str(live / "database.sqlite3"), vfs=f"cuttable-{folder.name}")
    list(connection.execute(pragmas))  # to the end: each pragma runs when it is read
    found: list[tuple[int, int]] = []
    for statement in statements:
        list(connection.execute(statement))
        if connection.in_transaction:
            continue
        acknowledged = _counted(connection, count)
        if acknowledged > (found[-1][0] if found else 0):
            found.append((acknowledged, _survived(durable, folder / "after", count)))
    connection.close()
    disk.unregister()
    return found


@dataclass(frozen=True)
class Cut:
    """Orders acknowledged before a power cut, those that are there after it, and what is torn."""

    acknowledged: int
    survived: int
    torn: tuple[str, ...]


def cuts_at_syncs(
    statements: list[str],
    *,
    pragmas: str,
    begin: Path,
    folder: Path,
    count: str,
    never: dict[str, str],
    most: int,
) -> list[Cut]:
    """Replay from a place that is there, and cut the power before and after each sync.

    Between two syncs nothing becomes durable, so these are all the cuts there are. `never` are
    queries that must find nothing in what is left.
    """
    live, durable = folder / "live", folder / "durable"
    for place in (live, durable):
        place.mkdir(parents=True)
        shutil.copyfile(begin, place / "database.sqlite3")
    disk = CuttableDisk(f"cuttable-{folder.name}", durable)
    connection = apsw.Connection(str(live / "database.sqlite3"), vfs=f"cuttable-{folder.name}")
    list(connection.execute(pragmas))
    found: list[Cut] = []
    acknowledged = _counted(connection, count)

    def cut() -> None:
        if len(found) < most:
            found.append(_cut(durable, folder / "after", acknowledged, count, never))

    disk.before_sync = cut
    for statement in statements:
        list(connection.execute(statement))
        if not connection.in_transaction:
            acknowledged = _counted(connection, count)
            cut()
        if len(found) >= most:
            break
    disk.before_sync = lambda: None
    connection.close()
    disk.unregister()
    return found


def _cut(durable: Path, after: Path, acknowledged: int, count: str, never: dict[str, str]) -> Cut:
    """The machine is on again: look at a copy, since looking repairs."""
    shutil.rmtree(after, ignore_errors=True)
    shutil.copytree(durable, after)
    connection = apsw.Connection(str(after / "database.sqlite3"))
    torn = [name for name, query in never.items() if list(connection.execute(query))]
    torn += [row for (row,) in connection.execute("PRAGMA integrity_check") if row != "ok"]
    survived = _counted(connection, count)
    connection.close()
    return Cut(acknowledged, survived, tuple(torn))


def _survived(durable: Path, after: Path, count: str) -> int:
    """What is there when the machine is on again; looked at in a copy, since looking repairs."""
    shutil.rmtree(after, ignore_errors=True)
    shutil.copytree(durable, after)
    connection = apsw.Connection(str(after / "database.sqlite3"))
    survived = _counted(connection, count)
    connection.close()
    return survived


def _counted(connection: apsw.Connection, count: str) -> int:
    try:
        return int(connection.execute(count).get)
    except apsw.SQLError:  # not even the table is there
        return 0
