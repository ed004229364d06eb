"""Memberships for tests: two tiers with prices, who buys, what the provider says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cohive.bond import operations as bond
from cohive.bond.operations import TierTerms
from cohive.trade import operations
from cohive.trade.models import Order
from cohive.words.money import Money
from tests.trade.conftest import Cast, payment_event

DAY = timedelta(days=1)
DECK = TierTerms(name="Deck", name_other="甲板", gives=("The morning voice", "Drops a day earlier"))
ENGINE_ROOM = TierTerms(name="Engine room", gives=("A bench in the workshop",))


def made(cast: Cast, at: datetime, terms: TierTerms = DECK, minor: int = 20_000) -> UUID:
    """A tier with a price; the first has rank 1, the next one more."""
    tier = bond.make_tier(terms=terms, by=cast.steward, at=at)
    if minor:
        operations.set_tier_price(tier=tier, amount=Money(minor, "EUR"), by=cast.steward, at=at)
    return tier


def ordered(tier: UUID, by: UUID, at: datetime, **more: Any) -> UUID:
    """Order a year of it."""
    return operations.order_membership(tier=tier, by=by, at=at, key=uuid4().hex, **more)


def pays(order: UUID, at: datetime) -> str:
    """The provider says that its money came."""
    return operations.confirm_payment(event=payment_event(order, at), at=at)


def bought(tier: UUID, by: UUID, at: datetime) -> UUID:
    """Order a year and pay it; return the order."""
    order = ordered(tier, by, at)
    if Order.objects.get(id=order).goods_minor:
        assert pays(order, at) == "paid"
    else:
        operations.open_payment(order=order, method="card", by=by, at=at)
    return order


def given(tier: UUID, by: UUID, at: datetime, email: str = "friend@home.example") -> UUID:
    """Buy a gift and pay it; return the order."""
    order = operations.give_membership(tier=tier, email=email, by=by, at=at, key=uuid4().hex)
    assert pays(order, at) == "paid"
    return order
