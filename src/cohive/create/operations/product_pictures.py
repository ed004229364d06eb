"""Pictures of a product: a work's, or uploaded ones; their order; taking one away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohive.bridges.pictures import Picture
from cohive.create import pictures
from cohive.create.events.products import ProductChanged
from cohive.create.models.products import Product, ProductPicture
from cohive.create.models.works import Work
from cohive.create.operations.products import locked
from cohive.create.operations.staff import require_staff
from cohive.journal.operations import record
from cohive.words.refusals import Missing, Refused

PICTURES_MAX = 12
SAID_LENGTH_MAX = 300


@transaction.atomic
def add_picture(
    *,
    product: UUID,
    said: str,
    by: UUID,
    at: datetime,
    picture: Picture | None = None,
    work: UUID | None = None,
) -> UUID:
    """Show an uploaded picture or a work's own one, behind those that are there; return its id.

    `said` tells what it shows, for who cannot see it; a work's picture may leave it to the title.
    """
    require_staff(by)
    row = locked(product)
    if row.pictures.count() >= PICTURES_MAX:
        raise Refused(
            "A product has at most %(most)s pictures.", field="picture", most=PICTURES_MAX
        )
    shown = _work(work) if work is not None else None
    words = said.strip() or (shown.title if shown else "")
    if not 0 < len(words) <= SAID_LENGTH_MAX:
        raise Refused("Say in a few words what the picture shows.", field="said")
    last = row.pictures.order_by("-position").values_list("position", flat=True).first()
    made = ProductPicture(
        product=row, said=words, position=0 if last is None else last + 1, work=shown
    )
    if shown is not None:
        made.kind = "work"
    elif picture is not None:
        made.kind, made.picture = "upload", pictures.keep(picture)
        made.width, made.height = picture.width, picture.height
    else:
        raise Refused("Choose a picture.", field="picture")
    made.save(force_insert=True)
    _changed(row, by=by, at=at)
    return made.id


@transaction.atomic
def order_pictures(*, product: UUID, pictures: Sequence[UUID], by: UUID, at: datetime) -> None:
    """Show the pictures in this order; those not named follow behind."""
    require_staff(by)
    row = locked(product)
    known = {picture.id: picture for picture in row.pictures.order_by("position", "id")}
    wanted = [key for key in dict.fromkeys(pictures) if key in known]
    for position, key in enumerate([*wanted, *(key for key in known if key not in wanted)]):
        known[key].position = position
        known[key].save(update_fields=["position"])
    _changed(row, by=by, at=at)


@transaction.atomic
def remove_picture(*, product: UUID, picture: UUID, by: UUID, at: datetime) -> None:
    """Take a picture away from the product; a work keeps its own."""
    require_staff(by)
    row = locked(product)
    gone, _ = row.pictures.filter(id=picture).delete()
    if not gone:
        raise Missing("This picture is not there.")
    _changed(row, by=by, at=at)


def _work(work: UUID) -> Work:
    row = Work.objects.filter(id=work, state="published").exclude(picture="").first()
    if row is None:
        raise Refused("This work has no picture.", field="work")
    return row


def _changed(row: Product, *, by: UUID, at: datetime) -> None:
    event = ProductChanged(row.id, "pictures")
    record(event, by=by, at=at, object_kind="product", object=row.id)
