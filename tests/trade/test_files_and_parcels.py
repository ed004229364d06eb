"""A file and a thing in one order: the file at once, the parcel later, the post for it alone.

The worked example: a shirt at 40.00 and a file at 25.00 to the Netherlands, where a parcel
of one piece costs 4.35 and of two 6.95. Together 65.00 and the post of one piece, 4.35: 69.35 paid.
The file goes back: 25.00, and the post stays. The shirt goes back after it: 40.00 and the post,
44.35. Nothing is left, and the shirt lies on the shelf again; no file ever did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cohive.trade import operations, queries
from cohive.trade.models import Entitlement, Order, Refund, StockMove
from cohive.trade.operations import BackLine
from cohive.trade.queries import OrderView, RateView
from cohive.trade.queries.shipping import StepView
from cohive.words.money import Money
from cohive.words.refusals import Refused
from tests.trade.conftest import LOTTE, Cast, payment_event
from tests.trade.test_buying_pages import CARD, basket, deliver, go_to_bank
from tests.trade.test_desk_pages import sign_in, text
from tests.trade.test_money_back import give_back
from tests.trade.test_paying import faults

pytestmark = pytest.mark.django_db
FORM = {
    "key": "k",
    "email": LOTTE.email,
    "name": LOTTE.name,
    "street": LOTTE.street,
    "postcode": LOTTE.postcode,
    "town": LOTTE.town,
    "country": LOTTE.country,
}


@pytest.fixture
def song(cast: Cast, now: datetime) -> UUID:
    """The print is sold as a file from now on, and post costs by how many pieces."""
    steps = (StepView(1, Money(435, "EUR")),)
    zone = RateView("Here", ("NL",), Money(695, "EUR"), "pieces", steps)
    operations.set_shipping(rates=[zone], by=cast.ruben, at=now)
    return operations.add_file(
        variant=cast.one_print, name="low-tide.mp3", content=[b"tide"], by=cast.ruben, at=now
    )


@pytest.fixture
def mixed(cast: Cast, song: UUID, place: Callable[..., UUID], succeed: Callable[..., str]) -> UUID:
    order = place((cast.medium, 1), (cast.one_print, 1))
    assert succeed(order) == "paid"
    return order


def view(order: UUID) -> OrderView:
    found = queries.order(order)
    assert found is not None
    return found


def lines(order: UUID, cast: Cast) -> tuple[UUID, UUID]:
    """(the shirt's, the file's)."""
    of = {line.variant: line.id for line in view(order).lines}
    return of[cast.medium], of[cast.one_print]


def test_the_file_is_there_at_once_and_the_parcel_waits(cast: Cast, mixed: UUID) -> None:
    order = Order.objects.get(id=mixed)
    assert (order.state, order.shipping_minor, order.goods_minor) == ("paid", 435, 6500)
    assert [one.name for one in queries.bought_files(view(mixed))] == ["low-tide.mp3"]
    assert queries.on_hand([cast.medium, cast.one_print]) == {cast.medium: 4, cast.one_print: 20}
    assert [one.id for one in queries.to_pack()] == [mixed]
    assert queries.file_lines([mixed]) == {lines(mixed, cast)[1]}
    assert faults() == []


def test_the_file_goes_back_and_the_post_stays(cast: Cast, mixed: UUID, now: datetime) -> None:
    shirt, file = lines(mixed, cast)
    first = operations.grant_refund(
        order=mixed, lines=[BackLine(file, 1, True)], by=cast.ruben, at=now
    )
    assert Refund.objects.get(id=first).amount_minor == 2500
    assert give_back(mixed, first, now) == "refunded"
    assert Order.objects.get(id=mixed).state == "paid"
    operations.pack_order(order=mixed, by=cast.ruben, at=now)
    second = operations.grant_refund(
        order=mixed, lines=[BackLine(shirt, 1, True)], by=cast.ruben, at=now
    )
    assert Refund.objects.get(id=second).amount_minor == 4435
    assert queries.on_hand([cast.medium, cast.one_print]) == {cast.medium: 5, cast.one_print: 20}
    assert not StockMove.objects.filter(order_id=mixed, variant=cast.one_print).exists()
    assert faults() == []


@pytest.mark.parametrize("is_packed", [False, True])
def test_without_its_shirt_it_is_at_its_end_and_nobody_packs_it(
    cast: Cast, mixed: UUID, now: datetime, is_packed: bool
) -> None:
    if is_packed:
        operations.pack_order(order=mixed, by=cast.ruben, at=now)
    shirt, _ = lines(mixed, cast)
    refund = operations.grant_refund(
        order=mixed, lines=[BackLine(shirt, 1, True)], by=cast.ruben, at=now
    )
    assert Refund.objects.get(id=refund).amount_minor == 4435
    assert (view(mixed).state, queries.to_pack(), queries.packed()) == ("handed_over", [], [])
    assert queries.bought_files(view(mixed))[0].url
    with pytest.raises(Refused):
        operations.pack_order(order=mixed, by=cast.ruben, at=now)


def test_what_expires_lies_on_the_shelf_again_and_late_money_takes_it(
    cast: Cast, song: UUID, place: Callable[..., UUID], now: datetime
) -> None:
    order = place((cast.medium, 1), (cast.one_print, 1))
    came = payment_event(order, now, occurred_at=now + timedelta(hours=1))
    assert operations.expire_order(order=order, at=now + timedelta(hours=1))
    assert queries.on_hand([cast.medium, cast.one_print]) == {cast.medium: 5, cast.one_print: 20}
    assert operations.confirm_payment(event=came, at=now + timedelta(hours=1)) == "paid late"
    assert queries.on_hand([cast.medium, cast.one_print]) == {cast.medium: 4, cast.one_print: 20}
    assert Entitlement.objects.count() == 1
    assert faults() == []


def test_another_address_counts_the_post_for_the_parcel_alone(
    cast: Cast, song: UUID, place: Callable[..., UUID], now: datetime
) -> None:
    order = place((cast.medium, 1), (cast.one_print, 1))
    near = RateView("Here", ("NL",), Money(435, "EUR"))
    far = RateView("There", ("BE",), Money(900, "EUR"), "pieces", (StepView(1, Money(890, "EUR")),))
    operations.set_shipping(rates=[near, far], by=cast.ruben, at=now)
    abroad = replace(LOTTE, country="BE", postcode="2000")
    operations.change_contact(order=order, contact=abroad, by=cast.world, at=now)
    assert view(order).shipping == Money(890, "EUR")


def test_a_file_has_no_other_size(cast: Cast, mixed: UUID, now: datetime) -> None:
    operations.ship_order(order=mixed, by=cast.ruben, at=now)
    with pytest.raises(Refused, match="no other size"):
        operations.ask_exchange(
            order=mixed, line=lines(mixed, cast)[1], quantity=1, variant=cast.large,
            by=cast.world, at=now,
        )  # fmt: skip


def test_what_is_posted_stays_so_when_it_becomes_a_file(
    cast: Cast, place: Callable[..., UUID], succeed: Callable[..., str], now: datetime
) -> None:
    order = place((cast.medium, 1), (cast.one_print, 1))
    operations.add_file(
        variant=cast.one_print, name="tide.mp3", content=[b"tide"], by=cast.ruben, at=now
    )
    assert succeed(order) == "paid"
    assert queries.bought_files(view(order)) == []
    operations.cancel_order(order=order, by=cast.world, at=now)
    assert queries.on_hand([cast.one_print]) == {cast.one_print: 20}


def test_cancelling_keeps_a_file_that_was_fetched(
    cast: Cast, mixed: UUID, now: datetime, client: Client
) -> None:
    """69.35 were paid: 25.00 for the file stay, 40.00 and the post of 4.35 go back."""
    [bought] = Entitlement.objects.all()
    operations.fetch_file(entitlement=bought.id, door=1, at=now)
    assert "Files you fetched stay yours" in text(client.get(view(mixed).url))

    operations.cancel_order(order=mixed, by=cast.world, at=now)

    refund = Refund.objects.get()
    assert refund.amount_minor == 4435
    assert Order.objects.get(id=mixed).state == "handed_over"
    assert queries.on_hand([cast.medium]) == {cast.medium: 5}
    assert operations.fetch_file(entitlement=bought.id, door=1, at=now)
    give_back(mixed, refund.id, now)
    assert faults() == []
    with pytest.raises(Refused, match="on its way already"):
        operations.cancel_order(order=mixed, by=cast.world, at=now)


def test_cancelling_gives_back_a_file_nobody_fetched(
    cast: Cast, mixed: UUID, now: datetime
) -> None:
    operations.cancel_order(order=mixed, by=cast.world, at=now)
    assert Refund.objects.get().amount_minor == 6935
    assert Order.objects.get(id=mixed).state == "cancelled"


def test_the_page_says_that_fetched_files_stay(
    cast: Cast, mixed: UUID, client: Client, now: datetime
) -> None:
    [bought] = Entitlement.objects.all()
    operations.fetch_file(entitlement=bought.id, door=1, at=now)
    page = text(client.post(f"{view(mixed).url}cancel", follow=True))
    assert "The files you fetched stay yours" in page
    assert "Cancel this order" not in page


def test_one_more_thing_is_put_in_on_the_first_page(
    cast: Cast, client: Client, song: UUID, hear: Callable[..., int]
) -> None:
    page = text(client.get(basket(cast.medium)))
    assert "Put something else in as well" in page
    both = f"{basket(cast.medium)}&variant={cast.one_print}&quantity=1"
    assert both.partition("?")[2].replace("&", "&amp;") in page
    page = text(client.get(both))
    assert "You get the files at once; the parcel brings the rest" in page
    assert "Take it out" in page
    answer = client.post(both, FORM)
    client.post(go_to_bank(client, answer["Location"]), {"card_number": CARD})
    assert deliver(client) == [200]
    assert view(Order.objects.get().id).total == Money(6935, "EUR")
    hear(timezone.now() + timedelta(seconds=2))
    assert "/files/get/" in str(mail.outbox[0].body)
    sign_in(client, "ruben")
    packing = text(client.get("/pack/"))
    assert packing.count("a file: not in the parcel") == 1
