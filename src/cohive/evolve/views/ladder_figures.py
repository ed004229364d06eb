"""The ladder in words: who stands where, who is one step away, how people moved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cohive.look import formats

Data = Mapping[str, Any]


def rungs(data: Data) -> list[tuple[str, str, int, str]]:
    """The ladder: key, name, people, what it takes."""
    rule = data["rule"]
    names = (
        ("FRIEND", _("Friends"), _("ties in both directions with %(number)s members or more")
         % {"number": rule["partners_min"]}),
        ("FAN", _("Fans"), _("came in %(number)s weeks or more and passed something on")
         % {"number": rule["weeks_active_min"]}),
        ("USER", _("Users"), _("took part")),
        ("CUSTOMER", _("Customers"), _("bought")),
        ("NONE", _("Quiet"), _("known here, did nothing in the window")),
    )  # fmt: skip
    counts = data["counts"]
    return [(key, name, counts.get(key, 0), takes) for key, name, takes in names]


def definition(data: Data) -> str:
    """How the rungs and the moves are counted."""
    return _(
        "Each member known here stands on the highest rung whose condition she met in the last"
        " %(days)s days. A move compares her rung with that of the window before; its range is"
        " Wilson's, for 95 in 100. Going up is what CHAOSS calls Conversion Rate."
    ) % {"days": formats.number(data["rule"]["window_days"])}


def one_step_away(data: Data) -> int:
    """How many people lack one thing only."""
    return sum(len(place["missing"]) == 1 and place["rung"] != "NONE" for place in data["places"])


def moves(data: Data) -> list[str]:
    """How people moved since the window before, in sentences with ranges."""
    order = ("NONE", "CUSTOMER", "USER", "FAN", "FRIEND")
    names = {key: name for key, name, _n, _t in rungs(data)}
    found = []
    for move in data["moves"]:
        rise = order.index(move["end"]) - order.index(move["start"])
        if move["cohort"] or move["start"] == "NONE" or rise == 0:
            continue
        text = (
            _("%(moved)s of %(n)s went up from %(start)s to %(end)s (%(low)s to %(high)s).")
            if rise > 0
            else _("%(moved)s of %(n)s fell back from %(start)s to %(end)s (%(low)s to %(high)s).")
        )
        found.append(
            text
            % {
                "moved": formats.number(move["moved"]),
                "n": formats.number(move["n"]),
                "start": names[move["start"]],
                "end": names[move["end"]],
                "low": formats.percent(move["low"], 0),
                "high": formats.percent(move["high"], 0),
            }
        )
    return found
