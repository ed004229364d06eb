"""What `cohive verify` re-derives of stock, payments and refunds."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from cohive.bond import queries as bond
from cohive.ledger import queries as ledger
from cohive.trade.books import HOLDERS, PROVIDER_METHODS
from cohive.trade.models import Invoice, Order, Payment, Refund, Stock, StockMove, Voucher

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
    for order in Order.objects.filter(paid_at__isnull=False).order_by("id"):
        wanted = [-order.total_minor] if order.total_minor else []
        if order.paid_act is None or booked.pop(("order.paid", order.paid_act), []) != wanted:
            return f"order {order.id} is paid and not booked as it was paid"
    for refund in Refund.objects.filter(state="done").order_by("id"):
        kind = "payment.returned" if refund.is_surplus else "order.refunded"
        wanted = [refund.amount_minor] if refund.amount_minor else []
        if refund.done_act is None or booked.pop((kind, refund.done_act), []) != wanted:
            return f"refund {refund.id} is done and not booked as it was given"
    stray = next((act for kind, act in booked if kind in ("order.paid", "order.refunded")), None)
    return f"act {stray} is booked as a sale without an order" if stray else ""


def uncleared() -> str:
    """Whether provider and till hold what the payments and refunds say, or the first fault."""
    place = bond.place()
    if place is None:
        return ""
    for currency in Payment.objects.values_list("currency", flat=True).distinct():
        for holder in HOLDERS:
            mine = Q(method__in=PROVIDER_METHODS)
            paid = Payment.objects.filter(state="paid", currency=currency)
            done = Refund.objects.filter(state="done", currency=currency)
            came = _sum(paid.filter(mine if holder == "provider" else ~mine), "amount_minor")
            of_payment = Q(payment__method__in=PROVIDER_METHODS)
            back = done.filter(of_payment if holder == "provider" else ~of_payment)
            went = _sum(back, "goods_minor") + _sum(back, "shipping_minor")
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
