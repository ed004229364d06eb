"""Which column of a CSV is what: as a mapping says, or as the names of the columns let guess.

A mapping is a JSON object. Its keys are columns of the frame (id, at, actor, verb, object,
object_kind, target, parent, circle, weight, amount, currency, text, role); each is one of

    "when"                                        the column of that name
    {"value": "Create"}                           the same for every row
    {"column": "did", "words": {"+1": "Like"}}    a column whose words are translated
    {"column": "cents", "unit": "minor"}          an amount counted in the smallest unit
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cohive.bridges.reading import open_bytes
from cohive.words.refusals import Refused

__all__ = [
    "KIND_NAMES",
    "NAME_CHARACTERS_MAX",
    "PLACE_NAMES",
    "Part",
    "guessed",
    "is_frame_header",
    "listed",
    "mapped",
]

_SIZE_BYTES_MAX: Final = 1024**2
_NAMES: Final = {
    "id": ("id", "row id", "event id", "act id"),
    "at": (
        *("at", "time", "timestamp", "datetime", "date", "when", "created at", "created"),
        *("creation date", "unix time", "unix ms", "ts", "published"),
    ),
    "actor": (
        *("actor", "user", "author", "user id", "author id", "username", "user name", "member"),
        *("who", "from", "sender", "creator", "customer", "customer id", "person"),
    ),
    "verb": ("verb", "action", "activity", "event"),
    "object": ("object", "object id", "item", "item id", "post", "post id", "product", "work"),
    "object_kind": ("object kind", "kind", "object type", "type"),
    "target": ("target", "recipient", "to", "receiver", "addressee", "recipient id", "to id"),
    "parent": ("parent", "parent id", "in reply to", "reply to"),
    "circle": ("circle", "channel", "group", "room", "forum", "stream", "category", "challenge"),
    "weight": ("weight", "count", "quantity", "points"),
    "amount": ("amount", "price", "total", "paid"),
    "currency": ("currency",),
    "text": ("text", "message", "body", "content", "comment", "title"),
    "role": ("role",),
}
"""The columns of a frame, and what tables usually call each."""

_PARTS: Final = tuple(_NAMES)
KIND_NAMES: Final = (*_NAMES["object_kind"], *_NAMES["verb"])
PLACE_NAMES: Final = _NAMES["circle"]
NAMES_MAX: Final = 12
NAME_CHARACTERS_MAX: Final = 40


@dataclass(frozen=True, slots=True)
class Part:
    """Where one column of the frame comes from: a column, or one value for all rows."""

    column: str | None = None
    value: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    is_minor: bool = False

    def cell(self, row: Mapping[str, str]) -> str:
        """What this row has for it, translated; "" for nothing."""
        if self.column is None:
            return self.value or ""
        text = row[self.column].strip()
        return self.words.get(text, text)


def guessed(header: Sequence[str]) -> dict[str, Part]:
    """The parts whose usual names are among the columns; each column is taken once.

    An amount is taken only where there is a currency. A table whose columns are exactly those of a
    frame is one, so its amounts are in minor units.
    """
    by_name = {_plain(name): name for name in reversed(header)}
    found: dict[str, Part] = {}
    taken: set[str] = set()
    for part, names in _NAMES.items():
        column = next((by_name[name] for name in names if name in by_name), None)
        if column is not None and column not in taken:
            taken.add(column)
            found[part] = Part(column)
    if "amount" not in found or "currency" not in found:
        found.pop("amount", None)
        found.pop("currency", None)
    elif is_frame_header(header):
        found["amount"] = Part(found["amount"].column, is_minor=True)
    return found


def is_frame_header(header: Sequence[str]) -> bool:
    """Whether these are exactly the columns of a frame."""
    return set(header) == set(_PARTS)


def listed(names: Iterable[str]) -> str:
    """Names of columns as a refusal gives them: the first few, each cut."""
    every = list(names)
    shown = ", ".join(name[:NAME_CHARACTERS_MAX] for name in every[:NAMES_MAX])
    return f"{shown}, …" if len(every) > NAMES_MAX else shown


def mapped(path: Path, header: Sequence[str], *, field: str) -> dict[str, Part]:
    """What a mapping says, checked against the columns there are.

    Raises Refused at `field` for what is no mapping, an unknown part, or a column that is absent.
    """
    found: dict[str, Part] = {}
    for part, said in _object(path, field).items():
        if part not in _PARTS:
            raise Refused(
                "“%(part)s” is no column of a frame. There are: %(parts)s.",
                field=field,
                part=part[:80],
                parts=", ".join(_PARTS),
            )
        found[part] = _part(part, said, field)
        column = found[part].column
        if column is not None and column not in header:
            raise Refused(
                "There is no column “%(column)s”. The columns are: %(columns)s.",
                field=field,
                column=column[:80],
                columns=listed(header),
            )
    if ("amount" in found) != ("currency" in found):
        raise Refused("An amount needs its currency, and a currency its amount.", field=field)
    return found


def _part(part: str, said: object, field: str) -> Part:
    if isinstance(said, str):
        return Part(said)
    if isinstance(said, dict):
        column, value = said.get("column"), said.get("value")
        words, unit = said.get("words", {}), said.get("unit", "major")
        fits = (
            set(said) <= {"column", "value", "words", "unit"}
            and (isinstance(column, str) != isinstance(value, str))
            and _is_text_to_text(words)
            and (unit == "major" or (unit == "minor" and part == "amount"))
        )
        if fits:
            return Part(
                column if isinstance(column, str) else None,
                value if isinstance(value, str) else None,
                dict(words),
                unit == "minor",
            )
    raise Refused(
        '“%(part)s” in this mapping must be the name of a column, or {"value": …}, or'
        ' {"column": …, "words": {…}}.',
        field=field,
        part=part[:NAME_CHARACTERS_MAX],
    )


def _is_text_to_text(words: object) -> bool:
    return isinstance(words, dict) and all(isinstance(word, str) for word in words.values())


def _object(path: Path, field: str) -> dict[str, object]:
    with open_bytes(path, field=field) as stream:
        text = stream.read(_SIZE_BYTES_MAX + 1)
    try:
        found = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_each_key_once)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate is no text
    except (ValueError, RecursionError):
        found = None
    if len(text) > _SIZE_BYTES_MAX or not isinstance(found, dict):
        raise Refused(
            "“%(name)s” is no mapping: a JSON object in which each key stands once.",
            field=field,
            name=path.name,
        )
    return found


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _plain(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.split(r"[\s._-]+", spaced.strip().casefold()))
