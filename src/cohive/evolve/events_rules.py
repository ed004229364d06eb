"""What the journal says of rules by which money is divided."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "evolve.rule.proposed",
    verb=Verb.OFFER,
    sentence="%(actor)s proposed another division of money.",
)
@dataclass(frozen=True)
class RuleProposed:
    """A rule was tried on past sales and put to the vote."""

    rule: UUID


@event("evolve.rule.voted", verb=Verb.ACCEPT, sentence="%(actor)s voted on a division of money.")
@dataclass(frozen=True)
class RuleVoted:
    """A vote was given or changed; what it says is not in the journal."""

    rule: UUID


@event(
    "evolve.rule.counted",
    verb=Verb.ANNOUNCE,
    sentence="The vote about a division of money was counted.",
)
@dataclass(frozen=True)
class RuleCounted:
    """The vote is over."""

    rule: UUID
    is_agreed: bool
    yes: int
    no: int


@event(
    "evolve.rule.applied",
    verb=Verb.UPDATE,
    sentence="%(actor)s offered an agreed division of money for sales to come.",
)
@dataclass(frozen=True)
class RuleApplied:
    """Agreements were offered under it; past sales keep theirs."""

    rule: UUID
    agreements: tuple[UUID, ...]
