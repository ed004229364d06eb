"""How this place stands with its backups: what the steward sees on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from cohive.bond.queries import place
from cohive.house.backup.folder import Kept, Tried, backups_in, last_try
from cohive.house.backup.making import mark_of

__all__ = ["WARN_AFTER", "Standing", "standing"]

WARN_AFTER = timedelta(hours=36)
"""A night may fail once before anybody is troubled."""


@dataclass(frozen=True)
class Standing:
    """What there is.

    Attributes
    ----------
    folder : str
        Where the nightly backups go; '' when nobody said where.
    kept : list[Kept]
        Newest first.
    age : timedelta | None
        Of the newest.
    is_late : bool
        Whether a steward should look: there is none, or the newest is older than WARN_AFTER.
    failed : Tried | None
        The last try, when it went wrong.
    """

    folder: str
    kept: list[Kept]
    age: timedelta | None
    is_late: bool
    failed: Tried | None


def standing(*, at: datetime) -> Standing:
    """Look into the folder; a demo place needs no backups. One SQL query."""
    opened, folder = place(), settings.BACKUPS
    kept = backups_in(folder, mark_of(opened.agent)) if opened and folder else []
    age = max(at - kept[0].made_at, timedelta(0)) if kept else None
    tried = last_try(settings.HOME)
    return Standing(
        folder=str(folder or ""),
        kept=kept,
        age=age,
        is_late=not settings.DEMO and (age is None or age > WARN_AFTER),
        failed=tried if tried and tried.fault else None,
    )
