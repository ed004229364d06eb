"""Amounts, counts and days as files write them, read exactly.

An amount becomes a Fraction of minor units: files of streaming shops have a hundredth of a cent on
a line. Nothing is rounded here, and what can be read in two ways is refused rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache

from cohive.words.money import MINOR_MAX, minor_digits
from cohive.words.refusals import Refused

__all__ = ["count", "decimal_mark", "exact_minor", "has_amount", "moment", "month_first"]

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]")
_LENGTH_MAX = 64  # of an amount or a day: the patterns below are not run on more
_NOTHING = frozenset({"", "-", "–", "—", "n/a", "na", "none", "null"})
_PLAIN = re.compile(r"\d+(?:\.\d*)?(?:[eE][+-]?\d{1,2})?|\.\d+")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?")


def has_amount(text: str) -> bool:
    """Whether a cell says anything: "", "-" and "n/a" do not."""
    return text.strip().casefold() not in _NOTHING


def exact_minor(text: str, currency: str, mark: str, *, line: int, field: str) -> Fraction:
    """An amount in exact minor units of its currency; nothing written means zero.

    `mark` is the decimal mark of the file, "." or ",". Accepts grouping, currency signs, a minus
    before or behind, parentheses for negative. Raises Refused naming the line for anything else.
    """
    if not has_amount(text):
        return Fraction(0)
    signs, body = _taken_apart(text, currency)
    if mark == ",":
        body = body.translate(_EXCHANGED)
    body = _SPACES.sub(",", body)
    if _GROUPED.fullmatch(body):
        body = body.replace(",", "")
    if not _PLAIN.fullmatch(body):
        raise Refused(
            "Line %(line)s: “%(text)s” is not an amount.", field=field, line=line, text=text.strip()
        )
    minor = Fraction(Decimal(body)) * _POWERS[minor_digits(currency)]
    if minor > MINOR_MAX:
        raise Refused("Line %(line)s: this amount is too large to be true.", field=field, line=line)
    return -minor if "-" in signs or "(" in signs else minor


def _taken_apart(text: str, currency: str) -> tuple[str, str]:
    """The signs around an amount, and its digits; no digits when it is too long to be one."""
    plain = text.replace("−", "-").strip()
    found = _around(currency).fullmatch(plain) if len(plain) <= _LENGTH_MAX else None
    return (found["before"] + found["behind"], found["body"]) if found else ("", "")


@cache
def _around(currency: str) -> re.Pattern[str]:
    """Takes apart what stands around an amount: signs, parentheses, the currency; any text fits."""
    names = "|".join(re.escape(name) for name in ("€", "$", "£", "¥", "￥", "元", currency))
    sign = rf"(?:[-+()\s]|{names})*"
    return re.compile(rf"(?P<before>{sign})(?P<body>.*?)(?P<behind>{sign})", re.DOTALL)


_POWERS = (1, 10, 100, 1_000, 10_000)
_EXCHANGED = str.maketrans(",.", ".,")


def count(text: str, *, line: int, field: str) -> int:
    """How many; nothing written means one. Raises Refused naming the line."""
    if not has_amount(text):
        return 1
    found = re.fullmatch(r"([-−]?)(\d{1,12})(?:[.,]0+)?", _SPACES.sub("", text))
    if found is None:
        raise Refused(
            "Line %(line)s: “%(text)s” is not a number of pieces.",
            field=field,
            line=line,
            text=text.strip(),
        )
    return -int(found.group(2)) if found.group(1) else int(found.group(2))


def decimal_mark(amounts: Iterable[str]) -> str | None:
    """The decimal mark these amounts use: ".", ",", or None when they can be read in two ways.

    "1.272,50" and "0,99" tell; "1.272" does not. Amounts that tell nothing leave ".", and amounts
    that contradict each other give None.
    """
    told, open_question = set(), False
    for amount in amounts:
        mark, doubtful = _told(amount)
        if mark:
            told.add(mark)
        open_question = open_question or doubtful
    if len(told) > 1 or (not told and open_question):
        return None
    return told.pop() if told else "."


def _told(amount: str) -> tuple[str, bool]:
    """The mark one amount shows, or "" and whether it leaves a doubt."""
    body = re.sub(r"[^\d.,]", "", amount)
    last = max(body.rfind("."), body.rfind(","))
    if last < 0:
        return "", False
    mark, other = body[last], "," if body[last] == "." else "."
    if other in body[:last]:
        return mark, False
    if body.count(mark) > 1:
        return other, False
    before, behind = body[:last], body[last + 1 :]
    if len(behind) == 3 and 1 <= len(before) <= 3 and before != "0":
        return "", True
    return mark, False


_TIME = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"(?: ?(?P<half>[ap]m))?)?(?: ?(?P<zone>z|utc|gmt|[+-]\d\d:?\d\d))?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})日?)?月?" + _TIME,
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)")
_YEAR_LAST = re.compile(
    r"(?P<a>\d{1,2})(?P<separator>[-/.])(?P<b>\d{1,2})[-/.](?P<year>\d{4}|\d\d)" + _TIME,
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?P<day>\d{1,2})[ -](?P<name>[a-z]{3})[a-z]*[ -](?P<year>\d{4})" + _TIME, re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def month_first(days: Iterable[str]) -> bool | None:
    """Whether days such as 3/14/26 name the month first; None when every one can be both."""
    for text in days:
        found = _YEAR_LAST.fullmatch(text.strip())
        if found is None:
            continue
        if found["separator"] == "." or int(found["a"]) > 12:
            return False
        if int(found["b"]) > 12:
            return True
    return None


def moment(text: str, *, month_leads: bool | None, line: int, field: str) -> datetime | date:
    """A day, or a moment where an hour is written (UTC unless it names its zone).

    `month_leads` says how to read 3/4/2026; None refuses what could be both.
    """
    body = text.strip()
    try:
        found = _read_moment(body, month_leads)
    except ValueError:
        found = None
    if found is None:
        raise Refused(
            "Line %(line)s: “%(text)s” is not a day that can be read.",
            field=field,
            line=line,
            text=body,
        )
    return found


def _read_moment(body: str, month_leads: bool | None) -> datetime | date | None:
    for pattern in (_YEAR_FIRST, _COMPACT, _NAMED, _YEAR_LAST):
        found = pattern.fullmatch(body) if len(body) <= _LENGTH_MAX else None
        if found is not None:
            return _composed(found.groupdict(), month_leads)
    return None


def _composed(parts: dict[str, str | None], month_leads: bool | None) -> datetime | date | None:
    year = int(parts["year"] or 0)
    year += 2000 if year < 100 else 0
    order = _day_and_month(parts, month_leads)
    if order is None:
        return None
    day = date(year, order[1], order[0])
    if not parts.get("hour"):
        return day
    hour = int(parts["hour"] or 0)
    half = (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    at = datetime(year, day.month, day.day, hour, int(parts["minute"] or 0), tzinfo=UTC)
    at = at.replace(second=int(parts.get("second") or 0))
    return _in_zone(at, parts.get("zone") or "")


def _day_and_month(
    parts: dict[str, str | None], month_leads: bool | None
) -> tuple[int, int] | None:
    name = parts.get("name")
    if name:
        return int(parts["day"] or 0), _MONTHS.index(name.lower()) + 1
    if "a" not in parts:
        return int(parts["day"] or 1), int(parts["month"] or 0)
    first, second = int(parts["a"] or 0), int(parts["b"] or 0)
    if parts["separator"] == "." or first > 12 or first == second:
        return first, second
    if second > 12 or month_leads:
        return second, first
    return None if month_leads is None else (first, second)


def _in_zone(at: datetime, zone: str) -> datetime:
    if not zone or zone.lower() in ("z", "utc", "gmt"):
        return at
    offset = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    return datetime.fromisoformat(f"{at:%Y-%m-%dT%H:%M:%S}{offset}")
