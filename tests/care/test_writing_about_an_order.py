"""A guest writes from her order: the answer reaches the address it was bought with."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.test import Client

from cohive.care import jobs, operations
from cohive.care.models import Conversation, CorrespondentKey
from cohive.trade.models import Order, OrderContact, OrderLine
from cohive.trade.queries import order as order_of
from tests.care.conftest import signed_in

pytestmark = pytest.mark.django_db


def bought(now, *, email: str = "Lotte@home.example", reference: str = "1152") -> UUID:
    """A guest's paid order."""
    row = Order.objects.create(
        reference=reference, key=reference, fingerprint="x", channel="web", state="paid",
        currency="EUR", goods_minor=4000, placed_at=now, paid_at=now,
    )  # fmt: skip
    OrderLine.objects.create(
        order=row, position=0, product=uuid4(), variant=uuid4(), title="Ebb", quantity=1,
        unit_price_minor=4000,
    )  # fmt: skip
    OrderContact.objects.create(order=row, email=email, name="Lotte Smit")
    return row.id


def form_of(order: UUID) -> str:
    """The address of the form on the order's page."""
    found = order_of(order)
    assert found is not None
    return "/write/?" + urlencode({"order": found.reference, "word": found.token})


def answered(team, now) -> Conversation:
    talk = Conversation.objects.get()
    message = operations.write_answer(conversation=talk.id, text="Monday", by=team.sana, at=now)
    jobs.send_answer(message)
    return talk


def test_the_answer_reaches_the_orders_address(team, now) -> None:
    order = bought(now)
    path = form_of(order)
    assert "Empty: it comes to the address of the order." in Client().get(path).content.decode()
    assert Client().post(path, {"text": "When does it leave?"}).status_code == 302
    talk = answered(team, now)
    assert (talk.channel, talk.order) == ("order", order)
    assert mail.outbox[0].to == ["lotte@home.example"]
    key = CorrespondentKey.objects.get()  # typed at the checkout, so proven by nobody
    assert (key.kind, key.value) == ("typed", "lotte@home.example")


def test_another_address_written_there_goes_first(team, now) -> None:
    Client().post(form_of(bought(now)), {"text": "When?", "email": "work@home.example"})
    answered(team, now)
    assert mail.outbox[0].to == ["work@home.example"]


def test_an_order_without_an_address_keeps_its_answer_on_the_page(team, now) -> None:
    path = form_of(bought(now, email=""))
    assert "keep the link you get" in Client().get(path).content.decode()
    Client().post(path, {"text": "When does it leave?"})
    answered(team, now)
    assert mail.outbox == []


def test_a_forged_link_of_an_order_takes_no_address_from_it(team, now) -> None:
    path = form_of(bought(now))
    Client().post(path[:-3] + "xyz", {"text": "When does it leave?"})
    assert Conversation.objects.get().order is None
    answered(team, now)
    assert mail.outbox == []


def test_a_member_writes_as_herself(team, now) -> None:
    signed_in(team.noor).post(form_of(bought(now)), {"text": "When does it leave?"})
    assert CorrespondentKey.objects.get().kind == "member"
