"""A lost dispute takes what was left: favours count, and a refund on its way is not given twice.

Worked examples. Two shirts for 80.00, a favour of 10.00, a dispute of 70.00: sales and losses stand
at 0. A year for 200.00, a favour of 50.00, a dispute of 150.00: the year ends, all stands at 0.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest

from cohive.bond import queries as people
from cohive.bond.models import Notice
from cohive.bridges.payments import EventKind
from cohive.trade import operations, queries
from cohive.trade.models import Dispute, Refund
from cohive.trade.operations import BackLine
from cohive.words.money import Money
from tests.trade.conftest import Cast, on_shelf
from tests.trade.memberships import DAY, bought, made
from tests.trade.test_disputes import say
from tests.trade.test_refunds_elsewhere import books, everything, faults, favour, said

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
Succeed = Callable[..., str]


def lose(order: UUID, minor: int, at: datetime) -> None:
    """A bank takes so much back, and decides for the buyer."""
    for kind in (EventKind.DISPUTE_OPENED, EventKind.DISPUTE_LOST):
        say(order, at, kind, amount=Money(minor, "EUR"))


@pytest.fixture
def shirts(cast: Cast, place: Place, succeed: Succeed) -> UUID:
    """Two shirts, paid: 80.00."""
    order = place((cast.medium, 2))
    assert succeed(order) == "paid"
    return order


def test_a_dispute_of_what_a_favour_left_is_whole(cast: Cast, shirts: UUID, now: datetime) -> None:
    favour(shirts, 1000, now)
    lose(shirts, 7000, now + DAY)

    lost = Dispute.objects.get()
    assert lost.is_whole
    found = queries.dispute_for_settlement(lost.id)
    assert found is not None
    assert [line.quantity for line in found.lines] == [2]
    assert books(cast, "sales", "losses", "disputed") == [0, 0, 0]
    assert faults() == []


def test_a_favour_heard_of_after_the_dispute_ends_the_same(
    cast: Cast, shirts: UUID, now: datetime
) -> None:
    lose(shirts, 7000, now + DAY)
    assert queries.whole_disputes_of(shirts) == []
    assert books(cast, "sales", "losses") == [8000, -7000]

    favour(shirts, 1000, now)

    assert queries.whole_disputes_of(shirts) == [Dispute.objects.get().id]
    told = Notice.objects.filter(to=cast.steward, kind__startswith="trade.dispute_").order_by("id")
    assert ["Did its pieces come back?" in one.sentence for one in told] == [False, True]
    assert books(cast, "sales", "losses", "disputed") == [0, 0, 0]
    assert faults() == []


def test_a_dispute_of_less_than_a_favour_left_is_a_part(
    cast: Cast, shirts: UUID, now: datetime
) -> None:
    favour(shirts, 1000, now)
    lose(shirts, 6999, now + DAY)

    assert not Dispute.objects.get().is_whole
    assert books(cast, "sales", "losses", "disputed") == [8000, -7999, 0]


def test_a_membership_ends_with_the_dispute_of_what_a_favour_left(
    cast: Cast, now: datetime
) -> None:
    deck = made(cast, now)
    order = bought(deck, cast.kit, now)
    favour(order, 5000, now)
    lose(order, 15_000, now + DAY)

    assert Dispute.objects.get().is_whole
    assert not people.holds_tier(cast.kit, deck, at=now + DAY)
    assert books(cast, "membership_ahead", "tax", "losses", "disputed") == [0, 0, 0, 0]
    assert faults() == []


def test_a_membership_given_back_and_charged_back_leaves_nothing_ahead(
    cast: Cast, now: datetime
) -> None:
    deck = made(cast, now)
    order = bought(deck, cast.kit, now)
    operations.give_membership_back(order=order, by=cast.kit, at=now + DAY)
    lose(order, 20_000, now + DAY)

    refund = Refund.objects.get()
    assert (refund.state, refund.given_before_minor) == ("done", 20_000)
    assert queries.refunds_to_ask() == []
    assert not people.holds_tier(cast.kit, deck, at=now + DAY)
    assert books(cast, "membership_ahead", "membership_income", "tax", "losses") == [0, 0, 0, 0]
    assert faults() == []


def test_a_granted_refund_is_done_by_the_bank_and_the_rest_is_taken(
    cast: Cast, shirts: UUID, now: datetime
) -> None:
    """One shirt was granted back and lies on the shelf, the other goes with the dispute."""
    [line] = [one.line for one in everything(shirts)]
    before = on_shelf(cast.medium)
    operations.grant_refund(
        order=shirts, lines=[BackLine(line, 1, on_shelf=True)], by=cast.ruben, at=now
    )
    lose(shirts, 8000, now + DAY)

    assert on_shelf(cast.medium) == before + 1
    assert Refund.objects.get().state == "done"
    lost = Dispute.objects.get()
    assert lost.is_whole
    found = queries.dispute_for_settlement(lost.id)
    assert found is not None
    assert [one.quantity for one in found.lines] == [1]
    assert books(cast, "sales", "losses", "disputed") == [0, 0, 0]
    assert faults() == []


def test_a_refund_larger_than_the_dispute_is_asked_of_what_the_provider_still_holds(
    cast: Cast, shirts: UUID, now: datetime
) -> None:
    """Of 80.00 the bank took 20.00: of the 80.00 granted, 60.00 are asked for."""
    refund = operations.grant_refund(order=shirts, lines=everything(shirts), by=cast.ruben, at=now)
    lose(shirts, 2000, now + DAY)

    assert operations.fit_refund(refund=refund, at=now + DAY) == 6000
    [asked] = queries.refunds_to_ask()
    assert asked.amount == Money(6000, "EUR")
    assert said(shirts, refund, 6000, now + DAY) == "refunded"
    assert books(cast, "sales", "losses", "disputed") == [0, 0, 0]
    assert faults() == []
