"""Writing here: keyword-only, atomic, naming actor and instant, ending in an act."""

from cohive.trade.contact import Contact
from cohive.trade.operations.counter import (
    PastLine,
    record_past_sale,
    record_sale_here,
    take_sale_back,
)
from cohive.trade.operations.exchanges import (
    accept_exchange,
    ask_exchange,
    decline_exchange,
    send_exchange,
    take_exchange_back,
    withdraw_exchange,
)
from cohive.trade.operations.invoices import erase_buyer_of, issue_credit_note, issue_invoice
from cohive.trade.operations.orders import (
    change_contact,
    expire_order,
    place_order,
    remind_buyer,
    renew_link,
)
from cohive.trade.operations.parcels import (
    erase_buyer,
    erase_contact,
    mark_arrived,
    pack_order,
    set_shipping,
    ship_order,
)
from cohive.trade.operations.payments import Asked, confirm_payment, note_intent, open_payment
from cohive.trade.operations.refunds import (
    BackLine,
    cancel_order,
    decline_refund,
    grant_refund,
    note_refund_asked,
    request_refund,
)
from cohive.trade.operations.rules import (
    remove_tax_rate,
    set_product_facts,
    set_shop_rules,
    set_tax_rate,
)
from cohive.trade.operations.stock import (
    close_location,
    correct_stock,
    move_stock,
    open_location,
    receive_stock,
    web_shelf,
)
from cohive.trade.operations.vouchers import close_voucher, make_voucher

__all__ = [
    "Asked",
    "BackLine",
    "Contact",
    "PastLine",
    "accept_exchange",
    "ask_exchange",
    "cancel_order",
    "change_contact",
    "close_location",
    "close_voucher",
    "confirm_payment",
    "correct_stock",
    "decline_exchange",
    "decline_refund",
    "erase_buyer",
    "erase_buyer_of",
    "erase_contact",
    "expire_order",
    "grant_refund",
    "issue_credit_note",
    "issue_invoice",
    "make_voucher",
    "mark_arrived",
    "move_stock",
    "note_intent",
    "note_refund_asked",
    "open_location",
    "open_payment",
    "pack_order",
    "place_order",
    "receive_stock",
    "record_past_sale",
    "record_sale_here",
    "remind_buyer",
    "remove_tax_rate",
    "renew_link",
    "request_refund",
    "send_exchange",
    "set_product_facts",
    "set_shipping",
    "set_shop_rules",
    "set_tax_rate",
    "ship_order",
    "take_exchange_back",
    "take_sale_back",
    "web_shelf",
    "withdraw_exchange",
]
