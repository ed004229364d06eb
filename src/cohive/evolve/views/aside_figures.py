"""The figures with and without accounts under review, and how many are left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cohive.evolve.views import figures, ladder_figures
from cohive.look import formats

__all__ = ["aside", "counted_of"]


def aside(data: Mapping[str, Any]) -> dict[str, Any]:
    """For the part `insight_aside`: counts, and rows of (figure, with them, without them)."""
    without = (data.get("reviewed") or {}).get("without")
    return counted_of(data) | {"both_ways": _rows(data, without) if without else []}


def counted_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """For the part `left_out`: how many accounts are not counted, and how many are in doubt."""
    found = data.get("reviewed") or {}
    return {"left_out": found.get("confirmed", 0), "in_doubt": found.get("unjudged", 0)}


def _rows(data: Mapping[str, Any], without: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    rows = [
        (_("From fan club (0) to community (1)"), _index(data), _index(without)),
        *(
            (one.title, one.value, other.value)
            for one, other in zip(figures.hands(data), figures.hands(without), strict=False)
        ),
    ]
    rungs = zip(
        ladder_figures.rungs(data["ladder"]), ladder_figures.rungs(without["ladder"]), strict=True
    )
    rows += [
        (name, formats.number(count), formats.number(other[2]))
        for (_k, name, count, _t), other in rungs
    ]
    return rows


def _index(data: Mapping[str, Any]) -> str:
    found = data["horizontality"]
    if found["index"] is None:
        return _("cannot be told")
    low, high = f"{found['low']:.2f}", f"{found['high']:.2f}"
    return _("%(index)s (between %(low)s and %(high)s)") % {
        "index": f"{found['index']:.2f}",
        "low": low,
        "high": high,
    }
