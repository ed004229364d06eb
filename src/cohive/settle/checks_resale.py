"""What `cohive verify` re-derives of commissions: from the orders, their plans, and the sales."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Sum

from cohive.engine.resale import commissions
from cohive.ledger import queries as ledger
from cohive.settle.models import Commission, Distribution
from cohive.settle.payout_accounts import RESALE
from cohive.settle.payout_checks import moved_of
from cohive.trade import queries as trade

Stands = dict[tuple[UUID, int], tuple[UUID, int, int]]
"""(order line, level) to (payee, pieces kept, minor units)."""


def wrong_commissions() -> str:
    """The first commission that is not what its order makes, or balance that is not theirs, or ''.

    Each order that came through a reseller's page is computed anew from the plan it was placed
    under and from the lines of its sale; nobody else may have a commission.
    """
    stands = _standing()
    for resold in _resold():
        fault = _wrong_order(resold, stands)
        if fault:
            return fault
    stray = next(iter(stands), None)
    if stray is not None:
        return f"order line {stray[0]} has a commission of level {stray[1]} that nothing explains"
    return _wrong_balance()


def _wrong_order(resold: trade.OrderResaleView, stands: Stands) -> str:
    rates = {level: rate for level, _, rate in resold.shares}
    if not rates:
        return ""
    sales = Distribution.objects.filter(order_id=resold.order, kind="sale")
    for sale in sales.select_related("pool").defer("pool__labels").prefetch_related("lines"):
        unit = {
            line.kind: line.unit_minor or 0 for line in sale.lines.all() if line.kind != "fixed"
        }
        back = Distribution.objects.filter(refund_of=sale).aggregate(units=Sum("units"))["units"]
        kept = sale.units + (back or 0)
        net = sale.unit_price_minor - unit.get("tax", 0)
        due = commissions(
            rates,
            net_minor=net,
            house_minor=unit.get("house", 0),
            units=kept,
        )
        if sale.line_id is None:
            continue
        for level, payee, _ in resold.shares:
            found = stands.pop((sale.line_id, level), None)
            wanted = (payee, kept, due[level])
            if found != wanted:
                return (
                    f"order line {sale.line_id}, level {level}: the commission stands at "
                    f"{found[2] if found else 'nothing'}, its order makes {due[level]}"
                )
        if sum(due.values()) > resold.plan.cap * net * kept:
            return f"order line {sale.line_id}: the commissions are above the cap of their plan"
    return ""


def _standing() -> Stands:
    rows = (
        Commission.objects.values("line_id", "level", "payee_id")
        .annotate(kept=Sum("units"), total=Sum("amount_minor"))
        .order_by("line_id", "level")
    )
    return {
        (row["line_id"], row["level"]): (row["payee_id"], row["kept"], row["total"]) for row in rows
    }


def _resold() -> Iterator[trade.OrderResaleView]:
    after: UUID | None = None
    while found := trade.resold_orders(after=after):
        divided = set(
            Distribution.objects.filter(
                order_id__in=[one.order for one in found], kind="sale"
            ).values_list("order_id", flat=True)
        )
        yield from (one for one in found if one.order in divided)
        after = found[-1].order


def _wrong_balance() -> str:
    due: defaultdict[tuple[UUID, str], int] = defaultdict(int)
    rows = Commission.objects.values_list("payee_id", "currency").annotate(
        total=Sum("amount_minor")
    )
    for payee, currency, total in rows.order_by("payee_id"):
        due[payee, currency] += total
    for (payee, currency), total in due.items():
        stands = ledger.balance(payee, RESALE, currency).minor
        wanted = total + moved_of(payee, RESALE, currency)
        if stands != wanted:
            return (
                f"agent {payee} is owed {stands} as {RESALE}, her commissions less what left come "
                f"to {wanted}"
            )
    return ""
