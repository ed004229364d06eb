"""A refusal that comes from reading a file says which file: one wrapper for all commands.

Parsers know lines, columns and elements, and not always what the person called the file. So the
command that was given it puts the name in front, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cohive.house.histories.table import printable
from cohive.look.refusals import said
from cohive.words.refusals import Refused

__all__ = ["name_of", "naming"]

NAMED = "“%(file)s”: %(problem)s"


@contextmanager
def naming(path: Path, **others: Path | None) -> Iterator[None]:
    """Put the file's name in front of whatever is refused inside, unless it is there already.

    `others` are files read along with it, by the field at which their refusals are raised:
    `naming(source, mapping=mapping)`. Nested, the inner name stays.
    """
    try:
        yield
    except Refused as refusal:
        file = others.get(refusal.field) or path
        if refusal.sentence == NAMED or _says(refusal, file):
            raise
        raise Refused(
            NAMED,
            field=refusal.field or "file",
            file=name_of(file),
            problem=printable(said(refusal)),
        ) from refusal


def name_of(path: Path) -> str:
    """What a file is called where it is spoken of; “.” by the name of its folder."""
    return printable(path.name or path.resolve().name or str(path))


def _says(refusal: Refused, path: Path) -> bool:
    """Whether the sentence has the file's name in one of its places."""
    names = {path.name, str(path), name_of(path)} - {""}
    return any(isinstance(value, str) and value in names for value in refusal.values.values())
