"""What the journal says of things made to order. Ids and numbers only: no name, no text of a buyer.

Imported by `events`, so that the room has one list of them.
"""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("trade.preorder.opened", verb=Verb.OFFER, sentence="%(actor)s opened a pre-order.")
@dataclass(frozen=True)
class PreOrderOpened:
    """From now on it is made when so many have paid."""

    preorder: UUID
    product: UUID
    goal: int


@event("trade.preorder.backed", verb=Verb.ACCEPT, sentence="%(actor)s paid for a pre-order.")
@dataclass(frozen=True)
class AdvanceReceived:
    """The money of an order came and waits for the goal; nothing is sold yet."""

    order: UUID
    preorder: UUID


@event("trade.preorder.reached", verb=Verb.ACCEPT, sentence="A pre-order of %(actor)s is made.")
@dataclass(frozen=True)
class PreOrderReached:
    """Enough was paid: production begins, and each of its orders becomes certain."""

    preorder: UUID
    product: UUID
    paid_for: int


@event("trade.preorder.missed", verb=Verb.REJECT, sentence="A pre-order of %(actor)s is not made.")
@dataclass(frozen=True)
class PreOrderMissed:
    """The date passed and too few had paid: everything goes back."""

    preorder: UUID
    product: UUID
    paid_for: int


@event("trade.preorder.withdrawn", verb=Verb.UNDO, sentence="%(actor)s called off a pre-order.")
@dataclass(frozen=True)
class PreOrderWithdrawn:
    """The firm will not make it: everything goes back."""

    preorder: UUID
    product: UUID


@event(
    "trade.preorder.returned", verb=Verb.UNDO, sentence="%(actor)s got back what was paid ahead."
)
@dataclass(frozen=True)
class AdvanceReturned:
    """Money that waited for a goal is with its payer again; it was never divided."""

    order: UUID
    refund: UUID


@event("trade.file.added", verb=Verb.ADD, sentence="%(actor)s added a file that is sold.")
@dataclass(frozen=True)
class FileAdded:
    """Whoever buys this variant, or bought it before, gets the file."""

    file: UUID
    variant: UUID


@event("trade.file.removed", verb=Verb.REMOVE, sentence="%(actor)s took a file out of the shop.")
@dataclass(frozen=True)
class FileRemoved:
    """It is not sold any more; who bought it before still gets it."""

    file: UUID
    variant: UUID


@event("trade.file.fetched", verb=Verb.VIEW, sentence="%(actor)s fetched a file that was bought.")
@dataclass(frozen=True)
class FileFetched:
    """It was sent to whoever had the link."""

    file: UUID
    order: UUID


@event("trade.option.added", verb=Verb.ADD, sentence="%(actor)s lets buyers fill something in.")
@dataclass(frozen=True)
class OptionAdded:
    """From now on buyers of this product are asked for it."""

    option: UUID
    product: UUID
    kind: str


@event("trade.option.retired", verb=Verb.REMOVE, sentence="%(actor)s asks buyers one thing less.")
@dataclass(frozen=True)
class OptionRetired:
    """It is not asked any more; what was ordered stays."""

    option: UUID
    product: UUID


@event("trade.purchase.written", verb=Verb.CREATE, sentence="%(actor)s wrote a purchase order.")
@dataclass(frozen=True)
class PurchaseWritten:
    """What was ordered here, as a size run for the printer."""

    purchase: UUID
    product: UUID
    pieces: int


@event("trade.purchase.ordered", verb=Verb.OFFER, sentence="%(actor)s ordered from a printer.")
@dataclass(frozen=True)
class PurchaseOrdered:
    """It was sent to the printer."""

    purchase: UUID


@event("trade.purchase.received", verb=Verb.ACCEPT, sentence="%(actor)s received what was ordered.")
@dataclass(frozen=True)
class PurchaseReceived:
    """The pieces came: those promised to orders are packed, the rest lies on the shelf."""

    purchase: UUID
    pieces: int
    free: int


@event("trade.purchase.dropped", verb=Verb.UNDO, sentence="%(actor)s dropped a purchase order.")
@dataclass(frozen=True)
class PurchaseDropped:
    """It will not be ordered, or not come."""

    purchase: UUID


@event("trade.review.written", verb=Verb.CREATE, sentence="%(actor)s reviewed what was bought.")
@dataclass(frozen=True)
class ReviewWritten:
    """A buyer said what she thinks; the words stand in the review."""

    review: UUID
    product: UUID
    stars: int


@event("trade.review.edited", verb=Verb.UPDATE, sentence="%(actor)s wrote a review anew.")
@dataclass(frozen=True)
class ReviewEdited:
    """Another version; the earlier ones stay to be seen."""

    review: UUID
    number: int
    stars: int


@event("trade.review.answered", verb=Verb.CREATE, sentence="%(actor)s answered a review.")
@dataclass(frozen=True)
class ReviewAnswered:
    """The makers say something to it."""

    review: UUID
    answer: UUID


@event("trade.review.taken_down", verb=Verb.REMOVE, sentence="%(actor)s took a review down.")
@dataclass(frozen=True)
class ReviewTakenDown:
    """A steward decided so after it was reported; the case has the reason."""

    review: UUID
