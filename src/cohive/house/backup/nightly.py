"""A backup every night, made by a process of its own so that nobody waits for it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from cohive.bond.queries import place
from cohive.house.backup.folder import backups_in
from cohive.house.backup.making import mark_of

__all__ = ["EVERY_SECONDS", "last_night", "make_if_due"]

EVERY_SECONDS = 30 * 60
"""How often it is looked whether the night's backup is there."""

_running: list[subprocess.Popen[bytes]] = []


def make_if_due(*, at: datetime) -> None:
    """Begin the night's backup, unless it is there, is being made, or nobody asked for one."""
    opened = place()
    if settings.BACKUPS is None or opened is None:
        return
    _running[:] = [child for child in _running if child.poll() is None]
    kept = backups_in(settings.BACKUPS, mark_of(opened.agent))
    due = last_night(at, opened.time_zone)
    if not _running and (not kept or kept[0].made_at < due):
        transaction.on_commit(_begin, robust=True)


def last_night(at: datetime, zone: str) -> datetime:
    """The latest hour of backups not after `at`, in the place's time zone."""
    here = at.astimezone(ZoneInfo(zone) if zone else UTC)
    due = here.replace(hour=settings.BACKUPS_HOUR, minute=0, second=0, microsecond=0)
    return due if due <= here else due - timedelta(days=1)


def _begin() -> None:
    command = [sys.executable, "-m", "cohive.house.command.child", "backup", "--nice"]
    _running.append(subprocess.Popen([*command, "--home", str(settings.HOME)]))  # noqa: S603 - ours
