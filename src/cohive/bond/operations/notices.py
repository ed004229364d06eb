"""Telling a member something on her page of notices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bond.models import Member, Notice
from cohive.words.ids import new_id


@transaction.atomic
def notify(
    *,
    to: UUID,
    kind: str,
    sentence: str,
    values: Mapping[str, str | int],
    url: str,
    at: datetime,
    subject: UUID | None = None,
    key: str = "",
    waits: bool = False,
) -> None:
    """Put one sentence on a member's page; the same key again changes nothing.

    `sentence` is a msgid with places; `values` are plain or marked: "agent:<id>" (her name),
    "money:317:EUR", "day:2026-11-22", "moment:<iso>". `waits` puts it on top until
    `answer_notice`. No act is written: a notice follows from the act it speaks of. Who has
    no such page (the firm, a maker who has not claimed hers yet or has left) is told nothing.
    """
    if not Member.objects.filter(agent=to, state="active").exists():
        return
    notice_id = new_id()
    Notice.objects.get_or_create(
        to_id=to,
        key=key or f"once:{notice_id}",
        defaults={
            "id": notice_id,
            "kind": kind,
            "sentence": sentence,
            "values": dict(values),
            "url": url,
            "subject_id": subject,
            "at": at,
            "waits": waits,
        },
    )


@transaction.atomic
def answer_notice(*, to: UUID, key: str, at: datetime) -> None:
    """What she was asked for has been answered (or is not needed any more)."""
    Notice.objects.filter(to=to, key=key, waits=True).update(waits=False)
    Notice.objects.filter(to=to, key=key, read_at__isnull=True).update(read_at=at)


@transaction.atomic
def mark_read(*, by: UUID, at: datetime, notice: UUID | None = None) -> None:
    """One notice, or all of them, have been read. Reading is nobody else's business: no act."""
    unread = Notice.objects.filter(to=by, read_at__isnull=True)
    if notice:
        unread = unread.filter(id=notice)
    unread.update(read_at=at)
