"""What `cohive verify` re-derives of stock, payments and refunds."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from cohive.bond import queries as bond
from cohive.ledger import queries as ledger
from cohive.trade import means
from cohive.trade.books import HOLDERS, METHODS_OF
from cohive.trade.checks_by_hand import sent_by_hand, wrong_by_hand
from cohive.trade.checks_disputes import taken_by_banks
from cohive.trade.models import (
    Advance,
    Invoice,
    Order,
    Payment,
    Refund,
    Stock,
    StockMove,
    Voucher,
)
from cohive.trade.operations.finishing import left_of

ALL_LEGS = 10_000_000


def wrong_stock() -> str:
    """The first shelf whose number is not the sum of its moves, or ''."""
    sums = {
        (variant, location): total
        for variant, location, total in StockMove.objects.values_list(
            "variant", "location_id"
        ).annotate(Sum("quantity"))
    }
    for row in Stock.objects.order_by("id"):
        moved = sums.pop((row.variant, row.location_id), 0)
        if moved != row.on_hand:
            return f"stock {row.id} stands at {row.on_hand}, its moves sum to {moved}"
    for (variant, _), moved in sums.items():
        if moved:
            return f"variant {variant} has moves of {moved} and no stock"
    return ""


def wrong_entries() -> str:
    """The first paid order or finished refund without exactly its entry in the books, or ''."""
    place = bond.place()
    if place is None:
        return ""
    booked: dict[tuple[str, UUID], list[int]] = defaultdict(list)
    for leg in ledger.legs_of(place.agent, HOLDERS, limit=ALL_LEGS):
        booked[leg.kind, leg.act].append(leg.amount.minor)
    paid_at_once = Order.objects.filter(paid_at__isnull=False, advance__isnull=True)
    for order in paid_at_once.order_by("id"):
        due = order.total_minor - means.part_of(order.id)
        wanted = [-due] if due else []
        if order.paid_act is None or booked.pop(("order.paid", order.paid_act), []) != wanted:
            return f"order {order.id} is paid and not booked as it was paid"
    for refund in Refund.objects.filter(state="done").select_related("order").order_by("id"):
        kind = "payment.returned" if refund.is_surplus else "order.refunded"
        if refund.reason == "elsewhere":
            kind = "refund.elsewhere"
        elif refund.order.paid_at is None and not refund.is_surplus:
            kind = "advance.returned"
        went = means.cash_of(refund)
        wanted = [went] if went else []
        if refund.done_act is None or booked.pop((kind, refund.done_act), []) != wanted:
            return f"refund {refund.id} is done and not booked as it was given"
    if fault := wrong_by_hand(booked):
        return fault
    stray = next((act for kind, act in booked if kind in ("order.paid", "order.refunded")), None)
    return f"act {stray} is booked as a sale without an order" if stray else ""


def wrong_advances() -> str:
    """Whether what waits for a goal is what the firm owes its payers, or the first fault."""
    place = bond.place()
    if place is None:
        return ""
    held: dict[str, int] = defaultdict(int)
    for row in Advance.objects.select_related("order").order_by("order_id"):
        if row.order.disputes.filter(state="lost").exists():
            continue  # its bank took it, and the order ended
        back = row.order.refunds.filter(state="done", is_surplus=False).exclude(reason="elsewhere")
        if row.order.paid_at is not None and row.order.state == "waiting":
            return f"order {row.order_id} waits and is paid"
        is_owed = row.order.paid_at is None and not back.exists()
        held[row.currency] += row.owed_minor if is_owed else 0
    for currency, amount in held.items():
        stands = ledger.balance(place.agent, "advance", currency).minor
        if stands != amount:
            return f"the account advance stands at {stands}, waiting orders say {amount}"
    return ""


def uncleared() -> str:
    """Whether provider, bank and till hold what the payments say, or the first fault."""
    place = bond.place()
    if place is None:
        return ""
    for currency in Payment.objects.values_list("currency", flat=True).distinct():
        for holder in HOLDERS:
            methods = METHODS_OF[holder]
            paid = Payment.objects.filter(state="paid", currency=currency)
            done = Refund.objects.filter(state="done", currency=currency)
            came = _sum(paid.filter(method__in=methods), "amount_minor")
            back = done.filter(payment__method__in=methods)
            went = sum(means.cash_of(refund) for refund in back)
            went += taken_by_banks(currency, methods) + sent_by_hand(currency, holder)
            held = ledger.balance(place.agent, holder, currency).minor
            if held != went - came:
                return f"the account {holder} stands at {held}, payments say {went - came}"
    return ""


def _sum(rows: QuerySet[Payment] | QuerySet[Refund], column: str) -> int:
    return rows.aggregate(total=Sum(column))["total"] or 0


def wrong_invoices() -> str:
    """The first year whose numbers have a gap, or invoice whose sums are not its order's, or ''."""
    for row in Invoice.objects.values("kind", "year").annotate(last=Max("number"), all=Count("id")):
        if row["last"] != row["all"]:
            return f"{row['kind']}s of {row['year']}: {row['all']} stand for {row['last']} numbers"
    for paper in Invoice.objects.select_related("order", "refund").order_by("id").iterator():
        owed = paper.refund.amount_minor if paper.refund else paper.order.total_minor
        if paper.dispute_id:  # a lost dispute takes what was left of the order
            owed = sum(left_of(paper.order))
        printed = paper.content["post"] + sum(line["total"] for line in paper.content["lines"])
        taxes = sum(part["tax"] for part in paper.content["taxes"])
        if (paper.total_minor, paper.tax_minor) != (printed, taxes) or printed != owed:
            return f"{paper.kind} {paper.label} does not say what was paid"
    return ""


def wrong_vouchers() -> str:
    """The first voucher whose uses are not its orders, or ''."""
    rows = Voucher.objects.annotate(
        held=Count("used_by", filter=Q(used_by__released_at__isnull=True))
    )
    for row in rows.order_by("id"):
        if row.held != row.uses:
            return f"voucher {row.id} counts {row.uses} uses, {row.held} orders hold it"
    return ""
