"""What is known of people who were brought along: imports, counts, one person's own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from cohive.bond import queries as bond
from cohive.care.models import AudienceImport, KnownPerson, RememberedColumns
from cohive.care.models.audience import TAKE_BACK_DAYS
from cohive.care.queries.known_as import known_as

LIMIT_IMPORTS = 20


@dataclass(frozen=True)
class ImportView:
    """A file of people and what became of it; counts of people."""

    id: UUID
    name: str
    kind: str
    state: str
    people_new: int
    people_known: int
    joined: int
    strangers: int
    declined: int
    given_at: datetime
    kept_at: datetime | None
    kept_by: UUID | None
    mailed_at: datetime | None
    until: datetime | None
    may_be_written_to: int = 0
    written_to: int = 0
    opened: int = 0
    claimed: int = 0


@dataclass(frozen=True)
class AudienceCounts:
    """How many people the place knows, each once: members, and who was brought along."""

    members: int
    brought: int
    agreed: int
    bought: int
    took_part: int


@dataclass(frozen=True)
class PurchaseView:
    """A thing bought elsewhere before."""

    what: str
    on: date | None
    quantity: int


@dataclass(frozen=True)
class KnownView:
    """All that is kept of one person who was brought along, as she sees it herself."""

    id: UUID
    email: str
    name: str
    language: str
    country: str
    town: str
    agreed_on: date | None
    agreed_words: str
    contributions: int
    tags: tuple[str, ...]
    bought: tuple[PurchaseView, ...]
    file_kind: str
    kept_at: datetime | None
    forget_at: datetime
    member: UUID | None
    is_claimed: bool


def imports(*, limit: int = LIMIT_IMPORTS) -> list[ImportView]:
    """Files of people, newest first, with how many were written to and came. One SQL query."""
    rows = (
        AudienceImport.objects.exclude(state="dropped")
        .annotate(
            may_be_written_to=Count("people", filter=Q(people__agreed_on__isnull=False)),
            written_to=Count("people", filter=Q(people__mailed_at__isnull=False)),
            opened=Count("people", filter=Q(people__opened_at__isnull=False)),
            claimed=Count("people", filter=Q(people__claimed_at__isnull=False)),
        )
        .order_by("-id")[:limit]
    )
    return [_import(row) for row in rows]


def audience_import(import_id: UUID) -> ImportView | None:
    """One file of people. One SQL query."""
    row = AudienceImport.objects.filter(id=import_id).first()
    return _import(row) if row else None


def _import(row: AudienceImport) -> ImportView:
    counted: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("may_be_written_to", "written_to", "opened", "claimed")
        if hasattr(row, name)
    }
    return ImportView(
        id=row.id,
        name=row.name,
        kind=row.kind,
        state=row.state,
        people_new=row.people_new,
        people_known=row.people_known,
        joined=row.joined,
        strangers=row.strangers,
        declined=row.declined,
        given_at=row.given_at,
        kept_at=row.kept_at,
        kept_by=row.kept_by_id,
        mailed_at=row.mailed_at,
        until=row.kept_at + timedelta(days=TAKE_BACK_DAYS) if row.kept_at else None,
        **counted,
    )


def remembered_columns(header_digest: str) -> str:
    """The columns chosen for files with this header, '' when nobody chose any. One SQL query."""
    found = RememberedColumns.objects.filter(header_digest=header_digest)
    return found.values_list("mapping", flat=True).first() or ""


def audience_counts() -> AudienceCounts:
    """Whom the place knows, in numbers. Two SQL queries."""
    unclaimed = KnownPerson.objects.filter(claimed_at=None)
    counts = unclaimed.aggregate(
        brought=Count("id"),
        agreed=Count("id", filter=Q(agreed_on__isnull=False)),
        bought=Count("id", filter=Q(agreed_on=None, known_by__in=("agreed", "bought"))),
        took_part=Count("id", filter=Q(agreed_on=None, known_by="took_part")),
    )
    return AudienceCounts(members=len(bond.active_members()), **counts)


def known_person(person: UUID) -> KnownView | None:
    """Everything kept of one person. Two SQL queries."""
    row = (
        KnownPerson.objects.select_related("audience_import")
        .prefetch_related("bought")
        .filter(id=person)
        .first()
    )
    return _known(row) if row else None


def known_of_member(agent: UUID) -> list[dict[str, Any]]:
    """What imports knew of a member, for what she takes with her. Three SQL queries."""
    return known_rows(known_as(agent))


def known_rows(which: Q) -> list[dict[str, Any]]:
    """What imports knew of these people, as plain data. Two SQL queries."""
    rows = KnownPerson.objects.filter(which).order_by("id").prefetch_related("bought")
    return [
        {
            "email": row.email,
            "name": row.name,
            "language": row.language,
            "country": row.country,
            "town": row.town,
            "known_by": row.known_by,
            "agreed_on": row.agreed_on,
            "agreed_words": row.agreed_words,
            "contributions": row.contributions,
            "tags": row.tags,
            "mailed_at": row.mailed_at,
            "opened_at": row.opened_at,
            "claimed_at": row.claimed_at,
            "bought": [[each.what, each.on, each.quantity] for each in row.bought.all()],
        }
        for row in rows
    ]


def _known(row: KnownPerson) -> KnownView:
    return KnownView(
        id=row.id,
        email=row.email,
        name=row.name,
        language=row.language,
        country=row.country,
        town=row.town,
        agreed_on=row.agreed_on,
        agreed_words=row.agreed_words,
        contributions=row.contributions,
        tags=tuple(row.tags),
        bought=tuple(
            PurchaseView(each.what, each.on, each.quantity)
            for each in sorted(row.bought.all(), key=lambda each: each.id)
        ),
        file_kind=row.audience_import.kind,
        kept_at=row.audience_import.kept_at,
        forget_at=row.forget_at,
        member=row.member_id,
        is_claimed=row.claimed_at is not None,
    )
