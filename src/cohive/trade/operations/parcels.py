"""From paid to arrived: packing, sending, arriving; and forgetting the address afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.journal.operations import record
from cohive.trade.contact import is_country
from cohive.trade.events import (
    ContactErased,
    OrderArrived,
    OrderPacked,
    OrderSent,
    ShippingSet,
)
from cohive.trade.models import Order, OrderContact, Refund, Shipment, ShippingRate, ShippingStep
from cohive.trade.operations import voucher_uses
from cohive.trade.operations.disputes import refuse_disputed
from cohive.trade.operations.finishing import quantities_left
from cohive.trade.operations.invoices import erase_buyers_of
from cohive.trade.operations.orders import advance, locked
from cohive.trade.operations.parties import founded, plan_mail
from cohive.trade.operations.personal import erase_fillings
from cohive.trade.operations.posted import pieces_left
from cohive.trade.queries.shipping import EVERYWHERE_ELSE, RateView
from cohive.words.refusals import Refused


@transaction.atomic
def pack_order(*, order: UUID, by: UUID, at: datetime) -> None:
    """The parcel is closed. Until it is sent the order can still be cancelled.

    Refused while a bank decides about its payment, and when it took the money back.
    """
    row = locked(order)
    refuse_disputed(row)
    if not any(pieces_left(row, quantities_left(row)).values()):
        raise Refused("Everything in this order was given back.")
    advance(row, "packed", packed_at=at)
    record(OrderPacked(order=row.id), by=by, at=at, object_kind="order", object=row.id)


@transaction.atomic
def ship_order(
    *, order: UUID, carrier: str = "", tracking: str = "", by: UUID, at: datetime
) -> None:
    """The parcel left; the buyer gets its number by mail."""
    if len(carrier) > 60:
        raise Refused("At most %(length)s characters.", field="carrier", length=60)
    if len(tracking) > 80:
        raise Refused("At most %(length)s characters.", field="tracking", length=80)
    row = locked(order)
    refuse_disputed(row)
    if row.state == "paid":
        pack_order(order=order, by=by, at=at)
        row.refresh_from_db()
    advance(row, "sent")
    Shipment.objects.create(
        order=row, carrier=carrier.strip(), tracking=tracking.strip(), by_id=by, sent_at=at
    )
    record(OrderSent(order=row.id), by=by, at=at, object_kind="order", object=row.id)
    plan_mail("sent", row.id, at=at)


@transaction.atomic
def mark_arrived(*, order: UUID, by: UUID, at: datetime) -> None:
    """The buyer has it: she says so, or a maker does."""
    row = locked(order)
    advance(row, "arrived", arrived_at=at)
    record(OrderArrived(order=row.id), by=by, at=at, object_kind="order", object=row.id)


@transaction.atomic
def erase_contact(*, order: UUID, at: datetime, by: UUID | None = None) -> bool:
    """Forget name and address of an order; return whether there was something to forget.

    What she wrote when she sent something back goes too: people sign such notes.
    """
    erased = OrderContact.objects.filter(order=order, erased_at__isnull=True).update(
        email="", name="", street="", postcode="", town="", country="", erased_at=at
    )
    if not erased:
        return False
    Refund.objects.filter(order=order).update(note="")
    voucher_uses.forget(order)
    erase_buyers_of(order, by=by or founded().agent, at=at)
    erase_fillings(order, at=at)
    record(
        ContactErased(order=order),
        by=by or founded().agent,
        at=at,
        object_kind="order",
        object=order,
    )
    return True


def erase_buyer(*, agent: UUID, at: datetime) -> None:
    """Forget the addresses of all orders of a member who leaves."""
    orders = Order.objects.filter(buyer_id=agent, contact__erased_at__isnull=True)
    for order in orders.values_list("id", flat=True):
        erase_contact(order=order, at=at, by=agent)


@transaction.atomic
def set_shipping(*, rates: Sequence[RateView], by: UUID, at: datetime) -> None:
    """Replace the prices of parcels; none at all means post is free everywhere."""
    place = founded()
    seen: set[str] = set()
    for rate in rates:
        if not rate.label.strip() or not rate.countries:
            raise Refused("Each price needs a name and at least one country.", field="countries")
        for code in rate.countries:
            if code != EVERYWHERE_ELSE and not is_country(code):
                raise Refused(
                    "“%(code)s” is not a country code. Write two letters such as NL.",
                    field="countries",
                    code=code,
                )
            if code in seen:
                raise Refused("%(code)s stands in two prices.", field="countries", code=code)
            seen.add(code)
        _check_amounts(rate, place.currency)
        _check_steps(rate)
    ShippingRate.objects.all().delete()
    for position, rate in enumerate(rates):
        row = ShippingRate.objects.create(
            label=rate.label.strip(),
            countries=" ".join(rate.countries),
            amount_minor=rate.amount.minor,
            currency=rate.amount.currency,
            position=position,
            measure=rate.measure,
            free_from_minor=rate.free_from.minor if rate.free_from else None,
        )
        ShippingStep.objects.bulk_create(
            [
                ShippingStep(rate=row, up_to=step.up_to, amount_minor=step.amount.minor)
                for step in rate.steps
            ]
        )
    record(ShippingSet(rates=len(rates)), by=by, at=at, object_kind="place", object=place.agent)


def _check_amounts(rate: RateView, currency: str) -> None:
    amounts = [rate.amount, *(step.amount for step in rate.steps)]
    amounts += [rate.free_from] if rate.free_from else []
    if any(amount.minor < 0 or amount.currency != currency for amount in amounts):
        raise Refused("Post costs nothing or more, in the place’s currency.", field="amount")


def _check_steps(rate: RateView) -> None:
    """The steps of a price rise, and have something to be measured by."""
    sizes = [step.up_to for step in rate.steps]
    if sizes != sorted(set(sizes)) or any(size < 1 for size in sizes):
        raise Refused(
            "The steps of “%(label)s” have to grow: each up to more than the one before.",
            field="amount",
            label=rate.label,
        )
    if bool(sizes) != (rate.measure in ("pieces", "grams")):
        raise Refused(
            "The steps of “%(label)s” are all in pieces or all in grams.",
            field="amount",
            label=rate.label,
        )
