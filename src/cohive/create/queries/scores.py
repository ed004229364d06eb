"""Reading scores: nothing of a total before one has scored, everything once votes are closed.

Totals are left out here, not hidden by a page: what this module does not return cannot leak.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from cohive.create.models.challenges import Challenge
from cohive.create.models.scores import SCORE_MAX, Score, Tally
from cohive.create.models.works import Work, WorkMaker
from cohive.create.queries.asides import is_unjudged
from cohive.create.queries.declared import DeclaredScores, declared_scores
from cohive.create.queries.works import WorkCard, entries
from cohive.engine.intervals import Interval, groups, mean_score, wilson
from cohive.guard import queries as guard
from cohive.words.refusals import Refused

Sums = tuple[int, int, int]


@dataclass(frozen=True)
class Totals:
    """What all scores of an entry say, each number with how sure it is; buyers as proportion.

    `interested` of the scores come from people with a declared interest in it, `withdrawn` from
    people who declared one and withdrew it.
    """

    scores: int
    mean: Interval
    buyers: int
    would_buy: Interval
    interested: int = 0
    withdrawn: int = 0


@dataclass(frozen=True)
class Ballot:
    """One entry as one viewer may see it. `totals` is None until she has scored or votes closed.

    `may_score` already knows the phase and whose work it is; `is_own` says why not. `totals` leaves
    out votes set aside by a public review; `full` has them too, None where that is the same.
    `interest` is what the viewer declared with her score, '' for nothing.
    """

    work: UUID
    value: int | None
    would_buy: bool
    is_own: bool
    may_score: bool
    totals: Totals | None
    full: Totals | None
    interest: str = ""


@dataclass(frozen=True)
class ResultLine:
    """An entry in the result; entries of one `group` cannot be told apart by these votes."""

    work: WorkCard
    totals: Totals
    group: int


@dataclass(frozen=True)
class Places:
    """Where an entry stands by its mean; equal means share a place, without a score there is none.

    `standing` counts the votes that weigh, `full` everybody's.
    """

    standing: int | None
    full: int


@dataclass(frozen=True)
class Result:
    """The result of a challenge: scored entries, best first; those without a score beside.

    The order counts the votes that weigh. `full` has everybody's, for the entries of which some
    are set aside by a public review; `moved` has the places of the entries that stand elsewhere
    for it; `is_unjudged` says that such a review has no verdict yet.
    """

    lines: tuple[ResultLine, ...]
    unscored: tuple[WorkCard, ...]
    voters: int
    full: Mapping[UUID, Totals]
    moved: Mapping[UUID, Places]
    is_unjudged: bool


def ballots(
    challenge: UUID, works: Sequence[UUID], *, viewer: UUID | None, at: datetime
) -> dict[UUID, Ballot]:
    """What one viewer may do with these entries and know of them.

    At most seven queries, ten when an interest was declared.
    """
    opens, closes = (
        Challenge.objects.filter(id=challenge).values_list("closes_at", "voting_closes_at").get()
    )
    own = _own(works, viewer)
    mine = _scores_of(works, viewer)
    is_closed = at >= closes
    shown = works if is_closed else [work for work in works if work in mine]
    declared = declared_scores(shown)
    totals, full = _totals(shown, declared)
    is_voting = viewer is not None and opens <= at < closes
    return {
        work: Ballot(
            work=work,
            value=mine[work][0] if work in mine else None,
            would_buy=work in mine and mine[work][1],
            is_own=work in own,
            may_score=is_voting and work not in own,
            totals=totals.get(work),
            full=full.get(work),
            interest=declared.of_work.get((work, viewer), "") if viewer else "",
        )
        for work in works
    }


def result(challenge: UUID, *, at: datetime) -> Result:
    """The result once votes are closed; refused before.

    Seven SQL queries; with votes set aside one more, and two for each reviewed entry; with declared
    interests up to three more.
    """
    closes = Challenge.objects.filter(id=challenge).values_list("voting_closes_at", flat=True).get()
    if at < closes:
        raise Refused("Totals stay hidden until votes close, on %(day)s.", day=closes)
    cards = entries(challenge)
    ids = [card.id for card in cards]
    totals, full = _totals(ids, declared_scores(ids))
    scored = sorted(
        (card for card in cards if card.id in totals),
        key=lambda card: (-totals[card.id].mean.middle, card.id),
    )
    numbers = groups([totals[card.id].mean for card in scored])
    voters = Score.objects.filter(work__challenge=challenge).values("by").distinct().count()
    return Result(
        lines=tuple(
            ResultLine(card, totals[card.id], number)
            for card, number in zip(scored, numbers, strict=True)
        ),
        unscored=tuple(card for card in cards if card.id not in totals),
        voters=voters,
        full=full,
        moved=_moved(totals, full),
        is_unjudged=is_unjudged(full),
    )


def _moved(totals: Mapping[UUID, Totals], full: Mapping[UUID, Totals]) -> dict[UUID, Places]:
    """The entries whose place is another one when every vote is counted."""
    standing, everybody = _places(totals), _places({**totals, **full})
    return {
        work: Places(standing.get(work), place)
        for work, place in everybody.items()
        if standing.get(work) != place
    }


def _places(totals: Mapping[UUID, Totals]) -> dict[UUID, int]:
    means = sorted(found.mean.middle for found in totals.values())
    return {
        work: 1 + len(means) - bisect_right(means, found.mean.middle)
        for work, found in totals.items()
    }


def scored_count(challenge: UUID, viewer: UUID) -> int:
    """How many entries of a challenge she has scored. One SQL query."""
    return Score.objects.filter(
        work__challenge=challenge, work__state="published", by=viewer
    ).count()


def tally_fault() -> str:
    """A sentence on the first tally that its scores do not add up to, or ''. Two SQL queries."""
    sums: dict[UUID, tuple[int, int, int]] = {}
    rows = Score.objects.order_by().values_list("work_id")
    counted = rows.annotate(
        points=Sum("value"), buyers=Count("id", filter=Q(would_buy=True)), scores=Count("id")
    )
    for work, points, buyers, scores in counted:
        sums[work] = (scores, points, buyers)
    for tally in Tally.objects.order_by("work_id").iterator():
        found = sums.pop(tally.work_id, (0, 0, 0))
        if (tally.scores, tally.points, tally.buyers) != found:
            return f"the tally of work {tally.work_id} is not the sum of its scores"
    return f"work {min(sums)} has scores and no tally" if sums else ""


def _own(works: Sequence[UUID], viewer: UUID | None) -> set[UUID]:
    if viewer is None:
        return set()
    handed_in = Work.objects.filter(id__in=works, submitted_by=viewer).values_list("id")
    made = WorkMaker.objects.filter(work_id__in=works, agent=viewer).values_list("work_id")
    return {key for (key,) in handed_in.union(made)}


def _scores_of(works: Sequence[UUID], viewer: UUID | None) -> dict[UUID, tuple[int, bool]]:
    if viewer is None:
        return {}
    rows = Score.objects.filter(work_id__in=works, by=viewer)
    return {
        work: (value, would_buy)
        for work, value, would_buy in rows.values_list("work_id", "value", "would_buy")
    }


def _totals(
    works: Iterable[UUID], declared: DeclaredScores
) -> tuple[dict[UUID, Totals], dict[UUID, Totals]]:
    """Totals of the votes that weigh; and of all votes, for works where that is not the same."""
    standing, sums, aside = standing_sums(works)
    return (
        {
            work: _total(work, found, declared, aside.get(work, frozenset()))
            for work, found in standing.items()
            if found[0]
        },
        {
            work: _total(work, found, declared, frozenset())
            for work, found in sums.items()
            if found != standing[work]
        },
    )


def standing_sums(
    works: Iterable[UUID],
) -> tuple[dict[UUID, Sums], dict[UUID, Sums], dict[UUID, frozenset[UUID]]]:
    """Scores, points and buyers of the votes that weigh; of all votes; and whose do not weigh.

    Entries without any vote are missing. Two SQL queries, one more when votes are set aside.
    """
    ids = list(works)
    if not ids:
        return {}, {}, {}
    rows = Tally.objects.filter(work_id__in=ids, scores__gt=0)
    sums = {
        work: (scores, points, buyers)
        for work, scores, points, buyers in rows.values_list(
            "work_id", "scores", "points", "buyers"
        )
    }
    standing = dict(sums)
    aside = guard.set_aside(sums)
    if aside:
        given = Score.objects.filter(work_id__in=aside)
        for work, agent, value, would_buy in given.values_list(
            "work_id", "by_id", "value", "would_buy"
        ):
            if agent in aside[work]:
                scores, points, buyers = standing[work]
                standing[work] = (scores - 1, points - value, buyers - would_buy)
    return standing, sums, aside


def _total(work: UUID, sums: Sums, declared: DeclaredScores, aside: frozenset[UUID]) -> Totals:
    scores, points, buyers = sums
    return Totals(
        scores=scores,
        mean=mean_score(points, scores, SCORE_MAX),
        buyers=buyers,
        would_buy=wilson(buyers, scores),
        interested=len(declared.interested.get(work, frozenset()) - aside),
        withdrawn=len(declared.withdrawn.get(work, frozenset()) - aside),
    )
