"""Comparing today and this week with what is usual, and ringing where they are beyond it.

An alarm is an act of the place. A day that rang by itself is not counted again in its week, so
that one jump rings once; a week rings for what grows slowly, day after day a little more.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from cohive.bond.queries import place
from cohive.care.events_listening import AlarmRang
from cohive.care.models import Alarm, DayCount, Mention, Watch
from cohive.engine.listening.bursts import Burst, burst_of, threshold
from cohive.journal.operations import record

HISTORY_DAYS = 182
ALARMS_PER_MONTH = 1.0
WEEKLY_ALARMS_PER_MONTH = 0.25
"""False ones one bears, over all that is watched: for days, and for weeks."""
DAYS_A_WEEK = 7


@transaction.atomic
def ring(*, at: datetime) -> int:
    """Compare today and this week so far with what is usual; return how many alarms are new."""
    day = timezone.localdate(at)
    watches = list(Watch.objects.filter(stopped_at=None))
    home = place()
    if not watches or home is None:
        return 0
    daily = threshold(alarms_per_month=ALARMS_PER_MONTH, watched=len(watches))
    weekly = threshold(
        alarms_per_month=WEEKLY_ALARMS_PER_MONTH, watched=len(watches), span_days=DAYS_A_WEEK
    )
    rung = 0
    for watch in watches:
        if watch.quiet_until is not None and watch.quiet_until > at:
            continue
        counts = _counts(watch, day)
        found = burst_of(counts[day], _days(watch, day, counts), chance_max=daily)
        if found.rings:
            rung += _rung(watch, "day", day, found, by=home.agent, at=at)
        monday = _monday(day)
        seen, history = _weeks(watch, monday, counts)
        found = burst_of(seen, history, chance_max=weekly, season=1)
        if found.rings:
            rung += _rung(watch, "week", monday, found, by=home.agent, at=at)
    return rung


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first(watch: Watch, day: date) -> date:
    return max(watch.since, day - timedelta(days=HISTORY_DAYS))


def _counts(watch: Watch, day: date) -> Counter[date]:
    rows = DayCount.objects.filter(watch=watch, day__gte=_first(watch, day), day__lte=day)
    return Counter(dict(rows.values_list("day", "posts")))


def _days(watch: Watch, day: date, counts: Counter[date]) -> list[int]:
    begin = _first(watch, day)
    return [counts[begin + timedelta(days=number)] for number in range((day - begin).days)]


def _weeks(watch: Watch, monday: date, counts: Counter[date]) -> tuple[int, list[int]]:
    """This week's posts without those of days that rang, and whole weeks before it."""
    rang = set(
        Alarm.objects.filter(watch=watch, span="day", day__gte=monday).values_list("day", flat=True)
    )
    begin = _first(watch, monday)
    first = _monday(begin + timedelta(days=DAYS_A_WEEK - 1))
    history = [
        _sum(counts, first + timedelta(weeks=number))
        for number in range((monday - first).days // DAYS_A_WEEK)
    ]
    return _sum(counts, monday) - sum(counts[day] for day in rang), history


def _sum(counts: Counter[date], monday: date) -> int:
    return sum(counts[monday + timedelta(days=number)] for number in range(DAYS_A_WEEK))


def _rung(watch: Watch, span: str, day: date, found: Burst, *, by: UUID, at: datetime) -> bool:
    began = Mention.objects.filter(watches=watch, copy_of=None, at__lte=at).order_by("-at", "-id")
    first = list(began.values_list("at", flat=True)[: found.seen])
    days = DAYS_A_WEEK if span == "week" else 1
    alarm, is_new = Alarm.objects.update_or_create(
        watch=watch,
        day=day,
        span=span,
        defaults={"seen": found.seen},
        create_defaults={
            "seen": found.seen,
            "usual_low": found.low,
            "usual_high": found.high,
            "once_in_days": round(min(days / max(found.chance, 1e-9), 1e9)),
            "began_at": first[-1] if first else at,
            "rang_at": at,
        },
    )
    if is_new:
        rang = AlarmRang(alarm=alarm.id, watch=watch.id, seen=found.seen)
        record(rang, by=by, at=at, object_kind="alarm", object=alarm.id)
    return is_new
