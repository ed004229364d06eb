"""Measures few ask for, as one table with what each means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

Data = Mapping[str, Any]


def measures(data: Data) -> list[tuple[str, str, str]]:
    """Name, value and meaning; empty where the figures are older than this count."""
    found = data.get("measures")
    if not found:
        return []
    return [
        (name, _value(found[key]), meaning) for key, name, meaning in (*_of_ties(), *_of_days())
    ]


def _value(value: float | None) -> str:
    return _("cannot be told") if value is None else f"{value:.2f}".replace("-", "−")


def _of_ties() -> tuple[tuple[str, str, str], ...]:
    """Key, name and meaning of what is computed from the network."""
    return (
        (
            "degree",
            _("Degree centralisation"),
            _("0: everybody is tied to as many; 1: all are tied to one alone (Freeman 1978)."),
        ),
        (
            "closeness",
            _("Closeness centralisation"),
            _(
                "0: everybody is as near to all; 1: one is near to all and nobody else is (Freeman"
                " 1978). Cannot be told where some cannot be reached."
            ),
        ),
        (
            "betweenness",
            _("Betweenness centralisation"),
            _("0: shortest ways pass everybody alike; 1: all pass one (Freeman 1978)."),
        ),
        (
            "hierarchy",
            _("Hierarchy"),
            _(
                "Of pairs where one reaches the other, the part where it is one way only; 0: a"
                " ring, 1: a tree of command (Krackhardt 1994). Ties that happened twice or more."
            ),
        ),
        (
            "reaching",
            _("Reaching"),
            _(
                "How much more of the others the one who reaches most reaches than people on"
                " average, 0 to 1 (Mones et al. 2012). The same ties."
            ),
        ),
        (
            "connected",
            _("Reachability"),
            _("Of all pairs, the part that is joined at all, in either direction. The same ties."),
        ),
        (
            "corrected",
            _("Reciprocity, corrected"),
            _(
                "Ties that go both ways beyond what as many ties bring by chance; 0: no more, 1:"
                " all of them (Garlaschelli and Loffredo 2004)."
            ),
        ),
    )


def _of_days() -> tuple[tuple[str, str, str], ...]:
    """The same of what is computed from when people act."""
    return (
        (
            "stickiness",
            _("Stickiness"),
            _(
                "Members active on a day, on the mean of the last thirty days, ÷ all active in"
                " them. A place that meets once a week has one seventh at best."
            ),
        ),
        (
            "burstiness",
            _("Burstiness"),
            _(
                "−1: acts come like a clock; 0: by chance; 1: all at once (Goh and Barabási 2008;"
                " CHAOSS: Burstiness)."
            ),
        ),
    )
