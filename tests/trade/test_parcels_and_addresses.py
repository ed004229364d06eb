"""From paid to arrived, the mails on the way, and forgetting where it went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries

from cohive.bond.operations import delete_account
from cohive.journal.models import Act
from cohive.trade import jobs, mails, operations, queries
from cohive.trade.models import Exchange, OrderContact, Refund
from cohive.words.refusals import Refused
from tests.trade.conftest import Cast, payment_event

pytestmark = pytest.mark.django_db
Place = Callable[..., UUID]
DAY = timedelta(days=1)


@pytest.fixture
def paid(place: Place, succeed: Callable[..., str]) -> UUID:
    order = place()
    assert succeed(order) == "paid"
    return order


def kinds(order: UUID) -> list[str]:
    rows = Act.objects.filter(object_id=order).order_by("id").values_list("kind", "actor_id")
    return [kind.removeprefix("trade.") for kind, _ in rows]


def test_packing_sending_and_arriving_are_acts(cast: Cast, paid: UUID, now: datetime) -> None:
    operations.pack_order(order=paid, by=cast.ruben, at=now)
    operations.ship_order(order=paid, carrier="PostNL", tracking=" 3S 7 ", by=cast.ruben, at=now)
    operations.mark_arrived(order=paid, by=cast.world, at=now + DAY)

    view = queries.order(paid)
    assert view is not None
    assert view.parcel is not None
    assert (view.state, view.packed_at, view.arrived_at) == ("arrived", now, now + DAY)
    assert (view.parcel.carrier, view.parcel.tracking) == ("PostNL", "3S 7")
    assert kinds(paid)[-3:] == ["order.packed", "order.sent", "order.arrived"]


def test_what_is_sent_without_packing_was_packed_too(cast: Cast, paid: UUID, now: datetime) -> None:
    operations.ship_order(order=paid, by=cast.ruben, at=now)
    assert kinds(paid)[-2:] == ["order.packed", "order.sent"]


def test_no_station_is_left_out_or_passed_twice(
    cast: Cast, place: Place, paid: UUID, now: datetime
) -> None:
    unpaid = place()
    for step in (operations.pack_order, operations.ship_order, operations.mark_arrived):
        with pytest.raises(Refused, match="cannot become"):
            step(order=unpaid, by=cast.ruben, at=now)
    with pytest.raises(Refused, match="cannot become"):
        operations.mark_arrived(order=paid, by=cast.ruben, at=now)
    operations.ship_order(order=paid, by=cast.ruben, at=now)
    with pytest.raises(Refused, match="cannot become"):
        operations.ship_order(order=paid, by=cast.ruben, at=now)
    with pytest.raises(Refused) as long:
        operations.ship_order(order=unpaid, tracking="7" * 81, by=cast.ruben, at=now)
    assert long.value.field == "tracking"


def test_addresses_are_forgotten_sixty_days_after_arrival(
    cast: Cast, paid: UUID, now: datetime
) -> None:
    operations.ship_order(order=paid, by=cast.ruben, at=now)
    operations.mark_arrived(order=paid, by=cast.ruben, at=now)
    jobs.erase_addresses(at=now + 60 * DAY)
    assert OrderContact.objects.get(order=paid).town == "Schiedam"

    jobs.erase_addresses(at=now + 60 * DAY + timedelta(seconds=1))

    row = OrderContact.objects.get(order=paid)
    assert not any((row.email, row.name, row.street, row.postcode, row.town, row.country))
    assert queries.order(paid).contact is None  # type: ignore[union-attr]
    assert kinds(paid)[-1] == "contact.erased"
    jobs.erase_addresses(at=now + 70 * DAY)
    assert kinds(paid).count("contact.erased") == 1
    assert not mails.send("sent", paid, None, at=now)


def test_who_leaves_takes_her_addresses_with_her(
    cast: Cast, place: Place, paid: UUID, now: datetime
) -> None:
    own = place(buyer=cast.kit, by=cast.kit)
    operations.confirm_payment(event=payment_event(own, now), at=now)
    line = queries.order(own).lines[0].id  # type: ignore[union-attr]
    operations.request_refund(
        order=own, lines=[(line, 1)], reason="faulty", note="Kit, Quay 3", by=cast.kit, at=now
    )
    delete_account(by=cast.kit, at=now)

    assert Refund.objects.get(order=own).note == ""
    assert OrderContact.objects.get(order=own).name == ""
    assert OrderContact.objects.get(order=paid).name == "Lotte Smit"
    assert kinds(own)[-1] == "contact.erased"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", sorted(mails.SUBJECTS))
def test_every_mail_can_be_written_in_both_languages(
    cast: Cast, place: Place, now: datetime, kind: str, language: str
) -> None:
    order, refund = place(language=language), None
    view = queries.order(order)
    assert view is not None
    if kind != "placed":
        operations.confirm_payment(event=payment_event(order, now), at=now)
        refund = operations.grant_refund(
            order=order, lines=[(view.lines[0].id, 1)], by=cast.ruben, at=now
        )
        Exchange.objects.create(
            order_id=order,
            line_id=view.lines[0].id,
            old_variant=cast.one_print,
            new_variant=cast.medium,
            new_label="framed",
            quantity=1,
            location_id=cast.shelf,
            state="sent",
            answer="It is worn.",
            asked_at=now,
        )
    assert mails.send(kind, order, refund, at=now)

    letter = mail.outbox[-1]
    assert view.reference in letter.subject
    assert f"http://localhost:8000{view.url}" in str(letter.body)
    assert "Low tide timetable" in str(letter.body)
    page = str(letter.alternatives[0].content)  # type: ignore[attr-defined]
    assert view.url in page
    assert f'lang="{"en" if language == "en" else "zh-Hans"}"' in page


def test_reading_costs_what_its_docstring_says(
    cast: Cast, paid: UUID, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    line = queries.order(paid).lines[0].id  # type: ignore[union-attr]
    operations.grant_refund(order=paid, lines=[(line, 1)], by=cast.ruben, at=now)
    with django_assert_num_queries(7):  # order; lines, payments, contact, parcel, refunds, pieces
        queries.order(paid)
    with django_assert_num_queries(7):  # the same for many
        queries.to_pack()
    with django_assert_num_queries(4):  # order, payment, pieces back, lines
        queries.order_for_settlement(paid)
    with django_assert_num_queries(2):  # sold, given back
        queries.sold_units(cast.print)
    with django_assert_num_queries(1):
        queries.on_hand([cast.medium])
