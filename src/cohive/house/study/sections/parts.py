"""What a section is made of, and how its numbers are said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from babel.dates import format_skeleton
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.house.study.names import shown_name
from cohive.look import formats
from cohive.look.charts import Chart

__all__ = [
    "Section",
    "Table",
    "first_rows",
    "if_any",
    "in_between",
    "month",
    "name_of",
    "part_said",
    "quarter",
    "ranged",
    "steps",
    "week_of",
    "year",
]

One = TypeVar("One")
Row = tuple[str, ...]

ROWS_MAX = 100
"""Of a table: more is for programs, and stands in study.json."""
SMALLEST_PART = 0.001


@dataclass(frozen=True)
class Table:
    """Columns as `ui.table` takes them, rows of cells, and what the table says."""

    columns: tuple[Mapping[str, object], ...]
    rows: tuple[Row, ...]
    caption: str


@dataclass(frozen=True)
class Section:
    """A title, plain sentences, a picture with what its colours mean, a table.

    All but the first two may be missing. `key`: (colour, words) of each colour that the picture
    uses; `same`: what the picture says, as a table; `numbers`: each number of the section with its
    n, its range and how it is computed; `unknown`: what the section cannot tell.
    """

    id: str
    title: str
    sentences: tuple[str, ...]
    picture: Chart | None = None
    key: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    same: Table | None = None
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    numbers: Table | None = None


def first_rows(
    many: Sequence[One],
    row: Callable[[One], Row],
    rest: Callable[[Sequence[One]], Row] | None = None,
) -> tuple[Row, ...]:
    """A row for each, or for the first hundred and one for the rest together.

    rest: how the others are said, all at once; without it by their number alone.
    """
    rows = tuple(row(one) for one in many[:ROWS_MAX])
    others = many[ROWS_MAX:]
    if not others:
        return rows
    if rest is not None:
        return (*rows, rest(others))
    more = ngettext(
        "%(num)s more is in study.json.", "%(num)s more are in study.json.", len(others)
    ) % {"num": formats.number(len(others))}
    return (*rows, (more, *("" for _cell in rows[0][1:])))


def if_any(count: int, sentence: str, **values: str) -> tuple[str, ...]:
    """The sentence with `%(num)s` and its other places filled, or none where there are none.

    sentence: in the number that fits the count, as ngettext gives it.
    """
    if not count:
        return ()
    return (sentence % {"num": formats.number(count), **values},)


def name_of(actor: str, names: Mapping[str, str]) -> str:
    """What an actor is called."""
    return shown_name(names.get(actor, actor))


def month(day: date | datetime) -> str:
    """'Mar 2026' in the reader's language."""
    noon = datetime(day.year, day.month, 1, 12)  # noqa: DTZ001 - only year and month are said
    words: str = format_skeleton("yMMM", noon, locale=formats.current_locale())
    return words


def part_said(part: float) -> str:
    """'36.1 %'; '< 0.1 %' for what would read as nothing."""
    if 0 < part < SMALLEST_PART:
        return f"< {formats.percent(SMALLEST_PART)}"
    return formats.percent(part)


def week_of(day: date | datetime) -> str:
    """'31 Aug': the week that begins then."""
    return formats.day_short(day)


def quarter(day: date | datetime) -> str:
    """'Q3 2002' in the reader's language."""
    noon = datetime(day.year, day.month, 1, 12)  # noqa: DTZ001 - only year and quarter are said
    words: str = format_skeleton("yQQQ", noon, locale=formats.current_locale())
    return words


def year(day: date | datetime) -> str:
    """'2002': that year, or the ten or hundred that begin with it."""
    return str(day.year)


def ranged(value: str, low: str, high: str) -> str:
    """'0.82 (0.80 to 0.84)', or the value alone where both ends read like it."""
    if low == value == high:
        return value
    return _("%(value)s (%(low)s to %(high)s)") % {"value": value, "low": low, "high": high}


def steps(highest: float) -> tuple[tuple[float, str], ...]:
    """Two or three round values for the side of a picture, 0 included."""
    if highest <= 0:
        return ((0.0, "0"),)
    size = 10.0 ** (len(str(int(highest))) - 1)
    unit = next((part * size for part in (5, 2, 1) if part * size <= highest), size)
    if unit < 1:
        unit = 1.0
    count = int(highest // unit)
    every = unit * max(1, -(-count // 3))
    marks = [every * number for number in range(int(highest // every) + 1)]
    return tuple((mark, formats.number(int(mark))) for mark in marks)


def in_between(many: Sequence[object], most: int) -> tuple[int, ...]:
    """Places of at most `most` members that are spread evenly, the first among them."""
    if not many:
        return ()
    step = max(1, -(-len(many) // most))
    return tuple(range(0, len(many), step))
