"""Balances are made anew from the legs and compared; while they differ nothing is paid out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cohive.journal import triggers
from cohive.journal.models import Act
from cohive.ledger import queries
from cohive.ledger.models import Balance, Comparison, DayTurnover, Leg
from cohive.ledger.operations import compare_books, rebuild_balances
from cohive.words.refusals import Forbidden


def kinds() -> list[str]:
    written = Act.objects.filter(object_kind="comparison").order_by("id")
    return list(written.values_list("kind", flat=True))


def test_books_that_agree_stop_nothing_and_are_no_news(books, sale, now):
    sale(317, at=now)
    assert queries.last_comparison() is None
    assert compare_books(by=books.firm, at=now) == ""
    found = queries.last_comparison()
    assert found
    assert (found.at, found.legs_count, found.fault) == (now, 2, "")
    assert queries.payouts_stopped() is None
    assert kinds() == []


def test_a_difference_stops_payouts_until_the_balances_are_made_anew(books, sale, now):
    sale(317, at=now)
    Balance.objects.filter(account__agent_id=books.member).update(minor=318)
    later = now + timedelta(days=1)
    fault = compare_books(by=books.firm, at=now)
    assert compare_books(by=books.firm, at=later) == fault
    stopped = queries.payouts_stopped()
    assert stopped
    assert "stands at 318, its legs sum to 317" in stopped.fault
    assert kinds() == ["ledger.books.differ"]
    assert rebuild_balances(by=books.steward, at=later) == ""
    assert queries.payouts_stopped() is None
    assert kinds()[1:] == ["ledger.balances.rebuilt", "ledger.books.agree"]
    assert Balance.objects.get(account__agent_id=books.member).minor == 317
    assert Comparison.objects.count() == 3


def test_making_anew_is_a_stewards(books, sale, now):
    with pytest.raises(Forbidden):
        rebuild_balances(by=books.member, at=now)


@pytest.mark.parametrize("what", ["other", "day", "none", "count", "running", "number"])
def test_every_derived_number_is_compared(books, sale, now, what):
    for minor in (300, 17):
        sale(minor, at=now)
    days = DayTurnover.objects.filter(account__agent_id=books.member)
    legs = Leg.objects.filter(account__agent_id=books.member, number=2)
    triggers.drop_all()
    if what == "other":
        days.update(credit_minor=318)
    elif what == "day":
        days.update(day=date(2026, 1, 1))
    elif what == "none":
        days.delete()
    elif what == "count":
        Balance.objects.filter(account__agent_id=books.member).update(legs_count=3)
    elif what == "running":
        legs.update(after_minor=316)
    else:
        legs.update(number=3)
    triggers.create_all()
    assert compare_books(by=books.firm, at=now)
    left = rebuild_balances(by=books.steward, at=now)
    assert bool(left) == (what in ("running", "number"))  # what a leg says of itself is not derived
