"""Vouchers on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from django.db.models import Q, Sum

from cohive.journal.remembered import remembered
from cohive.trade.models import Voucher
from cohive.trade.models.vouchers import THOUSANDTHS
from cohive.words.money import Money

LIMIT = 50


@dataclass(frozen=True)
class VoucherView:
    """A voucher: `amount` off, or `part` (a fraction of the goods); `given` is what it took off."""

    id: UUID
    code: str
    amount: Money | None
    part: Fraction | None
    minimum: Money
    product: UUID | None
    uses: int
    uses_max: int | None
    uses_each_max: int | None
    borne_by: str
    valid_until: datetime | None
    created_at: datetime
    closed_at: datetime | None
    given: Money

    def state(self, at: datetime) -> str:
        """'open', 'used', 'over' or 'closed'."""
        if self.closed_at is not None:
            return "closed"
        if self.valid_until is not None and at >= self.valid_until:
            return "over"
        if self.uses_max is not None and self.uses >= self.uses_max:
            return "used"
        return "open"


def has_vouchers(*, at: datetime) -> bool:
    """Whether any voucher may hold now, so that the checkout asks for one.

    One SQL query, two where there ever was one.
    """
    if not remembered("trade.vouchers", Voucher.objects.exists):
        return False
    rows = Voucher.objects.filter(closed_at__isnull=True)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=at)).exists()


def vouchers(*, before: UUID | None = None, limit: int = LIMIT) -> list[VoucherView]:
    """Vouchers, newest first, older than `before`. One SQL query."""
    rows = Voucher.objects.annotate(
        given=Sum("used_by__discount_minor", filter=Q(used_by__released_at__isnull=True))
    )
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [
        VoucherView(
            id=row.id,
            code=row.code,
            amount=None if row.amount_minor is None else Money(row.amount_minor, row.currency),
            part=None if row.thousandths is None else Fraction(row.thousandths, THOUSANDTHS),
            minimum=Money(row.minimum_minor, row.currency),
            product=row.product,
            uses=row.uses,
            uses_max=row.uses_max,
            uses_each_max=row.uses_each_max,
            borne_by=row.borne_by,
            valid_until=row.valid_until,
            created_at=row.created_at,
            closed_at=row.closed_at,
            given=Money(row.given or 0, row.currency),
        )
        for row in rows.order_by("-id")[:limit]
    ]
