"""Closing months, and opening one again."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from uuid import UUID

from django.db import connection, transaction

from cohive.journal.operations import record
from cohive.ledger.events import PeriodReopened, PeriodsClosed
from cohive.ledger.keepers import ensure_keeper, written_reason
from cohive.ledger.models import Entry, Period, PeriodStep
from cohive.ledger.months import month_of, month_span, months_between
from cohive.words.refusals import Missing, Refused


@transaction.atomic
def close_months(*, last: str, zone: tzinfo, reason: str, by: UUID, at: datetime) -> list[str]:
    """Close every month from the first entry's to `last` that is open; return their names.

    From now on nothing can be dated in them, by nobody; what is learnt late about them is entered
    where the first open month begins. A writer's to keep the books; a month must be over.

    Raises Refused at month and at reason.
    """
    ensure_keeper(by)
    why = written_reason(reason)
    span = month_span(last, zone)
    if span.end > at:
        raise Refused("%(month)s is not over yet.", field="month", month=last.strip())
    _wait_for_writers()
    first = _first_month(zone)
    if first is None or first > last:
        raise Refused(
            "There is no entry in %(month)s or before it.", field="month", month=last.strip()
        )
    known = {row.month: row for row in Period.objects.select_for_update()}
    wanted = [
        month
        for month in months_between(first, last.strip(), zone)
        if month not in known or not known[month].is_closed
    ]
    if not wanted:
        raise Refused("%(month)s is closed already.", field="month", month=last.strip())
    act = record(
        PeriodsClosed(first=wanted[0], last=wanted[-1], months=len(wanted)),
        by=by,
        at=at,
        object_kind="period",
        object=(known.get(last.strip()) or _opened(last.strip(), zone, known)).id,
    )
    steps = []
    for month in wanted:
        row = known.get(month) or _opened(month, zone, known)
        row.is_closed = True
        row.save(update_fields=["is_closed"])
        steps.append(PeriodStep(period=row, step=PeriodStep.CLOSED, reason=why, act_id=act, at=at))
    PeriodStep.objects.bulk_create(steps)
    return wanted


def _first_month(zone: tzinfo) -> str | None:
    first = Entry.objects.order_by("at", "id").values_list("at", flat=True).first()
    return month_of(first, zone) if first else None


def _opened(month: str, zone: tzinfo, known: dict[str, Period]) -> Period:
    """A month that never was closed, as a row."""
    span = month_span(month, zone)
    row = Period(
        month=month,
        starts_at=span.start.astimezone(UTC),
        ends_at=span.end.astimezone(UTC),
        is_closed=False,
    )
    row.save(force_insert=True)
    known[month] = row
    return row


def _wait_for_writers() -> None:
    """On PostgreSQL an entry being written now would not see the closing: wait for it first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"LOCK TABLE {Entry._meta.db_table} IN SHARE ROW EXCLUSIVE MODE"  # no input in it
            )


@transaction.atomic
def reopen_month(*, month: str, reason: str, by: UUID, at: datetime) -> None:
    """Let one closed month take entries again. Raises Refused at month and at reason."""
    ensure_keeper(by)
    why = written_reason(reason)
    row = Period.objects.select_for_update().filter(month=month.strip()).first()
    if row is None:
        raise Missing("There is no such month in the books.")
    if not row.is_closed:
        raise Refused("%(month)s is open already.", field="month", month=row.month)
    act = record(PeriodReopened(month=row.month), by=by, at=at, object_kind="period", object=row.id)
    row.is_closed = False
    row.save(update_fields=["is_closed"])
    PeriodStep.objects.create(period=row, step=PeriodStep.REOPENED, reason=why, act_id=act, at=at)
