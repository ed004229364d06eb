"""How the circles are: meant and real size, whether they live; and how their rituals are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from cohive.bond.queries import CircleView
from cohive.evolve.queries import RitualView, SnapshotView
from cohive.evolve.written import said
from cohive.look import formats

Data = Mapping[str, Any]
PEOPLE_MIN: Final = 10
LIVING_MIN: Final = 3
NEW_DAYS: Final = 14
NEW, ASLEEP, BIGGER, HARDLY_AWAKE, LIVING = "new", "asleep", "bigger", "hardly awake", "living"


def circles(
    found: SnapshotView, all_circles: Sequence[CircleView], sizes: Mapping[Any, int]
) -> list[tuple[object, ...]]:
    """How each circle is, as rows of a table; circles under ten people say only that."""
    figures = {one["circle"]: one for one in found.data["circles"]}
    rows: list[tuple[object, ...]] = []
    for circle in all_circles:
        one = figures.get(str(circle.agent))
        meant = sizes.get(circle.agent)
        active = one["people"] if one else 0
        is_new = found.at - circle.created_at < timedelta(days=NEW_DAYS)
        rows.append(
            (
                circle.name,
                _said(state_of(circle.members, meant, active, is_new=is_new)),
                _size(circle.members, meant),
                formats.number(active),
                formats.number(one["newcomers"] if one else 0),
                _inside(one),
                _answered(one),
            )
        )
    return rows


def states(
    found: SnapshotView, all_circles: Sequence[CircleView], sizes: Mapping[Any, int]
) -> list[str]:
    """The state of each circle, to count."""
    active = {one["circle"]: one["people"] for one in found.data["circles"]}
    return [
        state_of(
            circle.members,
            sizes.get(circle.agent),
            active.get(str(circle.agent), 0),
            is_new=found.at - circle.created_at < timedelta(days=NEW_DAYS),
        )
        for circle in all_circles
    ]


def state_of(people: int, meant: int | None, active: int, *, is_new: bool) -> str:
    """One of the five states a circle can be in."""
    if active == 0:
        return NEW if is_new else ASLEEP
    if meant is not None and people > meant:
        return BIGGER
    return HARDLY_AWAKE if active < LIVING_MIN else LIVING


def _said(state: str) -> str:
    return {
        NEW: _("new"),
        ASLEEP: _("asleep"),
        BIGGER: _("bigger than meant"),
        HARDLY_AWAKE: _("hardly awake"),
        LIVING: _("living"),
    }[state]


def _size(people: int, meant: int | None) -> str:
    if meant is None:
        return formats.number(people)
    return _("%(people)s, meant for %(meant)s") % {
        "people": formats.number(people),
        "meant": formats.number(meant),
    }


def _inside(one: Data | None) -> str:
    ties = one["ties"] if one else None
    if one is None or one["people"] < PEOPLE_MIN or not ties or ties["e_i"] is None:
        return _("too few to tell")
    return formats.percent(ties["within"] / (ties["within"] + ties["across"]), 0)


def _answered(one: Data | None) -> str:
    talk = one["talk"] if one else None
    if not talk or not talk["asked"]:
        return "–"
    return _("%(answered)s of %(asked)s") % {"answered": talk["answered"], "asked": talk["asked"]}


def circles_definition() -> str:
    """What the columns of the circles count."""
    return _(
        "Members: who belongs to the circle, and for how many at most it is meant, where a steward"
        " said so. Asleep: nobody did anything in it in this window. Hardly awake: fewer than three"
        " did. Bigger than meant: it may be time to part, which its members decide. Groups of about"
        " 5, 15, 50 and 150 are often found (Dunbar); that is a starting point, no law."
    ) + " " + _(
        "Active: members who did something in the circle in this window. New: those whose first act"
        " in it lies in this window. Stays inside: of all that people with three acts or more in it"
        " addressed to somebody, what went to one another; told from ten people on. Answered: of"
        " what could be answered for a day or more, what another person answered."
    )  # fmt: skip


def weekly(ritual: RitualView) -> str:
    """When a ritual is due: "Sundays at 20:00" in the reader's words."""
    day = ritual.begins_on + timedelta(days=(ritual.weekday - ritual.begins_on.weekday()) % 7)
    return _("%(weekday)s, %(clock)s") % {
        "weekday": formats.weekday(day),
        "clock": f"{ritual.begins_at:%H:%M}",
    }


def ritual_lines(
    found: Sequence[Data] | None, known: Sequence[RitualView], names: Mapping[Any, str]
) -> list[tuple[str, str, list[str]]]:
    """Each ritual: its name, where and when, and how it is kept and what talk it brought."""
    by_id = {one["ritual"]: one for one in found or ()}
    return [
        (
            ritual.name,
            _("%(circle)s · %(when)s") % {"circle": names[ritual.circle], "when": weekly(ritual)},
            lives(by_id.get(str(ritual.id))),
        )
        for ritual in known
        if ritual.circle in names
    ]


def lives(one: Data | None) -> list[str]:
    """How a ritual is kept and what talk it brought, in sentences."""
    if one is None or not one["times"]:
        return [_("It is watched from the next time it is due.")]
    adherence = one["adherence"]
    lines = [
        _(
            "Kept %(kept)s of %(times)s times (%(low)s to %(high)s): kept is when two members or"
            " more did something within two hours."
        )
        % {
            "kept": formats.number(one["kept"]),
            "times": formats.number(one["times"]),
            "low": formats.percent(adherence["low"], 0),
            "high": formats.percent(adherence["high"], 0),
        }
    ]
    if one["lift"] is not None and one["low"] is not None:
        lines.append(_lift(one))
    return [*lines, *(said(sentence) for sentence in one["cannot_tell"])]


def _lift(one: Data) -> str:
    if one["low"] <= 0 <= one["high"]:
        sentence = _(
            "In the day after it members address each other no more often than on the same day"
            " before it began, as far as can be told: %(lift)s acts (%(low)s to %(high)s)."
        )
    elif one["lift"] > 0:
        sentence = _(
            "In the day after it members address each other more often than on the same day before"
            " it began, by %(lift)s acts (%(low)s to %(high)s)."
        )
    else:
        sentence = _(
            "In the day after it members address each other less often than on the same day before"
            " it began: %(lift)s acts (%(low)s to %(high)s)."
        )
    return sentence % {name: f"{one[name]:+.1f}" for name in ("lift", "low", "high")}


def rituals_definition() -> str:
    """What of a ritual is measured, and what is not."""
    return _(
        "Measured is the ritual, never a person: nobody's row of days is counted. The part of times"
        " it was kept has Wilson's range; the difference in talk is the mean over its times, less"
        " that of the same hours of the week in as many weeks before it began, with its range for"
        " 95 in 100. It takes eight times and as many weeks before. It is a difference, not a"
        " proof."
    )
