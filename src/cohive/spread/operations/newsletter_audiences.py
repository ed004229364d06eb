"""For whom of its list an issue is, and giving every recipient her row."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from cohive.journal.bulk import stored_id
from cohive.journal.operations import record
from cohive.spread.audiences import PEOPLE_MIN, AudienceReach
from cohive.spread.events_newsletter import NewsletterNarrowed
from cohive.spread.models.newsletters import (
    AUDIENCE_CHARACTERS_MAX,
    NewsletterIssue,
    NewsletterMail,
)
from cohive.spread.newsletter_readers import only_readers
from cohive.spread.queries.newsletter_audiences import narrowed, reached_by, subscriptions_within
from cohive.words.refusals import Missing, Refused

QUEUE = """
    INSERT INTO spread_newslettermail
        (issue_id, subscription_id, state, attempts, status, bounce)
    SELECT %s, asked.id, 'waiting', 0, '', ''
    FROM spread_subscription AS asked
    WHERE asked.list_kind = %s AND asked.list_id = %s AND asked.state = 'confirmed'
    ORDER BY asked.id
"""
"""Every recipient's row in one statement: 50,000 take about a second."""


@transaction.atomic
def choose_audience(
    *, issue: UUID, audience_kind: str, audience: UUID | None, by: UUID, at: datetime
) -> None:
    """Let a draft go only to those of its list who are in an audience; None: to all of them."""
    row = NewsletterIssue.objects.select_for_update().filter(id=issue).first()
    if row is None:
        raise Missing("There is no such issue.")
    if row.state != "draft":
        raise Refused("Only a draft can be changed. Take the plan back first.")
    if audience is None:
        row.audience_kind, row.audience_id, row.audience_name = "", None, ""
        row.audience_reasons = []
    else:
        row.audience_kind, row.audience_id = audience_kind, audience
        _say(row, reached_by(row, at=at))
    row.save()
    record(
        NewsletterNarrowed(audience_kind=row.audience_kind),
        by=by,
        at=at,
        object_kind="newsletter",
        object=row.id,
    )


def _say(row: NewsletterIssue, reach: AudienceReach) -> None:
    """Keep the name and the reasons as they are now: each mail says them."""
    row.audience_name = reach.name[:AUDIENCE_CHARACTERS_MAX]
    row.audience_reasons = [
        [reason.english, {key: str(value) for key, value in reason.values.items()}]
        for reason in reach.reasons
    ]


def refuse_small_audience(row: NewsletterIssue, *, at: datetime) -> None:
    """Refused when an issue is for a part of its list in which fewer than ten asked for it."""
    if row.audience_id is not None and len(narrowed(row, at=at)) < PEOPLE_MIN:
        raise Refused(
            "Fewer than ten of this group asked for these mails. Choose another one, or write to "
            "everybody who asked.",
            field="audience",
        )


def give_rows(row: NewsletterIssue, *, at: datetime) -> int:
    """Give every recipient her row; return how many. What is said of an audience is as of now."""
    readers = only_readers(row.list_kind, row.list_id, at=at)
    if row.audience_id is None and readers is None:
        with connection.cursor() as cursor:
            cursor.execute(QUEUE, [stored_id(row.id), row.list_kind, stored_id(row.list_id)])
            return int(cursor.rowcount)
    keys = subscriptions_within(row, readers) if readers is not None else None
    if row.audience_id is not None:
        refuse_small_audience(row, at=at)
        _say(row, reached_by(row, at=at))
        reached = narrowed(row, at=at)
        keys = reached if keys is None else sorted(set(keys).intersection(reached))
    mails = [NewsletterMail(issue=row, subscription_id=key, state="waiting") for key in keys or ()]
    NewsletterMail.objects.bulk_create(mails)
    return len(mails)
