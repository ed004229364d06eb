"""Months that close: nothing is dated in them any more, late facts go to the open month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from cohive.journal.models import Act
from cohive.ledger import queries
from cohive.ledger.models import Entry, Leg, Period, PeriodStep
from cohive.ledger.months import month_of, month_span, months_between
from cohive.ledger.operations import close_months, reopen_month
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Missing, Refused

ZONE = ZoneInfo("Europe/Amsterdam")
SEPTEMBER = datetime(2026, 9, 12, 10, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 30, 10, tzinfo=UTC)


def close(books, last: str, now: datetime, reason: str = "Handed to the accountant.") -> list[str]:
    return close_months(last=last, zone=ZONE, reason=reason, by=books.steward, at=now)


def test_closing_closes_every_month_up_to_it_and_says_why(books, sale, now):
    sale(100, at=SEPTEMBER)
    assert close(books, "2026-10", now) == ["2026-09", "2026-10"]
    assert list(Period.objects.order_by("month").values_list("month", "is_closed")) == [
        ("2026-09", True),
        ("2026-10", True),
    ]
    step = PeriodStep.objects.get(period__month="2026-09")
    assert (step.step, step.reason) == ("closed", "Handed to the accountant.")
    act = Act.objects.get(id=step.act_id)
    assert (act.kind, act.actor_id) == ("ledger.period.closed", books.steward)
    assert act.payload == {"first": "2026-09", "last": "2026-10", "months": 2}


def test_a_late_fact_is_entered_where_the_first_open_month_begins(books, sale, now):
    sale(100, at=SEPTEMBER)
    close(books, "2026-10", now)
    late = Entry.objects.get(id=sale(17, at=SEPTEMBER))
    assert late.at == datetime(2026, 10, 31, 23, tzinfo=UTC)  # 1 November in Amsterdam
    assert Act.objects.get(id=late.act_id).at == SEPTEMBER
    asked = (books.member, "earned", "EUR")
    assert queries.balance_at(*asked, at=OCTOBER) == Money(100, "EUR")
    assert queries.balance_at(*asked, at=now) == Money(117, "EUR")


def test_the_database_refuses_an_entry_in_a_closed_month(books, sale, now):
    entry = Entry.objects.get(id=sale(100, at=SEPTEMBER))
    close(books, "2026-09", now)
    legs = list(Leg.objects.filter(entry=entry))
    with transaction.atomic():
        slipped = Entry(id=new_id(), kind="test", act_id=entry.act_id, key="late", at=SEPTEMBER)
        for leg in legs:
            leg.id, leg.entry_id, leg.number = new_id(), slipped.id, leg.number + 1
            leg.save(force_insert=True)
        with pytest.raises(IntegrityError, match="closed period"), transaction.atomic():
            slipped.save(force_insert=True)
        slipped.at = now
        with pytest.raises(IntegrityError, match="bear its date"), transaction.atomic():
            slipped.save(force_insert=True)
        transaction.set_rollback(True)


def test_an_open_month_takes_entries_again(books, sale, now):
    sale(100, at=SEPTEMBER)
    close(books, "2026-10", now)
    reopen_month(month="2026-09", reason="A receipt was found.", by=books.steward, at=now)
    assert Entry.objects.get(id=sale(5, at=SEPTEMBER)).at == SEPTEMBER
    assert Entry.objects.get(id=sale(5, at=OCTOBER)).at > OCTOBER
    steps = PeriodStep.objects.filter(period__month="2026-09").order_by("id")
    assert [step.step for step in steps] == ["closed", "reopened"]
    act = Act.objects.get(id=steps[1].act_id)
    assert (act.kind, act.payload) == ("ledger.period.reopened", {"month": "2026-09"})
    assert close(books, "2026-10", now) == ["2026-09"]


@pytest.mark.parametrize(
    ("last", "field"),
    [("2026-11", "month"), ("2026-08", "month"), ("2026-13", "month"), ("now", "month")],
)
def test_a_month_that_is_not_over_or_empty_or_none_is_refused(books, sale, now, last, field):
    sale(100, at=SEPTEMBER)
    with pytest.raises(Refused) as refused:
        close(books, last, now)
    assert refused.value.field == field
    assert not Period.objects.exists()


def test_closing_twice_and_opening_what_is_open_are_refused(books, sale, now):
    sale(100, at=SEPTEMBER)
    close(books, "2026-09", now)
    with pytest.raises(Refused, match="closed already"):
        close(books, "2026-09", now)
    with pytest.raises(Missing):
        reopen_month(month="2026-10", reason="Why not.", by=books.steward, at=now)
    reopen_month(month="2026-09", reason="A receipt.", by=books.steward, at=now)
    with pytest.raises(Refused, match="open already"):
        reopen_month(month="2026-09", reason="A receipt.", by=books.steward, at=now)


def test_closing_and_opening_are_a_stewards_and_need_a_reason(books, sale, now):
    sale(100, at=SEPTEMBER)
    with pytest.raises(Forbidden):
        close_months(last="2026-09", zone=ZONE, reason="Mine.", by=books.member, at=now)
    with pytest.raises(Refused) as refused:
        close(books, "2026-09", now, reason="")
    assert refused.value.field == "reason"
    close(books, "2026-09", now)
    with pytest.raises(Forbidden):
        reopen_month(month="2026-09", reason="Mine.", by=books.member, at=now)


def test_months_do_not_overlap_in_the_database_either(books, sale, now):
    sale(100, at=SEPTEMBER)
    close(books, "2026-09", now)
    span = month_span("2026-09", UTC)
    with pytest.raises(IntegrityError, match="overlap"), transaction.atomic():
        Period.objects.create(
            month="2026-9b", starts_at=span.start, ends_at=span.end, is_closed=True
        )


def test_months_follow_one_another_without_a_gap():
    months = list(months_between("2025-11", "2026-03", ZONE))
    assert months == ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
    for one, after in pairwise(months):
        assert month_span(one, ZONE).end == month_span(after, ZONE).start
        assert month_of(month_span(one, ZONE).end - timedelta(microseconds=1), ZONE) == one
