"""The worked example of docs/shop.md: an order with a voucher, a foreign tax and one refund."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from cohive.ledger.queries import balance
from cohive.settle.models import Distribution
from cohive.trade import jobs, operations, queries
from cohive.trade.models import Invoice, Order
from cohive.trade.queries import ShopRulesView
from cohive.words.money import Money
from tests.trade.conftest import LOTTE, Cast
from tests.trade.test_money_back import arrive, give_back
from tests.trade.test_paying import faults

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "shop.md"
EXAMPLE = re.compile(r"```text\n(.*?)```", re.DOTALL)
DAY = timedelta(days=1)
SELLER = ShopRulesView(
    seller_name="Night Ferry B.V.",
    seller_address="Westhavenkade 12",
    invoices_from=date(2026, 1, 1),
)


def amount(minor: int) -> str:
    return f"{Money(minor, 'EUR').plain():>7}"


def waterfall(rows: list[Distribution]) -> dict[str, int]:
    """What left the price, over all lines of an order."""
    found: dict[str, int] = {}
    for row in rows:
        for line in row.lines.order_by("position"):
            found[line.kind] = found.get(line.kind, 0) + line.minor
    return found


def told(title: str, rows: list[Distribution], cast: Cast) -> list[str]:
    lines = waterfall(rows)
    words = {
        "tax": "tax in Germany, 19/119 of what was paid",
        "fixed": "paper, 5.00 each",
        "house": "the house",
        "pool": "the makers",
    }
    assert sum(lines.values()) == sum(row.gross_minor for row in rows)
    return [
        title,
        *(f"  {amount(minor)}  {words[kind]}" for kind, minor in lines.items()),
        f"  {amount(sum(lines.values()))}  together",
        f"  Mei has {amount(balance(cast.mei, 'earned', 'EUR').minor).strip()}, "
        f"Ruben has {amount(balance(cast.ruben, 'earned', 'EUR').minor).strip()}, "
        f"{amount(balance(cast.firm, 'waiting', 'EUR').minor).strip()} waits.",
    ]


def test_the_example_in_the_documents_is_what_happens(
    cast: Cast,
    now: datetime,
    place: Callable[..., UUID],
    succeed: Callable[..., str],
    hear: Callable[..., int],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    operations.set_shop_rules(rules=SELLER, by=cast.steward, at=now)
    operations.set_tax_rate(
        country="DE",
        tax_class="standard",
        rate=Fraction(19, 100),
        valid_from=date(2026, 1, 1),
        by=cast.steward,
        at=now,
    )
    operations.make_voucher(
        code="NIGHT",
        amount=Money(1000, "EUR"),
        borne_by="house",
        by=cast.steward,
        at=now,
    )
    berlin = replace(LOTTE, country="DE", postcode="10115", town="Berlin")
    order = place((cast.one_print, 3), contact=berlin, voucher="NIGHT", at=now + timedelta(hours=1))
    view = queries.order(order)
    assert view is not None
    text = ["Three prints at 25.00 to Berlin, with a voucher of 10.00 that the house bears"]
    text += [
        f"  {amount(line.total.minor)}  {line.quantity} x {line.unit_price.plain()}"
        for line in view.lines
    ]
    text += [f"  {amount(view.total.minor)}  paid, tax inside {view.tax.plain()}", ""]
    succeed(order)
    hear(now)
    sales = list(Distribution.objects.order_by("sequence"))
    text += [*told("Divided", sales, cast), ""]

    arrive(order, cast, now + DAY)
    line = view.lines[1].id
    refund = operations.grant_refund(
        order=order, lines=[(line, 1)], by=cast.ruben, at=now + 2 * DAY
    )
    give_back(order, refund, now + 2 * DAY)
    hear(now + 2 * DAY)
    back = list(Distribution.objects.filter(refund_of__isnull=False))
    text += [*told("One print comes back: its line, backwards", back, cast), ""]

    with django_capture_on_commit_callbacks(execute=True):
        jobs.invoices(at=now + 3 * DAY)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.invoices(at=now + 3 * DAY)
    for paper in Invoice.objects.order_by("id"):
        name = "Credit note" if paper.kind == "credit" else "Invoice"
        total = amount(paper.total_minor).strip()
        tax = amount(paper.tax_minor).strip()
        text.append(f"{name} {paper.label}: {total}, tax inside {tax}")

    printed = "\n".join(text) + "\n"
    assert printed in EXAMPLE.findall(PAGE.read_text()), printed
    assert sum(row.tax_minor for row in Invoice.objects.filter(kind="invoice")) == (
        Order.objects.get().tax_minor
    )
    assert balance(cast.firm, "sales", "EUR").minor == 0
    assert faults() == []
