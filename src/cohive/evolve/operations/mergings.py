"""Which two circles are one by now: the mirror of a border, looked at every night."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain, combinations
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Q

from cohive.bond import queries as bond
from cohive.engine.fission import merging_of
from cohive.evolve.models.changes import (
    ASKED_AGAIN_AFTER,
    OPEN_STATES,
    CircleChange,
    MergeFinding,
)
from cohive.evolve.operations.border import LOOKS_BACK
from cohive.evolve.tied import Told, links_of, pairs_of
from cohive.evolve.written import written
from cohive.journal.queries import addressed
from cohive.words.sentences import Sentence

__all__ = ["look_for_mergings"]

SEED = 0
TIED_MIN = 10
"""People with a tie on each side; below it nothing is told of two circles."""
PAIRS_MAX = 50

Pair = tuple[UUID, UUID]


def look_for_mergings(*, at: datetime) -> int:
    """See of circles that have people in common, or were one, whether they are one; a nightly job.

    Keeps those of which the rule says so, and forgets the others. Return how many pairs were looked
    at: at most fifty, with the most people in common. Nothing is proposed by it. Five SQL queries,
    and those that keep what was found.
    """
    large = [one.agent for one in bond.circles() if one.members >= TIED_MIN]
    people = bond.members_of_circles(large) if len(large) > 1 else {}
    pairs = _worth_a_look(people, at=at) if people else []
    talk: dict[UUID | None, list[Told]] = {}
    if pairs:
        circles = sorted({one for pair in pairs for one in pair})
        for told in addressed(circles=circles, since=at - LOOKS_BACK, until=at):
            talk.setdefault(told[1], []).append(told)
    found = []
    for one, two in pairs:
        said = _said(people[one], people[two], chain(talk.get(one, ()), talk.get(two, ())))
        if said is not None:
            found.append(MergeFinding(circle_id=one, other_id=two, at=at, said=written(said)))
    with transaction.atomic():
        MergeFinding.objects.all().delete()
        MergeFinding.objects.bulk_create(found)
    return len(pairs)


def _worth_a_look(people: Mapping[UUID, frozenset[UUID]], *, at: datetime) -> list[Pair]:
    """The larger first. Not what is moving, nor what was asked and declined lately."""
    busy, were_one, declined = _known(at=at)
    found: list[tuple[float, Pair]] = []
    for pair in combinations(sorted(people), 2):
        if busy.intersection(pair) or frozenset(pair) in declined:
            continue
        common = len(people[pair[0]] & people[pair[1]])
        smaller, larger = sorted(pair, key=lambda one: (len(people[one]), one))
        if common or frozenset(pair) in were_one:
            found.append((-common / len(people[smaller]), (larger, smaller)))
    return [pair for _, pair in sorted(found)[:PAIRS_MAX]]


def _known(*, at: datetime) -> tuple[set[UUID], set[frozenset[UUID]], set[frozenset[UUID]]]:
    """Circles in an open change; pairs that were one; pairs whose merging was declined lately."""
    rows = CircleChange.objects.filter(
        Q(state__in=OPEN_STATES)
        | Q(state="done", kind="split")
        | Q(state="declined", kind="merge", ended_at__gt=at - ASKED_AGAIN_AFTER)
    ).values_list("state", "circle", "other")
    busy: set[UUID] = set()
    pairs: dict[str, set[frozenset[UUID]]] = {"done": set(), "declined": set()}
    for state, circle, other in rows:
        if state in pairs:
            pairs[state].add(frozenset((circle, other)))
        else:
            busy |= {one for one in (circle, other) if one}
    return busy, pairs["done"], pairs["declined"]


def _said(
    larger: frozenset[UUID], smaller: frozenset[UUID], talk: Iterable[Told]
) -> Sentence | None:
    """Why they are one, None where they are not, or fewer than ten people of either have a tie.

    Who is in both stands with the smaller: so a circle inside a large one has a side of its own.
    """
    people = sorted(larger | smaller)
    links = links_of(pairs_of(talk, people), people)
    tied = links.sum(axis=1) > 0
    of_each = [np.array([one in circle for one in people]) for circle in (larger, smaller)]
    if min(int((tied & here).sum()) for here in of_each) < TIED_MIN:
        return None
    inside = ~of_each[1]
    found = merging_of(links, inside, seed=SEED)
    if not found.is_one:
        return None
    few = min(int((tied & inside).sum()), int((tied & ~inside).sum())) < TIED_MIN
    return Sentence("Nothing parts those who talk in them any more.") if few else found.said
