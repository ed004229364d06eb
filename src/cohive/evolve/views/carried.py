"""What each side of a split takes along, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.create.queries import WorkCard
from cohive.evolve.queries.carried import Carried, CarriedHour
from cohive.evolve.queries.changes import ChangeView
from cohive.look import formats

__all__ = ["Group", "taken_along"]

WORKS_SHOWN = 6
MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Group:
    """One side: its name, its works (the first few and how many in all), its hours in words."""

    title: str
    works: tuple[WorkCard, ...]
    count: str
    more: int
    hours: tuple[str, ...]


def taken_along(found: Carried, change: ChangeView) -> dict[str, object]:
    """The two sides and what both keep; a side without anything says so on the page."""
    other = change.other.name if change.other else change.line.name or _("the new circle")
    titles = {"first": change.circle.name, "second": other, "both": _("Both")}
    groups = [_group(title, found, side) for side, title in titles.items()]
    crossing = ngettext(
        "%(num)s work of one side grew from a work of the other; its ancestors stay paid across"
        " the split.",
        "%(num)s works of one side grew from works of the other; their ancestors stay paid across"
        " the split.",
        found.crossing,
    ) % {"num": formats.number(found.crossing)}
    return {
        "groups": [one for one in groups if one is not groups[2] or one.works or one.hours],
        "crossing": crossing if found.crossing else "",
        "has_hours": bool(found.hours),
        "is_empty": not any(one.works or one.hours for one in groups),
    }


def _group(title: str, found: Carried, side: str) -> Group:
    works = found.works[side]
    return Group(
        title=title,
        works=works[:WORKS_SHOWN],
        count=ngettext("%(num)s work", "%(num)s works", len(works))
        % {"num": formats.number(len(works))},
        more=max(0, len(works) - WORKS_SHOWN),
        hours=tuple(_hours([one for one in found.hours if one.side == side])),
    )


def _hours(hours: Sequence[CarriedHour]) -> list[str]:
    """The same hour on most days is one ritual."""
    days: dict[int, list[CarriedHour]] = {}
    for one in hours:
        days.setdefault(one.hour.hour, []).append(one)
    return [_hour(hour, found) for hour, found in sorted(days.items())]


def _hour(hour: int, found: Sequence[CarriedHour]) -> str:
    keepers = len(frozenset().union(*(one.hour.keepers for one in found)))
    when = {"hour": f"{hour:02d}:00", "num": formats.number(keepers)}
    if len(found) >= 5:
        return (
            ngettext(
                "Most days at %(hour)s, kept by %(num)s person",
                "Most days at %(hour)s, kept by %(num)s people",
                keepers,
            )
            % when
        )
    days = ", ".join(formats.weekday(MONDAY + timedelta(days=one.hour.weekday)) for one in found)
    return ngettext(
        "%(days)s at %(hour)s, kept by %(num)s person",
        "%(days)s at %(hour)s, kept by %(num)s people",
        keepers,
    ) % {**when, "days": days}
