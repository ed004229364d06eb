"""Writing here: keyword-only, atomic, naming actor and instant, ending in an act."""

from cohive.trade.contact import Contact
from cohive.trade.operations.counter import (
    PastLine,
    record_past_sale,
    record_sale_here,
    take_sale_back,
)
from cohive.trade.operations.early import give_up_waiting, note_read
from cohive.trade.operations.in_full import close_payment
from cohive.trade.operations.orders import change_contact, expire_order, place_order, renew_link
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
from cohive.trade.operations.statements import (
    Imported,
    decide_line,
    erase_payers,
    import_statements,
)
from cohive.trade.operations.stock import (
    close_location,
    correct_stock,
    move_stock,
    open_location,
    receive_stock,
    web_shelf,
)
from cohive.trade.operations.transfers import confirm_sent_back, open_transfer
from cohive.trade.operations.ways import set_payment_ways

__all__ = [
    "Asked",
    "BackLine",
    "Contact",
    "Imported",
    "PastLine",
    "cancel_order",
    "change_contact",
    "close_location",
    "close_payment",
    "confirm_payment",
    "confirm_sent_back",
    "correct_stock",
    "decide_line",
    "decline_refund",
    "erase_buyer",
    "erase_contact",
    "erase_payers",
    "expire_order",
    "give_up_waiting",
    "grant_refund",
    "import_statements",
    "mark_arrived",
    "move_stock",
    "note_intent",
    "note_read",
    "note_refund_asked",
    "open_location",
    "open_payment",
    "open_transfer",
    "pack_order",
    "place_order",
    "receive_stock",
    "record_past_sale",
    "record_sale_here",
    "renew_link",
    "request_refund",
    "set_payment_ways",
    "set_shipping",
    "ship_order",
    "take_sale_back",
    "web_shelf",
]
