"""Who is tied to whom inside circles, from the journal; and which circle would rather be two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import polars as pl
from scipy import sparse

from cohive.bond import queries as bond
from cohive.engine.fission import RULE, Splits, density_of, leiden, splits_of
from cohive.engine.frames import frame_of
from cohive.engine.ties import addressed
from cohive.evolve.models.changes import SplitFinding
from cohive.evolve.written import written
from cohive.journal.queries import act_rows

TIES_MAX = 20_000
SEED = 0
WEEK_DAYS = 7
STRETCH_WEEKS = 4
"""What one week's partition looks back on."""
TIES_MIN = 10

Tie = tuple[str, str]


def _talk() -> pl.DataFrame:
    place = bond.place()
    brand = {str(place.agent)} if place else set()
    return addressed(frame_of(act_rows()), brand=brand).select("at", "circle", "actor", "to")


def _pairs(acts: pl.DataFrame, circles: set[str], people: set[str]) -> Counter[Tie]:
    pairs: Counter[Tie] = Counter()
    for circle, actor, to in acts.select("circle", "actor", "to").iter_rows():
        if circle in circles and actor in people and to in people and actor != to:
            pairs[min(actor, to), max(actor, to)] += 1
    return pairs


def ties_inside(circles: Collection[UUID], people: Collection[UUID]) -> list[list[object]]:
    """Pairs of members who addressed each other in these circles, with how often.

    The most frequent first, at most twenty thousand. Reads the whole journal once.
    """
    pairs = _pairs(_talk(), {str(one) for one in circles}, {str(one) for one in people})
    found = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [[one, two, times] for (one, two), times in found[:TIES_MAX]]


def look_for_splits(*, at: datetime) -> int:
    """See of every circle that is large enough whether it would rather be two; a nightly job.

    Keeps what was found, for who proposes a split. Return how many circles were looked at. A
    finding is a measurement: no act is written, and nothing is proposed by it.
    """
    large = [one for one in bond.circles() if one.members >= 2 * RULE.members_min]
    if not large:
        return 0
    talk = _talk()
    for view in large:
        members = bond.circle_members(view.agent, limit=None)
        people = sorted(str(one.agent) for one in members)
        acts = talk.filter(pl.col("circle") == str(view.agent))
        _keep(view.agent, people, _splits(acts, view.agent, people, at=at), at=at)
    return len(large)


def _splits(acts: pl.DataFrame, circle: UUID, people: Sequence[str], *, at: datetime) -> Splits:
    known = set(people)
    weekly = []
    for week in reversed(range(RULE.weeks)):
        until = at - timedelta(days=WEEK_DAYS * week)
        since = until - timedelta(days=WEEK_DAYS * STRETCH_WEEKS)
        part = acts.filter((pl.col("at") >= since) & (pl.col("at") < until))
        links = _links(_pairs(part, {str(circle)}, known), people)
        if links.nnz >= TIES_MIN:
            weekly.append(leiden(links, density=density_of(links) / 2, seed=SEED).group)
    links = _links(_pairs(acts, {str(circle)}, known), people)
    return splits_of(links, seed=SEED, weekly=weekly)


def _links(pairs: Counter[Tie], people: Sequence[str]) -> sparse.csr_array:
    """Symmetric, 1 for a pair that is tied: who talks a lot does not draw the border."""
    place = {one: at for at, one in enumerate(people)}
    rows = [place[one] for one, _ in pairs]
    columns = [place[two] for _, two in pairs]
    data = np.ones(2 * len(rows))
    size = len(people)
    return sparse.csr_array((data, (rows + columns, columns + rows)), shape=(size, size))


def _keep(circle: UUID, people: Sequence[str], found: Splits, *, at: datetime) -> None:
    best = found.proposals[0] if found.proposals else None
    SplitFinding.objects.update_or_create(
        circle_id=circle,
        defaults={
            "at": at,
            "is_proposed": best is not None and best.is_proposed,
            "members": [people[one] for one in best.members] if best else [],
            "said": written([one.said for one in best.conditions] if best else found.cannot_tell),
        },
    )
