"""Notices, said in the language of who reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext

from cohive.bond.models import Notice
from cohive.bond.queries.people import MemberCard, cards
from cohive.look import formats
from cohive.words.money import Money
from cohive.words.refusals import Refused

NOTICES_A_PAGE = 50
MARK_AGENT, MARK_MONEY, MARK_DAY, MARK_MOMENT = "agent:", "money:", "day:", "moment:"


@dataclass(frozen=True)
class NoticeView:
    """A notice as it is read; `who` is the first person it speaks of, for her face."""

    id: UUID
    kind: str
    text: str
    url: str
    at: datetime
    subject: UUID | None
    is_read: bool
    waits: bool
    who: MemberCard | None


def notices(
    to: UUID, *, before: UUID | None = None, limit: int = NOTICES_A_PAGE
) -> list[NoticeView]:
    """A member's notices, newest first, older than `before`. Two SQL queries."""
    rows = Notice.objects.filter(to=to).order_by("-id")
    if before:
        rows = rows.filter(id__lt=before)
    found = list(rows[:limit])
    known = cards(agent for row in found for agent in _agents(row.values))
    return [_view(row, known) for row in found]


def waiting_notices(to: UUID) -> list[NoticeView]:
    """What a member is asked for and has not answered, oldest first. Two SQL queries."""
    found = list(Notice.objects.filter(to=to, waits=True).order_by("id")[:NOTICES_A_PAGE])
    known = cards(agent for row in found for agent in _agents(row.values))
    return [_view(row, known) for row in found]


def readers_of_notice(subject: UUID) -> dict[UUID, datetime]:
    """Who read a notice about this, and when first. One SQL query."""
    rows = Notice.objects.filter(subject_id=subject, read_at__isnull=False)
    return {to: at for to, at in rows.values_list("to_id", "read_at") if at}


def notice_address(notice_id: UUID, *, to: UUID) -> str | None:
    """Where a notice of this member leads; None for anybody else's. One SQL query."""
    return Notice.objects.filter(id=notice_id, to=to).values_list("url", flat=True).first()


def unread_notices(to: UUID) -> int:
    """The number on the bell. One SQL query (pages get it with the viewer)."""
    return Notice.objects.filter(to=to, read_at__isnull=True).count()


def _agents(values: Mapping[str, object]) -> list[UUID]:
    found = (_agent(value) for value in values.values() if isinstance(value, str))
    return [agent for agent in found if agent is not None]


def _agent(value: str) -> UUID | None:
    """The agent of a mark; None for everything else, whatever it begins with."""
    if not value.startswith(MARK_AGENT):
        return None
    try:
        return UUID(value.removeprefix(MARK_AGENT))
    except ValueError:
        return None


def _view(row: Notice, known: Mapping[UUID, MemberCard]) -> NoticeView:
    spoken_of = _agents(row.values)
    said = {name: _said(value, known) for name, value in row.values.items()}
    sentence = gettext(row.sentence)
    return NoticeView(
        id=row.id,
        kind=row.kind,
        text=sentence % said if said else sentence,
        url=row.url,
        at=row.at,
        subject=row.subject_id,
        is_read=row.read_at is not None,
        waits=row.waits,
        who=known.get(spoken_of[0]) if spoken_of else None,
    )


def _said(value: object, known: Mapping[UUID, MemberCard]) -> object:
    """A value in words: marked ones are looked up or formatted, plain ones stay.

    Plain ones are titles that members typed: one that only begins like a mark stays as it is.
    """
    if not isinstance(value, str):
        return value
    agent = _agent(value)
    if agent is not None:
        card = known.get(agent)
        return card.name if card else gettext("somebody")
    try:
        return _formatted(value)
    except (ValueError, Refused):
        return value


def _formatted(value: str) -> str:
    if value.startswith(MARK_MONEY):
        minor, currency = value.removeprefix(MARK_MONEY).split(":")
        return formats.money(Money(int(minor), currency))
    if value.startswith(MARK_DAY):
        return formats.day(date.fromisoformat(value.removeprefix(MARK_DAY)))
    if value.startswith(MARK_MOMENT):
        return formats.moment(datetime.fromisoformat(value.removeprefix(MARK_MOMENT)))
    return value
