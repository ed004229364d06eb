"""The mix of roles over time: the community's, and never a label on a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from cohive.engine.capital import RoleMix
from cohive.house.study.figures_practice import ROLES, roles_overall
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import Section, Table, in_between, quarter, week_of, year
from cohive.look import formats
from cohive.look.charts import Chart, Mix, mix
from cohive.look.refusals import told

__all__ = ["roles"]

COLOURS = ("spread", "design", "pack", "idea")
COLUMNS_MAX = 26
MARKS_MAX = 7
ONE_OF_FOUR, LEANS = 0.25, 0.03
Stretch = tuple[date, int, tuple[float, ...]]
"""When it begins, weeks of members in it, the part of each role."""


def roles(findings: Findings) -> Section | None:
    """How far weeks were like each of the four roles; None where nobody addressed anybody."""
    seen = findings.addressing
    if seen is None:
        return None
    title, found = _("The mix of roles"), seen.roles
    unknown = tuple(told(one) for one in found.cannot_tell)
    if not found.weeks:
        said = _("No week has ten active members; of fewer it would be a mix of single people.")
        return Section("roles", title, (said,), unknown=unknown)
    stretches, label, caption = _stretches(found)
    parts, _n = roles_overall(seen)
    return Section(
        "roles",
        title,
        (_leaning(parts), _("Nobody is given a role: the mix is of weeks, not of people.")),
        _picture(stretches, label, caption),
        tuple(zip(COLOURS, _doing(), strict=True)),
        table=_moves(found),
        same=_table(stretches, label, caption),
        notes=_pairs(found),
        unknown=unknown,
    )


def _names() -> tuple[str, ...]:
    return tuple(told(name) for name in ROLES.values())


def _doing() -> tuple[str, ...]:
    """Each role with what somebody does in it."""
    meanings = (
        _("passes on what others made, and answers little"),
        _("answers, and is answered"),
        _("likes, follows and looks, and says little"),
        _("tells much and is answered, and answers little"),
    )
    return tuple(
        _("%(part)s: %(meaning)s") % {"part": role, "meaning": doing}
        for role, doing in zip(_names(), meanings, strict=True)
    )


def _leaning(parts: tuple[float, ...]) -> str:
    most = max(range(len(parts)), key=lambda place: parts[place])
    if parts[most] < ONE_OF_FOUR + LEANS:
        return _("Over all weeks none of the four roles stands out.")
    return _("Over all weeks the mix leans to this role: %(role)s, with %(part)s.") % {
        "role": _names()[most],
        "part": formats.percent(parts[most], 0),
    }


def _stretches(found: RoleMix) -> tuple[Sequence[Stretch], Callable[[date], str], str]:
    """Weeks, or quarters, or years: as many as can be told apart, each week by its members."""
    weeks = [(week.start, week.n, week.parts) for week in found.weeks]
    by_week = _("The mix of roles week by week; from the bottom: %(names)s")
    by_quarter = _("The mix of roles quarter by quarter; from the bottom: %(names)s")
    by_year = _("The mix of roles year by year; from the bottom: %(names)s")
    names = {"names": ", ".join(_names())}
    if len(weeks) <= COLUMNS_MAX:
        return weeks, week_of, by_week % names
    quarters = _joined(weeks, lambda day: date(day.year, 3 * ((day.month - 1) // 3) + 1, 1))
    if len(quarters) <= COLUMNS_MAX:
        return quarters, quarter, by_quarter % names
    return _joined(weeks, lambda day: date(day.year, 1, 1)), year, by_year % names


def _joined(weeks: Sequence[Stretch], start: Callable[[date], date]) -> Sequence[Stretch]:
    held: dict[date, list[Stretch]] = defaultdict(list)
    for week in weeks:
        held[start(week[0])].append(week)
    found = []
    for day, some in sorted(held.items()):
        n = sum(count for _day, count, _parts in some)
        parts = tuple(
            sum(count * each[place] for _day, count, each in some) / n
            for place in range(len(COLOURS))
        )
        found.append((day, n, parts))
    return found


def _picture(stretches: Sequence[Stretch], label: Callable[[date], str], caption: str) -> Chart:
    return mix(
        Mix(
            columns=tuple(parts for _day, _n, parts in stretches),
            colours=COLOURS,
            title=caption,
            marks=tuple(
                (place, label(stretches[place][0])) for place in in_between(stretches, MARKS_MAX)
            ),
            scale=tuple((at, formats.percent(at, 0)) for at in (0.0, 0.25, 0.5, 0.75, 1.0)),
        )
    )


def _table(stretches: Sequence[Stretch], label: Callable[[date], str], caption: str) -> Table:
    return Table(
        (
            {"title": _("Beginning")},
            {"title": _("weeks of members"), "n": True},
            *({"title": name, "n": True, "key": not place} for place, name in enumerate(_names())),
        ),
        tuple(
            (label(day), formats.number(n), *(formats.percent(part, 0) for part in parts))
            for day, n, parts in stretches
        ),
        caption,
    )


def _moves(found: RoleMix) -> Table | None:
    """From row to column: what becomes of a week's role the week after."""
    if not found.moves:
        return None
    names = _names()
    return Table(
        (
            {"title": _("From one week to the next")},
            *({"title": name, "n": True, "key": not place} for place, name in enumerate(names)),
        ),
        tuple(
            (name, *(formats.percent(part, 0) for part in row))
            for name, row in zip(names, found.moves, strict=True)
        ),
        _("What becomes of a week's role the week after"),
    )


def _pairs(found: RoleMix) -> tuple[str, ...]:
    if not found.moves:
        return (
            _(
                "What becomes of a role the week after takes ten members active in two weeks on"
                " end."
            ),
        )
    return (
        _(
            "The table: of each role of one week (row), the part found in each role the week after"
            " (column), over %(pairs)s members' weeks with one after it."
        )
        % {"pairs": formats.number(found.pairs)},
    )
