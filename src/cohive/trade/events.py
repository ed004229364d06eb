"""What the journal says of stock, orders, parcels and refunds. Ids only: no name, no address."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("trade.location.opened", verb=Verb.CREATE, sentence="%(actor)s opened a place to sell from.")
@dataclass(frozen=True)
class LocationOpened:
    """A shelf, a stall or a partner's shop exists."""

    location: UUID
    kind: str


@event("trade.location.closed", verb=Verb.REMOVE, sentence="%(actor)s closed a place to sell from.")
@dataclass(frozen=True)
class LocationClosed:
    """Nothing is sold from there any more."""

    location: UUID


@event("trade.stock.received", verb=Verb.ADD, sentence="%(actor)s put pieces on the shelf.")
@dataclass(frozen=True)
class StockReceived:
    """New pieces lie at a location."""

    variant: UUID
    location: UUID
    quantity: int


@event("trade.stock.moved", verb=Verb.UPDATE, sentence="%(actor)s carried pieces elsewhere.")
@dataclass(frozen=True)
class StockMoved:
    """Pieces went from one location to another."""

    variant: UUID
    source: UUID
    destination: UUID
    quantity: int


@event("trade.stock.corrected", verb=Verb.UPDATE, sentence="%(actor)s counted the shelf again.")
@dataclass(frozen=True)
class StockCorrected:
    """A count found more or fewer than the books; the reason stands with the move."""

    variant: UUID
    location: UUID
    difference: int


@event("trade.shipping.set", verb=Verb.UPDATE, sentence="%(actor)s set what a parcel costs.")
@dataclass(frozen=True)
class ShippingSet:
    """The prices of parcels were replaced by others."""

    rates: int


@event("trade.order.placed", verb=Verb.OFFER, sentence="%(actor)s placed an order.")
@dataclass(frozen=True)
class OrderPlaced:
    """Somebody wants to buy; the pieces are set aside until the payment comes."""

    order: UUID
    channel: str


@event("trade.order.changed", verb=Verb.UPDATE, sentence="%(actor)s changed where an order goes.")
@dataclass(frozen=True)
class OrderChanged:
    """Another address, before it was paid."""

    order: UUID


@event("trade.order.paid", verb=Verb.ACCEPT, sentence="%(actor)s paid an order.")
@dataclass(frozen=True)
class OrderPaid:
    """The money came. `at` of the act is the instant it was captured."""

    order: UUID


@event("trade.order.expired", verb=Verb.REMOVE, sentence="%(actor)s let an unpaid order go.")
@dataclass(frozen=True)
class OrderExpired:
    """No payment came in time; the pieces lie on the shelf again."""

    order: UUID


@event("trade.order.cancelled", verb=Verb.UNDO, sentence="%(actor)s cancelled an order.")
@dataclass(frozen=True)
class OrderCancelled:
    """Taken back before it was packed; what was paid goes back as a refund."""

    order: UUID


@event("trade.order.packed", verb=Verb.UPDATE, sentence="%(actor)s packed an order.")
@dataclass(frozen=True)
class OrderPacked:
    """The parcel is closed."""

    order: UUID


@event("trade.order.sent", verb=Verb.UPDATE, sentence="%(actor)s sent an order.")
@dataclass(frozen=True)
class OrderSent:
    """The parcel left."""

    order: UUID


@event("trade.order.arrived", verb=Verb.ARRIVE, sentence="%(actor)s said an order arrived.")
@dataclass(frozen=True)
class OrderArrived:
    """The buyer has it."""

    order: UUID


@event("trade.order.link_renewed", verb=Verb.UPDATE, sentence="%(actor)s made a new order link.")
@dataclass(frozen=True)
class OrderLinkRenewed:
    """The old link to the order's page opens nothing any more."""

    order: UUID


@event("trade.contact.erased", verb=Verb.DELETE, sentence="%(actor)s erased an order's address.")
@dataclass(frozen=True)
class ContactErased:
    """Name and address of an order are gone from the vault."""

    order: UUID


@event("trade.payment.opened", verb=Verb.CREATE, sentence="%(actor)s went to pay an order.")
@dataclass(frozen=True)
class PaymentOpened:
    """A payment was asked of the provider."""

    order: UUID
    payment: UUID


@event("trade.payment.failed", verb=Verb.REJECT, sentence="A payment of %(actor)s was declined.")
@dataclass(frozen=True)
class PaymentFailed:
    """The bank said no; nothing was charged."""

    order: UUID
    payment: UUID


@event("trade.payment.surplus", verb=Verb.REJECT, sentence="A payment of %(actor)s goes back.")
@dataclass(frozen=True)
class PaymentSurplus:
    """Money came that buys nothing: too late, twice, or another amount. It is given back."""

    order: UUID
    payment: UUID
    why: str


@event("trade.payment.returned", verb=Verb.UNDO, sentence="A payment of %(actor)s was given back.")
@dataclass(frozen=True)
class SurplusReturned:
    """The money that bought nothing is with its payer again."""

    order: UUID
    refund: UUID


@event(
    "trade.refund.requested", verb=Verb.QUESTION, sentence="%(actor)s wants to send things back."
)
@dataclass(frozen=True)
class RefundRequested:
    """The buyer asks for her money back."""

    order: UUID
    refund: UUID


@event("trade.refund.granted", verb=Verb.ACCEPT, sentence="%(actor)s granted a refund.")
@dataclass(frozen=True)
class RefundGranted:
    """A maker, or the rule for cancelled orders, says yes; the provider is asked."""

    order: UUID
    refund: UUID


@event("trade.refund.declined", verb=Verb.REJECT, sentence="%(actor)s declined a refund.")
@dataclass(frozen=True)
class RefundDeclined:
    """A maker says no; the reason stands on the order's page."""

    order: UUID
    refund: UUID


@event("trade.order.refunded", verb=Verb.UNDO, sentence="%(actor)s got money back.")
@dataclass(frozen=True)
class OrderRefunded:
    """The money is on its way back; quantities stand in the refund's lines."""

    order: UUID
    refund: UUID


@event("trade.refund.elsewhere", verb=Verb.UNDO, sentence="%(actor)s got money back as a favour.")
@dataclass(frozen=True)
class RefundElsewhere:
    """Money went back at the provider without saying for which pieces: the firm bears it."""

    order: UUID
    refund: UUID


@event(
    "trade.dispute.opened", verb=Verb.FLAG, sentence="The bank of %(actor)s took a payment back."
)
@dataclass(frozen=True)
class DisputeOpened:
    """The provider took `amount_minor` out of what it holds, and asks for proof."""

    order: UUID
    dispute: UUID
    amount_minor: int
    currency: str


@event("trade.dispute.won", verb=Verb.ACCEPT, sentence="A payment of %(actor)s stands again.")
@dataclass(frozen=True)
class DisputeWon:
    """The bank heard the proof: the money is back."""

    order: UUID
    dispute: UUID
    amount_minor: int
    currency: str


@event("trade.dispute.lost", verb=Verb.UNDO, sentence="The bank of %(actor)s kept a payment back.")
@dataclass(frozen=True)
class DisputeLost:
    """The money is gone for good; `queries.dispute_for_settlement` says which part was a sale's."""

    order: UUID
    dispute: UUID
    amount_minor: int
    currency: str


@event("trade.statement.read", verb=Verb.ADD, sentence="%(actor)s read a bank statement.")
@dataclass(frozen=True)
class StatementRead:
    """Lines of the bank came in; what matched paid its order in the same transaction."""

    statement: UUID
    lines: int


@event("trade.transfer.decided", verb=Verb.UPDATE, sentence="%(actor)s decided about a transfer.")
@dataclass(frozen=True)
class TransferDecided:
    """A steward said what money that did not match by itself is."""

    line: UUID
    decision: str


@event("trade.payments.set", verb=Verb.UPDATE, sentence="%(actor)s set how people can pay.")
@dataclass(frozen=True)
class PaymentWaysSet:
    """Which ways of paying are on; keys are never told."""

    ways: str


@event("trade.refund.failed", verb=Verb.REJECT, sentence="The bank of %(actor)s refused a refund.")
@dataclass(frozen=True)
class RefundFailed:
    """The money is with the provider again; somebody has to send it another way."""

    order: UUID
    refund: UUID


@event("trade.refund.sent", verb=Verb.UPDATE, sentence="%(actor)s sent money back by bank.")
@dataclass(frozen=True)
class RefundSent:
    """A steward sent a refund by the firm's own bank."""

    order: UUID
    refund: UUID
