"""Who is tied to whom inside circles, from the journal; and which circle would rather be two.

Only what the rule asks for is read: of circles that are large enough, the acts of half a year and
the posts of its weeks. Ties of years ago are no border of today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import numpy.typing as npt

from cohive.bond import queries as bond
from cohive.engine.culture.words import counts_of, words_of
from cohive.engine.fission import RULE, Splits, density_of, leiden, splits_of
from cohive.evolve.models.changes import (
    ASKED_AGAIN_AFTER,
    ChangeMember,
    CircleChange,
    SplitFinding,
)
from cohive.evolve.tied import Told, links_of, pairs_of
from cohive.evolve.written import written
from cohive.journal.queries import addressed

Integers = npt.NDArray[np.int64]

TIES_MAX = 20_000
SEED = 0
WEEK_DAYS = 7
STRETCH_WEEKS = 4
"""What one week's partition looks back on."""
LOOKS_BACK = timedelta(days=WEEK_DAYS * (RULE.weeks + STRETCH_WEEKS - 1))
"""From the beginning of the oldest week's stretch until now."""
TIES_BACK = timedelta(days=WEEK_DAYS * 26)
"""How old a tie may be: nine weeks alone would leave out who was quiet for a summer."""
TIES_MIN = 10


def ties_inside(circles: Collection[UUID], people: Collection[UUID]) -> list[list[object]]:
    """Pairs of members who addressed each other in these circles, with how often.

    The most frequent first, at most twenty thousand. Two SQL queries.
    """
    pairs = pairs_of(addressed(circles=circles), people)
    found = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [[str(one), str(two), times] for (one, two), times in found[:TIES_MAX]]


def look_for_splits(*, at: datetime) -> int:
    """See of every circle that is large enough whether it would rather be two; a nightly job.

    Keeps what was found, for who proposes a split. Return how many circles were looked at. A
    finding is a measurement: no act is written, and nothing is proposed by it. Five SQL queries,
    and seven for each of those circles.
    """
    large = [one.agent for one in bond.circles() if one.members >= 2 * RULE.members_min]
    if not large:
        return 0
    talk: dict[UUID | None, list[Told]] = {}
    for told in addressed(circles=large, since=at - TIES_BACK, until=at):
        talk.setdefault(told[1], []).append(told)
    staff, names = bond.staff(), frozenset(counts_of(bond.names_in_use()))
    for circle in large:
        people = sorted(one.agent for one in bond.circle_members(circle, limit=None))
        links = links_of(pairs_of(talk.get(circle, ()), people), people)
        found = splits_of(
            links,
            seed=SEED,
            weekly=_weekly(talk.get(circle, []), people, at=at),
            words=_words(circle, people, at=at, staff=staff, names=names),
            leaders=_leaders(circle, people, at=at),
        )
        _keep(circle, people, found, at=at)
    return len(large)


def _weekly(told: Sequence[Told], people: Sequence[UUID], *, at: datetime) -> list[Integers]:
    weekly = []
    for week in reversed(range(RULE.weeks)):
        until = at - timedelta(days=WEEK_DAYS * week)
        since = until - timedelta(days=WEEK_DAYS * STRETCH_WEEKS)
        part = (one for one in told if since <= one[0] < until)
        links = links_of(pairs_of(part, people), people)
        if links.nnz >= TIES_MIN:
            weekly.append(leiden(links, density=density_of(links) / 2, seed=SEED).group)
    return weekly


def _words(
    circle: UUID,
    people: Sequence[UUID],
    *,
    at: datetime,
    staff: frozenset[UUID],
    names: frozenset[str],
) -> list[Counter[str]] | None:
    """How often each used each word; None where nobody wrote.

    What members are called is no topic: whoever stands together calls each other by name.
    """
    words = {one: Counter[str]() for one in people}
    told = bond.texts_told(circle=circle, since=at - LOOKS_BACK, until=at, without=staff)
    for author, _, text in told:
        if author in words:
            words[author].update(word for word in words_of(text) if word not in names)
    return list(words.values()) if any(words.values()) else None


def _leaders(circle: UUID, people: Sequence[UUID], *, at: datetime) -> list[int] | None:
    """Who said in the last proposal of a split that she would keep the new circle.

    None when nobody was asked in the last 90 days, or nobody answered yet.
    """
    asked = (
        CircleChange.objects.filter(kind="split", circle=circle)
        .filter(proposed_at__gte=at - ASKED_AGAIN_AFTER)
        .order_by("-id")
        .values("id")[:1]
    )
    said = ChangeMember.objects.filter(change__in=asked, chose_at__isnull=False)
    willing = dict(said.values_list("member_id", "is_willing"))
    if not willing:
        return None
    return [place for place, one in enumerate(people) if willing.get(one)]


def _keep(circle: UUID, people: Sequence[UUID], found: Splits, *, at: datetime) -> None:
    """The half that is proposed, else the one that is cut off most."""
    proposed = [one for one in found.proposals if one.is_proposed]
    best = next(iter((*proposed, *found.proposals)), None)
    SplitFinding.objects.update_or_create(
        circle_id=circle,
        defaults={
            "at": at,
            "is_proposed": best is not None and best.is_proposed,
            "members": [str(people[one]) for one in best.members] if best else [],
            "said": written([one.said for one in best.conditions] if best else found.cannot_tell),
        },
    )
