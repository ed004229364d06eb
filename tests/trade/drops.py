"""What tests of drops set up: a first-come drop and a draw, through real operations."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cohive.bond import operations as bond
from cohive.trade import operations, queries
from cohive.trade.operations import Contact, DrawTerms
from cohive.trade.queries import DropView
from tests.trade.conftest import LOTTE, Cast

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def announce(cast: Cast, at: datetime, **more: object) -> UUID:
    """A drop of three long-sleeves in M that opens in an hour and closes in two."""
    given: dict[str, object] = {
        "title": "Winter drop",
        "product": cast.shirt,
        "pieces": {cast.medium: 3},
        "opens_at": at + HOUR,
        "closes_at": at + 2 * HOUR,
        "by": cast.ruben,
        "at": at,
        **more,
    }
    return operations.announce_drop(**given)  # type: ignore[arg-type]


def announce_draw(cast: Cast, at: datetime, **terms: object) -> UUID:
    """The same pieces, drawn."""
    more = {name: terms.pop(name) for name in ("pieces", "title") if name in terms}
    return announce(cast, at, draw=DrawTerms(**terms), **more)  # type: ignore[arg-type]


def buy(cast: Cast, drop: UUID, at: datetime, **more: object) -> UUID:
    """One M, as a guest with an address of her own."""
    given: dict[str, object] = {
        "drop": drop,
        "variant": cast.medium,
        "quantity": 1,
        "contact": LOTTE,
        "by": cast.world,
        "at": at,
        "key": "form-1",
        **more,
    }
    return operations.order_from_drop(**given)  # type: ignore[arg-type]


def guest(name: str) -> Contact:
    """Lotte's house, another person's mail."""
    return Contact(**{**vars(LOTTE), "email": f"{name}@home.example"})


def join(name: str, at: datetime) -> UUID:
    """One more member."""
    return bond.join(email=f"{name}@example.org", name=name.title(), at=at, is_verified=True)


def view_of(drop: UUID) -> DropView:
    found = queries.drop(drop)
    assert found is not None
    return found
