"""Rows of this room. StockMove and WebhookReceipt are append-only (see wiring.py)."""

from cohive.trade.models.drops import (
    Drop,
    DropContributor,
    DropEntry,
    DropOffer,
    DropOrder,
    DropPiece,
)
from cohive.trade.models.orders import ORDER_STATES, Order, OrderContact, OrderLine, Shipment
from cohive.trade.models.payments import (
    PAYMENT_STATES,
    REFUND_STATES,
    Payment,
    Refund,
    RefundLine,
    WebhookReceipt,
)
from cohive.trade.models.stock import Location, ShippingRate, Stock, StockMove

__all__ = [
    "ORDER_STATES",
    "PAYMENT_STATES",
    "REFUND_STATES",
    "Drop",
    "DropContributor",
    "DropEntry",
    "DropOffer",
    "DropOrder",
    "DropPiece",
    "Location",
    "Order",
    "OrderContact",
    "OrderLine",
    "Payment",
    "Refund",
    "RefundLine",
    "Shipment",
    "ShippingRate",
    "Stock",
    "StockMove",
    "WebhookReceipt",
]
