"""Does the core renew itself, quarter by quarter?"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.engine.vitality import Renewal, Turn
from cohive.house.study.figure import FEWEST
from cohive.house.study.figures_life import told_turns
from cohive.house.study.findings import Findings
from cohive.house.study.sections.parts import (
    Section,
    Table,
    first_rows,
    in_between,
    part_said,
    quarter,
    ranged,
    steps,
)
from cohive.look import formats
from cohive.look.charts import Chart, Column, Columns, columns

__all__ = ["renewal"]

MARKS_MAX = 7


def renewal(findings: Findings) -> Section | None:
    """New cores for old ones, and who starts things; None without a calendar."""
    seen = findings.lives
    if seen is None or not seen.renewal.turns:
        return None
    found, turns = seen.renewal, told_turns(seen.renewal)
    title = _("Does it renew itself?")
    unknown = (
        _("Why somebody left the core: she may do less, or others more."),
        _("The last quarter may not have ended."),
    )
    if sum(len(turn.core) for turn in turns) < FEWEST:
        said = _(
            "It takes more than ten active members, quarter after quarter, to tell: a core of one"
            " or two would be single people."
        )
        return Section("renewal", title, (said, *_started(findings, found)), unknown=unknown)
    return Section(
        "renewal",
        title,
        (*_turning(turns), *_started(findings, found)),
        _picture(turns),
        (("design", _("came into the core")), ("pale", _("were in it a quarter before"))),
        same=_table(turns),
        unknown=unknown,
    )


def _turning(turns: tuple[Turn, ...]) -> list[str]:
    places = sum(len(turn.core) for turn in turns)
    kept = sum(turn.kept for turn in turns)
    said = [
        ngettext(
            "In %(num)s quarter with a core of two or more, %(kept)s of %(places)s places"
            " (%(part)s) were held by who had held one a quarter before.",
            "In %(num)s quarters with a core of two or more, %(kept)s of %(places)s places"
            " (%(part)s) were held by who had held one a quarter before.",
            len(turns),
        )
        % {
            "num": formats.number(len(turns)),
            "kept": formats.number(kept),
            "places": formats.number(places),
            "part": part_said(kept / places),
        }
    ]
    fresh, lost = (sum(getattr(turn, name) for turn in turns) for name in ("fresh", "lost"))
    renews = _("%(fresh)s came into the core over these quarters and %(lost)s left it: it renews"
               " itself.")  # fmt: skip
    shrinks = _(
        "%(fresh)s came into the core over these quarters and %(lost)s left it: it shrinks."
    )
    if lost:
        said.append(
            (renews if fresh >= lost else shrinks)
            % {"fresh": formats.number(fresh), "lost": formats.number(lost)}
        )
    return said


def _started(findings: Findings, found: Renewal) -> tuple[str, ...]:
    if not findings.participation.staff or found.started < FEWEST:
        return ()
    value = found.started_by_members
    return (
        _("Of %(n)s circles, challenges, products and the like, members started %(part)s.")
        % {
            "n": formats.number(found.started),
            "part": ranged(*map(part_said, (value.middle, value.low, value.high))),
        },
    )


def _picture(turns: tuple[Turn, ...]) -> Chart:
    most = max(len(turn.core) for turn in turns)
    return columns(
        Columns(
            tuple(Column(len(turn.core), turn.fresh) for turn in turns),
            _("The tenth of each quarter's members who did most, and who of them was new in it"),
            tuple((place, quarter(turns[place].start)) for place in in_between(turns, MARKS_MAX)),
            steps(most),
        )
    )


def _table(turns: tuple[Turn, ...]) -> Table:
    return Table(
        (
            {"title": _("Quarter")},
            {"title": _("In the core"), "n": True, "key": True},
            {"title": _("there before"), "n": True},
            {"title": _("new in it"), "n": True},
            {"title": _("left it"), "n": True},
        ),
        first_rows(
            turns,
            lambda turn: (
                quarter(turn.start),
                *map(formats.number, (len(turn.core), turn.kept, turn.fresh, turn.lost)),
            ),
        ),
        _("The core, quarter by quarter"),
    )
