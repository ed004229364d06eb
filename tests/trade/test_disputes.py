"""A bank takes a payment back: what the order, the books and the makers see of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cohive.bond.queries import notices
from cohive.bridges.payments import DisputeReport, EventKind, PaymentEvent
from cohive.journal.models import Act, EconomicEvent
from cohive.ledger.queries import balance
from cohive.trade import operations, queries
from cohive.trade.checks import uncleared, wrong_entries
from cohive.trade.checks_disputes import wrong_disputes
from cohive.trade.models import Dispute
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast, payment_event

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
Succeed = Callable[..., str]
FEE = Money(1500, "EUR")


def firm_balance(cast: Cast, purpose: str) -> int:
    return balance(cast.firm, purpose, "EUR").minor


def dispute_event(order: UUID, now: datetime, kind: EventKind, **more: object) -> PaymentEvent:
    """A message about the one dispute of an order's payment."""
    report = DisputeReport(
        id=f"dp_{order.hex[-6:]}",
        opened_at=now,
        fee=FEE,
        reason="product_not_received",
        answer_by=now + timedelta(days=7),
    )
    event = payment_event(order, now, kind=kind, **more)
    return replace(event, dispute=report)


def say(order: UUID, now: datetime, kind: EventKind, **more: object) -> str:
    return operations.confirm_payment(event=dispute_event(order, now, kind, **more), at=now)


def test_an_opened_dispute_takes_the_money_and_the_fee(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    order = place((cast.medium, 2))
    succeed(order)

    assert say(order, now, EventKind.DISPUTE_OPENED) == "disputed"
    assert say(order, now, EventKind.DISPUTE_OPENED) == "already"

    assert (firm_balance(cast, "provider"), firm_balance(cast, "disputed")) == (1500, -8000)
    assert firm_balance(cast, "dispute_fees") == -1500
    assert firm_balance(cast, "sales") == 8000
    [seen] = queries.disputes_of(order)
    assert (seen.state, seen.amount, seen.fee) == ("open", Money(8000, "EUR"), FEE)
    assert seen.answer_by == now + timedelta(days=7)
    [told] = notices(cast.steward, limit=5)
    assert told.waits
    assert told.url == "/payments/"
    act = Act.objects.get(kind="trade.dispute.opened")
    assert act.payload == {
        "order": str(order),
        "dispute": str(seen.id),
        "amount_minor": 8000,
        "currency": "EUR",
    }
    assert (uncleared(), wrong_entries(), wrong_disputes()) == ("", "", "")


def test_a_won_dispute_brings_the_money_back(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    order = place((cast.medium, 1))
    succeed(order)
    say(order, now, EventKind.DISPUTE_OPENED)

    assert say(order, now, EventKind.DISPUTE_WON) == "dispute won"

    assert (firm_balance(cast, "provider"), firm_balance(cast, "disputed")) == (-2500, 0)
    assert queries.dispute_for_settlement(Dispute.objects.get().id) is None
    assert [each.waits for each in notices(cast.steward, limit=5)] == [False, False]
    assert Act.objects.filter(kind="trade.dispute.won", object_id=order).count() == 1
    assert (uncleared(), wrong_entries(), wrong_disputes()) == ("", "", "")


def test_a_fee_that_is_given_back_is_booked_as_the_difference(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    order = place((cast.medium, 1))
    succeed(order)
    say(order, now, EventKind.DISPUTE_OPENED)
    won = dispute_event(order, now, EventKind.DISPUTE_WON)
    assert won.dispute is not None
    free = replace(won, dispute=replace(won.dispute, fee=Money(0, "EUR")))

    operations.confirm_payment(event=free, at=now)

    assert (firm_balance(cast, "provider"), firm_balance(cast, "dispute_fees")) == (-4000, 0)
    assert (uncleared(), wrong_disputes()) == ("", "")


def test_a_lost_dispute_reverses_what_was_left_of_the_sale(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    order = place((cast.medium, 2), (cast.one_print, 1))
    succeed(order)
    say(order, now, EventKind.DISPUTE_OPENED)

    assert say(order, now, EventKind.DISPUTE_LOST) == "dispute lost"
    assert say(order, now, EventKind.DISPUTE_WON) == "already"

    assert (firm_balance(cast, "sales"), firm_balance(cast, "losses")) == (0, 0)
    assert (firm_balance(cast, "disputed"), firm_balance(cast, "provider")) == (0, 1500)
    lost = queries.dispute_for_settlement(Dispute.objects.get().id)
    assert lost is not None
    assert lost.amount == Money(10500, "EUR")
    assert [(line.variant, line.quantity) for line in lost.lines] == [
        (cast.medium, 2),
        (cast.one_print, 1),
    ]
    act = Act.objects.get(kind="trade.dispute.lost")
    flow = EconomicEvent.objects.get(act=act)
    assert (flow.action, flow.amount_minor, flow.provider_id) == ("transfer", 10500, cast.firm)
    assert (uncleared(), wrong_entries(), wrong_disputes()) == ("", "", "")


def test_a_part_that_is_lost_is_the_firms_own_loss(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    order = place((cast.medium, 2))
    succeed(order)

    assert say(order, now, EventKind.DISPUTE_LOST, amount=Money(3000, "EUR")) == "dispute lost"

    assert (firm_balance(cast, "sales"), firm_balance(cast, "losses")) == (8000, -3000)
    lost = queries.dispute_for_settlement(Dispute.objects.get().id)
    assert lost is not None
    assert lost.lines == ()
    assert (uncleared(), wrong_entries(), wrong_disputes()) == ("", "", "")


def test_nothing_is_given_back_twice_while_a_bank_decides_or_after(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    order = place((cast.medium, 1))
    succeed(order)
    view = queries.order(order)
    assert view is not None
    back = [(view.lines[0].id, 1)]
    say(order, now, EventKind.DISPUTE_OPENED)

    with pytest.raises(Refused, match="Answer it at the payment provider first"):
        operations.grant_refund(order=order, lines=back, by=cast.ruben, at=now)
    with pytest.raises(Refused, match="Answer it at the payment provider first"):
        operations.cancel_order(order=order, by=cast.world, at=now)
    say(order, now, EventKind.DISPUTE_LOST)
    with pytest.raises(Refused, match="given this money back already"):
        operations.grant_refund(order=order, lines=back, by=cast.ruben, at=now)
    assert queries.order(order).state == "paid"  # type: ignore[union-attr]


def test_a_dispute_in_another_currency_is_refused_whole(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    order = place((cast.medium, 1))
    succeed(order)
    event = dispute_event(order, now, EventKind.DISPUTE_OPENED)
    assert event.dispute is not None
    odd = replace(event, dispute=replace(event.dispute, fee=Money(1500, "USD")))

    with pytest.raises(Refused, match="cannot be read"):
        operations.confirm_payment(event=odd, at=now)
    assert Dispute.objects.count() == 0
    assert firm_balance(cast, "disputed") == 0
