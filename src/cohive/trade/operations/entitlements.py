"""Sold files: added to a variant, owed to whoever paid for it, fetched by a signed link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from cohive.journal.operations import record
from cohive.trade import files
from cohive.trade.events_making import FileAdded, FileFetched, FileRemoved
from cohive.trade.models import DigitalFile, Entitlement, Order, OrderLine
from cohive.trade.operations.disputes import refuse_disputed
from cohive.trade.operations.finishing import quantities_left
from cohive.trade.operations.orders import locked
from cohive.trade.operations.parties import payer
from cohive.trade.operations.posted import posted_variants
from cohive.words.refusals import Missing, Refused

FETCHES_MAX = 20
OWED = ("paid", "packed", "sent", "arrived", "handed_over")


def add_file(*, variant: UUID, name: str, content: Iterable[bytes], by: UUID, at: datetime) -> UUID:
    """Keep a file and sell it with this variant from now on; the file's id.

    Who bought the variant before gets it too. The bytes are written first, outside any
    transaction; a file without a row does no harm and is never served.
    """
    plain, media_type = files.named(name)
    digest, size = files.keep(content)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = DigitalFile.objects.create(
                    variant=variant,
                    name=plain,
                    digest=digest,
                    media_type=media_type,
                    size_bytes=size,
                    added_by_id=by,
                    added_at=at,
                )
        except IntegrityError:
            raise Refused(
                "A file of this name is there already. Take it out first.", field="file"
            ) from None
        lines = OrderLine.objects.filter(variant=variant, order__paid_at__isnull=False).filter(
            Q(order__needs_parcel=False) | Q(entitlements__isnull=False)
        )
        _owe(lines.distinct(), [row])
        record(
            FileAdded(file=row.id, variant=variant),
            by=by,
            at=at,
            object_kind="file",
            object=row.id,
        )
    return row.id


@transaction.atomic
def remove_file(*, file: UUID, by: UUID, at: datetime) -> None:
    """Sell it no more; who bought it still gets it."""
    row = DigitalFile.objects.select_for_update().filter(id=file).first()
    if row is None:
        raise Missing("There is no such file.")
    if DigitalFile.objects.filter(id=file, removed_at__isnull=True).update(removed_at=at):
        record(
            FileRemoved(file=row.id, variant=row.variant),
            by=by,
            at=at,
            object_kind="file",
            object=row.id,
        )


@transaction.atomic
def fetch_file(*, entitlement: UUID, door: int, at: datetime) -> DigitalFile:
    """Count one more fetch and return the file's row, to be sent by the view.

    Refused when the money went back, the order's link was replaced, or it was fetched often enough.
    """
    found = Entitlement.objects.select_related("file", "line").filter(id=entitlement).first()
    if found is None:
        raise Missing("There is no such file.")
    order = locked(found.line.order_id)
    if order.door != door:
        raise Refused("A newer link to this order was made. The newest mail about it has it.")
    refuse_disputed(order)
    if order.state not in OWED or not quantities_left(order)[found.line_id][1]:
        raise Refused("The money for this file went back, so its link is closed.")
    rows = Entitlement.objects.filter(id=entitlement, fetched__lt=FETCHES_MAX)
    if not rows.update(fetched=F("fetched") + 1, last_at=at):
        raise Refused(
            "This file was fetched %(count)s times, which is as often as it can be. Write to us.",
            count=FETCHES_MAX,
        )
    record(
        FileFetched(file=found.file_id, order=order.id),
        by=payer(order),
        at=at,
        object_kind="file",
        object=found.file_id,
    )
    return found.file


def entitle(order: Order) -> None:
    """Owe the buyer the files of what she paid for; inside the payment's transaction."""
    if order.channel != "web":
        return
    posted = posted_variants(order)
    lines = [line for line in order.lines.all() if line.variant not in posted]
    if not lines:
        return
    sold = DigitalFile.objects.filter(
        variant__in=[line.variant for line in lines], removed_at__isnull=True
    )
    _owe(lines, list(sold))


def _owe(lines: Iterable[OrderLine], sold: list[DigitalFile]) -> None:
    Entitlement.objects.bulk_create(
        [
            Entitlement(line=line, file=row)
            for line in lines
            for row in sold
            if row.variant == line.variant
        ],
        ignore_conflicts=True,
    )
