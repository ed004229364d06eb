"""Where things lie: receiving, moving, counting, and taking for an order.

No number is read, changed in Python and saved: every change is one guarded UPDATE, and the row that
says why is written in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from cohive.journal.bulk import insert_objects, stored_id
from cohive.journal.events import Flow
from cohive.journal.operations import record
from cohive.journal.remembered import remembered
from cohive.trade.events import (
    LocationClosed,
    LocationOpened,
    StockCorrected,
    StockMoved,
    StockReceived,
)
from cohive.trade.models import Location, Stock, StockMove
from cohive.trade.operations.parties import founded
from cohive.words.refusals import Missing, Refused
from cohive.words.verbs import Action, Stage

QUANTITY_MAX = 1_000_000
SUBTRACT = (
    f"UPDATE {Stock._meta.db_table} SET on_hand = on_hand - %s "  # noqa: S608 - our own names
    "WHERE variant = %s AND location_id = %s AND on_hand >= %s"
)
NO_LOCATION = "There is no such place to sell from."
WEB_SHELF_NAME = "Workshop"


@dataclass(frozen=True)
class Piece:
    """So many of a variant, with the words to say that it is sold out."""

    variant: UUID
    quantity: int
    title: str
    label: str = ""

    @property
    def words(self) -> str:
        """'Two Harbours long-sleeve, M'."""
        return f"{self.title}, {self.label}" if self.label else self.title


@transaction.atomic
def open_location(*, name: str, kind: str, by: UUID, at: datetime) -> UUID:
    """Open a stall or a partner's shop (kind `stall` or `partner`; `web` is the one own shelf)."""
    name = name.strip()
    if not name or len(name) > 80:
        raise Refused("Give it a name of at most 80 characters.", field="name")
    if kind not in dict(Location.KINDS):
        raise Refused("A place to sell from is a stall or a partner’s shop.", field="kind")
    try:
        with transaction.atomic():
            location = Location.objects.create(name=name, kind=kind, created_at=at)
    except IntegrityError:
        raise Refused("There is a place of this name already.", field="name") from None
    record(
        LocationOpened(location=location.id, kind=kind),
        by=by,
        at=at,
        object_kind="location",
        object=location.id,
    )
    return location.id


def web_shelf(*, by: UUID, at: datetime) -> UUID:
    """The shelf the web shop sells from, made at first use."""
    known = remembered("trade.web_shelf", _web_shelf)
    return known or open_location(name=WEB_SHELF_NAME, kind="web", by=by, at=at)


def _web_shelf() -> UUID | None:
    return Location.objects.filter(kind="web").values_list("id", flat=True).first()


@transaction.atomic
def close_location(*, location: UUID, by: UUID, at: datetime) -> None:
    """Close an emptied stall; refused while pieces lie there."""
    row = _location(location)
    if row.kind == "web":
        raise Refused("The web shop’s own shelf stays.")
    if Stock.objects.filter(location=row, on_hand__gt=0).exists():
        raise Refused("Carry the pieces elsewhere first.")
    if Location.objects.filter(id=row.id, closed_at__isnull=True).update(closed_at=at):
        record(LocationClosed(location=row.id), by=by, at=at, object_kind="location", object=row.id)


@transaction.atomic
def receive_stock(
    *, variant: UUID, location: UUID, quantity: int, by: UUID, at: datetime, reason: str = ""
) -> None:
    """Put new pieces on a shelf."""
    _check_quantity(quantity)
    place = _location(location)
    _add(variant, place.id, quantity)
    _note("received", variant, place.id, quantity, by=by, at=at, reason=reason)
    firm = founded().agent
    record(
        StockReceived(variant=variant, location=place.id, quantity=quantity),
        by=by,
        at=at,
        object_kind="variant",
        object=variant,
        flows=[Flow(Action.RAISE, firm, firm, "variant", variant, Stage.PRODUCTION, quantity)],
    )


@transaction.atomic
def move_stock(
    *, variant: UUID, source: UUID, destination: UUID, quantity: int, by: UUID, at: datetime
) -> None:
    """Carry pieces from one location to another."""
    _check_quantity(quantity)
    if source == destination:
        raise Refused("They lie there already.", field="destination")
    start, end = _location(source), _location(destination)
    # Two people may carry in opposite directions at once: always lock in the same order.
    list(
        Stock.objects.select_for_update()
        .filter(variant=variant, location_id__in=[start.id, end.id])
        .order_by("id")
        .values_list("id", flat=True)
    )
    if not _subtract(variant, start.id, quantity):
        raise Refused("Not so many lie there.", field="quantity")
    _add(variant, end.id, quantity)
    _note("moved", variant, start.id, -quantity, by=by, at=at)
    _note("moved", variant, end.id, quantity, by=by, at=at)
    firm = founded().agent
    record(
        StockMoved(variant=variant, source=start.id, destination=end.id, quantity=quantity),
        by=by,
        at=at,
        object_kind="variant",
        object=variant,
        flows=[Flow(Action.TRANSFER_CUSTODY, firm, firm, "variant", variant, "", quantity)],
    )


@transaction.atomic
def correct_stock(
    *,
    variant: UUID,
    location: UUID,
    counted: int,
    expected: int,
    reason: str,
    by: UUID,
    at: datetime,
) -> None:
    """Write what was counted. `expected` is what the page showed: if it changed, count again."""
    if not 0 <= counted <= QUANTITY_MAX:
        raise Refused("Count from 0 upwards.", field="counted")
    if not reason.strip() or len(reason) > 200:
        raise Refused("Say in a few words why the number changes.", field="reason")
    difference = counted - expected
    if difference == 0:
        raise Refused("That is the number already.", field="counted")
    place = _location(location)
    _ensure(variant, place.id)
    changed = Stock.objects.filter(variant=variant, location=place, on_hand=expected).update(
        on_hand=counted
    )
    if not changed:
        raise Refused("Something was sold or moved meanwhile. Please count again.", field="counted")
    _note("corrected", variant, place.id, difference, by=by, at=at, reason=reason.strip())
    firm = founded().agent
    action = Action.RAISE if difference > 0 else Action.LOWER
    record(
        StockCorrected(variant=variant, location=place.id, difference=difference),
        by=by,
        at=at,
        object_kind="variant",
        object=variant,
        flows=[Flow(action, firm, firm, "variant", variant, "", abs(difference))],
    )


def take_pieces(
    pieces: Iterable[Piece], *, location: UUID, order: UUID, by: UUID, at: datetime
) -> None:
    """Set pieces aside for an order, all or none; inside the order's transaction only.

    Raises Refused (field "quantity") naming what is sold out. Variants are taken in the order of
    their ids, so that two orders of the same things never wait for each other.
    """
    for piece in sorted(pieces, key=lambda piece: piece.variant):
        if not _subtract(piece.variant, location, piece.quantity):
            raise _sold_out(piece, location)
        _note("taken", piece.variant, location, -piece.quantity, by=by, at=at, order=order)


def give_back(
    pieces: Iterable[tuple[UUID, int]],
    *,
    location: UUID,
    order: UUID,
    by: UUID,
    at: datetime,
    kind: str = "given_back",
) -> None:
    """Lay pieces of an order on the shelf again: it expired, was cancelled, or came back."""
    for variant, quantity in sorted(pieces):
        _add(variant, location, quantity)
        _note(kind, variant, location, quantity, by=by, at=at, order=order)


def keep_piece(*, variant: UUID, location: UUID, reason: str, by: UUID, at: datetime) -> bool:
    """Take one piece off a shelf for somebody who has not ordered yet; False when none is left.

    Inside a transaction only, together with the row that says for whom.
    """
    if not _subtract(variant, location, 1):
        return False
    _note("taken", variant, location, -1, by=by, at=at, reason=reason)
    return True


def free_piece(*, variant: UUID, location: UUID, reason: str, by: UUID, at: datetime) -> None:
    """Lay a piece that was kept for somebody on its shelf again; inside a transaction only."""
    _add(variant, location, 1)
    _note("given_back", variant, location, 1, by=by, at=at, reason=reason)


def _sold_out(piece: Piece, location: UUID) -> Refused:
    left = (
        Stock.objects.filter(variant=piece.variant, location_id=location)
        .values_list("on_hand", flat=True)
        .first()
    )
    if not left:
        return Refused("%(what)s is sold out.", field="quantity", what=piece.words)
    return Refused("Only %(left)s left of %(what)s.", field="quantity", left=left, what=piece.words)


def _subtract(variant: UUID, location: UUID, quantity: int) -> bool:
    """The guarded UPDATE: whether there were enough."""
    with connection.cursor() as cursor:
        cursor.execute(SUBTRACT, [quantity, stored_id(variant), stored_id(location), quantity])
        return bool(cursor.rowcount == 1)


def _add(variant: UUID, location: UUID, quantity: int) -> None:
    _ensure(variant, location)
    Stock.objects.filter(variant=variant, location_id=location).update(
        on_hand=F("on_hand") + quantity
    )


def _ensure(variant: UUID, location: UUID) -> None:
    if not Stock.objects.filter(variant=variant, location_id=location).exists():
        Stock.objects.bulk_create(
            [Stock(variant=variant, location_id=location)], ignore_conflicts=True
        )


def _note(
    kind: str,
    variant: UUID,
    location: UUID,
    quantity: int,
    *,
    by: UUID,
    at: datetime,
    reason: str = "",
    order: UUID | None = None,
) -> None:
    moved = StockMove(
        kind=kind,
        variant=variant,
        location_id=location,
        quantity=quantity,
        reason=reason,
        order_id=order,
        by_id=by,
        at=at,
    )
    insert_objects([moved])


def _check_quantity(quantity: int) -> None:
    if not 1 <= quantity <= QUANTITY_MAX:
        raise Refused("Write how many, from 1 upwards.", field="quantity")


def _location(location: UUID) -> Location:
    row = Location.objects.filter(id=location, closed_at__isnull=True).first()
    if row is None:
        raise Missing(NO_LOCATION)
    return row
