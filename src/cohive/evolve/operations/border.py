"""Who is tied to whom inside circles, from the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from uuid import UUID

from cohive.bond import queries as bond
from cohive.engine.frames import frame_of
from cohive.engine.ties import addressed
from cohive.journal.queries import act_rows

TIES_MAX = 20_000


def ties_inside(circles: Collection[UUID], people: Collection[UUID]) -> list[list[object]]:
    """Pairs of members who addressed each other in these circles, with how often.

    The most frequent first, at most twenty thousand. Reads the whole journal once.
    """
    place = bond.place()
    brand = {str(place.agent)} if place else set()
    acts = addressed(frame_of(act_rows()), not_people=(), brand=brand)
    where, who = {str(one) for one in circles}, {str(one) for one in people}
    pairs: Counter[tuple[str, str]] = Counter()
    for circle, actor, target in acts.select("circle", "actor", "target").iter_rows():
        if circle in where and actor in who and target in who and actor != target:
            pairs[min(actor, target), max(actor, target)] += 1
    found = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [[one, two, times] for (one, two), times in found[:TIES_MAX]]
