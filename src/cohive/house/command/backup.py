"""`cohive backup`: one file with all of the place, made while it runs."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from cohive.house.backup.folder import note_try
from cohive.house.backup.making import make
from cohive.house.command import USAGE, say
from cohive.house.command.backup_check import tell
from cohive.words.refusals import Refused

NICENESS = 10


def run(arguments: Namespace) -> int:
    """Make one; exit status 2 when it could not be made, and then nothing is left of it."""
    if arguments.nice:
        os.nice(NICENESS)
    now = timezone.now()
    try:
        out, keep = _where(arguments)
        path, manifest = make(out=out, home=settings.HOME, at=now, keep=keep)
    except Refused as refusal:
        note_try(settings.HOME, at=now, fault=str(refusal))
        raise
    except (OSError, DatabaseError) as fault:
        why = getattr(fault, "strerror", None) or str(fault)
        note_try(settings.HOME, at=now, fault=why)
        say(f"The backup could not be written: {why}. Nothing half is left.")
        return USAGE
    note_try(settings.HOME, at=now, fault="")
    tell(path, manifest)
    return 0


def _where(arguments: Namespace) -> tuple[Path, int]:
    if arguments.out:
        return Path(arguments.out).resolve(), arguments.keep or 0
    if settings.BACKUPS is None:
        raise Refused("Say where to: --out FILE or FOLDER, or name a folder in COHIVE_BACKUPS.")
    settings.BACKUPS.mkdir(parents=True, exist_ok=True, mode=0o700)
    return settings.BACKUPS, arguments.keep or settings.BACKUPS_KEEP
