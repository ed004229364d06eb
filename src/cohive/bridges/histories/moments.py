"""When it was, as files write it: ISO 8601, unix time, or a day in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime

__all__ = ["moment_in"]

_UNIX = re.compile(
    r"\d{9,10}(?:\.\d+)?|\d\.\d+e\+?0?9|\d{12,13}|\d{15,16}", re.IGNORECASE | re.ASCII
)
_DAY_IN_WORDS = re.compile(r"([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})", re.ASCII)
_SLASHES = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})(.*)", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SECONDS_DIGITS = 10
_MILLISECONDS_DIGITS = 13


def moment_in(text: str) -> tuple[datetime, bool]:
    """The instant in UTC, and whether the text said so itself (else it is taken as UTC).

    Reads ISO 8601 ("2026-03-01T18:30:00+08:00", "2026-03-01", "20260301"), "2026/3/1", unix time in
    seconds (9 or 10 digits, or a fraction), milliseconds (12 or 13) or microseconds (15 or 16), and
    "July 24, 2012". Raises ValueError for anything else.
    """
    text = text.strip()
    if _UNIX.fullmatch(text):
        return _from_unix(text), True
    words = _DAY_IN_WORDS.fullmatch(text)
    if words is not None:
        month = _MONTHS.index(words[1].casefold()) + 1
        return datetime(int(words[3]), month, int(words[2]), tzinfo=UTC), False
    slashes = _SLASHES.fullmatch(text)
    if slashes is not None:
        text = f"{slashes[1]}-{slashes[2]:0>2}-{slashes[3]:0>2}{slashes[4]}"
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        return found.replace(tzinfo=UTC), False
    try:
        return found.astimezone(UTC), True
    except OverflowError:
        raise ValueError("out of range") from None


def _from_unix(text: str) -> datetime:
    digits = len(text) if text.isdigit() else _SECONDS_DIGITS
    if digits <= _SECONDS_DIGITS:
        return datetime.fromtimestamp(float(text), tz=UTC)
    per_second = 1_000 if digits <= _MILLISECONDS_DIGITS else 1_000_000
    seconds, rest = divmod(int(text), per_second)
    whole = datetime.fromtimestamp(seconds, tz=UTC)
    return whole.replace(microsecond=rest * (1_000_000 // per_second))
