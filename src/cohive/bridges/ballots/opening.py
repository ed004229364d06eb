"""A ballot file as text, however it is packed; no more of it is unpacked than can be read."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

from cohive.bridges.reading import is_zip, member_names, open_bytes, open_member
from cohive.words.refusals import Refused

__all__ = ["CANDIDATES_MAX", "ballot_text", "count_of", "numbered_lines"]

MEGABYTES_MAX = 64
"""Fifty times the largest ballot file we know; all of it is held in memory."""
MEGABYTE = 2**20
CANDIDATES_MAX = 1_000
"""More than any paper holds; a table of all pairs and stages grows with their square."""
COUNT_DIGITS_MAX = 12
SHOWN_MAX = 60
_FINDER = "__MACOSX/"


def ballot_text(path: Path) -> str:
    """The text of a plain, .gz or .xz file, or of the one file in a zip; line ends as newlines.

    Raises Refused at "file" for what is missing, no regular file, damaged, cut off, a zip of
    several files, above 64 MB once unpacked, not UTF-8, or empty.
    """
    with _opened(path) as stream:
        content = stream.read(MEGABYTES_MAX * MEGABYTE + 1)
    if len(content) > MEGABYTES_MAX * MEGABYTE:
        raise Refused(
            "This is more than %(most)s MB, unpacked, the most that can be read here.",
            field="file",
            most=MEGABYTES_MAX,
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "Line %(line)s is not UTF-8. Save the file as UTF-8.",
            field="file",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from None
    if not text.strip():
        raise Refused("This file is empty.", field="file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _opened(path: Path) -> AbstractContextManager[BinaryIO]:
    if not is_zip(path):
        return open_bytes(path, field="file")
    inside = member_names(path, field="file")
    members = [name for name in inside if not name.startswith(_FINDER)]
    if len(members) != 1:
        raise Refused(
            "This zip holds %(number)s files. Name one ballot file, or a zip of one.",
            field="file",
            number=len(members),
        )
    return open_member(path, members[0], field="file")


def numbered_lines(text: str) -> list[tuple[int, str]]:
    """Every line that is not blank with its number from 1, stripped."""
    stripped = ((number, line.strip()) for number, line in enumerate(text.split("\n"), 1))
    return [(number, line) for number, line in stripped if line]


def count_of(text: str, line: int) -> int:
    """How many voters wrote a ballot. Raises Refused for what is no whole number from 1."""
    if text.isascii() and text.isdigit() and len(text) <= COUNT_DIGITS_MAX and int(text) > 0:
        return int(text)
    raise Refused(
        "Line %(line)s: “%(text)s” is not a number of ballots. Write a whole number from 1.",
        field="file",
        line=line,
        text=text[:SHOWN_MAX],
    )
