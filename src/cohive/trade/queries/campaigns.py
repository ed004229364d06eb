"""What a campaign of `spread` asks the shop: how many were sold, what a code takes off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from cohive.trade.models import Order, Voucher
from cohive.trade.models.vouchers import THOUSANDTHS
from cohive.words.money import Money

SOLD = ("paid", "packed", "sent", "arrived", "handed_over")


@dataclass(frozen=True)
class CodeView:
    """What a voucher takes off: `amount`, or `part` of the goods."""

    amount: Money | None
    part: Fraction | None
    minimum: Money
    valid_until: datetime | None
    uses: int
    uses_max: int | None
    holds: bool


def orders_between(*, product: UUID | None, since: datetime, until: datetime) -> int:
    """Orders placed in a stretch of time and paid since: of a product, or all. One SQL query."""
    return _of(_orders(since, until), product).count()


def preorders_between(*, product: UUID | None, since: datetime, until: datetime) -> int:
    """Orders of pre-orders whose money is there, waiting for the goal or certain. One SQL query."""
    return _of(_preorders(since, until), product).count()


def buyers_between(
    *, product: UUID | None, since: datetime, until: datetime, is_preorder: bool
) -> tuple[frozenset[UUID], frozenset[str]]:
    """Who placed what the two above count: members, and the addresses of guests. One SQL query."""
    rows = _preorders(since, until) if is_preorder else _orders(since, until)
    found = list(_of(rows, product).values_list("buyer_id", "contact__email"))
    return (
        frozenset(buyer for buyer, _email in found if buyer),
        frozenset(email for buyer, email in found if email and not buyer),
    )


def _orders(since: datetime, until: datetime) -> QuerySet[Order]:
    rows = Order.objects.filter(state__in=SOLD, placed_at__gte=since, placed_at__lt=until)
    return rows.filter(is_membership=False).exclude(channel="import")


def _preorders(since: datetime, until: datetime) -> QuerySet[Order]:
    return Order.objects.filter(
        state__in=("waiting", *SOLD),
        placed_at__gte=since,
        placed_at__lt=until,
        preorder__isnull=False,
    )


def _of(rows: QuerySet[Order], product: UUID | None) -> QuerySet[Order]:
    return rows if product is None else rows.filter(lines__product=product).distinct()


def voucher_of_code(code: str, *, at: datetime) -> CodeView | None:
    """What a code takes off, however it is spelled; None for no such code. One SQL query."""
    spelled = "".join(code.upper().split())
    row = Voucher.objects.filter(code=spelled).first()
    if row is None:
        return None
    is_left = row.uses_max is None or row.uses < row.uses_max
    return CodeView(
        amount=None if row.amount_minor is None else Money(row.amount_minor, row.currency),
        part=None if row.thousandths is None else Fraction(row.thousandths, THOUSANDTHS),
        minimum=Money(row.minimum_minor, row.currency),
        valid_until=row.valid_until,
        uses=row.uses,
        uses_max=row.uses_max,
        holds=row.closed_at is None and is_left and (not row.valid_until or at < row.valid_until),
    )
