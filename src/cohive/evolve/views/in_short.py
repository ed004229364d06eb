"""The page in a few sentences, for who has one minute; only what can be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.evolve.views.circle_figures import ASLEEP, BIGGER
from cohive.evolve.views.needs_figures import name_of
from cohive.evolve.views.stay_figures import after
from cohive.look import formats

Data = Mapping[str, Any]
SEASON_DAYS: Final = 90
PEOPLE_MIN: Final = 10


def in_short(data: Data, states: Sequence[str]) -> list[str]:
    """Talk, staying, circles and needs, a sentence each."""
    found = [_talk(data.get("talking")), _stays(data["stays"]), *_circles(states), _missing(data)]
    return [sentence for sentence in found if sentence]


def _talk(held: Data | None) -> str:
    if not held or held["gini"] is None or held["n"] < PEOPLE_MIN:
        return ""
    return _("Half of all talk comes from %(few)s of %(n)s members.") % {
        "few": formats.number(held["absence_factor"]),
        "n": formats.number(held["n"]),
    }


def _stays(data: Data) -> str:
    found = after(data, SEASON_DAYS)
    if found is None:
        return ""
    part, low, high = found
    return _("Ninety days after they came, %(part)s are still here (%(low)s to %(high)s).") % {
        "part": formats.percent(part, 0),
        "low": formats.percent(low, 0),
        "high": formats.percent(high, 0),
    }


def _circles(states: Sequence[str]) -> list[str]:
    asleep, bigger = states.count(ASLEEP), states.count(BIGGER)
    found = []
    if asleep:
        found.append(
            ngettext("%(num)s circle is asleep.", "%(num)s circles are asleep.", asleep)
            % {"num": formats.number(asleep)}
        )
    if bigger:
        found.append(
            ngettext(
                "%(num)s circle is bigger than meant.",
                "%(num)s circles are bigger than meant.",
                bigger,
            )
            % {"num": formats.number(bigger)}
        )
    return found


def with_a_border(names: Sequence[str]) -> list[str]:
    """A sentence for each circle of which the nightly look found that it could be two."""
    words = _("The talk of “%(circle)s” has a border: two groups mostly talk among themselves.")
    return [words % {"circle": name} for name in names]


def _missing(data: Data) -> str:
    """The need of which most is missing, where its range leaves the others behind."""
    gaps = [one for one in (data.get("gaps") or {"needs": []})["needs"] if one["low"] is not None]
    if not gaps:
        return ""
    most = max(gaps, key=lambda one: float(one["gap"]))
    if any(one is not most and one["high"] >= most["low"] for one in gaps):
        return _("Which need is missed most cannot be told apart.")
    return _("What is missed most: %(need)s.") % {"need": name_of(most["need"])}
