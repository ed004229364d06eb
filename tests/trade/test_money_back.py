"""Refunds: asked, decided, given; the books walk back exactly as far as the pieces."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from cohive.bridges.payments import EventKind
from cohive.journal.models import Act
from cohive.ledger.queries import balance
from cohive.trade import operations, queries
from cohive.trade.models import Refund
from cohive.trade.operations import BackLine
from cohive.trade.queries import RateView
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused
from tests.trade.conftest import Cast, on_shelf, payment_event
from tests.trade.test_paying import faults, firm_balance

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
DAY = timedelta(days=1)


@pytest.fixture
def bought(
    cast: Cast, place: Place, succeed: Callable[..., str], now: datetime
) -> tuple[UUID, list[UUID]]:
    """Two shirts M and a print, with post: the order and its lines."""
    operations.set_shipping(
        rates=[RateView("All", ("*",), Money(695, "EUR"))], by=cast.ruben, at=now
    )
    order = place((cast.medium, 2), (cast.one_print, 1))
    assert succeed(order) == "paid"
    view = queries.order(order)
    assert view is not None
    return order, [line.id for line in view.lines]


def give_back(order: UUID, refund: UUID, now: datetime) -> str:
    row = Refund.objects.get(id=refund)
    event = payment_event(
        order,
        now,
        kind=EventKind.REFUND_SUCCEEDED,
        amount=Money(row.amount_minor, row.currency),
        refund_id=f"re_{refund.hex}",
    )
    return operations.confirm_payment(event=event, at=now)


def arrive(order: UUID, cast: Cast, at: datetime) -> None:
    operations.ship_order(order=order, by=cast.ruben, at=at)
    operations.mark_arrived(order=order, by=cast.world, at=at)


def test_one_shirt_back_reverses_one_shirt(
    cast: Cast, bought: tuple[UUID, list[UUID]], now: datetime
) -> None:
    order, (shirts, _) = bought
    arrive(order, cast, now)
    asked = operations.request_refund(
        order=order, lines=[(shirts, 1)], reason="does_not_fit", by=cast.world, at=now + DAY
    )
    granted = operations.grant_refund(
        order=order,
        refund=asked,
        lines=[BackLine(shirts, 1, on_shelf=True)],
        by=cast.ruben,
        at=now + 2 * DAY,
    )
    assert granted == asked
    assert on_shelf(cast.medium) == 4
    assert queries.refund_for_settlement(asked) is None

    assert give_back(order, asked, now + 3 * DAY) == "refunded"
    assert give_back(order, asked, now + 4 * DAY) == "already"

    assert firm_balance(cast, "sales") == 10500 - 4000
    assert firm_balance(cast, "shipping") == 695 - 121
    assert firm_balance(cast, "tax") == 121  # of the post; that of the goods follows when settled
    assert firm_balance(cast, "provider") == -(10500 + 695 - 4000)
    back = queries.refund_for_settlement(asked)
    assert back is not None
    assert [(line.line, line.quantity) for line in back.lines] == [(shirts, 1)]
    settled = queries.order_for_settlement(order)
    assert settled is not None
    assert [line.refunded_quantity for line in settled.lines] == [1, 0]
    assert queries.sold_units(cast.shirt) == {"web": 1}
    kinds = Act.objects.filter(kind__contains="refund").order_by("id")
    assert list(kinds.values_list("kind", flat=True)) == [
        "trade.refund.requested",
        "trade.refund.granted",
        "trade.order.refunded",
    ]
    assert faults() == []


def test_the_post_goes_back_with_the_last_piece(
    cast: Cast, bought: tuple[UUID, list[UUID]], now: datetime
) -> None:
    order, (shirts, print_) = bought
    first = operations.grant_refund(order=order, lines=[(shirts, 2)], by=cast.ruben, at=now)
    second = operations.grant_refund(order=order, lines=[(print_, 1)], by=cast.ruben, at=now)

    amounts = [Refund.objects.get(id=refund).amount_minor for refund in (first, second)]
    assert amounts == [8000, 2500 + 695]
    assert give_back(order, second, now) == "refunded"
    assert give_back(order, first, now) == "refunded"
    accounts = ("sales", "shipping", "tax", "provider")
    assert [firm_balance(cast, name) for name in accounts] == [0, 0, 0, 0]
    assert faults() == []


def test_never_more_goes_back_than_came(
    cast: Cast, bought: tuple[UUID, list[UUID]], now: datetime
) -> None:
    order, (shirts, print_) = bought
    operations.grant_refund(order=order, lines=[(shirts, 1)], by=cast.ruben, at=now)

    with pytest.raises(Refused, match="Of Two Harbours long-sleeve, 1 can go back"):
        operations.grant_refund(order=order, lines=[(shirts, 2)], by=cast.ruben, at=now)
    with pytest.raises(Refused, match="Each line once"):
        operations.grant_refund(
            order=order, lines=[(print_, 1), (print_, 1)], by=cast.ruben, at=now
        )
    with pytest.raises(Refused, match="Choose what goes back"):
        operations.grant_refund(order=order, lines=[], by=cast.ruben, at=now)
    with pytest.raises(Missing):
        operations.grant_refund(order=order, lines=[(order, 1)], by=cast.ruben, at=now)


def test_a_request_is_refused_after_its_days_and_while_one_waits(
    cast: Cast, bought: tuple[UUID, list[UUID]], now: datetime
) -> None:
    order, (shirts, print_) = bought
    arrive(order, cast, now)
    with pytest.raises(Refused, match="could be sent back until"):
        operations.request_refund(
            order=order,
            lines=[(shirts, 1)],
            reason="unsaid",
            by=cast.world,
            at=now + 14 * DAY + timedelta(seconds=1),
        )
    with pytest.raises(Refused) as wrong_reason:
        operations.request_refund(
            order=order, lines=[(shirts, 1)], reason="mood", by=cast.world, at=now
        )
    assert wrong_reason.value.field == "reason"
    operations.request_refund(
        order=order, lines=[(shirts, 1)], reason="unsaid", by=cast.world, at=now + 14 * DAY
    )
    with pytest.raises(Refused, match="asked already"):
        operations.request_refund(
            order=order, lines=[(print_, 1)], reason="unsaid", by=cast.world, at=now
        )


def test_a_no_needs_its_reason_and_frees_the_pieces(
    cast: Cast, bought: tuple[UUID, list[UUID]], now: datetime
) -> None:
    order, (shirts, _) = bought
    asked = operations.request_refund(
        order=order, lines=[(shirts, 2)], reason="unsaid", by=cast.world, at=now
    )
    with pytest.raises(Refused) as silent:
        operations.decline_refund(refund=asked, answer=" ", by=cast.ruben, at=now)
    assert silent.value.field == "answer"

    operations.decline_refund(refund=asked, answer="They were worn.", by=cast.ruben, at=now)

    view = queries.order(order)
    assert view is not None
    assert (view.refunds[0].state, view.refunds[0].answer) == ("declined", "They were worn.")
    assert view.lines[0].left == 2
    assert Act.objects.filter(kind="trade.refund.declined").count() == 1
    with pytest.raises(Refused, match="decided already"):
        operations.grant_refund(
            order=order, refund=asked, lines=[(shirts, 1)], by=cast.ruben, at=now
        )


def test_cancelling_before_packing_gives_everything_back(
    cast: Cast, bought: tuple[UUID, list[UUID]], now: datetime
) -> None:
    order, _ = bought
    operations.cancel_order(order=order, by=cast.world, at=now)

    view = queries.order(order)
    assert view is not None
    assert (view.state, view.refunds[0].amount) == ("cancelled", Money(11195, "EUR"))
    assert (on_shelf(cast.medium), on_shelf(cast.one_print)) == (5, 20)
    assert give_back(order, view.refunds[0].id, now) == "refunded"
    assert firm_balance(cast, "sales") == 0
    assert faults() == []
    with pytest.raises(Refused):
        operations.cancel_order(order=order, by=cast.world, at=now)


def test_cancelling_answers_what_was_asked_before(
    cast: Cast, bought: tuple[UUID, list[UUID]], now: datetime
) -> None:
    order, lines = bought
    asked = operations.request_refund(
        order=order, lines=[(lines[0], 1)], reason="faulty", by=cast.world, at=now
    )
    operations.cancel_order(order=order, by=cast.world, at=now)

    [refund] = Refund.objects.filter(order=order)
    assert (refund.id, refund.state) == (asked, "granted")
    assert refund.amount_minor == 2 * 4000 + 2500 + 695
    assert queries.refunds_to_decide() == []
    assert Act.objects.filter(kind="trade.refund.granted", object_id=order).count() == 1


def test_an_unpaid_order_is_cancelled_and_its_pieces_are_free(
    cast: Cast, place: Place, now: datetime
) -> None:
    order = place((cast.medium, 5))
    operations.cancel_order(order=order, by=cast.world, at=now)

    assert on_shelf(cast.medium) == 5
    assert Act.objects.filter(kind="trade.order.cancelled", object_id=order).exists()
    assert faults() == []


def test_a_packed_order_is_cancelled_a_sent_one_is_sent_back(
    cast: Cast,
    bought: tuple[UUID, list[UUID]],
    place: Place,
    succeed: Callable[..., str],
    now: datetime,
) -> None:
    order, _ = bought
    operations.pack_order(order=order, by=cast.ruben, at=now)
    operations.cancel_order(order=order, by=cast.world, at=now)
    assert Refund.objects.get(order=order).state == "granted"
    with pytest.raises(Refused, match="cannot become sent"):
        operations.ship_order(order=order, by=cast.ruben, at=now)

    sent = place()
    succeed(sent)
    operations.ship_order(order=sent, by=cast.ruben, at=now)
    with pytest.raises(Refused, match="on its way already"):
        operations.cancel_order(order=sent, by=cast.world, at=now)


def test_the_provider_is_asked_after_the_commit_and_once(
    cast: Cast,
    place: Place,
    now: datetime,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    from cohive.trade import jobs
    from cohive.trade.providers import provider

    order = place()
    asked = operations.open_payment(order=order, method="card", by=cast.world, at=now)
    intent = provider().create_intent(
        amount=asked.amount,
        reference=asked.reference,
        idempotency_key=str(asked.payment),
        return_url="http://localhost:8000/",
        at=now,
    )
    operations.note_intent(payment=asked.payment, intent=intent.id)
    provider().pay(intent.id, card_number="4242 4242 4242 4242", at=now)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.reconcile(at=now + timedelta(minutes=3))
    assert queries.order(order).state == "paid"  # type: ignore[union-attr]

    operations.cancel_order(order=order, by=cast.world, at=now)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.refunds(at=now)
    assert Refund.objects.get(order=order).state == "asked"
    assert provider().load_intent(intent.id).refunded == Money(2500, "EUR")
    for delivery in provider().due_deliveries(at=now):
        operations.confirm_payment(event=delivery.event, at=now)
    assert Refund.objects.get(order=order).state == "done"
    assert balance(cast.firm, "provider", "EUR") == Money(0, "EUR")
    assert faults() == []
