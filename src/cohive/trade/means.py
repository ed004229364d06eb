"""A means of payment besides the provider, brought by a later room: what came back to a member.

The order's total stays what it is. Of an order, `part_of` was paid by it; the provider is asked for
what is left, `due`. Of what goes back, the means gets its part first and the provider the rest.
The later room fills the account named here when a part is set aside, and empties it again.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import Q

from cohive.trade.models import Order, Refund
from cohive.words.money import Money

ACCOUNT = "balance_paid"
"""The firm's clearing account: above zero while a part is set aside for an order not yet paid."""

ELSEWHERE = "elsewhere"
"""The reason of a refund made at the provider, without asking here."""

Part = Callable[..., int]
_part: list[Part] = []


def register(part: Part) -> None:
    """Name a function `part(order, hold=...)` in minor units; `hold` lets nobody else move it."""
    _part[:] = [part]


def part_of(order: UUID, *, hold: bool = False) -> int:
    """What of this order is paid by the means, in minor units; 0 without one."""
    return _part[0](order, hold=hold) if _part else 0


def due(order: Order, *, hold: bool = False) -> Money:
    """What the provider is asked for."""
    return Money(order.total_minor - part_of(order.id, hold=hold), order.currency)


def cash_of(refund: Refund) -> int:
    """What of a refund the provider or a hand has to give: no balance's part, no second time."""
    return refund.amount_minor - back_of(refund) - refund.given_before_minor


def back_of(refund: Refund) -> int:
    """What of a refund goes back to the means: it gets its part first, refund by refund.

    What somebody gave back at the provider itself went that way whole.
    """
    at_provider = refund.is_surplus or refund.decided_by_id is None
    part = 0 if at_provider else part_of(refund.order_id)
    if not part or refund.decided_at is None:
        return 0
    earlier = Refund.objects.filter(
        Q(decided_at__lt=refund.decided_at) | Q(decided_at=refund.decided_at, id__lt=refund.id),
        order=refund.order_id,
        is_surplus=False,
        decided_by__isnull=False,
        state__in=("granted", "asked", "done"),
    )
    gone = sum(each.amount_minor for each in earlier)
    return max(0, min(refund.amount_minor, part - gone))
