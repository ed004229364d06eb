"""Messages of the provider: twice is once, late finds another way, wrong signatures nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cohive.bridges.payments import EventKind
from cohive.journal.models import Act, EconomicEvent, Job
from cohive.journal.verification import verify
from cohive.ledger.queries import balance
from cohive.spread.models import Conversion
from cohive.spread.operations import make_link
from cohive.trade import operations, queries
from cohive.trade.models import WaitingMessage, WebhookReceipt
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast, on_shelf, payment_event

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
LATER = timedelta(minutes=31)


def faults() -> list[str]:
    return [finding.fault for finding in verify() if finding.fault]


def firm_balance(cast: Cast, purpose: str) -> int:
    return balance(cast.firm, purpose, "EUR").minor


def test_a_payment_makes_the_order_paid_and_books_it_once(
    cast: Cast, place: Place, now: datetime
) -> None:
    order = place((cast.medium, 2))
    event = payment_event(order, now, occurred_at=now + timedelta(minutes=2))

    assert operations.confirm_payment(event=event, at=now + timedelta(minutes=3)) == "paid"

    view = queries.order(order)
    assert view is not None
    assert (view.state, view.paid_at) == ("paid", now + timedelta(minutes=2))
    assert firm_balance(cast, "provider") == -8000
    assert firm_balance(cast, "sales") == 8000
    act = Act.objects.get(kind="trade.order.paid")
    assert (act.actor_id, act.object_id, act.at) == (cast.world, order, event.occurred_at)
    flows = EconomicEvent.objects.filter(act=act).order_by("id")
    assert [(flow.action, flow.quantity, flow.amount_minor) for flow in flows] == [
        ("transferAllRights", 2, 8000),
        ("transfer", 1, 8000),
    ]
    assert Job.objects.filter(name="trade.mail", key=f"paid:{order}").exists()
    assert faults() == []


def test_the_same_message_again_changes_nothing(cast: Cast, place: Place, now: datetime) -> None:
    order = place()
    event = payment_event(order, now)
    operations.confirm_payment(event=event, at=now)
    acts = Act.objects.count()

    assert operations.confirm_payment(event=event, at=now) == "repeated"
    assert operations.confirm_payment(event=replace(event, id="evt_2"), at=now) == "already"

    assert Act.objects.count() == acts
    assert firm_balance(cast, "provider") == -2500
    assert WebhookReceipt.objects.count() == 2


def test_a_message_about_nothing_of_ours_is_kept_and_does_nothing(
    cast: Cast, place: Place, now: datetime
) -> None:
    order = place()
    event = payment_event(order, now, intent_id="pi_of_somebody_else")

    assert operations.confirm_payment(event=event, at=now) == "unknown"
    assert queries.order(order).state == "placed"  # type: ignore[union-attr]


def test_a_declined_card_keeps_the_order_until_its_half_hour_is_over(
    cast: Cast, place: Place, now: datetime
) -> None:
    order = place((cast.medium, 5))
    failed = payment_event(order, now, kind=EventKind.PAYMENT_FAILED)

    assert operations.confirm_payment(event=failed, at=now) == "failed"
    assert operations.confirm_payment(event=failed, at=now) == "repeated"
    view = queries.order(order)
    assert view is not None
    assert view.state == "placed"
    assert view.payment is not None
    assert view.payment.failed_at == now
    assert on_shelf(cast.medium) == 0
    assert Act.objects.filter(kind="trade.payment.failed").count() == 1
    assert operations.confirm_payment(event=payment_event(order, now), at=now) == "paid"


def test_a_late_payment_takes_the_pieces_again(cast: Cast, place: Place, now: datetime) -> None:
    order = place((cast.medium, 5))
    event = payment_event(order, now, occurred_at=now + LATER)
    operations.expire_order(order=order, at=now + LATER)
    assert on_shelf(cast.medium) == 5

    assert operations.confirm_payment(event=event, at=now + LATER) == "paid late"
    assert on_shelf(cast.medium) == 0
    assert queries.order(order).state == "paid"  # type: ignore[union-attr]
    assert faults() == []


def test_a_late_payment_for_what_is_gone_goes_back_by_itself(
    cast: Cast, place: Place, now: datetime
) -> None:
    late = place((cast.medium, 5))
    event = payment_event(late, now, occurred_at=now + LATER)
    operations.expire_order(order=late, at=now + LATER)
    place((cast.medium, 1), at=now + LATER)

    assert operations.confirm_payment(event=event, at=now + LATER) == "surplus"

    view = queries.order(late)
    assert view is not None
    assert view.state == "expired"
    assert [(refund.state, refund.is_surplus, refund.amount) for refund in view.refunds] == [
        ("granted", True, Money(20000, "EUR"))
    ]
    assert balance(cast.world, "refund_due", "EUR") == Money(20000, "EUR")
    assert firm_balance(cast, "sales") == 0
    assert Act.objects.filter(kind="trade.payment.surplus").count() == 1
    back = payment_event(late, now + LATER, kind=EventKind.REFUND_SUCCEEDED, refund_id="re_1")
    assert operations.confirm_payment(event=back, at=now + LATER) == "refunded"
    assert balance(cast.world, "refund_due", "EUR") == Money(0, "EUR")
    assert firm_balance(cast, "provider") == 0
    assert faults() == []


def test_paying_twice_gives_the_second_payment_back(
    cast: Cast, place: Place, now: datetime
) -> None:
    order = place()
    first = payment_event(order, now)
    asked = operations.open_payment(order=order, method="qr", by=cast.world, at=now)
    operations.note_intent(payment=asked.payment, intent="pi_second")
    operations.confirm_payment(event=first, at=now)

    second = replace(first, id="evt_other", intent_id="pi_second")
    assert operations.confirm_payment(event=second, at=now) == "surplus"
    assert firm_balance(cast, "sales") == 2500
    assert faults() == []


def test_another_amount_buys_nothing_and_goes_back(cast: Cast, place: Place, now: datetime) -> None:
    order = place()
    event = payment_event(order, now, amount=Money(1, "EUR"))

    assert operations.confirm_payment(event=event, at=now) == "surplus"
    assert queries.order(order).state == "placed"  # type: ignore[union-attr]
    assert balance(cast.world, "refund_due", "EUR") == Money(1, "EUR")
    assert faults() == []


def test_an_expired_or_paid_order_cannot_be_paid_again(
    cast: Cast, place: Place, now: datetime, succeed: Callable[..., str]
) -> None:
    order = place()
    with pytest.raises(Refused, match="half hour is over"):
        operations.open_payment(order=order, method="card", by=cast.world, at=now + LATER)
    with pytest.raises(Refused, match="Choose how to pay"):
        operations.open_payment(order=order, method="gold", by=cast.world, at=now)
    succeed(order)
    with pytest.raises(Refused, match="paid already"):
        operations.open_payment(order=order, method="card", by=cast.world, at=now)


def test_going_to_pay_twice_is_one_payment(cast: Cast, place: Place, now: datetime) -> None:
    order = place()
    first = operations.open_payment(order=order, method="card", by=cast.world, at=now)

    assert operations.open_payment(order=order, method="card", by=cast.world, at=now) == first
    assert Act.objects.filter(kind="trade.payment.opened").count() == 1


def test_a_paid_order_tells_the_owner_of_its_link(
    cast: Cast, place: Place, now: datetime, succeed: Callable[..., str]
) -> None:
    link = make_link(target_kind="product", target=cast.print, by=cast.kit, at=now)
    others = place(link=link.id)
    own = place(link=link.id, buyer=cast.kit, by=cast.kit)
    succeed(others)
    succeed(own)

    assert dict(Conversion.objects.values_list("order", "is_own")) == {others: False, own: True}
    owners = [
        line.link_owner
        for order in (others, own)
        for line in queries.order_for_settlement(order).lines  # type: ignore[union-attr]
    ]
    assert owners == [cast.kit, None]


def test_an_unpaid_order_is_nothing_to_settle(cast: Cast, place: Place) -> None:
    assert queries.order_for_settlement(place()) is None


def test_a_refund_before_its_payment_waits_and_is_acted_on(
    cast: Cast, place: Place, now: datetime
) -> None:
    order = place((cast.medium, 1))
    paid = payment_event(order, now)
    back = replace(paid, id="evt_back", kind=EventKind.REFUND_SUCCEEDED, refund_id="re_1")

    assert operations.confirm_payment(event=back, at=now) == "waiting"
    assert operations.confirm_payment(event=back, at=now) == "waiting"
    assert WaitingMessage.objects.count() == 1
    assert firm_balance(cast, "provider") == 0
    assert operations.confirm_payment(event=paid, at=now) == "paid"

    assert WaitingMessage.objects.count() == 0
    assert operations.confirm_payment(event=back, at=now) == "repeated"
    assert firm_balance(cast, "provider") == 0
    view = queries.order(order)
    assert view is not None
    assert [(refund.state, refund.amount.minor) for refund in view.refunds] == [("done", 4000)]
    assert [line.left for line in view.lines] == [0]  # the whole came back, so every piece did
    assert faults() == []


def test_a_message_whose_payment_never_comes_is_let_go(
    cast: Cast, place: Place, now: datetime
) -> None:
    stranger = replace(
        payment_event(place(), now),
        id="evt_stranger",
        intent_id="pi_of_somebody_else",
        kind=EventKind.REFUND_SUCCEEDED,
        refund_id="re_9",
    )
    operations.confirm_payment(event=stranger, at=now)

    assert operations.give_up_waiting(at=now + timedelta(days=44)) == 0
    assert operations.give_up_waiting(at=now + timedelta(days=46)) == 1
    assert WebhookReceipt.objects.get(id="evt_stranger").effect == "unknown"
    assert operations.confirm_payment(event=stranger, at=now) == "repeated"
