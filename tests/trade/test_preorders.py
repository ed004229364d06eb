"""Made when enough have paid: money waits, is made certain, or goes back by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import TestCase

from cohive.bridges.payments import EventKind
from cohive.journal.models import Act
from cohive.settle.queries.undivided import undivided_orders
from cohive.trade import jobs as own_jobs
from cohive.trade import operations, queries
from cohive.trade.checks import uncleared, wrong_advances, wrong_entries, wrong_stock
from cohive.trade.conditions import lacks_stock
from cohive.trade.models import Order, PreOrder, Refund
from cohive.words.money import Money
from cohive.words.refusals import Forbidden, Refused
from tests.conftest import NOW
from tests.trade.conftest import Cast, on_shelf, payment_event
from tests.trade.preorders import DAY, clock, emptied, opened, state
from tests.trade.test_paying import firm_balance

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
Succeed = Callable[..., str]


def kinds(order: UUID) -> list[str]:
    return list(Act.objects.filter(object_id=order).order_by("id").values_list("kind", flat=True))


def returned(order: UUID, at: datetime) -> str:
    """The provider says that the money of the order's refund went back."""
    row = Refund.objects.get(order_id=order)
    event = payment_event(
        order,
        at,
        kind=EventKind.REFUND_SUCCEEDED,
        amount=Money(row.amount_minor, row.currency),
        refund_id=f"re_{row.id.hex}",
    )
    return operations.confirm_payment(event=event, at=at)


def whole_books() -> list[str]:
    return [
        fault for fault in (wrong_entries(), wrong_advances(), uncleared(), wrong_stock()) if fault
    ]


def test_what_is_paid_before_the_goal_waits_and_is_no_sale(
    cast: Cast, place: Place, succeed: Succeed, hear: Callable[..., int], now: datetime
) -> None:
    preorder = opened(cast, now)
    order = place((cast.medium, 2))

    assert succeed(order) == "paid"
    clock(now)
    hear(now)

    assert state(order) == "waiting"
    assert queries.order_for_settlement(order) is None
    assert kinds(order)[-1] == "trade.preorder.backed"
    assert firm_balance(cast, "advance") == 8000
    assert firm_balance(cast, "sales") == 0
    view = queries.preorder(preorder)
    assert view is not None
    assert (view.state, view.count, view.missing) == ("open", 2, 1)
    assert queries.to_pack() == []
    assert whole_books() == []


def test_at_the_goal_every_order_becomes_certain_and_is_divided(
    cast: Cast, place: Place, succeed: Succeed, hear: Callable[..., int], now: datetime
) -> None:
    preorder = opened(cast, now)
    first, second = place((cast.medium, 2)), place((cast.large, 1))
    succeed(first)
    succeed(second)

    clock(now + DAY)
    hear(now + DAY)

    assert [state(first), state(second)] == ["paid", "paid"]
    assert {order.id for order in queries.to_pack()} == {first, second}
    assert PreOrder.objects.get(id=preorder).state == "reached"
    assert Act.objects.get(kind="trade.preorder.reached").actor_id == cast.firm
    assert kinds(first)[-1] == "trade.order.paid"
    assert firm_balance(cast, "advance") == 0
    assert firm_balance(cast, "sales") == 0  # divided
    assert undivided_orders() == []
    assert whole_books() == []
    clock(now + 2 * DAY)
    assert kinds(first).count("trade.order.paid") == 1


def test_when_the_date_passes_everything_goes_back_by_itself(
    cast: Cast, place: Place, succeed: Succeed, hear: Callable[..., int], now: datetime
) -> None:
    opened(cast, now)
    order = place((cast.medium, 2), language="zh-hans")
    succeed(order)

    clock(now + 11 * DAY)
    assert state(order) == "cancelled"
    assert returned(order, now + 11 * DAY) == "refunded"
    clock(now + 11 * DAY)
    hear(now + 12 * DAY)

    refund = Refund.objects.get(order_id=order)
    assert (refund.state, refund.reason, refund.amount_minor) == ("done", "missed", 8000)
    assert kinds(order)[-1] == "trade.preorder.returned"
    assert Act.objects.filter(kind="trade.order.paid").count() == 0
    assert firm_balance(cast, "advance") == 0
    assert firm_balance(cast, "provider") == 0
    assert whole_books() == []
    told = [message.body for message in mail.outbox if message.to == ["lotte@home.example"]]
    assert len(told) == 3  # you are in; it is not made; it went back
    clock(now + 13 * DAY)
    assert Refund.objects.count() == 1


def test_who_ordered_in_time_may_pay_in_her_half_hour(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    preorder = opened(cast, now, goal=1)
    end = now + 10 * DAY
    order = place((cast.medium, 1), at=end - timedelta(minutes=10))

    clock(end)
    assert PreOrder.objects.get(id=preorder).state == "open"
    succeed(order, occurred_at=end + timedelta(minutes=5))
    clock(end + timedelta(minutes=6))

    assert state(order) == "paid"


def test_money_that_comes_after_the_end_goes_back(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    opened(cast, now)
    order = place((cast.medium, 1))
    asked = payment_event(order, now)
    clock(now + 11 * DAY)

    assert operations.confirm_payment(event=asked, at=now + 11 * DAY) == "surplus"
    assert state(order) == "expired"
    assert whole_books() == []


def test_a_buyer_leaves_until_the_goal_is_reached_and_not_after(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    preorder = opened(cast, now)
    leaving, staying = place((cast.medium, 1)), place((cast.medium, 1))
    succeed(leaving)
    succeed(staying)

    operations.cancel_order(order=leaving, by=cast.world, at=now)

    assert state(leaving) == "cancelled"
    assert returned(leaving, now) == "refunded"
    view = queries.preorder(preorder)
    assert view is not None
    assert view.count == 1
    more = place((cast.large, 2))
    succeed(more)
    clock(now)
    with pytest.raises(Refused, match="being made"):
        operations.cancel_order(order=staying, by=cast.world, at=now)
    assert not queries.order(staying).can_cancel()  # type: ignore[union-attr]
    assert whole_books() == []


def test_between_the_decision_and_its_carrying_out_nobody_leaves(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    preorder = opened(cast, now, goal=1)
    order = place((cast.medium, 1))
    succeed(order)
    assert operations.decide_preorder(preorder=preorder, at=now) == "reached"
    assert state(order) == "waiting"

    with pytest.raises(Refused, match="being made"):
        operations.cancel_order(order=order, by=cast.world, at=now)


def test_one_that_goes_on_sells_for_certain_until_its_date(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    opened(cast, now, goal=1, goes_on=True)
    succeed(place((cast.medium, 1)))
    clock(now)

    later = place((cast.large, 1), at=now + DAY)
    succeed(later, occurred_at=now + DAY)

    assert state(later) == "paid"
    assert whole_books() == []
    with pytest.raises(Refused, match="sold out"):
        place((cast.large, 1), at=now + 11 * DAY)


def test_orders_can_be_counted_instead_of_pieces(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    preorder = opened(cast, now, goal=2, counted="orders")
    succeed(place((cast.medium, 5)))
    clock(now)
    assert PreOrder.objects.get(id=preorder).state == "open"
    succeed(place((cast.large, 1)))
    clock(now)
    assert PreOrder.objects.get(id=preorder).state == "reached"


def test_calling_it_off_gives_everything_back(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    preorder = opened(cast, now)
    order = place((cast.medium, 1))
    succeed(order)

    operations.withdraw_preorder(preorder=preorder, by=cast.ruben, at=now)
    clock(now)

    assert state(order) == "cancelled"
    assert Refund.objects.get(order_id=order).reason == "withdrawn"
    assert Act.objects.filter(kind="trade.preorder.withdrawn").count() == 1
    with pytest.raises(Refused, match="ended already"):
        operations.withdraw_preorder(preorder=preorder, by=cast.ruben, at=now)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"goal": 0}, "from 1 upwards"),
        ({"counted": "likes"}, "what is counted"),
        ({"promise": " "}, "what happens then"),
        ({"until": NOW}, "in the future"),
    ],
)
def test_a_bargain_nobody_could_keep_is_refused(
    cast: Cast, now: datetime, more: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        opened(cast, now, **more)
    assert PreOrder.objects.count() == 0


def test_only_the_firm_opens_one_and_only_for_what_does_not_exist(
    cast: Cast, now: datetime
) -> None:
    given = {"product": cast.print, "goal": 3, "counted": "pieces", "until": now + DAY}
    words = {"promise": "Printed then.", "language": "en", "at": now}
    with pytest.raises(Refused, match="lie on the shelf"):
        operations.open_preorder(**given, **words, by=cast.ruben)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        operations.open_preorder(**given, **words, by=cast.kit)  # type: ignore[arg-type]
    opened(cast, now)
    with pytest.raises(Refused, match="open already"):
        operations.open_preorder(
            **{**given, "product": cast.shirt},  # type: ignore[arg-type]
            **words,  # type: ignore[arg-type]
            by=cast.ruben,
        )


def test_what_is_made_to_order_is_ordered_by_itself_and_needs_no_stock(
    cast: Cast, place: Place, now: datetime
) -> None:
    opened(cast, now)
    with pytest.raises(Refused, match="ordered by itself"):
        place((cast.medium, 1), (cast.one_print, 1))
    place((cast.medium, 20))
    assert on_shelf(cast.medium) == 0


def test_a_pre_order_is_reason_enough_to_put_a_draft_on_sale(cast: Cast, now: datetime) -> None:
    emptied(cast, now)
    assert len(lacks_stock(cast.shirt)) == 1
    operations.open_preorder(
        product=cast.shirt,
        goal=2,
        counted="pieces",
        until=now + DAY,
        promise="Printed then.",
        language="en",
        by=cast.ruben,
        at=now,
    )
    assert lacks_stock(cast.shirt) == []


def test_the_database_itself_keeps_the_bargain(
    cast: Cast, place: Place, succeed: Succeed, now: datetime
) -> None:
    preorder = opened(cast, now)
    order = place((cast.medium, 1))
    succeed(order)
    row = PreOrder.objects.filter(id=preorder)
    attempts: list[Callable[[], object]] = [
        lambda: row.update(goal=1),
        lambda: row.update(until=now + 90 * DAY),
        lambda: row.update(state="reached", ended_at=now),
        row.delete,
        lambda: Order.objects.filter(id=order).update(state="paid", paid_at=now),
        lambda: Order.objects.filter(id=order).update(preorder=None),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


class Stubborn:
    """A provider that never takes one of the refunds."""

    def __init__(self, refused: str) -> None:
        self.refused = refused
        self.asked: list[tuple[str, str]] = []

    def refund(self, intent: str, *, idempotency_key: str, **_more: object) -> SimpleNamespace:
        self.asked.append((intent, idempotency_key))
        if intent == self.refused:
            raise OSError("the line is down")
        return SimpleNamespace(id=f"re_{intent}")


def test_a_refund_that_fails_holds_up_no_other_and_is_asked_again(
    cast: Cast,
    place: Place,
    succeed: Succeed,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(cast, now)
    orders = [place((cast.medium, 1)) for _ in range(2)]
    for order in orders:
        succeed(order)
    clock(now + 11 * DAY)
    first, second = Refund.objects.order_by("id")
    bank = Stubborn(str(first.payment.intent))
    monkeypatch.setattr(own_jobs, "provider_named", lambda name: bank)

    for _ in range(2):
        with TestCase.captureOnCommitCallbacks(execute=True):
            own_jobs.refunds(at=now + 11 * DAY)

    states = dict(Refund.objects.values_list("id", "state"))
    assert states == {first.id: "granted", second.id: "asked"}
    keys = [key for intent, key in bank.asked if intent == bank.refused]
    assert keys == [f"refund:{first.id}"] * 2
