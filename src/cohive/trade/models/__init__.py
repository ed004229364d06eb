"""Rows of this room. StockMove and WebhookReceipt are append-only (see wiring.py)."""

from cohive.trade.models.answers import GivenAnswer
from cohive.trade.models.disputes import (
    DISPUTE_STATES,
    Dispute,
    ProviderReading,
    WaitingMessage,
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
from cohive.trade.models.transfers import LINE_STATES, BankLine, BankStatement

__all__ = [
    "DISPUTE_STATES",
    "LINE_STATES",
    "ORDER_STATES",
    "PAYMENT_STATES",
    "REFUND_STATES",
    "BankLine",
    "BankStatement",
    "Dispute",
    "GivenAnswer",
    "Location",
    "Order",
    "OrderContact",
    "OrderLine",
    "Payment",
    "ProviderReading",
    "Refund",
    "RefundLine",
    "Shipment",
    "ShippingRate",
    "Stock",
    "StockMove",
    "WaitingMessage",
    "WebhookReceipt",
]
