"""The files of a dump, in a folder or a zip, and their records as a stream.

A dump is one XML file per table, `<posts><row Id="1" .../></posts>`. A zip is not trusted: what it
declares is looked at before anything is unpacked, what it gives is counted while it is (`reading`),
its names are compared with the five we know and never touch the disk, and archives inside it are
left alone. The XML is parsed without ever building a tree; a document type, an entity, a nested
element or a record without end is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from cohive.bridges.reading import is_zip, member_names, open_bytes, open_member, open_zip
from cohive.bridges.regular_files import is_folder, is_regular, telling_why
from cohive.words.refusals import Refused

__all__ = ["TABLES", "Dump", "dump_at", "looks_like"]

TABLES: Final = ("posts", "comments", "votes", "badges", "users")
"""The tables that are read. A file is called as its table, Posts.xml, in any case of letters."""

DECLARED_BYTES_MAX = 16 * 1024**3
DECLARED_RATIO_MAX = 100
RATIO_FREE_BYTES = 16 * 1024**2
RECORD_BYTES_MAX = 8 * 1024**2
"""From one record to the next; a post is at most 30,000 characters long."""

_CHUNK_BYTES = 64 * 1024
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"


@dataclass(frozen=True)
class Dump:
    """Where each table stands: a member's name in the zip `path`, or a file in the folder."""

    path: Path
    is_packed: bool
    files: Mapping[str, str]

    def records(self, table: str, *, field: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Every row of a table with its line; none when the dump lacks it.

        Raises Refused for what is no XML, is damaged, or is not that table, with file and line.
        """
        name = self.files.get(table)
        if name is None:
            return
        rows = _Rows(table, PurePosixPath(name).name, field)
        with self._opened(name, field) as stream:
            yield from rows.read(stream)

    def file_name(self, table: str) -> str:
        """How the file of a table is called, without folders."""
        return PurePosixPath(self.files.get(table, f"{table.capitalize()}.xml")).name

    def _opened(self, name: str, field: str) -> AbstractContextManager[BinaryIO]:
        if self.is_packed:
            return open_member(self.path, name, field=field)
        return open_bytes(self.path / name, field=field)


def looks_like(path: Path, head: bytes) -> bool:
    """Whether it is a folder or zip with a Posts.xml, that file alone, or a dump still in 7z."""
    try:
        if is_folder(path):
            return "posts" in _in_folder(path, "")
        if head.startswith(b"PK"):
            names = member_names(path, field="")
            return any(_table(name) == "posts" for name in names)
    except Refused:
        return False
    if head.startswith(_SEVEN_ZIP):
        return "stackexchange" in path.name.casefold() or "stackoverflow" in path.name.casefold()
    return b"<posts>" in head[:1024]


def dump_at(path: Path, *, field: str) -> Dump:
    """Find the tables of a dump. Raises Refused for what is none, and for a zip that is a trick."""
    if is_folder(path):
        files = _in_folder(path, field)
    elif is_zip(path):
        files = _in_zip(path, field)
    else:
        raise Refused(
            "A dump is a folder or a zip of XML files. Unpack a 7z first; beside Posts.xml keep the"
            " other files, and give the folder.",
            field=field,
        )
    if "posts" not in files:
        raise Refused("There is no Posts.xml in this dump.", field=field)
    return Dump(path=path, is_packed=not is_folder(path), files=files)


def _table(name: str) -> str | None:
    """The table a file holds, by its name without folders."""
    stem, _, ending = PurePosixPath(name.replace("\\", "/")).name.casefold().rpartition(".")
    return stem if ending == "xml" and stem in TABLES else None


def _in_folder(path: Path, field: str) -> dict[str, str]:
    with telling_why(path, field=field):
        names = sorted(each.name for each in path.iterdir() if is_regular(each))
    return {table: name for name in names if (table := _table(name))}


def _in_zip(path: Path, field: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in member_names(path, field=field):
        table = _table(name)
        if table is None:
            continue
        if table in found:
            raise Refused(
                "This zip has two files called %(name)s. Keep one site in each zip.",
                field=field,
                name=PurePosixPath(name).name,
            )
        found[table] = name
    _check_declared(path, found, field)
    return found


def _check_declared(path: Path, files: Mapping[str, str], field: str) -> None:
    """Refuse what a zip says of itself when no real dump says such a thing."""
    with open_zip(path, field=field) as packed:
        members = [packed.getinfo(name) for name in files.values()]
    size = sum(member.file_size for member in members)
    if size > DECLARED_BYTES_MAX:
        raise Refused(
            "This zip unpacks to more than %(size)s MiB. Give a smaller one.",
            field=field,
            size=DECLARED_BYTES_MAX // 1024**2,
        )
    for member in members:
        most = max(member.compress_size * DECLARED_RATIO_MAX, RATIO_FREE_BYTES)
        if member.file_size > most:
            raise Refused(
                "%(name)s unpacks to more than %(times)s times its size, which no real dump does.",
                field=field,
                name=PurePosixPath(member.filename).name,
                times=DECLARED_RATIO_MAX,
            )


class _Rows:
    """Reads one file; also what the parser tells about each element (its `target`)."""

    def __init__(self, table: str, name: str, field: str) -> None:
        self._table = table
        self._name = name
        self._field = field
        self._depth = 0
        self._found: list[tuple[int, dict[str, str]]] = []
        self._parser = DefusedXMLParser(target=self, forbid_dtd=True)

    def read(self, stream: BinaryIO) -> Iterator[tuple[int, dict[str, str]]]:
        """Every row with the line it begins on; never more than a chunk of them held."""
        since_row = 0
        while chunk := stream.read(_CHUNK_BYTES):
            since_row += len(chunk)
            self._safely(chunk)
            if self._found:
                since_row = 0
                yield from self._found
                self._found.clear()
            elif since_row > RECORD_BYTES_MAX:
                raise Refused(
                    "%(name)s, line %(line)s: this is too long to be one record.", **self._where()
                )
        self._safely(None)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins: the table, or a row of it."""
        wanted = (self._table, "row")
        if self._depth >= len(wanted) or tag != wanted[self._depth]:
            raise Refused(
                "%(name)s, line %(line)s: “%(tag)s” is not where a dump has it.",
                tag=tag[:50],
                **self._where(),
            )
        if self._depth:
            self._found.append((self._line(), attributes))
        self._depth += 1

    def end(self, _tag: str) -> None:
        """An element ends."""
        self._depth -= 1

    def close(self) -> None:
        """The file ends."""

    def _safely(self, chunk: bytes | None) -> None:
        """Give the parser the next bytes, or None for the end of the file."""
        try:
            if chunk is None:
                self._parser.close()
            else:
                self._parser.feed(chunk)
        except ParseError as error:
            raise Refused(
                "%(name)s, line %(line)s: this is damaged, cut off or no XML. Get it again.",
                **self._where(error.position[0]),
            ) from None
        except DefusedXmlException:
            raise Refused(
                "%(name)s, line %(line)s: a dump has no document type and no entities of its own.",
                **self._where(),
            ) from None
        except (ValueError, LookupError):
            raise Refused(
                "%(name)s, line %(line)s: this encoding is unknown. A dump is UTF-8.",
                **self._where(),
            ) from None

    def _line(self) -> int:
        return int(self._parser.parser.CurrentLineNumber)

    def _where(self, line: int | None = None) -> dict[str, str]:
        """The file and the line, for a refusal; by default the line the parser is at."""
        return {"field": self._field, "name": self._name, "line": str(line or self._line())}
