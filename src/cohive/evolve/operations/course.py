"""How a split went: ties that live again across the border, who moved, how both halves talk.

Looked at every night from the founding until its 90 days end. What is told of fewer than ten people
or ties is not kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import F

from cohive.bond import queries as bond
from cohive.engine.fission import migration, retained
from cohive.engine.intervals import wilson
from cohive.engine.intervals.bootstrap import bootstrap
from cohive.evolve.models.changes import ChangeCourse, ChangeMember, CircleChange
from cohive.evolve.tied import links_of, pairs_of
from cohive.journal.queries import addressed, moments_in_circle

__all__ = ["TALK", "WAYS", "look_at_courses"]

SEED = 0
TOLD_MIN = 10
"""People of a side, and ties, from which something is told of them."""
TALK = ("bond.thread.started", "bond.post.replied")
TALK_DAYS_MIN = 14
LATE = timedelta(days=7)
"""A course nobody looked at until so long after its end cannot be told any more."""
WAYS = ("first", "second", "both", "left")
"""Where one belongs by now: either circle, both, or none of the two."""
SIDES = ("first", "second", "both")
WEEK_DAYS = 7


def look_at_courses(*, at: datetime) -> int:
    """See how each split went that can still be undone, and once more at its end; a nightly job.

    Return how many were looked at. A measurement: no act is written. One SQL query, and nine for
    each of these splits.
    """
    rows = ChangeCourse.objects.filter(change__state="done", at__lt=F("change__undo_until"))
    rows = rows.filter(change__undo_until__gte=at - LATE).select_related("change")
    looked = list(rows.order_by("change"))
    for row in looked:
        row.data, row.at = _course(row.change, row.sides, at=at), at
        row.save(update_fields=["data", "at"])
    return len(looked)


def _course(change: CircleChange, sides: Mapping[str, int], *, at: datetime) -> dict[str, Any]:
    if change.done_at is None or change.undo_until is None or change.other_id is None:
        return {}
    until = min(at, change.undo_until)
    people = list(change.people.order_by("member"))
    return {
        "days": (until - change.done_at).days,
        "ties": _ties(change, people, since=change.done_at, until=until),
        "moves": _moves(change, people, sides),
        "talk": _talk(change, people, since=change.done_at, until=until),
    }


def _ties(
    change: CircleChange, people: Sequence[ChangeMember], *, since: datetime, until: datetime
) -> dict[str, Any] | None:
    """Pairs that the border cut and who addressed each other since, in whatever circle."""
    parted = [one for one in people if one.side != "both"]
    known = [one.member_id for one in parted]
    inside = np.array([one.side == "first" for one in parted], dtype=np.bool_)
    if min(int(inside.sum()), int((~inside).sum())) < TOLD_MIN:
        return None
    place = set(known)
    ends = [(UUID(str(one)), UUID(str(two))) for one, two, *_ in change.ties]
    before = links_of([pair for pair in ends if place.issuperset(pair)], known)
    told = addressed(actors=known, since=since, until=until)
    found = retained(before, links_of(pairs_of(told, known), known), inside)
    if found.before < TOLD_MIN:
        return None
    part = wilson(found.still, found.before)
    return {
        "before": found.before, "still": found.still,
        "part": part.middle, "low": part.low, "high": part.high,
    }  # fmt: skip


def _moves(
    change: CircleChange, people: Sequence[ChangeMember], sides: Mapping[str, int]
) -> dict[str, Any]:
    """Of each side where its people belong by now; who left the place is counted with who left."""
    circles = [one for one in (change.circle_id, change.other_id) if one]
    here = bond.members_of_circles(circles)
    first, second = (here.get(one, frozenset()) for one in circles)
    before, after = [], []
    for one in people:
        belongs = (one.member_id in first, one.member_id in second)
        before.append(SIDES.index(one.side))
        after.append({(True, False): 0, (False, True): 1, (True, True): 2}.get(belongs, 3))
    sizes = [max(sides.get(side, 0), before.count(place)) for place, side in enumerate(SIDES)]
    for place, size in enumerate(sizes):
        gone = size - before.count(place)
        before += [place] * gone
        after += [WAYS.index("left")] * gone
    # one more of each last number, so that the table has all rows and columns
    parts = migration(np.array([*before, 2]), np.array([*after, 3]))
    found: dict[str, Any] = {}
    for number, side in enumerate(SIDES[:2]):
        size = sizes[number]
        if size >= TOLD_MIN:
            found[side] = {"size": size} | {
                way: _part(round(float(parts[number, place]) * size), size)
                for place, way in enumerate(WAYS)
            }
    return found


def _part(people: int, size: int) -> dict[str, float]:
    part = wilson(people, size)
    return {"people": people, "part": part.middle, "low": part.low, "high": part.high}


def _talk(
    change: CircleChange, people: Sequence[ChangeMember], *, since: datetime, until: datetime
) -> dict[str, Any]:
    """Posts of a person and week since the founding, beside as many days before the proposal.

    Of those who belonged to it all that time before; who is in both counts in both halves.
    """
    length = until - since
    if length < timedelta(days=TALK_DAYS_MIN):
        return {}
    began = change.proposed_at - length
    earlier: Counter[UUID] = Counter()
    later: Counter[UUID] = Counter()
    for circle in filter(None, (change.circle_id, change.other_id)):
        for when, who in moments_in_circle(circle, TALK, since=began):
            earlier[who] += began <= when < change.proposed_at
            later[who] += since <= when < until
    weeks = length / timedelta(days=WEEK_DAYS)
    found: dict[str, Any] = {}
    for side in ("first", "second"):
        here = [
            one.member_id for one in people if one.side in (side, "both") and one.joined_at <= began
        ]
        if len(here) < TOLD_MIN:
            continue
        rates = np.array([[earlier[one], later[one]] for one in here], dtype=np.float64) / weeks
        more = rates[:, 1] - rates[:, 0]
        ends = bootstrap(lambda drawn: drawn.mean(axis=1), more, seed=SEED)
        low, high = ends or (float(more.mean()), float(more.mean()))
        before, after = rates.mean(axis=0).tolist()
        found[side] = {
            "people": len(here), "before": before, "after": after,
            "low": low, "high": high,
        }  # fmt: skip
    return found
