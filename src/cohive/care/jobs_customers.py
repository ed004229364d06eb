"""In the background: telling who meant to come back on the day, and forgetting what is old."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop

from cohive.bond.operations import notify
from cohive.care.operations import customers as operations
from cohive.care.operations.standing import may_answer
from cohive.care.queries.hours import zone_here
from cohive.care.queries.told_about import follow_ups_to_tell

TOLD_AT_ONCE = 200
COME_BACK = gettext_noop("Today is the day you meant to come back to somebody.")


def tell(*, at: datetime) -> None:
    """One notice to the owner of each day that has come, by the place's clock.

    It names nobody: notices stay when a person is erased. Who may not answer any more is told
    nothing; the day stays in everybody's list.
    """
    today = at.astimezone(zone_here()).date()
    for day in follow_ups_to_tell(today, limit=TOLD_AT_ONCE):
        kind, person = day.person
        if day.owner is not None and may_answer(day.owner):
            notify(
                to=day.owner,
                kind="inbox",
                sentence=COME_BACK,
                values={},
                url=reverse("care:customer", args=[kind, person]),
                at=at,
                key=operations.notice_key(day.id),
            )
        operations.note_told(follow_up=day.id, at=at)


def forget(*, at: datetime) -> None:
    """Once a day: notes, finished days and readings whose time is over."""
    operations.forget_told_about(at=at)
