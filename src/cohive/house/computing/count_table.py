"""A count as a scrutineer wants to see it: candidates down, stages across, what became of each.

Stages that do not fit beside each other go below, in blocks as wide as the terminal. A budget,
whose stages are projects, is one list instead: what each project had when its turn came.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from cohive.engine.ballots.results import Count, Stage
from cohive.house.histories.table import printable

__all__ = ["count_table"]

NAME_COLUMNS_MAX = 30
GAP = "  "
GONE = "–"
"""Where an excluded candidate has no votes any more."""


def count_table(count: Count, *, width: int) -> Iterator[str]:
    """Lines of the table; totals with as many decimals as any of them needs, at most five."""
    names = {one: _fitted(printable(name)) for one, name in count.names.items()}
    label = max([_columns(name) for name in names.values()] + [_columns(_held_by_none())])
    if count.seats is None:
        yield from _budget(count, names, label)
        return
    cells = [_column(stage, count) for stage in count.stages]
    outcome = _outcomes(count)
    wide = max((_columns(cell) for column in cells for cell in column), default=1)
    block = max(1, (width - label) // (wide + len(GAP)))
    for start in range(0, len(cells), block):
        last = start + block >= len(cells)
        if start:
            yield ""
        yield from _block(
            names, cells[start : start + block], (label, wide), outcome if last else {}
        )


def _block(
    names: dict[str, str],
    cells: list[list[str]],
    widths: tuple[int, int],
    outcome: dict[str, str],
) -> Iterator[str]:
    label, wide = widths
    rows = ["", *names, _held_by_none()]
    for place, one in enumerate(rows):
        if place >= len(cells[0]):
            return
        said = names.get(one, one)
        line = said + " " * (label - _columns(said))
        for column in cells:
            line += GAP + " " * (wide - _columns(column[place])) + column[place]
        if one in outcome:
            line += GAP + outcome[one]
        yield line.rstrip()


def _budget(count: Count, names: dict[str, str], label: int) -> Iterator[str]:
    """Projects in the order of the walk, then those that never had a turn."""
    turns = {one: each for each in count.stages for one in (*each.elected, *each.excluded)}
    exact = any(each.totals.get(one, Fraction(0)).denominator > 1 for one, each in turns.items())
    figures = {one: _votes(each.totals[one], exact=exact) for one, each in turns.items()}
    wide = max(map(len, figures.values()), default=1)
    for one in (*turns, *(rest for rest in names if rest not in turns)):
        said = _("not funded")
        if one in turns and one in turns[one].elected:
            said = _("funded at stage %(n)s") % {"n": turns[one].n}
        gap = " " * (label - _columns(names[one]))
        yield f"{names[one]}{gap}{GAP}{figures.get(one, GONE):>{wide}}{GAP}{said}"


def _column(stage: Stage, count: Count) -> list[str]:
    """Head, a total for each candidate, and what nobody holds."""
    exact = any(t.denominator > 1 for each in count.stages for t in each.totals.values())
    gone = {one for each in count.stages if each.n < stage.n for one in each.excluded}
    column = [_("Stage %(n)s") % {"n": stage.n}]
    for one in count.names:
        total = stage.totals.get(one, Fraction(0))
        column.append(GONE if one in gone and not total else _votes(total, exact=exact))
    if stage.exhausted is not None:
        column.append(_votes(stage.exhausted, exact=exact))
    return column


def _outcomes(count: Count) -> dict[str, str]:
    """'elected at stage 3', by candidate."""
    said: dict[str, str] = {}
    for stage in count.stages:
        for one in stage.excluded:
            said[one] = _("excluded at stage %(n)s") % {"n": stage.n}
        for one in stage.elected:
            said[one] = _("elected at stage %(n)s") % {"n": stage.n}
    return said


def _held_by_none() -> str:
    return _("Held by nobody")


def _votes(total: Fraction, *, exact: bool) -> str:
    if not exact:
        return str(total.numerator)
    units = round(total * 100_000)
    return f"{units // 100_000}.{units % 100_000:05}"


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _fitted(name: str) -> str:
    kept = ""
    for sign in name:
        if _columns(kept + sign) > NAME_COLUMNS_MAX:
            return kept[:-1] + "…"
        kept += sign
    return kept
