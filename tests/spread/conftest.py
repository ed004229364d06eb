"""A place with three members and one product that can be passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest

from cohive.bond import operations as bond
from cohive.bond.models import User
from cohive.bond.queries import circle_by_slug

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cast:
    """Kit passes on, Mei looks, and what can be passed on: the place and a circle."""

    place: UUID
    circle: UUID
    kit: UUID
    mei: UUID


@pytest.fixture
def cast(db: None, now: datetime, hear: Callable[..., int]) -> Cast:
    opened = now - 30 * DAY
    place = bond.found_place(
        name="Night Ferry",
        languages=["en", "zh-hans"],
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="steward@example.org",
        steward_name="Saskia",
        at=opened,
    )
    kit, mei = (
        bond.join(email=f"{name}@example.org", name=name.title(), at=opened, is_verified=True)
        for name in ("kit", "mei")
    )
    circle = circle_by_slug("making")
    assert circle is not None
    return Cast(place=place.agent, circle=circle.agent, kit=kit, mei=mei)


def user_of(name: str) -> User:
    """Who signs in under this name."""
    return User.objects.get(email=f"{name}@example.org")
