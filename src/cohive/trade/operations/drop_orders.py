"""Ordering from a drop: who comes first within her limit, or the winner whose piece is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from cohive.bond import queries as bond
from cohive.journal.bulk import insert_objects, stored_id
from cohive.journal.writer import joined, shared
from cohive.trade.contact import Contact, checked
from cohive.trade.models import Drop, DropOffer, DropOrder, DropPiece, Order
from cohive.trade.operations.draws import BACK, GONE
from cohive.trade.operations.drops import ENDED, locked_drop
from cohive.trade.operations.orders import HELD_MINUTES, place_order
from cohive.trade.operations.stock import free_piece
from cohive.words.refusals import Missing, Refused

SALT = "cohive.trade.drop.person"
_JOINED = (
    f"FROM {DropOrder._meta.db_table} own JOIN {Order._meta.db_table} placed "
    "ON placed.id = own.order_id "
)
KNOWN = f"SELECT 1 {_JOINED}WHERE placed.key = %s"
HAD = (
    f"SELECT COALESCE(SUM(own.quantity), 0) {_JOINED}"
    f"WHERE own.drop_id = %s AND own.person = %s AND placed.state NOT IN (%s, %s)"
)
"""Plain, as everything the rush of a drop waits for: a question of the ORM costs ten times that."""


@joined
def order_from_drop(
    *,
    drop: UUID,
    variant: UUID,
    quantity: int,
    contact: Contact,
    buyer: UUID | None = None,
    link: UUID | None = None,
    by: UUID,
    at: datetime,
    key: str,
    language: str = "",
) -> UUID:
    """Place an order in a first-come drop that is open; return its id. The same `key` is the same.

    A person is counted by her address: what she has ordered here and not let go counts towards
    the limit. Raises Refused (field "quantity") above it, or when it is sold out.
    """
    # the first of a batch holds the row for all of them, and no task of the writer changes it
    row = shared(("trade.drop", drop), partial(locked_drop, drop))
    if row.kind != "first_come":
        raise Refused("Here winners are drawn. Enter the draw.")
    _check_sells(row, variant, buyer, at)
    tidy = checked(contact, wants_address=True)
    person = person_of(row.id, buyer, tidy.email)
    is_known = _is_known(key)
    if not is_known:
        _check_limit(row, person, quantity)
    order = place_order(
        lines=[(variant, quantity)],
        location=row.location_id,
        contact=tidy,
        buyer=buyer,
        link=link,
        by=by,
        at=at,
        key=key,
        language=language,
    )
    if not is_known:
        ordered = DropOrder(order_id=order, drop=row, person=person, quantity=quantity)
        insert_objects([ordered])
    return order


@transaction.atomic
def order_from_offer(
    *,
    drop: UUID,
    contact: Contact,
    link: UUID | None = None,
    by: UUID,
    at: datetime,
    key: str,
    language: str = "",
) -> UUID:
    """A winner orders the piece that is kept for her; it stays hers until the offer's end.

    Ordering again gives the order she has. Who begins to pay in the last half hour has half an
    hour, as everywhere in the shop.
    """
    row = locked_drop(drop)
    offer = (
        DropOffer.objects.select_related("entry__piece")
        .filter(entry__drop=row, entry__member=by, lapsed_at__isnull=True)
        .first()
    )
    if offer is None or row.ended_at is not None:
        raise Refused("No piece is kept for you here.")
    if offer.order_id is not None:
        return offer.order_id
    if at >= offer.until:
        raise Refused("The time to buy is over. The piece goes to the next on the list.")
    variant = offer.entry.piece.variant
    free_piece(variant=variant, location=row.location_id, reason=BACK, by=by, at=at)
    order = place_order(
        lines=[(variant, 1)],
        location=row.location_id,
        contact=contact,
        buyer=by,
        link=link,
        by=by,
        at=at,
        key=key,
        language=language,
    )
    ends = max(offer.until, at + timedelta(minutes=HELD_MINUTES))
    Order.objects.filter(id=order, state="placed").update(expires_at=ends)
    DropOffer.objects.filter(id=offer.id).update(order_id=order)
    return order


def person_of(drop: UUID, buyer: UUID | None, email: str) -> str:
    """Who counts as one in a drop: a member's own address, else the one a guest wrote, digested."""
    own = (bond.email_of(buyer) or buyer.hex) if buyer else email
    text = f"{drop.hex}:{own.strip().casefold()}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def _is_early(row: Drop, buyer: UUID | None, at: datetime) -> bool:
    """Whether it is open for her already, by a tier she holds at this moment."""
    if row.early_tier is None or row.early_opens_at is None or buyer is None:
        return False
    return at >= row.early_opens_at and bond.holds_tier(buyer, row.early_tier, at=at)


def _check_sells(row: Drop, variant: UUID, buyer: UUID | None, at: datetime) -> None:
    if row.ended_at is not None or at >= row.closes_at:
        raise Refused(ENDED)
    if at < row.opens_at and not _is_early(row, buyer, at):
        raise Refused("It opens at %(instant)s.", instant=row.opens_at)
    pieces = DropPiece.objects.filter(drop=row, variant=variant)
    if not shared(("trade.drop_piece", row.id, variant), pieces.exists):
        raise Missing("There is no such thing to buy.")


def _is_known(key: str) -> bool:
    """Whether an order of a drop was placed under this key before. One SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(KNOWN, [key])
        return cursor.fetchone() is not None


def _had(drop: UUID, person: str) -> int:
    """How many pieces she has ordered here and not let go. One SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(HAD, [stored_id(drop), person, *GONE])
        return int(cursor.fetchone()[0])


def _check_limit(row: Drop, person: str, quantity: int) -> None:
    had = _had(row.id, person)
    if had + quantity > row.per_person:
        if had:
            raise Refused(
                "At most %(most)s for each person, and you have %(had)s.",
                field="quantity",
                most=row.per_person,
                had=had,
            )
        raise Refused("At most %(most)s for each person.", field="quantity", most=row.per_person)
