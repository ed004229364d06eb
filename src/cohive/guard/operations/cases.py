"""Asking the guard: may this be done again so soon, and please look at this."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from cohive.guard.events import CaseClosed, CaseOpened
from cohive.guard.models import CASE_STATES, Case, Tally
from cohive.journal.bulk import stored_id, stored_instant
from cohive.journal.operations import record
from cohive.journal.writer import joined
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

EVIDENCE_CHARACTERS_MAX = 5_000
REASON_CHARACTERS_MAX = 2_000
SECONDS_A_MINUTE = 60
_TALLY = Tally._meta.db_table
COUNT = (
    f"INSERT INTO {_TALLY} (id, what, who, window_starts_at, ends_at, count) "  # noqa: S608
    "VALUES (%s, %s, %s, %s, %s, 1) ON CONFLICT (what, who, window_starts_at) "
    f"DO UPDATE SET count = {_TALLY}.count + 1 WHERE {_TALLY}.count < %s"
)
"""One more, unless there are so many already: then no row is touched."""


@joined
def allow(*, what: str, who: str, limit: int, seconds: int, at: datetime) -> None:
    """Count one more doing of `what` by `who`; refuse beyond `limit` within `seconds`.

    `who` is an agent's id or a network address; only its digest is stored. Windows are fixed
    stretches of the clock, so at worst twice the limit passes at a boundary. No act is written:
    a count is a measurement and is forgotten when its window has ended.
    """
    digest = hashlib.sha256(f"{what}\n{who}".encode()).hexdigest()
    since_epoch = int(at.timestamp())
    starts_at = datetime.fromtimestamp(since_epoch - since_epoch % seconds, tz=UTC)
    ends_at = starts_at + timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            [
                stored_id(new_id()),
                what,
                digest,
                stored_instant(starts_at),
                stored_instant(ends_at),
                limit,
            ],
        )
        is_counted = cursor.rowcount == 1
    if not is_counted:
        minutes = max(1, -(-int((ends_at - at).total_seconds()) // SECONDS_A_MINUTE))
        raise Refused(
            "Too many tries in a short time. Wait %(minutes)s minutes, then go on.",
            minutes=minutes,
        )


def forget_tallies(*, at: datetime) -> None:
    """Delete the counts whose window has ended: a job of every hour."""
    Tally.objects.filter(ends_at__lt=at).delete()


@transaction.atomic
def open_case(
    *, kind: str, subject_kind: str, subject: UUID, evidence: str, by: UUID, at: datetime
) -> UUID:
    """Ask a steward to look at something; the same person asking again gets her open case."""
    text = evidence.strip()
    if not text:
        raise Refused("Say in a sentence what is wrong with it.", field="evidence")
    if len(text) > EVIDENCE_CHARACTERS_MAX:
        raise Refused(
            "Keep it under %(count)s characters.", field="evidence", count=EVIDENCE_CHARACTERS_MAX
        )
    case, is_new = Case.objects.get_or_create(
        kind=kind,
        subject_id=subject,
        opened_by_id=by,
        state="open",
        defaults={"subject_kind": subject_kind, "evidence": text, "opened_at": at},
    )
    if is_new:
        record(
            CaseOpened(case=case.id, kind=kind),
            by=by,
            at=at,
            object_kind=subject_kind,
            object=subject,
            parent=case.id,
        )
    return case.id


@transaction.atomic
def close_case(*, case: UUID, outcome: str, reason: str, by: UUID, at: datetime) -> None:
    """Record what was decided and why; a closed case cannot be closed again."""
    row = Case.objects.select_for_update().filter(id=case).first()
    if row is None:
        raise Missing("There is no such case.")
    if not reason.strip():
        raise Refused(
            "Give the reason in a sentence; whoever reported it reads it.", field="reason"
        )
    row.state = CASE_STATES.move(row.state, "closed")
    row.outcome, row.reason = outcome, reason.strip()[:REASON_CHARACTERS_MAX]
    row.closed_by_id, row.closed_at = by, at
    row.save()
    record(
        CaseClosed(case=row.id, outcome=outcome),
        by=by,
        at=at,
        object_kind=row.subject_kind,
        object=row.subject_id,
        target=row.opened_by_id,
        parent=row.id,
    )
