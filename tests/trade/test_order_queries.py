"""How many questions and writes one order costs the database, on its two busiest ways."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.trade.conftest import Cast
from tests.trade.drops import HOUR, announce
from tests.trade.test_drop_pages import ADDRESS, buy_url, clock

__all__ = ["clock"]
pytestmark = pytest.mark.django_db


def others(captured: CaptureQueriesContext) -> list[str]:
    """The statements but for the savepoints."""
    return [
        query["sql"]
        for query in captured
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE SAVEPOINT"))
    ]


def test_an_order_of_the_shop(cast: Cast, client: Client) -> None:
    """Queries: the stamp for the page; the limit; the stamp, and whether the key is known; order,
    line, contact; stock and its move; act; the last seal and the new one (PostgreSQL: that it
    waits); the way there."""
    url = f"/checkout/?variant={cast.medium}&quantity=1"
    client.post(url, ADDRESS)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(url, {**ADDRESS, "key": "form-2"})
    assert answer.status_code == 302
    assert len(others(captured)) <= 16


def test_an_order_from_a_drop(
    cast: Cast, client: Client, now: datetime, clock: list[datetime]
) -> None:
    """Queries: the same; what is left; the drop, its piece, whether the key is known, what the
    person has; the order's place in the drop."""
    announce(cast, now, pieces={cast.medium: 2})
    clock.append(now + HOUR)
    client.post(buy_url(cast), ADDRESS)
    other = {**ADDRESS, "key": "form-2", "email": "other@home.example"}
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(buy_url(cast), other)
    assert answer.status_code == 302
    assert len(others(captured)) <= 22
