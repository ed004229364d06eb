"""Writing here: keyword-only, atomic, naming actor and instant, ending in an act."""

from cohive.trade.contact import Contact
from cohive.trade.operations.counter import (
    PastLine,
    record_past_sale,
    record_sale_here,
    take_sale_back,
)
from cohive.trade.operations.draws import (
    decline_offer,
    draw_drop,
    enter_draw,
    pass_on,
    withdraw_entry,
)
from cohive.trade.operations.drop_orders import order_from_drop, order_from_offer
from cohive.trade.operations.drops import DrawTerms, announce_drop, end_drop
from cohive.trade.operations.early import give_up_waiting, note_read
from cohive.trade.operations.entitlements import add_file, fetch_file, remove_file
from cohive.trade.operations.exchanges import (
    accept_exchange,
    ask_exchange,
    decline_exchange,
    send_exchange,
    take_exchange_back,
    withdraw_exchange,
)
from cohive.trade.operations.in_full import close_payment, hold_order
from cohive.trade.operations.invoices import (
    credit_lost_dispute,
    erase_buyer_of,
    issue_credit_note,
    issue_invoice,
)
from cohive.trade.operations.options import add_option, retire_option
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
    fit_refund,
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
from cohive.trade.operations.rules import (
    remove_tax_rate,
    set_product_facts,
    set_shop_rules,
    set_tax_rate,
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
from cohive.trade.operations.vouchers import close_voucher, make_voucher
from cohive.trade.operations.wanted import PieceFilling
from cohive.trade.operations.ways import set_payment_ways

__all__ = [
    "Asked",
    "BackLine",
    "Contact",
    "DrawTerms",
    "Imported",
    "PastLine",
    "PieceFilling",
    "accept_exchange",
    "add_file",
    "add_option",
    "announce_drop",
    "answer_review",
    "ask_exchange",
    "cancel_order",
    "carry_out",
    "change_contact",
    "close_location",
    "close_payment",
    "close_voucher",
    "confirm_payment",
    "confirm_sent_back",
    "correct_stock",
    "credit_lost_dispute",
    "decide_line",
    "decide_preorder",
    "decline_exchange",
    "decline_offer",
    "decline_refund",
    "draw_drop",
    "drop_purchase",
    "end_drop",
    "enter_draw",
    "erase_buyer",
    "erase_buyer_of",
    "erase_contact",
    "erase_payers",
    "erase_reviews",
    "expire_order",
    "fetch_file",
    "fit_refund",
    "give_up_waiting",
    "grant_refund",
    "hold_order",
    "import_statements",
    "issue_credit_note",
    "issue_invoice",
    "make_voucher",
    "mark_arrived",
    "move_stock",
    "note_intent",
    "note_read",
    "note_refund_asked",
    "open_location",
    "open_payment",
    "open_preorder",
    "open_transfer",
    "order_from_drop",
    "order_from_offer",
    "order_purchase",
    "pack_order",
    "pass_on",
    "place_order",
    "receive_purchase",
    "receive_stock",
    "record_past_sale",
    "record_sale_here",
    "remind_buyer",
    "remove_file",
    "remove_tax_rate",
    "renew_link",
    "report_review",
    "request_refund",
    "retire_option",
    "send_exchange",
    "set_payment_ways",
    "set_product_facts",
    "set_shipping",
    "set_shop_rules",
    "set_tax_rate",
    "ship_order",
    "take_exchange_back",
    "take_review_down",
    "take_sale_back",
    "web_shelf",
    "withdraw_entry",
    "withdraw_exchange",
    "withdraw_preorder",
    "write_purchase",
    "write_purchase_of_preorder",
    "write_review",
]
