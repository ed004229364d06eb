"""What of an official account waits to be taken in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.care.models import WechatArrival

A_TURN = 20


def wechat_arrivals(*, at: datetime) -> list[tuple[UUID, str]]:
    """(arrival, its picture's name or '') of what is due, oldest first. One SQL query."""
    rows = WechatArrival.objects.filter(next_at__lte=at).order_by("next_at", "id")
    return list(rows.values_list("id", "media_id")[:A_TURN])
