"""The statements of all years together are the books, whatever came back in which year.

Worked example. In December 190.20 is paid out to Mei, of which 28.53 is withheld; in February it
comes back. The year of the payout says −190.20 and 28.53 withheld, for good; the next one says
+190.20 and −28.53.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohive.bond.queries import PlaceView
from cohive.ledger import queries as ledger
from cohive.settle.models import Payout
from cohive.settle.operations import (
    approve_batch,
    cancel_batch,
    decide_withholding,
    mark_executed,
    mark_failed,
    mark_returned,
    propose_batch,
)
from cohive.settle.queries.year import PeriodStatement, period_statement
from cohive.words.refusals import Refused
from tests.settle import paying

pytestmark = pytest.mark.django_db
OWED = ("earned", "link_reward", "held_earned", "held_link")
ENDS = ("cancel", "fail", "send", "send and come back")


@pytest.fixture
def ready(
    sold: list[UUID], place: PlaceView, cast: dict[str, UUID], steward: UUID, now: datetime
) -> dict[str, UUID]:
    """Mei is paid by bank, bears the cost of sending, and 15 % of hers is withheld."""
    paying.second_steward(cast["hanna"], by=steward, at=now)
    paying.take_in(480_000, firm=place.agent, at=now)
    paying.decide(by=steward, at=now, fee_by="payee")
    paying.bank(cast["mei"], at=now)
    decide_withholding(
        country="NL", label="Loonheffing", rate=Fraction(15, 100), by=steward, at=now
    )
    return cast


def year_of(agent: UUID, number: int) -> PeriodStatement:
    return period_statement(
        agent,
        "EUR",
        since=datetime(number, 1, 1, tzinfo=UTC),
        until=datetime(number + 1, 1, 1, tzinfo=UTC),
    )


def one_round(cast: dict[str, UUID], steward: UUID, end: str, at: list[datetime]) -> None:
    """Propose, decide and say what became of it, each at its own instant."""
    batch = propose_batch(currency="EUR", by=steward, at=at[0])
    if end == "cancel":
        cancel_batch(batch=batch, by=steward, at=at[1])
        return
    approve_batch(batch=batch, by=cast["hanna"], at=at[1])
    payout = Payout.objects.get(batch=batch, payee=cast["mei"]).id
    if end == "fail":
        mark_failed(payout=payout, reason="closed", by=steward, at=at[2])
        return
    mark_executed(payout=payout, by=steward, at=at[2])
    if end == "send and come back":
        mark_returned(payout=payout, reason="closed", by=steward, at=at[3])


def test_a_payout_that_came_back_the_year_after_stays_in_its_own(
    ready: dict[str, UUID], steward: UUID, now: datetime
) -> None:
    december, february = datetime(2026, 12, 28, tzinfo=UTC), datetime(2027, 2, 3, tzinfo=UTC)
    one_round(ready, steward, "send and come back", [december, december, december, february])

    first, second = year_of(ready["mei"], 2026), year_of(ready["mei"], 2027)
    assert (first.paid_minor, first.returned_minor) == (-19020, 0)
    assert (first.withheld, first.fees_minor) == ((("Loonheffing", 2853),), 20)
    assert (second.paid_minor, second.returned_minor) == (0, 19020)
    assert (second.withheld, second.fees_minor) == ((("Loonheffing", -2853),), -20)
    assert first.after_minor == second.before_minor == 0
    assert second.after_minor == 19020


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rounds=st.lists(
        st.tuples(
            st.sampled_from(ENDS),
            st.lists(st.integers(0, 500), min_size=4, max_size=4),
        ),
        max_size=6,
    )
)
def test_every_year_begins_where_the_last_ended_and_all_are_the_books(
    ready: dict[str, UUID],
    place: PlaceView,
    steward: UUID,
    now: datetime,
    rounds: list[tuple[str, list[int]]],
) -> None:
    mei = ready["mei"]
    with transaction.atomic():
        at = now + timedelta(days=30)
        for end, gaps in rounds:
            instants = []
            for gap in gaps:
                at += timedelta(days=gap)
                instants.append(at)
            try:
                one_round(ready, steward, end, instants)
            except Refused:  # all of it was sent before: nobody is left to be paid
                continue
        years = [year_of(mei, number) for number in range(now.year, at.year + 1)]
        for before, after in pairwise(years):
            assert before.after_minor == after.before_minor
        for year in years:
            end_of_it = year.until - timedelta(microseconds=1)
            owed = sum(
                ledger.balance_at(mei, purpose, "EUR", at=end_of_it).minor for purpose in OWED
            )
            assert year.after_minor == owed
        withheld = sum(minor for year in years for _, minor in year.withheld)
        assert withheld == ledger.balance(place.agent, "withheld", "EUR").minor
        transaction.set_rollback(True)
