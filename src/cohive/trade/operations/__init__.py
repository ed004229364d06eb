"""Writing here: keyword-only, atomic, naming actor and instant, ending in an act."""

from cohive.trade.contact import Contact
from cohive.trade.operations.counter import (
    PastLine,
    record_past_sale,
    record_sale_here,
    take_sale_back,
)
from cohive.trade.operations.entitlements import add_file, fetch_file, remove_file
from cohive.trade.operations.options import add_option, retire_option
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
from cohive.trade.operations.preorders import (
    carry_out,
    decide_preorder,
    open_preorder,
    withdraw_preorder,
)
from cohive.trade.operations.purchasing import (
    drop_purchase,
    order_purchase,
    receive_purchase,
    write_purchase,
    write_purchase_of_preorder,
)
from cohive.trade.operations.refunds import (
    BackLine,
    cancel_order,
    decline_refund,
    grant_refund,
    note_refund_asked,
    request_refund,
)
from cohive.trade.operations.reviews import (
    answer_review,
    erase_reviews,
    report_review,
    take_review_down,
    write_review,
)
from cohive.trade.operations.stock import (
    close_location,
    correct_stock,
    move_stock,
    open_location,
    receive_stock,
    web_shelf,
)
from cohive.trade.operations.wanted import PieceFilling

__all__ = [
    "Asked",
    "BackLine",
    "Contact",
    "PastLine",
    "PieceFilling",
    "add_file",
    "add_option",
    "answer_review",
    "cancel_order",
    "carry_out",
    "change_contact",
    "close_location",
    "confirm_payment",
    "correct_stock",
    "decide_preorder",
    "decline_refund",
    "drop_purchase",
    "erase_buyer",
    "erase_contact",
    "erase_reviews",
    "expire_order",
    "fetch_file",
    "grant_refund",
    "mark_arrived",
    "move_stock",
    "note_intent",
    "note_refund_asked",
    "open_location",
    "open_payment",
    "open_preorder",
    "order_purchase",
    "pack_order",
    "place_order",
    "receive_purchase",
    "receive_stock",
    "record_past_sale",
    "record_sale_here",
    "remove_file",
    "renew_link",
    "report_review",
    "request_refund",
    "retire_option",
    "set_shipping",
    "ship_order",
    "take_review_down",
    "take_sale_back",
    "web_shelf",
    "withdraw_preorder",
    "write_purchase",
    "write_purchase_of_preorder",
    "write_review",
]
