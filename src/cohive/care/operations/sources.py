"""How far a mailbox or a bot was read: a mark beside what was read, in the same commit or after."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cohive.care.models import ERROR_LENGTH, Source


@transaction.atomic
def begin_source(*, name: str, since: datetime) -> None:
    """Read from this instant on; what lay there before stays where it is."""
    Source.objects.update_or_create(
        name=name,
        defaults={
            "epoch": 0,
            "position": 0,
            "since": since,
            "checked_at": None,
            "failed_at": None,
            "error": "",
        },
    )


@transaction.atomic
def note_read(*, name: str, epoch: int, position: int, at: datetime) -> None:
    """It was read up to here."""
    Source.objects.filter(name=name).update(
        epoch=epoch, position=position, checked_at=at, failed_at=None, error=""
    )


@transaction.atomic
def note_unreadable(*, name: str, error: str, at: datetime) -> None:
    """It could not be read: since when, and why."""
    row = Source.objects.select_for_update().filter(name=name).first()
    if row is not None:
        row.failed_at, row.error = row.failed_at or at, error[:ERROR_LENGTH]
        row.save()
