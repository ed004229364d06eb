"""Scores of people with a declared interest: counted apart, and they weigh what others weigh."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.bond import queries as bond
from cohive.create.models.scores import Score
from cohive.create.models.works import WorkMaker
from cohive.guard import queries as guard
from cohive.guard.queries import InterestView


@dataclass(frozen=True)
class DeclaredScores:
    """For each work who of its scorers has a declared interest, and who withdrew one since.

    `of_work` holds each scorer's own declaration about a work, by (work, person).
    """

    interested: dict[UUID, frozenset[UUID]]
    withdrawn: dict[UUID, frozenset[UUID]]
    of_work: dict[tuple[UUID, UUID], str]


def declared_scores(works: Iterable[UUID]) -> DeclaredScores:
    """Read the declared interests behind the scores of these works.

    A standing interest counts when it is in a maker of the work or in the place, and held when the
    score was given. One SQL query; where somebody declared one more, with standing ones three.
    """
    ids = list(works)
    found = guard.interests_about("score", ids) if ids else []
    own = [one for one in found if one.about_kind == "score"]
    standing = [one for one in found if one.about_kind == "standing"]
    concerned = _concerned(ids) if standing else {}
    gave = _given(ids, {one.person for one in found}) if found else {}
    interested: defaultdict[UUID, set[UUID]] = defaultdict(set)
    withdrawn: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for one in own:
        if (one.about, one.person) in gave:
            (withdrawn if one.shown.is_withdrawn else interested)[one.about].add(one.person)
    for (work, person), at in gave.items():
        if any(_stood(one, person, at, concerned.get(work, frozenset())) for one in standing):
            interested[work].add(person)
    return DeclaredScores(
        {work: frozenset(people) for work, people in interested.items()},
        {work: frozenset(people - interested[work]) for work, people in withdrawn.items()},
        {(one.about, one.person): one.shown.basis for one in own if not one.shown.is_withdrawn},
    )


def _stood(one: InterestView, person: UUID, at: datetime, concerned: frozenset[UUID]) -> bool:
    shown = one.shown
    return (
        one.person == person
        and one.about in concerned
        and (shown.declared_at is None or shown.declared_at <= at)
        and (shown.withdrawn_at is None or shown.withdrawn_at > at)
    )


def _concerned(works: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """For each work the agents an interest in whom is one in the work: its makers, the place."""
    place = bond.place()
    everywhere = {place.agent} if place else set[UUID]()
    found: dict[UUID, set[UUID]] = {work: set(everywhere) for work in works}
    for work, agent in WorkMaker.objects.filter(work__in=list(found)).values_list(
        "work_id", "agent_id"
    ):
        found[work].add(agent)
    return {work: frozenset(agents) for work, agents in found.items()}


def _given(works: list[UUID], people: set[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    rows = Score.objects.filter(work__in=works, by__in=people)
    return {(work, by): at for work, by, at in rows.values_list("work_id", "by_id", "at")}
