"""What the journal says of rules, taxes, vouchers, invoices and exchanges. Ids only."""

from dataclasses import dataclass
from uuid import UUID

from cohive.journal.events import event
from cohive.words.verbs import Verb


@event("trade.rules.set", verb=Verb.UPDATE, sentence="%(actor)s set the rules of the shop.")
@dataclass(frozen=True)
class ShopRulesSet:
    """The seller's data on invoices, or a rule, was changed."""

    return_days: int


@event("trade.tax_rate.set", verb=Verb.UPDATE, sentence="%(actor)s set a rate of tax.")
@dataclass(frozen=True)
class TaxRateSet:
    """A country's rate for a class, from a day on; in hundredths of a per cent."""

    country: str
    tax_class: str
    basis_points: int


@event("trade.tax_rate.removed", verb=Verb.REMOVE, sentence="%(actor)s removed a rate of tax.")
@dataclass(frozen=True)
class TaxRateRemoved:
    """A row of the table of taxes is gone; orders keep what they were placed with."""

    country: str
    tax_class: str


@event(
    "trade.product_facts.set",
    verb=Verb.UPDATE,
    sentence="%(actor)s set the tax and weight of a product.",
)
@dataclass(frozen=True)
class ProductFactsSet:
    """Its class of tax, and the weight of a piece in grams."""

    product: UUID
    tax_class: str
    weight_grams: int


@event("trade.voucher.made", verb=Verb.CREATE, sentence="%(actor)s made a voucher.")
@dataclass(frozen=True)
class VoucherMade:
    """A code lowers a price from now on."""

    voucher: UUID


@event("trade.voucher.closed", verb=Verb.REMOVE, sentence="%(actor)s closed a voucher.")
@dataclass(frozen=True)
class VoucherClosed:
    """The code opens nothing any more."""

    voucher: UUID


@event("trade.voucher.used", verb=Verb.OFFER, sentence="%(actor)s used a voucher.")
@dataclass(frozen=True)
class VoucherUsed:
    """An order holds it."""

    voucher: UUID
    order: UUID


@event("trade.voucher.released", verb=Verb.UNDO, sentence="An order of %(actor)s let a voucher go.")
@dataclass(frozen=True)
class VoucherReleased:
    """The order ended unpaid or was cancelled; the voucher can be used again."""

    voucher: UUID
    order: UUID


@event("trade.invoice.issued", verb=Verb.CREATE, sentence="%(actor)s wrote an invoice.")
@dataclass(frozen=True)
class InvoiceIssued:
    """A paid order has its invoice."""

    invoice: UUID
    order: UUID


@event("trade.invoice.credited", verb=Verb.UNDO, sentence="%(actor)s wrote a credit note.")
@dataclass(frozen=True)
class CreditNoteIssued:
    """A refund corrects an invoice."""

    invoice: UUID
    order: UUID
    refund: UUID


@event(
    "trade.invoice.dispute_credited",
    verb=Verb.UNDO,
    sentence="%(actor)s wrote a credit note for a lost dispute.",
)
@dataclass(frozen=True)
class DisputeCredited:
    """A dispute took all that was left of an order, and corrects its invoice."""

    invoice: UUID
    order: UUID
    dispute: UUID


@event(
    "trade.invoice.buyer_erased",
    verb=Verb.DELETE,
    sentence="%(actor)s erased the buyer of an invoice.",
)
@dataclass(frozen=True)
class InvoiceBuyerErased:
    """The law asks for the name no longer, or never did."""

    invoice: UUID


@event("trade.exchange.asked", verb=Verb.QUESTION, sentence="%(actor)s wants another size.")
@dataclass(frozen=True)
class ExchangeAsked:
    """One piece back, another sent; the new one is set aside."""

    order: UUID
    exchange: UUID


@event("trade.exchange.accepted", verb=Verb.ACCEPT, sentence="%(actor)s agreed to an exchange.")
@dataclass(frozen=True)
class ExchangeAccepted:
    """The buyer may send the old piece."""

    order: UUID
    exchange: UUID


@event("trade.exchange.declined", verb=Verb.REJECT, sentence="%(actor)s declined an exchange.")
@dataclass(frozen=True)
class ExchangeDeclined:
    """The reason stands on the order's page; the new piece lies on the shelf again."""

    order: UUID
    exchange: UUID


@event("trade.exchange.withdrawn", verb=Verb.UNDO, sentence="%(actor)s withdrew an exchange.")
@dataclass(frozen=True)
class ExchangeWithdrawn:
    """The old piece stays where it is; the new one lies on the shelf again."""

    order: UUID
    exchange: UUID


@event("trade.exchange.back", verb=Verb.ARRIVE, sentence="A piece of %(actor)s came back.")
@dataclass(frozen=True)
class ExchangeBack:
    """The old piece is here."""

    order: UUID
    exchange: UUID


@event("trade.exchange.sent", verb=Verb.UPDATE, sentence="%(actor)s sent another size.")
@dataclass(frozen=True)
class ExchangeSent:
    """The new piece is on its way; the exchange is at its end."""

    order: UUID
    exchange: UUID
