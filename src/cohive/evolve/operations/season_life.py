"""What a season keeps of needs, words and rituals: figures and names of circles, nobody's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from cohive.bond import queries as members
from cohive.evolve.queries.intentions import rituals

__all__ = ["asked_of", "beside_told", "hands_of"]

Data = Mapping[str, Any]
HANDS: Final = ("talking", "attention", "money", "making")
OF_A_RITUAL: Final = ("times", "kept", "adherence", "lift", "low", "high", "cannot_tell")


def beside_told(data: Data) -> dict[str, Any]:
    """Needs asked, words of its own and rituals as they are frozen; what was not counted is left
    out. Two SQL queries where rituals were counted.
    """
    found: dict[str, Any] = {}
    if "gaps" in data:
        found["gaps"] = asked_of(data)
    if language := data.get("language"):
        found["language"] = {key: language[key] for key in ("coined", "closeness", "cannot_tell")}
    if "rituals" in data:
        found["rituals"] = _rituals(data)
    return found


def asked_of(data: Data) -> dict[str, Any] | None:
    """What the survey found to be missing, without which survey it was."""
    gaps = data.get("gaps")
    return gaps and {"closed_at": gaps["closed_at"], "needs": gaps["needs"]}


def _rituals(data: Data) -> list[dict[str, Any]]:
    """Those that are still watched, with the names they have now."""
    by_id = {one["ritual"]: one for one in data["rituals"]}
    names = {one.agent: one.name for one in members.circles()}
    found = []
    for ritual in rituals():
        figures = by_id.get(str(ritual.id))
        if figures is None or ritual.ended_on is not None or ritual.circle not in names:
            continue
        told = {"name": ritual.name, "circle": names[ritual.circle]}
        found.append(told | {key: figures[key] for key in OF_A_RITUAL})
    return found


def hands_of(data: Data) -> dict[str, Any]:
    """How unequally each thing lies, to put beside the season after; what was not counted is left
    out.
    """
    return {
        name: {key: data[name][key] for key in ("gini", "low", "high", "n")}
        for name in HANDS
        if data.get(name)
    }
