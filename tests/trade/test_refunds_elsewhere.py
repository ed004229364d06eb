"""Money given back in the provider's own pages, and by hand: nobody gets more than she paid.

Worked example. Two shirts for 40.00 each are paid by card: 80.00. In Stripe's pages 10.00 is given
back, for no piece. Then both shirts come back here: the provider still holds 70.00 and is asked for
70.00; 10.00 of the 80.00 the buyer had before. The books: provider 0, sales 0, losses 0.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cohive.bridges.payments import EventKind
from cohive.journal.models import Act
from cohive.journal.verification import verify
from cohive.ledger.queries import balance, uncleared
from cohive.trade import jobs, operations, queries
from cohive.trade.models import Advance, Refund
from cohive.trade.operations import BackLine
from cohive.words.money import Money
from tests.trade.conftest import Cast, payment_event
from tests.trade.preorders import clock, opened, state
from tests.trade.test_money_back import give_back
from tests.trade.test_selling_here import sign_in

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
Succeed = Callable[..., str]
DAY = timedelta(days=1)


def books(cast: Cast, *accounts: str) -> list[int]:
    return [balance(cast.firm, account, "EUR").minor for account in accounts]


def faults() -> list[str]:
    """What `cohive verify` finds; `claims` and `sales` are settled later, here nobody hears."""
    ours = {"paid orders", "advances", "provider and till", "disputes", "invoices", "entries"}
    return [f"{one.name}: {one.fault}" for one in verify() if one.name in ours and one.fault]


def favour(order: UUID, minor: int, at: datetime, name: str = "re_favour") -> str:
    """So much went back in the provider's own pages."""
    event = payment_event(
        order,
        at,
        kind=EventKind.REFUND_SUCCEEDED,
        amount=Money(minor, "EUR"),
        refund_id=name,
    )
    return operations.confirm_payment(event=event, at=at)


def said(order: UUID, refund: UUID, minor: int, at: datetime, *, failed: bool = False) -> str:
    """The provider's word about a refund of ours."""
    event = payment_event(
        order,
        at,
        kind=EventKind.REFUND_FAILED if failed else EventKind.REFUND_SUCCEEDED,
        amount=Money(minor, "EUR"),
        refund_id=f"re_{refund.hex}",
    )
    return operations.confirm_payment(event=event, at=at)


def everything(order: UUID) -> list[BackLine]:
    view = queries.order(order)
    assert view is not None
    return [BackLine(line.id, line.left) for line in view.lines if line.left]


@pytest.fixture
def shirts(cast: Cast, place: Place, succeed: Succeed) -> UUID:
    """Two shirts, paid: 80.00."""
    order = place((cast.medium, 2))
    assert succeed(order) == "paid"
    return order


def test_a_full_return_after_a_favour_asks_for_what_the_provider_still_holds(
    cast: Cast, shirts: UUID, now: datetime
) -> None:
    assert favour(shirts, 1000, now) == "refunded"
    assert books(cast, "provider", "losses") == [-7000, -1000]

    refund = operations.grant_refund(order=shirts, lines=everything(shirts), by=cast.ruben, at=now)

    [asked] = queries.refunds_to_ask()
    assert (asked.amount, asked.key) == (Money(7000, "EUR"), f"refund:{refund}:7000")
    assert Refund.objects.get(id=refund).given_before_minor == 1000
    assert said(shirts, refund, 7000, now) == "refunded"
    assert books(cast, "provider", "sales", "losses") == [0, 0, 0]
    assert faults() == []


def test_a_part_is_given_whole_and_the_favour_is_taken_off_the_last(
    cast: Cast, shirts: UUID, now: datetime
) -> None:
    favour(shirts, 1000, now)
    view = queries.order(shirts)
    assert view is not None
    one = [BackLine(view.lines[0].id, 1)]
    first = operations.grant_refund(order=shirts, lines=one, by=cast.ruben, at=now)
    second = operations.grant_refund(order=shirts, lines=one, by=cast.ruben, at=now)

    assert [row.amount.minor for row in queries.refunds_to_ask()] == [4000, 3000]
    said(shirts, second, 3000, now)
    said(shirts, first, 4000, now)
    assert books(cast, "provider", "sales", "losses") == [0, 0, 0]
    assert faults() == []


def test_a_favour_heard_of_after_the_grant_is_taken_off_before_the_provider_is_asked(
    cast: Cast,
    place: Place,
    now: datetime,
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    from cohive.trade.providers import provider

    bank = provider()
    order = place((cast.medium, 2))
    asked = operations.open_payment(order=order, method="card", by=cast.world, at=now)
    intent = bank.create_intent(
        amount=asked.amount,
        reference=asked.reference,
        idempotency_key=str(asked.payment),
        return_url="http://localhost/",
        at=now,
    )
    operations.note_intent(payment=asked.payment, intent=intent.id)
    bank.pay(intent.id, card_number="4242424242424242", at=now)
    jobs.read_events("sandbox", at=now)
    refund = operations.grant_refund(order=order, lines=everything(order), by=cast.ruben, at=now)
    bank.refund(intent.id, amount=Money(1000, "EUR"), idempotency_key="by hand there", at=now)

    with pytest.raises(Exception, match="can still be given back"):  # not heard of yet
        jobs._ask_refund(queries.refunds_to_ask()[0], now)
    jobs.read_events("sandbox", at=now)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.refunds(at=now)
    jobs.read_events("sandbox", at=now)

    assert Refund.objects.get(id=refund).state == "done"
    assert bank.load_intent(intent.id).refunded == Money(8000, "EUR")
    assert books(cast, "provider", "sales", "losses") == [0, 0, 0]
    assert faults() == []


def test_favours_that_came_to_everything_leave_nothing_to_ask_for(
    cast: Cast, shirts: UUID, now: datetime
) -> None:
    favour(shirts, 5000, now, "re_one")
    assert favour(shirts, 3000, now, "re_two") == "refunded"  # the rest: its pieces count as back

    assert queries.order(shirts).lines[0].left == 0  # type: ignore[union-attr]
    assert books(cast, "provider", "sales", "losses") == [0, 0, 0]
    assert faults() == []


def test_the_page_says_what_she_had_before(
    cast: Cast, shirts: UUID, client: Client, now: datetime
) -> None:
    favour(shirts, 1000, now)
    line = everything(shirts)[0]
    operations.request_refund(
        order=shirts, lines=[(line.line, 2)], reason="unsaid", by=cast.world, at=now
    )
    sign_in(client, "ruben")
    assert "The provider is asked for no more than it still holds" in text(client.get("/pack/"))
    [(asked, _)] = queries.refunds_to_decide()
    operations.grant_refund(order=shirts, refund=asked.id, lines=[line], by=cast.ruben, at=now)
    view = queries.order(shirts)
    assert view is not None
    page = text(client.get(view.url))
    assert "It comes to €80.00; you had €10.00 of it before." in page
    assert "€70.00" in page


def test_the_database_refuses_more_given_before_than_the_refund(
    cast: Cast, shirts: UUID, now: datetime
) -> None:
    refund = operations.grant_refund(order=shirts, lines=everything(shirts), by=cast.ruben, at=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(id=refund).update(given_before_minor=8001)


# --- a pre-order that waits ---------------------------------------------------------------------


@pytest.fixture
def waiting(cast: Cast, place: Place, succeed: Succeed, now: datetime) -> UUID:
    """One shirt of a bargain of three, paid: 40.00 wait, 10.00 of them went back there."""
    opened(cast, now)
    order = place((cast.medium, 1))
    succeed(order)
    assert state(order) == "waiting"
    assert favour(order, 1000, now) == "refunded"
    return order


def test_what_goes_back_of_a_waiting_order_is_owed_no_more(cast: Cast, waiting: UUID) -> None:
    assert books(cast, "provider", "advance", "losses") == [-3000, 3000, 0]
    assert Advance.objects.get(order=waiting).owed_minor == 3000
    assert faults() == []


def test_a_missed_goal_gives_back_what_is_left(cast: Cast, waiting: UUID, now: datetime) -> None:
    clock(now + 11 * DAY)

    [asked] = queries.refunds_to_ask()
    assert asked.amount == Money(3000, "EUR")
    assert said(waiting, asked.refund, 3000, now + 11 * DAY) == "refunded"
    assert books(cast, "provider", "advance", "losses", "sales") == [0, 0, 0, 0]
    assert faults() == []


def test_a_reached_goal_makes_it_a_sale_and_the_favour_the_firms(
    cast: Cast, waiting: UUID, place: Place, succeed: Succeed, now: datetime
) -> None:
    succeed(place((cast.medium, 2)))
    clock(now + timedelta(minutes=5))

    assert state(waiting) == "paid"
    assert books(cast, "provider", "advance", "losses") == [-11000, 0, -1000]
    assert faults() == []


def test_the_rest_given_back_at_the_provider_ends_a_waiting_order(
    cast: Cast, waiting: UUID, now: datetime
) -> None:
    assert favour(waiting, 3000, now, "re_rest") == "refunded"

    assert state(waiting) == "cancelled"
    assert books(cast, "provider", "advance", "losses") == [0, 0, 0]
    assert faults() == []


# --- by hand ------------------------------------------------------------------------------------


@pytest.mark.parametrize("refused_first", [False, True])
def test_a_refund_that_a_bank_refused_is_sent_by_the_firms_bank(
    cast: Cast, shirts: UUID, now: datetime, refused_first: bool
) -> None:
    """Whichever message comes first, the end is the same."""
    refund = operations.grant_refund(order=shirts, lines=everything(shirts), by=cast.ruben, at=now)
    operations.note_refund_asked(refund=refund, provider_refund=f"re_{refund.hex}")
    for failed in (True, False) if refused_first else (False, True):
        said(shirts, refund, 8000, now, failed=failed)

    assert books(cast, "provider", "refunds_by_hand", "bank") == [-8000, 8000, 0]
    [standing] = [one for one in uncleared() if one.account.purpose == "refunds_by_hand"]
    assert [item.amount for item in standing.items] == [Money(8000, "EUR")]
    assert not standing.unexplained
    assert faults() == []

    operations.confirm_sent_back(refund=refund, by=cast.steward, at=now + DAY)

    assert books(cast, "provider", "refunds_by_hand", "bank") == [-8000, 0, 8000]
    assert [one for one in uncleared() if one.account.purpose == "refunds_by_hand"] == []
    assert faults() == []
    row = Refund.objects.get(id=refund)
    assert Act.objects.get(id=row.sent_act).kind == "trade.refund.sent"


def test_a_refusal_alone_is_enough_to_send_it(cast: Cast, shirts: UUID, now: datetime) -> None:
    """The message that it was given never comes."""
    refund = operations.grant_refund(order=shirts, lines=everything(shirts), by=cast.ruben, at=now)
    operations.note_refund_asked(refund=refund, provider_refund=f"re_{refund.hex}")
    said(shirts, refund, 8000, now, failed=True)
    assert faults() == []

    operations.confirm_sent_back(refund=refund, by=cast.steward, at=now + DAY)

    assert books(cast, "provider", "refunds_by_hand", "bank", "sales") == [-8000, 0, 8000, 0]
    assert faults() == []


def test_a_refusal_of_before_is_booked_whole_when_it_is_sent(
    cast: Cast, shirts: UUID, now: datetime
) -> None:
    refund = operations.grant_refund(order=shirts, lines=everything(shirts), by=cast.ruben, at=now)
    give_back(shirts, refund, now)
    Refund.objects.filter(id=refund).update(failed_at=now)  # as an older version wrote it
    assert faults() == []

    operations.confirm_sent_back(refund=refund, by=cast.steward, at=now)

    assert books(cast, "provider", "bank") == [-8000, 8000]
    assert faults() == []


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]
