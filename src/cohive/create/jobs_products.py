"""What runs by itself for products: contributions that confirm themselves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.create.operations.contributions import confirm_by_time


def confirm_contribution(*, at: datetime, contribution: str) -> None:
    """Seven days after a contribution was logged."""
    confirm_by_time(contribution=UUID(contribution), at=at)
