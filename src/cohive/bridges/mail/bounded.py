"""A mail of a stranger, parsed within bounds: so many parts, so many headers, each so long.

The standard library's parser takes time with the square of a header's length, and goes one call
deeper for every bracket that is opened; a part costs more memory than the two lines that begin it.
One mail of some hundred kilobytes would keep the place's worker busy for hours, and kill it when it
comes again. So nothing reaches the parser that is longer, denser or deeper than letters are.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

__all__ = ["HEADERS_MAX", "PARTS_MAX", "parsed"]

PARTS_MAX = 100
HEADERS_MAX = 2_000
"""Of the mail and all its parts together."""
HEAD_BYTES_MAX = 64 * 1024
"""What is read of a mail that has more of either."""
CHARACTERS_MAX = 2_000
"""Of a header that is not named here."""
LONGER = {"to": 4_000, "cc": 4_000, "authentication-results": 8_000, "references": 8_000}
OF_A_PART = 1_000
"""Of a header that tells of a part: every part has some."""
DENSE = (('"', 60), ("(", 20), ("\\", 60))
"""Signs that open something inside a header, and how many a letter has at most."""
_BREAK = re.compile(rb"\r?\n\r?\n")


class _Overfull(Exception):  # noqa: N818 - a state of the mail, caught here
    """More parts or headers than a letter has."""


class _Meter:
    """Counts what one mail brings."""

    def __init__(self) -> None:
        self.parts = self.headers = 0

    def part(self, policy: _Bounded | None = None) -> EmailMessage:
        """One more part; the parser asks for one before it begins."""
        self.parts += 1
        if self.parts > PARTS_MAX + 1:
            raise _Overfull
        return EmailMessage(policy)

    def header(self) -> None:
        """One more header."""
        self.headers += 1
        if self.headers > HEADERS_MAX:
            raise _Overfull


class _Bounded(EmailPolicy):
    """Cuts every header before the parser meets it."""

    meter: _Meter | None = None

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Name and value; the value as much of it as is read."""
        if self.meter is not None:
            self.meter.header()
        name, value = super().header_source_parse(sourcelines)
        return name, _cut(name.strip().lower(), value)

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """What a header says; nothing where the library's own reading of it breaks."""
        try:
            return super().header_fetch_parse(name, value)
        except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError):
            return ""


def parsed(raw: bytes) -> EmailMessage:
    """The mail with its parts; only its own headers, without any text, when it is overfull."""
    meter = _Meter()
    counted: Any = {"meter": meter, "message_factory": meter.part}
    try:
        return _read(raw, _Bounded(**counted))
    except _Overfull:
        ends = _BREAK.search(raw)
        head = raw[: ends.start() if ends else None][:HEAD_BYTES_MAX]
        return _read(head + b"\r\n\r\n", _Bounded())


def _read(raw: bytes, policy: _Bounded) -> EmailMessage:
    given: Any = policy
    found: EmailMessage = message_from_bytes(raw, policy=given)
    return found


def _cut(name: str, value: str) -> str:
    most = LONGER.get(name, OF_A_PART if name.startswith("content-") else CHARACTERS_MAX)
    # the newest of what it refers to stands at the end
    kept = value[-most:] if name == "references" else value[:most]
    for sign, number in DENSE:
        if kept.count(sign) > number:
            kept = kept.replace(sign, " ")
    return kept
