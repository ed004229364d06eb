"""What people wrote, as plain text that a table can hold; and which numbers were seen before.

Outside files hold HTML, half a surrogate pair, or a message as long as a book. Everything that
becomes text of a row goes through here.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta
from math import inf

__all__ = ["TEXT_CHARACTERS_MAX", "SeenNumbers", "instant", "number", "plain_text", "sound"]

TEXT_CHARACTERS_MAX = 2_000
"""Kept of one message: enough for who speaks to whom and in what manner."""

_SOURCE_CHARACTERS_MAX = 20_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME_MAX_SECONDS = 2**33  # the year 2242
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"</?(?:p|br|li|ul|ol|pre|blockquote|div|h\d|hr|tr)\b[^<>]*>", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,300}\.?[0-9]{0,300}|\.[0-9]{1,300})(?:[eE][+-]?[0-9]{1,3})?")


def number(text: str) -> float | None:
    """A finite number as tables write it, with signs of ASCII alone; None for anything else.

    float() would take 1_0, digits of other scripts, nan and inf.
    """
    if not _NUMBER.fullmatch(text):
        return None
    found = float(text)
    return found if abs(found) < inf else None


def sound(text: str) -> str:
    """The text without halves of surrogate pairs, which no UTF-8 table can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def plain_text(text: str, *, is_html: bool) -> str | None:
    """At most `TEXT_CHARACTERS_MAX` characters on one line; None when nothing is left."""
    start = text[:_SOURCE_CHARACTERS_MAX]
    if is_html:
        start = html.unescape(_TAG.sub("", _BREAK.sub(" ", start)))
    return sound(_SPACES.sub(" ", start).strip()[:TEXT_CHARACTERS_MAX]) or None


def instant(milliseconds: int) -> datetime | None:
    """Milliseconds since 1970 as an instant in UTC, exact; None outside 1970 to 2242."""
    if not 0 <= milliseconds < _TIME_MAX_SECONDS * 1000:
        return None
    return _EPOCH + timedelta(milliseconds=milliseconds)


class SeenNumbers:
    """A set of whole numbers from 0, two bytes each where they lie close.

    Ids of a dump run from 1 to millions with few gaps: 64 neighbours stand in one number. Scattered
    ones cost as much as in a set, never more.
    """

    def __init__(self) -> None:
        self._blocks: dict[int, int] = {}

    def add(self, number: int) -> bool:
        """Whether the number is new; it is not after this."""
        block, bit = number >> 6, 1 << (number & 63)
        known = self._blocks.get(block, 0)
        self._blocks[block] = known | bit
        return not known & bit

    def __contains__(self, number: int) -> bool:
        return bool(self._blocks.get(number >> 6, 0) & 1 << (number & 63))
