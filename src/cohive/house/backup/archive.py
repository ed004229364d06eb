"""The one file: a gzipped tar any system can open, with its manifest as the last thing in it.

What was cut short therefore has no manifest, and what was changed has another hash. Everything is
read to its end before anything is believed.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from cohive.house.backup.manifest import Manifest, PackedFile, as_bytes, read_manifest
from cohive.words.refusals import Refused

__all__ = ["HOME_PART", "TABLES_PART", "Packer", "checked", "sync_folder", "unpack"]

MANIFEST = "manifest.json"
MANIFEST_BYTES_MAX = 64 * 1024 * 1024
HOME_PART, TABLES_PART = "home/", "tables/"
LEVEL = 3
"""Of gzip: most of the gain, in a third of the time; a backup must not slow the place."""
CHUNK_BYTES = 1024 * 1024
BROKEN = (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError, TypeError, OSError)

Take = Callable[[str, int, int, IO[bytes]], PackedFile]
"""What is done with each file: its name, its mode, its length, its content."""


class _Hashed:
    """A stream that knows the hash of what was read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        block = self._stream.read(size)
        self._digest.update(block)
        return block

    def hexdigest(self) -> str:
        """Of all that was read so far."""
        return self._digest.hexdigest()


class Packer:
    """Writes an archive; what was packed is known as `files` for the manifest."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self.files: list[PackedFile] = []

    @classmethod
    @contextmanager
    def writing(cls, path: Path) -> Iterator[Packer]:
        """A new archive, readable by its owner only, on the disk when this ends."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with (
                gzip.GzipFile("", "wb", LEVEL, file, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield cls(tar)
            file.flush()
            os.fsync(file.fileno())

    def add(self, source: Path, name: str) -> None:
        """Pack a file as long as it is now; one that vanished meanwhile was taken back by then."""
        try:
            stream = source.open("rb")
        except FileNotFoundError:
            return
        with stream:
            status = os.fstat(stream.fileno())
            info = tarfile.TarInfo(name)
            info.size, info.mode = status.st_size, status.st_mode & 0o777
            hashed = _Hashed(stream)
            self._tar.addfile(info, hashed)
        self.files.append(PackedFile(name, info.size, hashed.hexdigest()))

    def close_with(self, manifest: Manifest) -> None:
        """The manifest, as the last thing."""
        content = as_bytes(manifest)
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(content), 0o600
        self._tar.addfile(info, io.BytesIO(content))


def checked(path: Path) -> Manifest:
    """Read a backup to its end; Refused, with what is wrong, unless all in it is as packed."""
    return _walked(path, _only_read)


def unpack(path: Path, folder: Path) -> Manifest:
    """Write every file of a backup below an empty folder, on the disk when this ends."""

    def take(name: str, mode: int, length: int, stream: IO[bytes]) -> PackedFile:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode & 0o777 | 0o600)
        with os.fdopen(descriptor, "wb") as file:
            found = _copied(name, length, stream, file.write)
            file.flush()
            os.fsync(file.fileno())
        return found

    return _walked(path, take)


def sync_folder(folder: Path) -> None:
    """Let the names of a folder outlast a power cut, not only its files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _walked(path: Path, take: Take) -> Manifest:
    if not path.is_file():
        raise Refused("There is no file %(file)s.", file=str(path))
    try:
        found, manifest = _read_through(path, take)
    except Refused:
        raise
    except BROKEN as fault:
        if isinstance(fault, OSError) and fault.errno:
            raise
        raise Refused("%(file)s is damaged, or no backup of a place.", file=str(path)) from fault
    if manifest is None:
        raise Refused("%(file)s is cut short: its end is missing.", file=str(path))
    for there, written in zip(found, manifest.files, strict=False):
        if there != written:
            raise Refused(
                "%(file)s is damaged: %(name)s is not what it was.",
                file=str(path),
                name=written.name,
            )
    if len(found) != len(manifest.files):
        raise Refused("%(file)s is damaged, or no backup of a place.", file=str(path))
    return manifest


def _read_through(path: Path, take: Take) -> tuple[list[PackedFile], Manifest | None]:
    found: list[PackedFile] = []
    manifest: Manifest | None = None
    with gzip.open(path) as packed:
        with tarfile.open(fileobj=packed, mode="r|") as tar:
            for info in tar:
                stream = tar.extractfile(info) if info.isreg() else None
                if stream is None or manifest is not None:
                    raise ValueError("an archive of ours holds files, then its manifest")
                if info.name == MANIFEST:
                    if info.size > MANIFEST_BYTES_MAX:
                        raise ValueError("no manifest is so long")
                    manifest = read_manifest(stream.read())
                else:
                    found.append(take(_safe(info.name), info.mode, info.size, stream))
        while packed.read(CHUNK_BYTES):  # its checksum stands behind its last byte
            pass
    return found, manifest


def _safe(name: str) -> str:
    """The name, when it stays below the folder it is written to."""
    parts = PurePosixPath(name).parts
    is_ours = name.startswith((HOME_PART, TABLES_PART))
    if not is_ours or ".." in parts or "\\" in name or "\x00" in name:
        raise ValueError("a name leads elsewhere")
    return name


def _only_read(name: str, _mode: int, length: int, stream: IO[bytes]) -> PackedFile:
    return _copied(name, length, stream, len)


def _copied(
    name: str, length: int, stream: IO[bytes], write: Callable[[bytes], object]
) -> PackedFile:
    hashed = _Hashed(stream)
    while block := hashed.read(CHUNK_BYTES):
        write(block)
    return PackedFile(name, length, hashed.hexdigest())
