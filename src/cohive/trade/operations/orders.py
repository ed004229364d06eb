"""Placing an order, and all that can still happen to one nobody has packed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from functools import partial
from typing import NamedTuple
from uuid import UUID

from django.db import IntegrityError, transaction

from cohive.bond import queries as bond
from cohive.journal.operations import record
from cohive.journal.writer import shared
from cohive.spread import queries as spread
from cohive.trade import goods
from cohive.trade.contact import Contact, checked
from cohive.trade.events import OrderChanged, OrderExpired, OrderLinkRenewed, OrderPlaced
from cohive.trade.goods import Good, tax_inside
from cohive.trade.models import ORDER_STATES, Location, Order, OrderContact, OrderLine, Payment
from cohive.trade.operations.parties import founded, plan_mail
from cohive.trade.operations.stock import Piece, give_back, take_pieces, web_shelf
from cohive.trade.queries.shipping import shipping_to
from cohive.words.ids import new_id
from cohive.words.money import Money
from cohive.words.refusals import Missing, Refused

HELD_MINUTES = 30
LINES_MAX = 20
WEB_QUANTITY_MAX = 20
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NO_ORDER = "There is no such order."


class Wanted(NamedTuple):
    """One line of a basket with what it is."""

    good: Good
    quantity: int


@dataclass(frozen=True)
class Sums:
    """What an order costs, in minor units."""

    currency: str
    goods: int
    shipping: int
    tax: int


@transaction.atomic
def place_order(
    *,
    lines: Sequence[tuple[UUID, int]],
    channel: str = "web",
    location: UUID | None = None,
    contact: Contact | None = None,
    buyer: UUID | None = None,
    link: UUID | None = None,
    by: UUID,
    at: datetime,
    key: str,
    language: str = "",
) -> UUID:
    """Set the pieces aside for half an hour and return the order's id.

    `lines` are (variant, quantity); `location` is the web shelf unless a stall is named. The same
    `key` gives the same order and takes nothing more: with another address the order gets the new
    address, with other lines it is refused. Raises Refused (field "quantity") when sold out.
    """
    wanted = basket(lines, quantity_max=WEB_QUANTITY_MAX)
    tidy = checked(contact or Contact(), wants_address=channel == "web")
    place = founded()
    shelf = location or web_shelf(by=place.agent, at=at)
    mark = fingerprint(wanted, shelf, channel)
    known = Order.objects.filter(key=key).first()
    if known is not None:
        return _again(known, mark, tidy, buyer=buyer, by=by, at=at)
    sums = total(wanted, tidy.country if channel == "web" else "", rate=place.tax_rate)
    order = insert_order(
        Order(
            key=key,
            fingerprint=mark,
            channel=channel,
            location_id=open_shelf(shelf),
            buyer_id=buyer,
            link=link,
            is_own_link=_is_own_link(link, buyer, tidy.email),
            state="placed",
            currency=sums.currency,
            goods_minor=sums.goods,
            shipping_minor=sums.shipping,
            tax_minor=sums.tax,
            language=language or "en",
            placed_at=at,
            expires_at=at + timedelta(minutes=HELD_MINUTES),
        )
    )
    if order is None:  # the same form came twice at the same instant, and the other was first
        return _again(Order.objects.get(key=key), mark, tidy, buyer=buyer, by=by, at=at)
    write_lines(order, wanted)
    OrderContact.objects.create(order=order, **vars(tidy))
    take_pieces(pieces(wanted), location=shelf, order=order.id, by=by, at=at)
    record(
        OrderPlaced(order=order.id, channel=channel),
        by=by,
        at=at,
        object_kind="order",
        object=order.id,
    )
    return order.id


@transaction.atomic
def change_contact(*, order: UUID, contact: Contact, by: UUID, at: datetime) -> None:
    """Send an order that is not paid yet to another address; the post may cost something else."""
    row = locked(order)
    _change_contact(row, checked(contact, wants_address=row.channel == "web"), by=by, at=at)


@transaction.atomic
def renew_link(*, order: UUID, by: UUID, at: datetime) -> None:
    """Make a new link to the order's page; the old one opens nothing from now on."""
    row = locked(order)
    Order.objects.filter(id=row.id).update(door=row.door + 1)
    record(OrderLinkRenewed(order=row.id), by=by, at=at, object_kind="order", object=row.id)
    plan_mail("link", row.id, at=at)


@transaction.atomic
def expire_order(*, order: UUID, at: datetime) -> bool:
    """Let an unpaid order go when its time is over; return whether that happened."""
    moved = Order.objects.filter(id=order, state="placed", expires_at__lte=at).update(
        state="expired", ended_at=at
    )
    if not moved:
        return False
    firm = founded().agent
    row = Order.objects.get(id=order)
    release(row, by=firm, at=at)
    record(OrderExpired(order=order), by=firm, at=at, object_kind="order", object=order)
    return True


def release(order: Order, *, by: UUID, at: datetime) -> None:
    """Give an order's pieces back to its shelf and close the payments that are still open."""
    if order.location_id is not None:
        give_back(
            order.lines.values_list("variant", "quantity"),
            location=order.location_id,
            order=order.id,
            by=by,
            at=at,
        )
    Payment.objects.filter(order=order, state="open").update(state="closed")


def locked(order: UUID) -> Order:
    """The row, held until the transaction ends, so that two decisions never cross."""
    row = Order.objects.select_for_update().filter(id=order).first()
    if row is None:
        raise Missing(NO_ORDER)
    return row


def advance(order: Order, state: str, **columns: datetime) -> None:
    """Move a locked order along its graph, by a guarded UPDATE."""
    ORDER_STATES.move(order.state, state)
    moved = Order.objects.filter(id=order.id, state=order.state).update(state=state, **columns)
    if not moved:
        raise Refused("This order changed a moment ago. Look at it again.")
    order.state = state


def basket(lines: Sequence[tuple[UUID, int]], *, quantity_max: int) -> list[Wanted]:
    """The lines with what they are; the same variant twice is one line. Refused if not for sale."""
    counts: dict[UUID, int] = {}
    for variant, quantity in lines:
        counts[variant] = counts.get(variant, 0) + quantity
    if not counts:
        raise Refused("There is nothing in it yet. Choose something first.", field="quantity")
    if len(counts) > LINES_MAX:
        raise Refused(
            "At most %(most)s different things at once.", field="quantity", most=LINES_MAX
        )
    found = shared(("trade.goods", frozenset(counts)), partial(goods.find, list(counts)))
    wanted = []
    for variant, quantity in counts.items():
        good = found.get(variant)
        if good is None:
            raise Missing("There is no such thing to buy.")
        if not 1 <= quantity <= quantity_max:
            raise Refused(
                "Write how many, from 1 to %(most)s.", field="quantity", most=quantity_max
            )
        if not good.is_on_sale or good.agreement is None:
            raise Refused("%(what)s is not on sale now.", field="quantity", what=good.title)
        wanted.append(Wanted(good, quantity))
    if len({line.good.price.currency for line in wanted}) > 1:
        raise Refused("These are sold in different currencies. Buy them one by one.")
    return wanted


def total(wanted: Sequence[Wanted], country: str, *, rate: Fraction = Fraction(0)) -> Sums:
    """What a basket costs, with the post (taxed at `rate`) to a country ('' for none)."""
    currency = wanted[0].good.price.currency
    shipping = Money.zero(currency)
    if country:
        asked = shared(("trade.post", country, currency), partial(shipping_to, country, currency))
        if asked is None:
            raise Refused("We do not send to this country yet.", field="country")
        if asked.currency != currency:
            raise Refused("We do not send to this country yet.", field="country")
        shipping = asked
    return Sums(
        currency=currency,
        goods=sum(line.good.price.minor * line.quantity for line in wanted),
        shipping=shipping.minor,
        tax=sum(line.good.tax_minor * line.quantity for line in wanted)
        + tax_inside(shipping.minor, rate),
    )


def insert_order(order: Order) -> Order | None:
    """Write the row under a fresh reference; None when its key was used a moment ago."""
    order.id = new_id()
    order.reference = new_reference()
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError:
        if Order.objects.filter(key=order.key).exists():
            return None
        raise
    return order


def write_lines(order: Order, wanted: Sequence[Wanted]) -> None:
    """The lines, with price and agreement as they are at this moment."""
    OrderLine.objects.bulk_create(
        [
            OrderLine(
                order=order,
                position=position,
                product=line.good.product,
                variant=line.good.variant,
                agreement=line.good.agreement,
                title=line.good.title,
                label=line.good.label,
                quantity=line.quantity,
                unit_price_minor=line.good.price.minor,
            )
            for position, line in enumerate(wanted)
        ]
    )


def pieces(wanted: Sequence[Wanted]) -> list[Piece]:
    """What has to leave the shelf."""
    return [
        Piece(line.good.variant, line.quantity, line.good.title, line.good.label) for line in wanted
    ]


def fingerprint(wanted: Sequence[Wanted], shelf: UUID, channel: str) -> str:
    """What a key was used for: the same key with another fingerprint is another wish."""
    text = [channel, shelf.hex]
    text += sorted(f"{line.good.variant.hex}:{line.quantity}" for line in wanted)
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


def new_reference() -> str:
    """Eight letters and digits that nobody guesses and everybody can read aloud."""
    word = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{word[:4]}-{word[4:]}"


def open_shelf(location: UUID) -> UUID:
    """The location's id if one can sell from it now."""
    if not Location.objects.filter(id=location, closed_at__isnull=True).exists():
        raise Missing("There is no such place to sell from.")
    return location


def _again(
    order: Order, mark: str, contact: Contact, *, buyer: UUID | None, by: UUID, at: datetime
) -> UUID:
    """The same form sent again: the same order, with the address it has now."""
    if order.buyer_id != buyer:  # a key is no door to what somebody else ordered
        raise Refused("This order was placed by somebody else. Begin a new one.")
    if order.fingerprint != mark:
        raise Refused("This order was placed already, with other things in it. Begin a new one.")
    if order.state == "placed":
        _change_contact(locked(order.id), contact, by=by, at=at)
    return order.id


def _change_contact(order: Order, contact: Contact, *, by: UUID, at: datetime) -> None:
    rows = OrderContact.objects.filter(order=order)
    if rows.filter(**vars(contact)).exists():
        return
    if order.state != "placed":
        raise Refused("This order is paid already. Write to us to change its address.")
    shipping = 0
    if order.channel == "web":
        asked = shipping_to(contact.country, order.currency)
        if asked is None:
            raise Refused("We do not send to this country yet.", field="country")
        shipping = asked.minor
    if shipping != order.shipping_minor:
        rate = founded().tax_rate
        before, now = (tax_inside(part, rate) for part in (order.shipping_minor, shipping))
        Order.objects.filter(id=order.id).update(
            shipping_minor=shipping, tax_minor=order.tax_minor - before + now
        )
        Payment.objects.filter(order=order, state="open").update(state="closed")
    Order.objects.filter(id=order.id).update(
        is_own_link=_is_own_link(order.link, order.buyer_id, contact.email)
    )
    rows.update(**vars(contact))
    record(OrderChanged(order=order.id), by=by, at=at, object_kind="order", object=order.id)


def _is_own_link(link: UUID | None, buyer: UUID | None, email: str) -> bool:
    """Whether the link's owner buys for herself, signed in or as a guest with her own address."""
    if link is None:
        return False
    owner = spread.links([link])[link].owner
    if owner == buyer:
        return True
    own = bond.email_of(owner)
    return bool(own and email) and str(own).casefold() == email.casefold()
