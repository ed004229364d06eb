"""Reading a JSON file that anybody may have written, with a sentence for each way it can be wrong.

Numbers are read exactly: whole numbers as integers, every other number as the text it was written
with (`Numeral`), so that 0.1 in a file means one tenth and not the nearest binary fraction.
"""

from __future__ import annotations

import json
from pathlib import Path

from cohive.bridges.regular_files import open_regular, telling_why
from cohive.house.computing.naming import name_of
from cohive.house.histories.table import printable
from cohive.words.refusals import Refused

__all__ = ["Numeral", "read_json", "written"]

MEGABYTES_MAX = 64
"""An exact division of more would not end in a person's patience; see the engine's catalogue."""
MEGABYTE = 2**20
DIGITS_MAX = 1_000
"""Of a whole number. Longer ones cost more than they can mean."""
SHOWN_MAX = 60
"""As much of a wrong text as a refusal repeats."""


class Numeral(str):
    """A JSON number that is not a plain whole number, as it was written: '0.5', '1e3', 'NaN'."""

    __slots__ = ()


def written(document: object) -> str:
    """One line of JSON that people can read too, without signs that steer a terminal."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)


def read_json(
    path: Path, *, megabytes_max: int = MEGABYTES_MAX, plain_whole: bool = False
) -> object:
    """Return what the file says: dict, list, str, int, bool, None, and `Numeral` for the rest.

    Whole numbers beyond 1,000 digits are `Numeral` too; with `plain_whole` they are left to
    Python, which is quicker by half for millions of numbers and refuses those beyond 4,300 digits.

    Raises Refused, naming the file and where it can be said the line and column, when the file is
    missing, no regular file, unreadable, empty, above `megabytes_max`, not UTF-8, not JSON, nested
    beyond what can be read, or when an object names a key twice.
    """
    name = name_of(path)
    text = _text(path, megabytes_max)
    if not text.strip():
        raise Refused("“%(file)s” is empty.", field="file", file=name)

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return _each_key_once(pairs, name)

    try:
        return json.loads(
            text,
            object_pairs_hook=once,
            parse_int=None if plain_whole else _whole,
            parse_float=Numeral,
            parse_constant=Numeral,
        )
    except json.JSONDecodeError as error:
        raise Refused(
            "“%(file)s”, line %(line)s, column %(column)s: this is not JSON.",
            field="file",
            file=name,
            line=error.lineno,
            column=error.colno,
        ) from error
    except ValueError as error:
        raise Refused(
            "“%(file)s” holds a number that is too long to be read.", field="file", file=name
        ) from error
    except RecursionError as error:
        raise Refused(
            "“%(file)s” is nested too deeply to be read.", field="file", file=name
        ) from error


def _text(path: Path, megabytes_max: int) -> str:
    """The file's text, read no further than its size allows."""
    name = name_of(path)
    with open_regular(path, field="file") as raw, telling_why(path, field="file"):
        content = raw.read(megabytes_max * MEGABYTE + 1)
    if len(content) > megabytes_max * MEGABYTE:
        raise Refused(
            "“%(file)s” is larger than %(most)s MB, the most that can be read here.",
            field="file",
            file=name,
            most=megabytes_max,
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "“%(file)s”, line %(line)s: this is not text in UTF-8.",
            field="file",
            file=name,
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error


def _whole(text: str) -> int | Numeral:
    return int(text) if len(text) <= DIGITS_MAX else Numeral(text)


def _each_key_once(pairs: list[tuple[str, object]], name: str) -> dict[str, object]:
    """The object, unless a key stands in it twice: then nobody can tell which one is meant."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    for key, _value in pairs:
        if key in seen:
            raise Refused(
                "“%(file)s”: one object says “%(key)s” twice (the one with %(values)s).",
                field="file",
                file=name,
                key=printable(key[:SHOWN_MAX]),
                values=printable(json.dumps(found, ensure_ascii=False)[:SHOWN_MAX]),
            )
        seen.add(key)
    return found
