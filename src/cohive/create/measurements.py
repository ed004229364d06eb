"""What is measured while people look: the order one viewer got, and what she was shown.

Measurements are not acts: nobody did anything to anybody. They are written beside the page, once
per view, so that everyone's entry is on top equally often and who looks later can check it.

Before votes open the least shown come first. While they are open it is the least examined: what
counts then is a member's first look at an entry she may score, by how likely its place is looked
at. Views by visitors, repeated views and views from before give no scores, so they owe and earn
nothing; and nobody can push an entry down by loading a page again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Value, When

from cohive.create.models.scores import EntryOrder, Exposure, Impression
from cohive.create.models.works import Work
from cohive.engine.exposure.showing import examination, joined, least_seen_first

SEED_DIGITS = 16
MILLI = 1000


@dataclass(frozen=True)
class DrawnOrder:
    """The entries in one viewer's order, and the seed they were drawn with ('' for a visitor)."""

    seed: str
    works: tuple[UUID, ...]


@transaction.atomic
def order_of(
    *, challenge: UUID, viewer: UUID | None, seed: str, at: datetime, votes_open_at: datetime
) -> DrawnOrder:
    """The order in which this viewer sees the entries: drawn with `seed` at her first visit.

    It stays: what she was shown keeps its place. Entries that came later stand next behind that,
    if they were seen less than the others were on average, else at the end; withdrawn ones are left
    out. Only when votes open, and with them the set of entries is whole, an older order is drawn
    anew, once and with its seed: else early entries would stand before late ones for all who
    looked early. A visitor who is nobody yet gets an order that is the same for all visitors. Two
    to five SQL queries.
    """
    views = _views(challenge, votes_are_open=at >= votes_open_at)
    if viewer is None:
        equal = dict.fromkeys(views, 0.0)
        return DrawnOrder("", least_seen_first(equal, seed=str(challenge)))
    row, is_new = EntryOrder.objects.get_or_create(
        challenge_id=challenge,
        viewer_id=viewer,
        defaults={"seed": seed, "at": at, "works": _as_text(least_seen_first(views, seed=seed))},
    )
    known = tuple(UUID(work) for work in row.works)
    if not is_new:
        is_old = row.at < votes_open_at <= at
        if is_old:
            row.at, order = at, least_seen_first(views, seed=row.seed)
        else:
            order = _with_late(row, known, views)
        if is_old or order != known:
            row.works = _as_text(order)
            row.save(update_fields=["works", "at"])
        known = order
    return DrawnOrder(row.seed, tuple(work for work in known if work in views))


@transaction.atomic
def note_impression(
    *,
    challenge: UUID,
    viewer: UUID | None,
    works: Sequence[UUID],
    at: datetime,
    examined_milli: Mapping[UUID, int] | None = None,
) -> None:
    """Note that these entries were shown on one page, in this order. Two SQL queries.

    `examined_milli` (see `first_looks`) is what counts towards the order while votes are open.
    """
    if not works:
        return
    Impression.objects.create(
        challenge_id=challenge, viewer_id=viewer, works=_as_text(works), at=at
    )
    looks = [When(work_id=work, then=milli) for work, milli in (examined_milli or {}).items()]
    more = F("examined_milli") + Case(*looks, default=Value(0)) if looks else F("examined_milli")
    rows = Exposure.objects.filter(work_id__in=works)
    rows.update(times=F("times") + 1, examined_milli=more)


def first_looks(
    page: Sequence[UUID],
    *,
    may_score: Collection[UUID],
    seen: Mapping[UUID, datetime],
    votes_open_at: datetime,
) -> dict[UUID, int]:
    """Thousandths of an examined view for each entry of a page that its viewer newly looks at.

    Only entries she may score, and that she was not shown since votes opened (`seen`: when she was
    last). No SQL query.
    """
    return {
        work: round(examination(place) * MILLI)
        for place, work in enumerate(page, start=1)
        if work in may_score and (work not in seen or seen[work] < votes_open_at)
    }


def seen_by(*, challenge: UUID, viewer: UUID) -> dict[UUID, datetime]:
    """The entries a viewer was shown so far, each with the last time. One SQL query."""
    rows = Impression.objects.filter(challenge=challenge, viewer=viewer).order_by("at", "id")
    pages = rows.values_list("works", "at")
    return {UUID(work): at for page, at in pages for work in page}


def _with_late(
    row: EntryOrder, known: tuple[UUID, ...], views: Mapping[UUID, float]
) -> tuple[UUID, ...]:
    """A stored order with the entries that came later in their places."""
    had = [views[work] for work in known if work in views]
    late = {work: seen for work, seen in views.items() if work not in set(known)}
    if not late:
        return known
    return joined(
        known,
        late,
        shown=seen_by(challenge=row.challenge_id, viewer=row.viewer_id),
        # What the others had on average is the least a late entry is owed; at least one view, so
        # that it also comes next where nobody has looked yet.
        minimum=max(fmean(had), 1.0) if had else 1.0,
        seed=row.seed,
    )


def _views(challenge: UUID, *, votes_are_open: bool) -> dict[UUID, float]:
    """How often each entry was shown, or examined since votes opened. One SQL query."""
    rows = Work.objects.filter(challenge=challenge, state="published").order_by("id")
    counts = rows.values_list("id", "exposure__times", "exposure__examined_milli")
    return {
        work: (milli or 0) / MILLI if votes_are_open else float(times or 0)
        for work, times, milli in counts
    }


def _as_text(works: Sequence[UUID]) -> list[str]:
    return [str(work) for work in works]
