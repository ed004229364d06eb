"""On an order stands who passed it on: the nearest, whose link said her name; others by consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.test import Client

from cohive.spread import operations as spread
from cohive.trade import queries
from tests.trade.conftest import Cast


def test_who_stands_further_up_is_named_once_she_agrees(
    cast: Cast,
    place: Callable[..., UUID],
    succeed: Callable[..., str],
    client: Client,
    now: datetime,
) -> None:
    first = spread.make_link(target_kind="product", target=cast.print, by=cast.mei, at=now)
    second = spread.make_link(
        target_kind="product", target=cast.print, by=cast.kit, at=now, came_by=first.id
    )
    order = place(link=second.id)
    succeed(order)
    spread.credit_order(order=order)
    view = queries.order(order)
    assert view is not None

    said = client.get(view.url).content.decode().partition('id="along"')[2].partition("</ol>")[0]
    assert "Kit" in said
    assert "someone" in said
    assert "Mei" not in said

    spread.name_carrier(is_named=True, by=cast.mei, at=now)
    said = client.get(view.url).content.decode().partition('id="along"')[2].partition("</ol>")[0]
    assert "Mei" in said
    assert "someone" not in said
