"""What the journal says of decisions, products, contributions and agreements."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "create.ballot.opened",
    verb=Verb.QUESTION,
    sentence="%(actor)s asked for a decision by vote.",
)
@dataclass(frozen=True)
class BallotOpened:
    """A circle or a jury is asked; `about_kind` is challenge or idea."""

    decision: UUID
    about_kind: str
    about: UUID
    decides: str


@event("create.ballot.voted", verb=Verb.ADD, sentence="%(actor)s voted in a decision.")
@dataclass(frozen=True)
class BallotVoted:
    """A vote was given or changed. What it said stays out of the journal: tallies are hidden."""

    decision: UUID


@event("create.ballot.lapsed", verb=Verb.REMOVE, sentence="%(actor)s closed a vote without result.")
@dataclass(frozen=True)
class BallotLapsed:
    """Too few answered."""

    decision: UUID
    about_kind: str
    about: UUID


@event("create.decision.made", verb=Verb.ACCEPT, sentence="%(actor)s published a decision.")
@dataclass(frozen=True)
class DecisionMade:
    """A question was answered yes, no or later, with a public reason; `chosen` is a work."""

    decision: UUID
    about_kind: str
    about: UUID
    decides: str
    outcome: str
    chosen: UUID | None = None


@event("create.product.created", verb=Verb.CREATE, sentence="%(actor)s opened a product.")
@dataclass(frozen=True)
class ProductCreated:
    """A product begins as a draft; `decision` is what it came of."""

    product: UUID
    decision: UUID | None = None


@event("create.product.changed", verb=Verb.UPDATE, sentence="%(actor)s changed a product.")
@dataclass(frozen=True)
class ProductChanged:
    """`part` is texts, plan, variants or pictures."""

    product: UUID
    part: str


@event("create.product.on_sale", verb=Verb.ANNOUNCE, sentence="%(actor)s put a product on sale.")
@dataclass(frozen=True)
class ProductOnSale:
    """It can be bought from now on, under this agreement."""

    product: UUID
    agreement: UUID


@event("create.product.ended", verb=Verb.REMOVE, sentence="%(actor)s ended the sale of a product.")
@dataclass(frozen=True)
class ProductEnded:
    """It cannot be bought any more."""

    product: UUID


@event(
    "create.stage_source.set",
    verb=Verb.ADD,
    sentence="%(actor)s named what a stage of a product comes from.",
)
@dataclass(frozen=True)
class StageSourceSet:
    """An idea or a work belongs to a stage with this weight (again, when it changed)."""

    product: UUID
    stage: str
    kind: str
    object: UUID
    weight: int


@event(
    "create.stage_source.removed",
    verb=Verb.REMOVE,
    sentence="%(actor)s took an origin out of a stage of a product.",
)
@dataclass(frozen=True)
class StageSourceRemoved:
    """An idea or a work does not belong to the stage any more."""

    product: UUID
    stage: str
    kind: str
    object: UUID


@event("create.contribution.logged", verb=Verb.CREATE, sentence="%(actor)s logged work.")
@dataclass(frozen=True)
class ContributionLogged:
    """Somebody says what was done; it waits for a peer or for seven days."""

    contribution: UUID
    product: UUID
    stage: str


@event(
    "create.contribution.contracted",
    verb=Verb.CREATE,
    sentence="%(actor)s noted work that was ordered and is paid by contract.",
)
@dataclass(frozen=True)
class WorkContracted:
    """A cost, no contribution: it counts nowhere."""

    contribution: UUID
    product: UUID
    stage: str


@event(
    "create.contribution.marked",
    verb=Verb.UPDATE,
    sentence="%(actor)s said whether work is paid by contract.",
)
@dataclass(frozen=True)
class WorkMarked:
    """By contract, or a contribution after all; the next version of the agreement follows it."""

    contribution: UUID
    product: UUID
    is_by_contract: bool


@event("create.contribution.confirmed", verb=Verb.ACCEPT, sentence="%(actor)s confirmed work.")
@dataclass(frozen=True)
class ContributionConfirmed:
    """`by_itself` says that seven days passed without a question."""

    contribution: UUID
    product: UUID
    stage: str
    by_itself: bool = False


@event("create.contribution.questioned", verb=Verb.QUESTION, sentence="%(actor)s asked about work.")
@dataclass(frozen=True)
class ContributionQuestioned:
    """It does not confirm itself any more; a peer has to."""

    contribution: UUID
    product: UUID


@event(
    "create.contribution.explained",
    verb=Verb.UPDATE,
    sentence="%(actor)s answered a question about work.",
)
@dataclass(frozen=True)
class ContributionExplained:
    """A maker answered the question."""

    contribution: UUID
    product: UUID


@event("create.contribution.withdrawn", verb=Verb.UNDO, sentence="%(actor)s took back logged work.")
@dataclass(frozen=True)
class ContributionWithdrawn:
    """A maker took it back before it was confirmed."""

    contribution: UUID
    product: UUID


@event(
    "create.contribution.weighed",
    verb=Verb.UPDATE,
    sentence="%(actor)s changed the weight of logged work.",
)
@dataclass(frozen=True)
class ContributionWeighed:
    """Its weight within the stage changed; the agreement in force does not."""

    contribution: UUID
    product: UUID
    weight: int


@event("create.agreement.offered", verb=Verb.OFFER, sentence="%(actor)s offered an agreement.")
@dataclass(frozen=True)
class AgreementOffered:
    """The firm says yes to a version and asks the named persons."""

    agreement: UUID
    product: UUID
    version: int
    named: tuple[UUID, ...] = ()


@event("create.agreement.accepted", verb=Verb.ACCEPT, sentence="%(actor)s accepted an agreement.")
@dataclass(frozen=True)
class AgreementAccepted:
    """A named person said yes."""

    agreement: UUID
    product: UUID


@event("create.agreement.declined", verb=Verb.REJECT, sentence="%(actor)s declined an agreement.")
@dataclass(frozen=True)
class AgreementDeclined:
    """A named person said no: this version is never used."""

    agreement: UUID
    product: UUID


@event(
    "create.agreement.activated",
    verb=Verb.ANNOUNCE,
    sentence="An agreement %(actor)s offered is in force.",
)
@dataclass(frozen=True)
class AgreementActivated:
    """The last yes was given: sales from now on are divided by this version."""

    agreement: UUID
    product: UUID
    version: int


@event(
    "create.agreement.withdrawn",
    verb=Verb.UNDO,
    sentence="%(actor)s withdrew an offered agreement.",
)
@dataclass(frozen=True)
class AgreementWithdrawn:
    """A newer offer took its place before everybody had answered."""

    agreement: UUID
    product: UUID
