"""What is measured while people look: the order one viewer got, and what she was shown.

Measurements are not acts: nobody did anything to anybody. They are written beside the page, once
per view, so that everyone's entry is on top equally often and who looks later can check it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from cohive.create.models.scores import EntryOrder, Exposure, Impression
from cohive.create.models.works import Work

SEED_DIGITS = 16


@dataclass(frozen=True)
class DrawnOrder:
    """The entries in one viewer's order, and the seed they were drawn with ('' for a visitor)."""

    seed: str
    works: tuple[UUID, ...]


def drawn(seen: Mapping[UUID, int], seed: str) -> tuple[UUID, ...]:
    """The least seen first, and among equals an order that the seed alone decides."""
    return tuple(sorted(seen, key=lambda work: (seen[work], _lot(seed, work))))


@transaction.atomic
def order_of(*, challenge: UUID, viewer: UUID | None, seed: str, at: datetime) -> DrawnOrder:
    """The order in which this viewer sees the entries: drawn with `seed` at her first visit.

    Later entries join at the end, drawn the same way; withdrawn ones are left out. A visitor who
    is nobody yet gets an order that is the same for all visitors. Two to four SQL queries.
    """
    shown = _seen(challenge)
    if viewer is None:
        return DrawnOrder("", drawn(dict.fromkeys(shown, 0), str(challenge)))
    row, is_new = EntryOrder.objects.get_or_create(
        challenge_id=challenge,
        viewer_id=viewer,
        defaults={"seed": seed, "at": at, "works": _as_text(drawn(shown, seed))},
    )
    known = [UUID(work) for work in row.works]
    late = {work: times for work, times in shown.items() if work not in set(known)}
    if late and not is_new:
        row.works = [*row.works, *_as_text(drawn(late, row.seed))]
        row.save(update_fields=["works"])
        known = [UUID(work) for work in row.works]
    return DrawnOrder(row.seed, tuple(work for work in known if work in shown))


@transaction.atomic
def note_impression(
    *, challenge: UUID, viewer: UUID | None, works: Sequence[UUID], at: datetime
) -> None:
    """Note that these entries were shown on one page. Two SQL queries."""
    if not works:
        return
    Impression.objects.create(
        challenge_id=challenge, viewer_id=viewer, works=_as_text(works), at=at
    )
    Exposure.objects.filter(work_id__in=works).update(times=F("times") + 1)


def seen_by(*, challenge: UUID, viewer: UUID) -> frozenset[UUID]:
    """The entries a viewer was shown so far. One SQL query."""
    rows = Impression.objects.filter(challenge=challenge, viewer=viewer)
    pages = rows.values_list("works", flat=True)
    return frozenset(UUID(work) for page in pages for work in page)


def _seen(challenge: UUID) -> dict[UUID, int]:
    rows = Work.objects.filter(challenge=challenge, state="published").order_by("id")
    return {work: times or 0 for work, times in rows.values_list("id", "exposure__times")}


def _lot(seed: str, work: UUID) -> bytes:
    return hashlib.sha256(f"{seed}:{work}".encode()).digest()


def _as_text(works: Sequence[UUID]) -> list[str]:
    return [str(work) for work in works]
