"""What the guard writes in the journal."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("guard.case.opened", verb=Verb.FLAG, sentence="%(actor)s asked a steward to look.")
@dataclass(frozen=True)
class CaseOpened:
    """Somebody reported something, or a rule noticed it."""

    case: UUID
    kind: str


@event("guard.case.closed", verb=Verb.ACCEPT, sentence="%(actor)s closed a case.")
@dataclass(frozen=True)
class CaseClosed:
    """A steward has looked, decided and given a reason."""

    case: UUID
    outcome: str
