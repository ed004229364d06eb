"""Payment providers behind one interface: who takes the money and tells us when it came.

`provider` is the interface, in the shape Stripe has; `stripe`, `wechat` and `alipay` are behind it;
`sandbox` is a provider that behaves like a real one without moving money; `webhooks` reads and
signs its messages; `delivery` sends them.
"""

from cohive.bridges.payments.provider import (
    DisputeReport,
    EventKind,
    Intent,
    IntentState,
    Method,
    PaymentEvent,
    PaymentProvider,
    QuestionedProvider,
    RefundReceipt,
)
from cohive.bridges.payments.webhooks import event_body, parse_webhook, read_event

__all__ = [
    "DisputeReport",
    "EventKind",
    "Intent",
    "IntentState",
    "Method",
    "PaymentEvent",
    "PaymentProvider",
    "QuestionedProvider",
    "RefundReceipt",
    "event_body",
    "parse_webhook",
    "read_event",
]
