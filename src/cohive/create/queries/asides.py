"""Votes that weigh nothing at present: counting with them and without them.

While a group is under a public review its votes on the reviewed things are set aside, never
deleted. Both counts are shown, and a decision that would differ between them waits for the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cohive.create.models.decisions import Decision
from cohive.create.queries.ballots import Choice, Count, counted, leaders
from cohive.guard import queries as guard

UNJUDGED_STATES = frozenset({"marked", "held", "appealed"})

Vote = tuple[str, UUID | None]


@dataclass(frozen=True)
class BothCounts:
    """A ballot's votes counted twice; `full` has everybody's, `standing` those that weigh.

    `reviewed` are the things whose review sets votes aside here; `is_unjudged` says that one of
    those reviews has no verdict yet. `interested` counts those of `standing` with a declared
    interest.
    """

    full: tuple[Vote, ...]
    standing: tuple[Vote, ...]
    quorum: int
    reviewed: tuple[UUID, ...]
    is_unjudged: bool
    interested: int

    @property
    def differs(self) -> bool:
        """Whether any vote is set aside."""
        return len(self.full) != len(self.standing)

    @property
    def waits(self) -> bool:
        """Whether the outcome hangs on a review that is not judged yet."""
        return self.is_unjudged and self._outcome(self.full) != self._outcome(self.standing)

    @property
    def tally(self) -> tuple[Count, ...]:
        """The votes that weigh, counted."""
        return tuple(counted(self.standing))

    @property
    def full_tally(self) -> tuple[Count, ...]:
        """All votes, counted; empty when none is set aside."""
        return tuple(counted(self.full)) if self.differs else ()

    def _outcome(self, votes: tuple[Vote, ...]) -> frozenset[Choice]:
        return frozenset(leaders(votes)) if len(votes) >= self.quorum else frozenset()


def both_counts(decision: Decision) -> BothCounts:
    """The votes of a ballot with and without those set aside.

    A vote is set aside by a review of the ballot, of what it is about, or of the work voted for.
    Two SQL queries, and two for each thing under review.
    """
    rows = list(
        decision.votes.order_by("id").values_list("voter_id", "answer", "work_id", "interest")
    )
    works = {work for _voter, _answer, work, _interest in rows if work is not None}
    things = {decision.id, decision.about_id}
    aside = guard.set_aside(things | works)
    everywhere = frozenset[UUID]().union(*(aside.get(thing, ()) for thing in things))
    weighing = [
        (answer, work, interest)
        for voter, answer, work, interest in rows
        if voter not in everywhere and not (work and voter in aside.get(work, ()))
    ]
    return BothCounts(
        full=tuple((answer, work) for _voter, answer, work, _interest in rows),
        standing=tuple((answer, work) for answer, work, _interest in weighing),
        quorum=decision.quorum,
        reviewed=tuple(sorted(aside)),
        is_unjudged=is_unjudged(aside),
        interested=sum(bool(interest) for _answer, _work, interest in weighing),
    )


def is_unjudged(things: Iterable[UUID]) -> bool:
    """Whether a public review of one of these has no verdict yet. Two SQL queries for each."""
    return any(
        review.state in UNJUDGED_STATES
        for thing in things
        for review in guard.public_reviews(thing)
    )
