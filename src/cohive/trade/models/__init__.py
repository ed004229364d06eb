"""Rows of this room. StockMove and WebhookReceipt are append-only (see wiring.py)."""

from cohive.trade.models.files import DigitalFile, Entitlement
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
from cohive.trade.models.reviews import REVIEW_STATES, Review, ReviewAnswer, ReviewVersion
from cohive.trade.models.stock import Location, ShippingRate, Stock, StockMove

__all__ = [
    "ORDER_STATES",
    "PAYMENT_STATES",
    "PREORDER_STATES",
    "PURCHASE_STATES",
    "REFUND_STATES",
    "REVIEW_STATES",
    "Advance",
    "DigitalFile",
    "Entitlement",
    "Filling",
    "FillingText",
    "Location",
    "Option",
    "OptionChoice",
    "Order",
    "OrderContact",
    "OrderLine",
    "Payment",
    "PreOrder",
    "PurchaseLine",
    "PurchaseOrder",
    "Refund",
    "RefundLine",
    "Review",
    "ReviewAnswer",
    "ReviewVersion",
    "Shipment",
    "ShippingRate",
    "Stock",
    "StockMove",
    "WebhookReceipt",
]
