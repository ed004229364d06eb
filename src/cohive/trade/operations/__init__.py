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
from cohive.trade.operations.drops import DrawTerms, EarlyOpening, announce_drop, end_drop
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
from cohive.trade.operations.membership_income import earn_memberships
from cohive.trade.operations.membership_returns import (
    erase_gifts,
    give_membership_back,
    redeem_gift,
    refund_membership,
)
from cohive.trade.operations.memberships import (
    give_membership,
    order_membership,
    set_tier_price,
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
from cohive.trade.operations.personal import forget_print_files
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
from cohive.trade.operations.resale import (
    change_resale_page,
    decide_resale_plan,
    end_resale,
    erase_reseller,
    join_resale,
    leave_resale,
)
from cohive.trade.operations.resale_desk import (
    answer_alarm,
    answer_appeal,
    appeal_suspension,
    hear_appeal_closed,
    suspend_reseller,
)
from cohive.trade.operations.resale_orders import Through
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
    "EarlyOpening",
    "Imported",
    "PastLine",
    "PieceFilling",
    "Through",
    "accept_exchange",
    "add_file",
    "add_option",
    "announce_drop",
    "answer_alarm",
    "answer_appeal",
    "answer_review",
    "appeal_suspension",
    "ask_exchange",
    "cancel_order",
    "carry_out",
    "change_contact",
    "change_resale_page",
    "close_location",
    "close_payment",
    "close_voucher",
    "confirm_payment",
    "confirm_sent_back",
    "correct_stock",
    "credit_lost_dispute",
    "decide_line",
    "decide_preorder",
    "decide_resale_plan",
    "decline_exchange",
    "decline_offer",
    "decline_refund",
    "draw_drop",
    "drop_purchase",
    "earn_memberships",
    "end_drop",
    "end_resale",
    "enter_draw",
    "erase_buyer",
    "erase_buyer_of",
    "erase_contact",
    "erase_gifts",
    "erase_payers",
    "erase_reseller",
    "erase_reviews",
    "expire_order",
    "fetch_file",
    "fit_refund",
    "forget_print_files",
    "give_membership",
    "give_membership_back",
    "give_up_waiting",
    "grant_refund",
    "hear_appeal_closed",
    "hold_order",
    "import_statements",
    "issue_credit_note",
    "issue_invoice",
    "join_resale",
    "leave_resale",
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
    "order_membership",
    "order_purchase",
    "pack_order",
    "pass_on",
    "place_order",
    "receive_purchase",
    "receive_stock",
    "record_past_sale",
    "record_sale_here",
    "redeem_gift",
    "refund_membership",
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
    "set_tier_price",
    "ship_order",
    "suspend_reseller",
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
