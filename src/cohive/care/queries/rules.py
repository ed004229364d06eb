"""What the inbox promises, keeps and offers; how far its sources were read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.care.models import CannedAnswer, InboxRules, Label, Source


@dataclass(frozen=True)
class RulesView:
    """`widget_origins` are the websites that may show the form; none means any."""

    promise_hours: int = 24
    retention_days: int = 730
    has_widget: bool = True
    widget_origins: tuple[str, ...] = ()


@dataclass(frozen=True)
class LabelView:
    """A label in use."""

    id: UUID
    name: str
    tone: str


@dataclass(frozen=True)
class CannedView:
    """An answer written once."""

    id: UUID
    title: str
    text: str
    language: str


@dataclass(frozen=True)
class SourceView:
    """A mailbox or a bot: how far it was read, and since when it cannot be."""

    name: str
    epoch: int
    position: int
    since: datetime
    checked_at: datetime | None
    failed_at: datetime | None
    error: str


def inbox_rules() -> RulesView:
    """The rules, or what holds until a steward sets some. One SQL query."""
    row = InboxRules.objects.filter(id=InboxRules.THE_ONE).first()
    if row is None:
        return RulesView()
    return RulesView(
        promise_hours=row.promise_hours,
        retention_days=row.retention_days,
        has_widget=row.has_widget,
        widget_origins=tuple(row.widget_origins.split()),
    )


def labels() -> list[LabelView]:
    """Labels in use, by name. One SQL query."""
    rows = Label.objects.filter(retired_at__isnull=True).order_by("name", "id")
    return [LabelView(row.id, row.name, row.tone) for row in rows]


def canned_answers() -> list[CannedView]:
    """Canned answers in use, by title. One SQL query."""
    rows = CannedAnswer.objects.filter(retired_at__isnull=True).order_by("title", "id")
    return [CannedView(row.id, row.title, row.text, row.language) for row in rows]


def source(name: str) -> SourceView | None:
    """One source. One SQL query."""
    row = Source.objects.filter(name=name).first()
    if row is None:
        return None
    return SourceView(
        name=row.name,
        epoch=row.epoch,
        position=row.position,
        since=row.since,
        checked_at=row.checked_at,
        failed_at=row.failed_at,
        error=row.error,
    )
