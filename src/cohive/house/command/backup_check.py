"""`cohive backup --check FILE`: whether every byte of a backup is as it was written."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from cohive.house.backup.archive import checked
from cohive.house.backup.manifest import Manifest
from cohive.house.command import USAGE, say, show
from cohive.look import formats


def run(arguments: Namespace) -> int:
    """Read it to its end; exit status 2 when it is not whole."""
    path = Path(arguments.check)
    try:
        found = checked(path)
    except OSError as fault:
        say(f"{path} could not be read: {fault.strerror or fault}")
        return USAGE
    tell(path, found)
    return 0


def tell(path: Path, manifest: Manifest) -> None:
    """What is in a backup, in two lines."""
    show(f"{path}: whole, {formats.number(path.stat().st_size)} bytes")
    show(
        f"{manifest.place}, as of {manifest.made_at.isoformat(timespec='seconds')}: "
        f"{formats.number(len(manifest.files))} files, "
        f"{formats.number(manifest.rows)} rows in {len(manifest.tables)} tables of "
        f"{manifest.database}, sealed up to {formats.number(manifest.sealed_n)}"
    )
