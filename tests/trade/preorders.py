"""Pre-orders for tests: a product that lies on no shelf, its bargain, people who pay, the clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import TestCase

from cohive.journal import jobs
from cohive.trade import operations, queries
from tests.trade.conftest import Cast, on_shelf

DAY = timedelta(days=1)
NAMES = ("trade.expire", "trade.preorders", "trade.mail")


def emptied(cast: Cast, at: datetime) -> None:
    """Nobody has printed the shirt yet."""
    for variant in (cast.medium, cast.large):
        operations.correct_stock(
            variant=variant,
            location=cast.shelf,
            counted=0,
            expected=on_shelf(variant),
            reason="not printed yet",
            by=cast.ruben,
            at=at,
        )


def opened(cast: Cast, at: datetime, **more: Any) -> UUID:
    """Made when three pieces have been paid within ten days."""
    emptied(cast, at)
    given: dict[str, Any] = {
        "product": cast.shirt,
        "goal": 3,
        "counted": "pieces",
        "until": at + 10 * DAY,
        "promise": "Printed in the week after, sent within ten days.",
        "language": "en",
        "by": cast.ruben,
        "at": at,
        **more,
    }
    return operations.open_preorder(**given)


def clock(at: datetime) -> None:
    """The worker at work, but for what it asks of the provider."""
    for _ in range(3):  # what one job asks of another
        with TestCase.captureOnCommitCallbacks(execute=True):
            jobs.run_due(at=at, only=NAMES)


def state(order: UUID) -> str:
    view = queries.order(order)
    assert view is not None
    return view.state
