"""Rows of this room. StockMove, WebhookReceipt and Invoice are append-only (see wiring.py)."""

from cohive.trade.models.exchanges import EXCHANGE_STATES, Exchange
from cohive.trade.models.invoices import Invoice, InvoiceBuyer, InvoiceSeries, ShopRules
from cohive.trade.models.orders import ORDER_STATES, Order, OrderContact, OrderLine, Shipment
from cohive.trade.models.payments import (
    PAYMENT_STATES,
    REFUND_STATES,
    Payment,
    Refund,
    RefundLine,
    WebhookReceipt,
)
from cohive.trade.models.stock import Location, ShippingRate, ShippingStep, Stock, StockMove
from cohive.trade.models.taxes import ProductFacts, TaxRate
from cohive.trade.models.vouchers import Voucher, VoucherUse

__all__ = [
    "EXCHANGE_STATES",
    "ORDER_STATES",
    "PAYMENT_STATES",
    "REFUND_STATES",
    "Exchange",
    "Invoice",
    "InvoiceBuyer",
    "InvoiceSeries",
    "Location",
    "Order",
    "OrderContact",
    "OrderLine",
    "Payment",
    "ProductFacts",
    "Refund",
    "RefundLine",
    "Shipment",
    "ShippingRate",
    "ShippingStep",
    "ShopRules",
    "Stock",
    "StockMove",
    "TaxRate",
    "Voucher",
    "VoucherUse",
    "WebhookReceipt",
]
