"""What stands on an invoice: composed from an order once, frozen, and written as sums that add up.

Amounts are gross minor units with the tax inside; `taxes` has one row for each rate: what was paid
at this rate, and the tax in it. The tax of a line is the tax of one piece times the pieces, as the
order, the books and the makers' pay count it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from cohive.bond.queries import PlaceView
from cohive.trade.goods import tax_inside
from cohive.trade.models import Invoice, Order, OrderContact, OrderLine
from cohive.trade.queries.rules import ShopRulesView
from cohive.trade.queries.taxes import day_here
from cohive.trade.taxes import rate_of, rate_of_post, tax_of_post

SELLER = ("seller_name", "seller_address", "vat_number", "registration", "remark")


def invoiced(order: Order, rules: ShopRulesView, place: PlaceView) -> dict[str, Any]:
    """The content of an order's invoice."""
    lines = [_line(line, line.quantity) for line in order.lines.order_by("position")]
    return {
        **_frame(order, rules, place),
        "lines": lines,
        "post": order.shipping_minor,
        "taxes": _taxes(lines, order, order.shipping_minor),
        "total": order.total_minor,
    }


def credited(
    back: Sequence[tuple[OrderLine, int]],
    post: int,
    invoice: Invoice,
    rules: ShopRulesView,
    place: PlaceView,
) -> dict[str, Any]:
    """The content of a credit note: what goes back, at the invoice's prices and taxes."""
    order = invoice.order
    lines = [_line(line, quantity) for line, quantity in back]
    return {
        **_frame(order, rules, place),
        "country": invoice.content["country"],
        "corrects": invoice.label,
        "corrects_on": invoice.issued_on.isoformat(),
        "lines": lines,
        "post": post,
        "taxes": _taxes(lines, order, post),
        "total": sum(line["total"] for line in lines) + post,
    }


def _frame(order: Order, rules: ShopRulesView, place: PlaceView) -> dict[str, Any]:
    return {
        **{name: getattr(rules, name) for name in SELLER},
        "tax_name": place.tax_name,
        "reference": order.reference,
        "country": _country(order, place),
        "paid_on": day_here(order.paid_at or order.placed_at, place).isoformat(),
    }


def _country(order: Order, place: PlaceView) -> str:
    """Where it went, for the tax return: a counter is at home; '' once the address was erased."""
    if order.channel != "web":
        return place.country
    contact = OrderContact.objects.filter(order=order).first()
    return contact.country if contact else ""


def _line(line: OrderLine, quantity: int) -> dict[str, Any]:
    rate = rate_of(line)
    return {
        "title": line.title,
        "label": line.label,
        "quantity": quantity,
        "unit": line.unit_price_minor,
        "full_unit": line.full_price_minor,
        "total": line.unit_price_minor * quantity,
        "rate": str(rate),
        "tax": tax_inside(line.unit_price_minor, rate) * quantity,
    }


def _taxes(lines: list[dict[str, Any]], order: Order, post: int) -> list[dict[str, Any]]:
    """One row for each rate, the highest first: gross, the tax inside, and net."""
    gross: dict[Fraction, int] = defaultdict(int)
    tax: dict[Fraction, int] = defaultdict(int)
    for line in lines:
        gross[Fraction(line["rate"])] += line["total"]
        tax[Fraction(line["rate"])] += line["tax"]
    if post:
        rate = rate_of_post(order)
        gross[rate] += post
        tax[rate] += tax_of_post(order, post)
    return [
        {"rate": str(rate), "gross": gross[rate], "tax": tax[rate], "net": gross[rate] - tax[rate]}
        for rate in sorted(gross, reverse=True)
    ]
