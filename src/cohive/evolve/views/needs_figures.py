"""What people look for here and what they find: the survey's gap, and signs in what they did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cohive.look import formats

NEEDS = ("functional", "self-expression", "social", "esteem")
"""As `cohive.engine.needs` names them; said again so that the page loads no engine."""

Data = Mapping[str, Any]


def needs(data: Data) -> list[tuple[str, ...]]:
    """Each need: important, met, what is missing with its range, and signs of it."""
    gaps = {one["need"]: one for one in (data.get("gaps") or {"needs": []})["needs"]}
    signs = data.get("needs")
    return [(name_of(need), *_asked(gaps.get(need)), _sign(signs, need)) for need in NEEDS]


def name_of(need: str) -> str:
    """What a need is called in plain words."""
    names = {
        "functional": _("Getting things done"),
        "self-expression": _("Showing who one is"),
        "social": _("Being with people"),
        "esteem": _("Being recognised"),
    }
    return names[need]


def _asked(gap: Data | None) -> tuple[str, str, str]:
    if gap is None:
        return _("not asked"), _("not asked"), "–"
    if gap["gap"] is None:
        return _("too few"), _("too few"), _("too few")
    missing = f"{gap['gap']:.1f}"
    if gap["low"] is not None:
        missing = _("%(value)s, from %(low)s to %(high)s") % {
            "value": missing,
            "low": f"{gap['low']:.1f}",
            "high": f"{gap['high']:.1f}",
        }
    return f"{gap['importance']:.1f}", f"{gap['satisfaction']:.1f}", missing


def _sign(signs: Data | None, need: str) -> str:
    """The middle member, and how many show no sign."""
    if not signs or need not in signs["middle"]:
        return _("cannot be told")
    return _("%(middle)s; %(none)s without") % {
        "middle": formats.number(signs["middle"][need]),
        "none": formats.percent(signs["none"][need], 0),
    }


def needs_asked(data: Data) -> str:
    """When it was asked, or "" where it never was."""
    gaps = data.get("gaps")
    if not gaps:
        return ""
    return _("Asked in the survey that closed on %(day)s; %(n)s answered both questions.") % {
        "day": formats.day(datetime.fromisoformat(gaps["closed_at"])),
        "n": formats.number(max(one["n"] for one in gaps["needs"])),
    }


def needs_definition() -> str:
    """What is asked, and what counts as a sign."""
    return _(
        "Asked: how important each is and how far it is met, 1 to 5; missing is what importance"
        " exceeds (importance–performance analysis, Martilla and James 1977), told from ten"
        " answers on, with its range for 95 in 100. Signs, in what members did in this window: the"
        " middle member's number, and the part of members without any. Getting things done:"
        " answers received. Showing who one is: things made. Being with people: ties both ways."
        " Being recognised: likes, acceptances and credits by others. A sign says what happened,"
        " not what is felt."
    )
