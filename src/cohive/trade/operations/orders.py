"""Placing an order, and all that can still happen to one nobody has packed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import transaction

from cohive.bond import queries as bond
from cohive.journal.bulk import insert_objects
from cohive.journal.operations import record
from cohive.journal.remembered import one_look
from cohive.journal.writer import joined, shared
from cohive.spread import queries as spread
from cohive.trade import goods, means
from cohive.trade.contact import Contact, checked
from cohive.trade.events import OrderChanged, OrderExpired, OrderLinkRenewed, OrderPlaced
from cohive.trade.models import ORDER_STATES, Order, OrderContact, OrderLine, Payment, Voucher
from cohive.trade.operations import voucher_uses
from cohive.trade.operations.membership_effects import let_go
from cohive.trade.operations.parties import founded, plan_mail
from cohive.trade.operations.personal import mark_of, personalized, write_fillings
from cohive.trade.operations.posted import on_shelf
from cohive.trade.operations.pricing import Sums, check_covered, reprice, tax_table, taxed, total
from cohive.trade.operations.resale_orders import (
    WHOLESALE_QUANTITY_MAX,
    Through,
    Way,
    at_wholesale,
    follow_contact,
    way_of,
    write_resale,
)
from cohive.trade.operations.stock import Piece, give_back, take_pieces
from cohive.trade.operations.supply import supply_of
from cohive.trade.operations.wanted import PieceFilling, Wanted
from cohive.trade.queries.placed import is_ordered
from cohive.trade.queries.rules import shop_rules
from cohive.words.ids import new_id
from cohive.words.refusals import Missing, Refused

HELD_MINUTES = 30
LINES_MAX = 20
WEB_QUANTITY_MAX = 20
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NO_ORDER = "There is no such order."


@joined
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
    voucher: str = "",
    fillings: Sequence[PieceFilling] = (),
    through: Through | None = None,
) -> UUID:
    """Set the pieces aside for half an hour and return the order's id.

    `lines` are (variant, quantity); `location` is the web shelf unless a stall is named;
    `fillings` is what the buyer filled in, piece by piece; `through` says on whose page she buys
    (or that she buys to sell it on). The same `key` gives the same order and takes nothing more:
    with another address the order gets the new address, with other lines it is refused. Raises
    Refused (field "quantity") when sold out, and (field "voucher") for a code that does not hold.
    """
    with one_look():
        way = way_of(through, buyer=buyer)
        most = WHOLESALE_QUANTITY_MAX if way and way.is_wholesale else WEB_QUANTITY_MAX
        wanted = personalized(
            basket(lines, quantity_max=most), fillings, buyer=buyer, channel=channel
        )
        supply = supply_of([one.good for one in wanted], channel=channel, location=location, at=at)
        is_posted = channel == "web" and supply.needs_parcel
        tidy = checked(contact or Contact(), wants_address=is_posted, wants_email=channel == "web")
        said = " ".join(filter(None, (channel, voucher, through.mark if through else "")))
        mark = fingerprint(wanted, supply.source, said)
        if is_ordered(key):
            known = Order.objects.get(key=key)
            return _again(known, mark, tidy, buyer=buyer, by=by, at=at)
        country = tidy.country if is_posted else ""
        held, wanted, sums = _priced(wanted, country, voucher, way, supply.files, at=at)
        return_days = _return_days(way)
    order = insert_order(
        Order(
            key=key,
            fingerprint=mark,
            channel=channel,
            location_id=supply.shelf,
            preorder_id=supply.preorder,
            needs_parcel=supply.needs_parcel,
            buyer_id=buyer,
            link=link,
            is_own_link=_is_own_link(link, buyer, tidy.email),
            state="placed",
            currency=sums.currency,
            goods_minor=sums.goods,
            shipping_minor=sums.shipping,
            tax_minor=sums.tax,
            post_tax_numerator=sums.post_rate.numerator,
            post_tax_denominator=sums.post_rate.denominator,
            return_days=return_days,
            language=language or "en",
            placed_at=at,
            expires_at=at + timedelta(minutes=HELD_MINUTES),
        )
    )
    if order is None:  # the same form came twice at the same instant, and the other was first
        return _again(Order.objects.get(key=key), mark, tidy, buyer=buyer, by=by, at=at)
    write_lines(order, wanted)
    insert_objects([OrderContact(order=order, **vars(tidy))])
    write_resale(order, way, email=tidy.email)
    if held is not None:
        voucher_uses.use(held, order, email=tidy.email, by=by, at=at)
    if supply.shelf is not None:
        parcel = pieces(_posted(wanted, supply.files))
        take_pieces(parcel, location=supply.shelf, order=order.id, by=by, at=at)
    event = OrderPlaced(order=order.id, channel=channel)
    record(event, by=by, at=at, object_kind="order", object=order.id)
    return order.id


def _priced(
    wanted: list[Wanted],
    country: str,
    voucher: str,
    way: Way | None,
    files: Collection[UUID],
    *,
    at: datetime,
) -> tuple[tuple[Voucher, int] | None, list[Wanted], Sums]:
    """(the voucher that is held, the lines with their tax and price, what it all costs).

    `files` are the variants that need no parcel."""
    table = shared(("trade.tax", country), partial(tax_table, country, at=at))
    agreed, wanted = wanted, at_wholesale(way, taxed(wanted, table), voucher=voucher)
    held = None
    if voucher:
        held, wanted = voucher_uses.lowered(voucher, wanted, at=at)
    if wanted != agreed:
        check_covered(wanted, is_voucher=held is not None)
    return held, wanted, total(wanted, country, table, posted=_posted(wanted, files))


def _posted(wanted: Sequence[Wanted], files: Collection[UUID]) -> list[Wanted]:
    """The lines that come by post."""
    return [line for line in wanted if line.good.variant not in files]


def _return_days(way: Way | None) -> int:
    own = way.return_days if way else None
    return shared("trade.rules", shop_rules).return_days if own is None else own


@transaction.atomic
def change_contact(*, order: UUID, contact: Contact, by: UUID, at: datetime) -> None:
    """Send an order that is not paid yet to another address; the post may cost something else."""
    row = locked(order)
    is_web = row.channel == "web"
    tidy = checked(contact, wants_address=is_web and row.needs_parcel, wants_email=is_web)
    _change_contact(row, tidy, by=by, at=at)


@transaction.atomic
def renew_link(*, order: UUID, by: UUID, at: datetime) -> None:
    """Make a new link to the order's page; the old one opens nothing from now on."""
    row = locked(order)
    Order.objects.filter(id=row.id).update(door=row.door + 1)
    record(OrderLinkRenewed(order=row.id), by=by, at=at, object_kind="order", object=row.id)
    plan_mail("link", row.id, at=at)


@transaction.atomic
def remind_buyer(*, order: UUID, at: datetime) -> bool:
    """Write once to who placed an order and has not paid it; return whether it was due."""
    due = Order.objects.filter(id=order, state="placed", reminded_at__isnull=True)
    if not due.update(reminded_at=at):
        return False
    plan_mail("placed", order, at=at)
    return True


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
    """Give an order's pieces and voucher back and close the payments that are still open."""
    voucher_uses.release(order, by=by, at=at)
    if order.is_membership:
        let_go(order, at=at)
    if order.location_id is not None:
        give_back(
            on_shelf(order, order.lines.values_list("variant", "quantity")),
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


def insert_order(order: Order) -> Order | None:
    """Write the row under a fresh reference; None when its key was used a moment ago."""
    order.id = new_id()
    order.reference = new_reference()
    return order if insert_objects([order], unless="key") else None


def write_lines(order: Order, wanted: Sequence[Wanted]) -> None:
    """The lines, with price and agreement as they are at this moment."""
    lines = [
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
            tax_numerator=line.good.tax_rate.numerator,
            tax_denominator=line.good.tax_rate.denominator,
            full_price_minor=line.good.full_price.minor if line.good.full_price else None,
            discount_by=line.good.discount_by,
        )
        for position, line in enumerate(wanted)
    ]
    insert_objects(lines)
    if any(line.filled for line in wanted):
        write_fillings(lines, wanted)


def pieces(wanted: Sequence[Wanted]) -> list[Piece]:
    """What has to leave the shelf."""
    return [
        Piece(line.good.variant, line.quantity, line.good.title, line.good.label) for line in wanted
    ]


def fingerprint(wanted: Sequence[Wanted], shelf: UUID, channel: str) -> str:
    """What a key was used for: the same key with another fingerprint is another wish."""
    text = [channel, shelf.hex]
    text += sorted(
        f"{line.good.variant.hex}:{line.quantity}{mark_of(line.filled)}" for line in wanted
    )
    return hashlib.sha256("\n".join(text).encode()).hexdigest()


def new_reference() -> str:
    """Eight letters and digits that nobody guesses and everybody can read aloud."""
    word = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{word[:4]}-{word[4:]}"


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
    country = contact.country if order.channel == "web" and order.needs_parcel else ""
    shipping = reprice(order, country)
    if shipping < order.shipping_minor:
        order.refresh_from_db(fields=["shipping_minor", "tax_minor"])
        if means.due(order).minor < 0:
            raise Refused(
                "Your balance pays more than it would cost there. Cancel this order and begin anew."
            )
        Payment.objects.filter(order=order, state="open").update(state="closed")
    elif shipping != order.shipping_minor:
        Payment.objects.filter(order=order, state="open").update(state="closed")
    voucher_uses.follow(order, email=contact.email)
    order.is_own_link = _is_own_link(order.link, order.buyer_id, contact.email)
    Order.objects.filter(id=order.id).update(is_own_link=order.is_own_link)
    follow_contact(order, email=contact.email)
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
    return bool(own and email) and bond.mailbox(str(own)) == bond.mailbox(email)
