"""The kinds of history there are, and which one a file is.

Each kind is a module beside this one with two doors: `opened(path, *, field) -> Source`, and
`looks_like(path, head) -> bool`, told the first 64 KiB, unpacked (b"" for a folder). A kind is
loaded when it is first asked for, so that who reads git does not load a parser of XML.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, cast

from cohive.bridges.histories import mapped_csv
from cohive.bridges.reading import head_of
from cohive.bridges.regular_files import check_source
from cohive.words.acts import Source
from cohive.words.refusals import Refused

__all__ = ["KINDS", "open_source"]

KINDS = {
    "git": "git_log",
    "git-export": "git_export",
    "zulip": "zulip",
    "stack-exchange": "stack_exchange",
    "discord": "discord",
    "open-collective": "open_collective",
    "designs": "designs",
    "cascades": "cascades",
    "mail": "mail",
    "csv": "mapped_csv",
}
"""The word of each kind and its module, in the order they are asked: the plainest forms last."""


class _Importer(Protocol):
    """What the module of a kind offers."""

    def opened(self, path: Path, *, field: str) -> Source: ...
    def looks_like(self, path: Path, head: bytes) -> bool: ...


def open_source(
    path: Path, *, kind: str | None = None, mapping: Path | None = None, field: str = "source"
) -> Source:
    """Open a history of any kind as rows of acts; without `kind` it is guessed from the contents.

    `mapping` is a JSON file that says which columns of a CSV are what (see `mapped_csv`), and
    makes the kind "csv". Raises Refused at `field` for what is not there, is neither a regular file
    nor a folder, cannot be guessed or is not what it says; while the rows are read, Refused naming
    the line where a file is damaged.
    """
    check_source(path, field=field)
    if kind is None:
        kind = "csv" if mapping is not None else _guessed(path, field)
    if kind not in KINDS:
        raise Refused(
            "“%(kind)s” is no kind of history. There are: %(kinds)s.",
            field=field,
            kind=kind,
            kinds=", ".join(KINDS),
        )
    if kind == "csv":
        return mapped_csv.opened(path, field=field, mapping=mapping)
    if mapping is not None:
        raise Refused("Only a CSV takes a mapping of columns.", field=field)
    return _importer(kind).opened(path, field=field)


def _guessed(path: Path, field: str) -> str:
    head = head_of(path, field=field)
    for kind in KINDS:
        if _is_there(kind) and _importer(kind).looks_like(path, head):
            return kind
    raise Refused(
        "It is not clear what “%(path)s” is. Say its kind with --kind: %(kinds)s. Of a CSV, --map"
        " says which column is what.",
        field=field,
        path=path.name or path.resolve().name or str(path),
        kinds=", ".join(KINDS),
    )


def _is_there(kind: str) -> bool:
    return find_spec(f"{__package__}.{KINDS[kind]}") is not None


def _importer(kind: str) -> _Importer:
    return cast(_Importer, import_module(f"{__package__}.{KINDS[kind]}"))
