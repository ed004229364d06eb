"""The way a link came: whose link its owner came by, and so on back to the thing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.spread.models import Link

PATH_MAX = 12
"""Links that are looked at; credit ends long before."""


@dataclass(frozen=True)
class PathStep:
    """One link on the path, and whose it is."""

    link: UUID
    owner: UUID


def path_of_link(link: UUID) -> tuple[PathStep, ...]:
    """The link itself first, then each one before. One SQL query a step, at most `PATH_MAX`."""
    steps: list[PathStep] = []
    at: UUID | None = link
    while at is not None and len(steps) < PATH_MAX:
        row = Link.objects.filter(id=at).values_list("owner_id", "came_by_id").first()
        if row is None:
            break
        steps.append(PathStep(at, row[0]))
        at = row[1]
    return tuple(steps)
