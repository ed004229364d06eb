"""What the journal says of money that was divided, questioned and stated."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event(
    "settle.distribution.made",
    verb=Verb.ADD,
    sentence="%(actor)s divided a sale among everyone who made the thing.",
)
@dataclass(frozen=True)
class DistributionMade:
    """An order line was divided; minor units. `waiting_minor` is what waits in the pool after."""

    distribution: UUID
    order: UUID
    line: UUID
    product: UUID
    agreement: UUID
    units: int
    pool_minor: int
    cumulative_minor: int
    waiting_minor: int
    currency: str
    payees: int


@event(
    "settle.distribution.reversed",
    verb=Verb.UNDO,
    sentence="%(actor)s took a sale back along the way its money had come.",
)
@dataclass(frozen=True)
class DistributionReversed:
    """Units of an order line came back; `is_carry` says that the sale was final already.

    `refund` is the refund, or the dispute a bank decided against the firm.
    """

    distribution: UUID
    of: UUID
    refund: UUID
    order: UUID
    units: int
    pool_minor: int
    cumulative_minor: int
    waiting_minor: int
    currency: str
    is_carry: bool


@event(
    "settle.line.questioned",
    verb=Verb.QUESTION,
    sentence="%(actor)s questioned a line of money.",
)
@dataclass(frozen=True)
class LineQuestioned:
    """The line is held until it is answered. `about` is weight, name, sales or other."""

    question: UUID
    credit: UUID
    about: str


@event(
    "settle.line.answered",
    verb=Verb.ACCEPT,
    sentence="%(actor)s answered a question about a line of money.",
)
@dataclass(frozen=True)
class LineAnswered:
    """The line is held no longer."""

    question: UUID
    credit: UUID


@event(
    "settle.past_sales.imported",
    verb=Verb.ADD,
    sentence="%(actor)s read in sales made elsewhere.",
)
@dataclass(frozen=True)
class PastSalesImported:
    """A sales file was read: how many of its rows were new, and what they came to (minor)."""

    sales_import: UUID
    rows: int
    rows_new: int


@event(
    "settle.past_sales.divided",
    verb=Verb.ADD,
    sentence="%(actor)s divided sales made elsewhere among their makers.",
)
@dataclass(frozen=True)
class PastSalesDivided:
    """One product's sales of one month were divided; minor units."""

    distribution: UUID
    product: UUID
    terms: UUID
    units: int
    net_minor: int
    pool_minor: int
    cumulative_minor: int
    waiting_minor: int
    currency: str
    payees: int


@event(
    "settle.statement.link_made",
    verb=Verb.INVITE,
    sentence="%(actor)s made a private link to a statement.",
)
@dataclass(frozen=True)
class StatementLinkMade:
    """A maker without an account can read, question and claim by it."""

    link: UUID


@event(
    "settle.statement.claimed",
    verb=Verb.ACCEPT,
    sentence="%(actor)s claimed a statement.",
)
@dataclass(frozen=True)
class StatementClaimed:
    """The maker said where to reach her; the link ended."""

    link: UUID


@event(
    "settle.payout.held",
    verb=Verb.UPDATE,
    sentence="%(actor)s kept pay back until a review is decided.",
)
@dataclass(frozen=True)
class PayoutHeld:
    """What a group under review earned from the reviewed things waits; how many credits."""

    review: UUID
    credits: int


@event(
    "settle.payout.returned",
    verb=Verb.UNDO,
    sentence="%(actor)s gave back pay that was held.",
)
@dataclass(frozen=True)
class PayoutReturned:
    """The review holds nothing any more; how many credits are free again."""

    review: UUID
    credits: int
