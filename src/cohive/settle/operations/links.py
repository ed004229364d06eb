"""Private links: who was named by a file reads, questions and claims her statement by one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from cohive.journal.operations import record
from cohive.settle.events import StatementClaimed, StatementLinkMade
from cohive.settle.models import StatementLink
from cohive.words.ids import new_id
from cohive.words.refusals import Missing

SALT = "settle.statement_link"
LINK_DAYS = 365
NOT_HERE = "Nothing is kept here under this link."


def statement_token(link: UUID) -> str:
    """The address part of a private link; only this place can make it."""
    return signing.dumps(link.hex, salt=SALT)


def statement_link_url(link: UUID) -> str:
    """The whole private address of a statement."""
    return f"{settings.ADDRESS}{reverse('settle:statement-link', args=[statement_token(link)])}"


def link_of_token(token: str) -> UUID:
    """The link behind an address; Missing when it is not one of ours."""
    try:
        return UUID(signing.loads(token, salt=SALT))
    except signing.BadSignature:
        raise Missing(NOT_HERE) from None


@transaction.atomic
def make_statement_links(*, payees: Iterable[UUID], by: UUID, at: datetime) -> list[UUID]:
    """Make a link for everyone who has none that works; return the new links' ids."""
    wanted = set(payees)
    StatementLink.objects.filter(payee__in=wanted, claimed_at=None, ends_at__lte=at).update(
        claimed_at=at
    )
    having = set(
        StatementLink.objects.filter(claimed_at=None, payee__in=wanted).values_list(
            "payee_id", flat=True
        )
    )
    made = [
        StatementLink(
            id=new_id(),
            payee_id=payee,
            made_by_id=by,
            made_at=at,
            ends_at=at + timedelta(days=LINK_DAYS),
        )
        for payee in sorted(wanted - having)
    ]
    StatementLink.objects.bulk_create(made)
    for link in made:
        record(
            StatementLinkMade(link=link.id),
            by=by,
            at=at,
            object_kind="statement_link",
            object=link.id,
            target=link.payee_id,
        )
    return [link.id for link in made]


def note_opened(*, link: UUID, at: datetime) -> None:
    """Remember that the link was opened at all; a measurement, not an act."""
    StatementLink.objects.filter(id=link, opened_at=None).update(opened_at=at)


@transaction.atomic
def end_links(*, payee: UUID, at: datetime) -> int:
    """The maker has claimed what was kept for her: her links end; return how many did."""
    rows = list(StatementLink.objects.select_for_update().filter(payee=payee, claimed_at=None))
    for row in rows:
        row.claimed_at = at
        row.save(update_fields=["claimed_at"])
        record(
            StatementClaimed(link=row.id),
            by=payee,
            at=at,
            object_kind="statement_link",
            object=row.id,
        )
    return len(rows)
