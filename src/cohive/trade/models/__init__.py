"""Rows of this room. StockMove and WebhookReceipt are append-only (see wiring.py)."""

from cohive.trade.models.answers import GivenAnswer
from cohive.trade.models.disputes import DISPUTE_STATES, Dispute, ProviderReading, WaitingMessage
from cohive.trade.models.drops import (
    Drop,
    DropContributor,
    DropEntry,
    DropOffer,
    DropOrder,
    DropPiece,
)
from cohive.trade.models.exchanges import EXCHANGE_STATES, Exchange
from cohive.trade.models.files import DigitalFile, Entitlement
from cohive.trade.models.invoices import Invoice, InvoiceBuyer, InvoiceSeries, ShopRules
from cohive.trade.models.memberships import (
    MembershipCredit,
    MembershipGift,
    MembershipSale,
    TierPrice,
)
from cohive.trade.models.options import Filling, FillingText, Option, OptionChoice
from cohive.trade.models.orders import ORDER_STATES, Order, OrderContact, OrderLine, Shipment
from cohive.trade.models.payments import (
    PAYMENT_STATES,
    REFUND_STATES,
    Payment,
    Refund,
    RefundLine,
    WebhookReceipt,
)
from cohive.trade.models.preorders import PREORDER_STATES, Advance, PreOrder
from cohive.trade.models.purchasing import PURCHASE_STATES, PurchaseLine, PurchaseOrder
from cohive.trade.models.resale import (
    RESELLER_STATES,
    OrderResale,
    ResaleAlarm,
    ResalePlan,
    Reseller,
    ResellerProduct,
    ResellerSuspension,
)
from cohive.trade.models.reviews import REVIEW_STATES, Review, ReviewAnswer, ReviewVersion
from cohive.trade.models.stock import Location, ShippingRate, ShippingStep, Stock, StockMove
from cohive.trade.models.taxes import ProductFacts, TaxRate
from cohive.trade.models.transfers import LINE_STATES, BankLine, BankStatement
from cohive.trade.models.vouchers import Voucher, VoucherUse

__all__ = [
    "DISPUTE_STATES",
    "EXCHANGE_STATES",
    "LINE_STATES",
    "ORDER_STATES",
    "PAYMENT_STATES",
    "PREORDER_STATES",
    "PURCHASE_STATES",
    "REFUND_STATES",
    "RESELLER_STATES",
    "REVIEW_STATES",
    "Advance",
    "BankLine",
    "BankStatement",
    "DigitalFile",
    "Dispute",
    "Drop",
    "DropContributor",
    "DropEntry",
    "DropOffer",
    "DropOrder",
    "DropPiece",
    "Entitlement",
    "Exchange",
    "Filling",
    "FillingText",
    "GivenAnswer",
    "Invoice",
    "InvoiceBuyer",
    "InvoiceSeries",
    "Location",
    "MembershipCredit",
    "MembershipGift",
    "MembershipSale",
    "Option",
    "OptionChoice",
    "Order",
    "OrderContact",
    "OrderLine",
    "OrderResale",
    "Payment",
    "PreOrder",
    "ProductFacts",
    "ProviderReading",
    "PurchaseLine",
    "PurchaseOrder",
    "Refund",
    "RefundLine",
    "ResaleAlarm",
    "ResalePlan",
    "Reseller",
    "ResellerProduct",
    "ResellerSuspension",
    "Review",
    "ReviewAnswer",
    "ReviewVersion",
    "Shipment",
    "ShippingRate",
    "ShippingStep",
    "ShopRules",
    "Stock",
    "StockMove",
    "TaxRate",
    "TierPrice",
    "Voucher",
    "VoucherUse",
    "WaitingMessage",
    "WebhookReceipt",
]
