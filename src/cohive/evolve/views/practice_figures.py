"""Bonding and spreading in words: each rate with its range, its n, and the window before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohive.evolve.views.figures import Figure
from cohive.look import formats

Data = Mapping[str, Any]
PEOPLE_MIN: Final = 10
BONDING: Final = ("brand_answered", "answered", "hours", "by_members", "brand_answers",
                  "recognition")  # fmt: skip
SPREADING: Final = ("passed_by_members", "per_exposure", "further")


def bonding(data: Data) -> list[Figure]:
    """How people bond; empty where the figures are older than this count."""
    return _figures(data, BONDING)


def spreading(data: Data) -> list[Figure]:
    """How things travel on."""
    return _figures(data, SPREADING)


def _figures(data: Data, names: tuple[str, ...]) -> list[Figure]:
    practised = data.get("practised")
    if not practised:
        return []
    return [_figure(name, practised["now"], practised["before"]) for name in names]


def _figure(name: str, now: Data, before: Data) -> Figure:
    rate = now["rates"][name]
    title, meaning, definition = _title(name), _meaning(name), _definition(name)
    if rate["n"] is None:
        return Figure(title, _("cannot be told"), _not_counted(), definition)
    if now["people"] < PEOPLE_MIN:
        return Figure(title, _("cannot be told"), _("It takes ten people."), definition)
    if not rate["value"]:
        return Figure(title, _("cannot be told"), _too_few(name, rate["n"]), definition)
    value = rate["value"]
    said = f"{meaning} {_of(name, rate['n'])} {_since(name, rate, before)}"
    low, middle, high = (_along(name, value[end], value) for end in ("low", "middle", "high"))
    return Figure(title, _said(name, value), said, definition, low, middle, high)


def _along(name: str, value: float, whole: Data) -> float:
    """Where a value lies on its line, in percent; hours and times end a quarter behind theirs."""
    if name not in ("hours", "recognition"):
        return 100 * value
    return 100 * value / (1.25 * whole["high"]) if whole["high"] else 0.0


def _said(name: str, value: Data) -> str:
    return _("%(value)s, from %(low)s to %(high)s") % {
        "value": _one(name, value["middle"]),
        "low": _one(name, value["low"]),
        "high": _one(name, value["high"]),
    }


def _one(name: str, value: float) -> str:
    if name == "hours":
        return formats.duration(timedelta(hours=value))
    if name == "recognition":
        return formats.number(round(value, 1))
    return formats.percent(value, 1 if name == "per_exposure" else 0)


def _since(name: str, rate: Data, before: Data) -> str:
    """How it was in the window before, and whether the two can be told apart."""
    then = before["rates"][name]["value"] if before["people"] >= PEOPLE_MIN else None
    if not then:
        return _("Of the window before it cannot be told.")
    words, is_wait = {"before": _one(name, then["middle"])}, name == "hours"
    if rate["value"]["low"] > then["high"]:
        more = _("More than in the window before (%(before)s).")
        return (_("Longer than in the window before (%(before)s).") if is_wait else more) % words
    if rate["value"]["high"] < then["low"]:
        less = _("Less than in the window before (%(before)s).")
        return (_("Shorter than in the window before (%(before)s).") if is_wait else less) % words
    return _("It cannot be told apart from the window before (%(before)s).") % words


def _title(name: str) -> str:
    return {
        "brand_answered": _("The brand is answered"),
        "answered": _("Whatever is told is answered"),
        "hours": _("Time to the first answer"),
        "by_members": _("Members answer first"),
        "brand_answers": _("The brand answers"),
        "recognition": _("Recognition"),
        "passed_by_members": _("Members pass on"),
        "per_exposure": _("Passed on when seen"),
        "further": _("From hand to hand"),
    }[name]


def _meaning(name: str) -> str:
    return {
        "brand_answered": _("What the brand told, and a member answered."),
        "answered": _("What anybody told, and another person answered."),
        "hours": _("Half of the first answers came sooner."),
        "by_members": _("First answers that members gave, not the brand."),
        "brand_answers": _("What the brand did that turned to somebody, instead of announcing."),
        "recognition": _("Likes, acceptances and credits by others, for each active member."),
        "passed_by_members": _("Links that members made, not the brand."),
        "per_exposure": _("Links to works, for each time one of them was shown in a challenge."),
        "further": _("Links by somebody who had bought the same thing by somebody else's link."),
    }[name]


def _of(name: str, n: int) -> str:
    """What the rate is of, in a sentence."""
    number = {"num": formats.number(n)}
    if name in ("brand_answered", "answered"):
        return ngettext("Of %(num)s thing told.", "Of %(num)s things told.", n) % number
    if name in ("hours", "by_members"):
        return ngettext("Of %(num)s first answer.", "Of %(num)s first answers.", n) % number
    if name == "brand_answers":
        return ngettext("Of %(num)s act.", "Of %(num)s acts.", n) % number
    if name == "recognition":
        return ngettext("Of %(num)s active member.", "Of %(num)s active members.", n) % number
    if name == "per_exposure":
        return ngettext("Shown %(num)s time.", "Shown %(num)s times.", n) % number
    return ngettext("Of %(num)s link.", "Of %(num)s links.", n) % number


def _too_few(name: str, n: int) -> str:
    return f"{_of(name, n)} " + _("It takes ten to tell.")


def _not_counted() -> str:
    return _(
        "Nothing was counted when it was shown: only entries of challenges are, and none was looked"
        " at in this window."
    )


def _definition(name: str) -> str:
    return {
        "brand_answered": _(
            "Things the brand and its people told that a member answered in this window ÷ all"
            " things they told. The range is Wilson's, for 95 in 100."
        ),
        "answered": _(
            "Of what could be answered for a day or more, what another person answered. The range"
            " is Wilson's, for 95 in 100."
        ),
        "hours": _(
            "The middle number of hours from what was told to its first answer by another person,"
            " of what was answered (CHAOSS: Time to First Response). The range is what comes out in"
            " 95 of 100 times when the answers are drawn again."
        ),
        "by_members": _(
            "First answers by members ÷ all first answers. The range is Wilson's, for 95 in 100."
        ),
        "brand_answers": _(
            "Acts of the brand and its people that address somebody ÷ all their acts. The range is"
            " Wilson's, for 95 in 100."
        ),
        "recognition": _(
            "Likes, acceptances and credits that members received from others ÷ members who did"
            " anything in this window. The range is what comes out in 95 of 100 times when the"
            " people are drawn again with what each received."
        ),
        "passed_by_members": _(
            "Links made by members ÷ all links made. The range is Wilson's, for 95 in 100."
        ),
        "per_exposure": _(
            "Links to works that were shown in a challenge ÷ how often these works stood on a page"
            " that was looked at. Of posts, circles and products nobody counts how often they are"
            " seen. The range is Wilson's, for 95 in 100."
        ),
        "further": _(
            "Links whose maker had come by another's link to the same thing and bought it ÷ all"
            " links: passed on beyond the first hand. Who came by a link and bought nothing leaves"
            " no trace, so it is at least this much. The range is Wilson's, for 95 in 100."
        ),
    }[name]
