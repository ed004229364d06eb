"""What the journal says of ideas, challenges, works and scores.

Flows (ValueFlows): handing in a work *produces* it; a parent that is paid is *used*, one that is
only named is *cited*, each in the stage of the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("create.idea.made", verb=Verb.CREATE, sentence="%(actor)s made an idea out of a post.")
@dataclass(frozen=True)
class IdeaMade:
    """A post became an idea; `makers` are those whose words it rests on."""

    idea: UUID
    number: int
    makers: tuple[UUID, ...]
    weights: tuple[int, ...]
    post: UUID | None = None


@event(
    "create.idea.credited",
    verb=Verb.ADD,
    sentence="%(actor)s named somebody who shaped an idea.",
)
@dataclass(frozen=True)
class IdeaCredited:
    """Somebody else who shaped the idea is named too."""

    idea: UUID
    maker: UUID
    weight: int


@event(
    "create.terms.published",
    verb=Verb.CREATE,
    sentence="%(actor)s published the standing terms, version %(version)s.",
)
@dataclass(frozen=True)
class TermsPublished:
    """A new version of the terms works are handed in under; `vote` when members voted it."""

    terms: UUID
    version: int
    vote: UUID | None = None


@event("create.terms.accepted", verb=Verb.ACCEPT, sentence="%(actor)s accepted the terms.")
@dataclass(frozen=True)
class TermsAccepted:
    """Somebody accepted a version of the standing terms."""

    terms: UUID
    version: int


@event("create.challenge.opened", verb=Verb.CREATE, sentence="%(actor)s opened a challenge.")
@dataclass(frozen=True)
class ChallengeOpened:
    """A call for works; the dates stand in the row, later changes have acts of their own."""

    challenge: UUID
    stage: str
    decides: str
    opens_at: str
    closes_at: str
    voting_closes_at: str


@event(
    "create.challenge.moved",
    verb=Verb.UPDATE,
    sentence="%(actor)s changed the dates of a challenge.",
)
@dataclass(frozen=True)
class ChallengeMoved:
    """Its dates changed, for everyone to see."""

    challenge: UUID
    closes_at: str
    voting_closes_at: str


@event(
    "create.challenge.counted",
    verb=Verb.UPDATE,
    sentence="The votes of a challenge were counted.",
)
@dataclass(frozen=True)
class ChallengeCounted:
    """Votes are closed and the means of its entries are public."""

    challenge: UUID
    entries: int


@event("create.work.submitted", verb=Verb.CREATE, sentence="%(actor)s handed in a work.")
@dataclass(frozen=True)
class WorkSubmitted:
    """A work, with its makers and what it grew from, each list with its weights."""

    work: UUID
    makers: tuple[UUID, ...]
    maker_weights: tuple[int, ...]
    parents: tuple[UUID, ...]
    parent_weights: tuple[int, ...]
    keep: str
    ask: str
    stage: str
    challenge: UUID | None = None
    terms: UUID | None = None


@event("create.work.parent_named", verb=Verb.ADD, sentence="%(actor)s named what a work grew from.")
@dataclass(frozen=True)
class ParentNamed:
    """One more parent, named after the work was handed in."""

    work: UUID
    parent_work: UUID
    weight: int


@event(
    "create.work.replaced",
    verb=Verb.UPDATE,
    sentence="%(actor)s put a new picture in a work.",
)
@dataclass(frozen=True)
class PictureReplaced:
    """A new version of the picture; the earlier ones stay."""

    work: UUID
    version: int
    picture: str


@event("create.work.withdrawn", verb=Verb.REMOVE, sentence="%(actor)s withdrew a work.")
@dataclass(frozen=True)
class WorkWithdrawn:
    """The work is no longer shown; its place in lineages stays."""

    work: UUID


@event("create.source.cited", verb=Verb.ADD, sentence="%(actor)s named a source from outside.")
@dataclass(frozen=True)
class SourceCited:
    """Something from outside that works here grew from."""

    work: UUID


@event("create.work.scored", verb=Verb.ADD, sentence="%(actor)s scored an entry.")
@dataclass(frozen=True)
class WorkScored:
    """One person's score, 0 to 5; a later one replaces it. Never part of any sum of money."""

    work: UUID
    value: int
    would_buy: bool
