"""Five messages of a wallet about one order, in every order, doubled and lost: one end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from cohive.bridges.payments import Method, PaymentEvent
from cohive.journal.verification import verify
from cohive.ledger.models import Balance
from cohive.trade import jobs, operations, providers, queries
from cohive.trade.models import Order, Payment
from tests.trade.conftest import Cast
from tests.trade.test_every_order_of_messages import COPIES, ORDERS, arrivals, state_hash
from tests.trade.wallets import Wallets, connected, order_in_yuan, wallets, yuan

__all__ = ["connected", "order_in_yuan", "wallets", "yuan"]
pytestmark = pytest.mark.django_db
LOST = {"wechat": (None, 0, 1), "alipay": (None, 0, 1, 4)}
"""Which messages may get lost. Who makes a refund in the wallet's own pages tells nobody else."""


@dataclass
class Story:
    """What happened there, told in five messages, as they were read."""

    name: str
    order: UUID
    heard: list[PaymentEvent]
    now: datetime


@pytest.fixture(params=["wechat", "alipay"])
def story(
    request: Any, yuan: Cast, connected: Wallets, order_in_yuan: Callable[..., UUID]
) -> Story:
    """Closed by the buyer, begun anew and paid, and parts given back in the wallet's own pages."""
    name, now = request.param, connected.wechat.now
    order = order_in_yuan((yuan.medium, 1), (yuan.one_print, 1), at=now)
    bank: Any = providers.questioned(name)
    fake: Any = getattr(connected, name)

    def begin() -> str:
        asked = operations.open_payment(
            order=order, method="qr", provider=name, by=yuan.world, at=fake.now
        )
        made = bank.create_intent(
            amount=asked.amount,
            reference=asked.reference,
            idempotency_key=f"payment:{asked.payment}",
            return_url="https://place.example/thanks",
            method=Method.QR,
            at=fake.now,
        )
        operations.note_intent(payment=asked.payment, intent=made.id)
        if name == "alipay":
            fake.open_page(made.pay_url)
        return str(made.id)

    def read() -> PaymentEvent:
        headers, body = fake.message(fake.messages[-1])
        event = bank.parse_webhook(headers, body, secret="", at=fake.now)
        assert event is not None
        return event  # type: ignore[no-any-return]

    first = begin()
    connected.wait(minutes=3)
    if name == "alipay":
        fake.give_up(first)
        heard = [read()]
    else:  # WeChat Pay tells nobody; we ask
        bank.cancel(first, idempotency_key="close", at=fake.now)
        heard = bank.events_about(first, refunds=(), at=fake.now)
    Payment.objects.filter(intent=first).update(state="closed")  # so that another can be begun
    second = begin()
    Payment.objects.filter(intent=first).update(state="open")
    connected.wait(minutes=3)
    fake.pay(second)
    heard.append(read())
    for number in range(3 if name == "wechat" else 2):
        connected.wait(minutes=3)
        _back(fake, name, second, number)
        heard.append(read())
    if name == "alipay":
        fake.end(second)
        heard.append(read())
    return Story(name, order, heard, fake.now + timedelta(minutes=10))


def _back(fake: Any, name: str, number: str, count: int) -> None:
    """Somebody gives a part back in the wallet's own pages."""
    if name == "alipay":
        asked = {"out_request_no": f"own{count}", "refund_amount": f"{7 + count}.00"}
        fake._refunded(fake.trades[number], asked)
        return
    amount = {"refund": 700 + 100 * count, "total": fake.trades[number]["amount"]["total"]}
    fake._refunded({"out_trade_no": number, "out_refund_no": f"own{count}", "amount": amount})
    fake.finish_refund(f"own{count}")


def told(story: Story, order: Sequence[int], copies: Sequence[int], lost: int | None) -> str:
    """The hash after these arrivals and one round of asking; then undone."""
    with transaction.atomic():
        for index in arrivals(order, copies, lost):
            operations.confirm_payment(event=story.heard[index], provider=story.name, at=story.now)
        if lost is not None:
            ask(story)
        found = state_hash(story.order)
        transaction.set_rollback(True)
    return found


def ask(story: Story) -> None:
    """Ask about what is open.

    When a payment was closed a wallet does not say; the moment of asking stands for it, which is
    the message's own here so that nothing but the way it was heard differs.
    """
    for question in queries.questions(at=story.now, after=timedelta(minutes=2), **jobs.ALL):
        jobs._ask_about(question, story.heard[0].occurred_at)


def test_all_120_orders_end_alike(story: Story) -> None:
    wanted = told(story, range(5), COPIES[0], None)
    ways = itertools.cycle(itertools.product(COPIES, LOST[story.name]))
    ends = {
        (order, way): told(story, order, *way) for order, way in zip(ORDERS, ways, strict=False)
    }
    assert len(ends) == 120
    assert [where for where, end in ends.items() if end != wanted] == []


def test_a_hash_misses_nothing(story: Story) -> None:
    """The control: a message left out and not asked for shows in the hash."""
    wanted = told(story, range(5), COPIES[0], None)
    for lost in range(5):
        copies = [0 if index == lost else 1 for index in range(5)]
        is_a_copy = story.name == "alipay" and lost in (1, 4)  # both say that it was paid
        assert (told(story, range(5), copies, None) == wanted) is is_a_copy


def test_the_end_is_the_right_one(yuan: Cast, story: Story) -> None:
    for event in story.heard:
        operations.confirm_payment(event=event, provider=story.name, at=story.now)

    assert [finding.fault for finding in verify() if finding.fault] == []
    assert Order.objects.get(id=story.order).state == "paid"
    assert sorted(Payment.objects.values_list("state", flat=True)) == ["closed", "paid"]
    firm = dict(
        Balance.objects.filter(account__agent=yuan.firm).values_list("account__purpose", "minor")
    )
    back = 700 + 800 + (900 if story.name == "wechat" else 0)
    assert firm["losses"] == -back  # for no piece in particular: the firm's own loss
    assert firm["sales"] == 6500
    assert firm["provider"] == -6500 + back
