"""The mix of roles in pictures and tables: the place's by week, a member's own for herself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from cohive.evolve.written import said
from cohive.look import formats
from cohive.look.charts import Bar, Bars, Chart, Mix, bars, mix

Data = Mapping[str, Any]
COLOURS: Final = ("spread", "design", "pack", "idea")
"""Of distributor, contact, listener and attention grabber, as `engine.capital` orders them."""
ONE_OF_FOUR: Final = 0.25
LEANS: Final = 0.03


def names() -> tuple[str, ...]:
    """What the four roles are called."""
    return (_("Distributor"), _("Contact"), _("Listener"), _("Attention grabber"))


def doing() -> tuple[str, ...]:
    """What somebody does in each of them."""
    return (
        _("passes on what others made, and answers little"),
        _("answers, and is answered"),
        _("likes, follows and looks, and says little"),
        _("tells much and is answered, and answers little"),
    )


def legend() -> list[tuple[str, str, str]]:
    """Colour key, name and what it means, of each role."""
    return list(zip(COLOURS, names(), doing(), strict=True))


def picture(roles: Data) -> Chart | None:
    """The mix week by week; None where no week has ten members."""
    weeks = roles["weeks"]
    if not weeks:
        return None
    return mix(
        Mix(
            columns=tuple(tuple(week["parts"]) for week in weeks),
            colours=COLOURS,
            title=_("The mix of roles week by week; from the bottom: %(names)s")
            % {"names": ", ".join(names())},
            marks=tuple((place, _week(week)) for place, week in enumerate(weeks)),
            scale=tuple((at, formats.percent(at, 0)) for at in (0.0, 0.25, 0.5, 0.75, 1.0)),
        )
    )


def table(roles: Data) -> list[tuple[str, ...]]:
    """The same in numbers, the newest week first."""
    return [
        (
            _week(week),
            formats.number(week["n"]),
            *(formats.percent(part, 0) for part in week["parts"]),
        )
        for week in reversed(roles["weeks"])
    ]


def _week(week: Data) -> str:
    return formats.day_short(date.fromisoformat(week["start"]))


def changed(roles: Data) -> str:
    """What the mix leaned to lately, against the first half of the window; "" of too few weeks."""
    weeks = roles["weeks"]
    if len(weeks) < 4:
        return ""
    half = len(weeks) // 2
    before, now = (_mean(some) for some in (weeks[:half], weeks[-half:]))
    grown = max(range(len(now)), key=lambda place: now[place] - before[place])
    if now[grown] - before[grown] < LEANS:
        return _("The mix stayed as it was through this window.")
    return _("%(name)s grew most through this window: from %(before)s to %(now)s.") % {
        "name": names()[grown],
        "before": formats.percent(before[grown], 0),
        "now": formats.percent(now[grown], 0),
    }


def _mean(weeks: Sequence[Data]) -> list[float]:
    """Each week by its people."""
    people = sum(week["n"] for week in weeks)
    return [
        sum(week["n"] * week["parts"][place] for week in weeks) / people
        for place in range(len(COLOURS))
    ]


def moves(roles: Data) -> list[tuple[str, ...]]:
    """From row to column: what becomes of a week's role the week after; empty of too few."""
    if not roles["moves"]:
        return []
    return [
        (name, *(formats.percent(part, 0) for part in row))
        for name, row in zip(names(), roles["moves"], strict=True)
    ]


def unknown(roles: Data) -> list[str]:
    """What the mix cannot tell."""
    return [said(one) for one in roles["cannot_tell"]]


def definition() -> str:
    """How the mix is computed."""
    return _(
        "Each week of each member has five signs: passed on, answered others, was answered, liked"
        " or followed or looked, told something of her own; as logarithms, less the mean of all"
        " and by how much they scatter. From them comes how much the week is like each of the four"
        " roles, together 1 (a soft maximum; how far each sign counts for each role is published in"
        " the code, and ours). The mix of a week is the mean over its members, told from ten on."
        " Nobody is given a role: who leaned where is shown to nobody but herself."
    )


def own(data: Data, person: UUID) -> Data | None:
    """Her own mix among the figures; None where she was active in no week that counts."""
    key = str(person)
    return next((one for one in data.get("own_roles", ()) if one["person"] == key), None)


def own_picture(mine: Data) -> Chart:
    """Her own mix as four bars."""
    return bars(
        Bars(
            tuple(
                Bar(name, part, formats.percent(part, 0), colour)
                for name, part, colour in zip(names(), mine["parts"], COLOURS, strict=True)
            ),
            title=_("Your mix: %(parts)s")
            % {
                "parts": ", ".join(
                    f"{name} {formats.percent(part, 0)}"
                    for name, part in zip(names(), mine["parts"], strict=True)
                )
            },
        )
    )


def own_said(mine: Data) -> str:
    """What her mix leans to, in a sentence."""
    place = max(range(len(COLOURS)), key=lambda one: mine["parts"][one])
    if mine["parts"][place] < ONE_OF_FOUR + LEANS:
        return _("A bit of everything: none of the four stands out.")
    return _("Most like this: %(doing)s.") % {"doing": doing()[place]}
