"""What later rooms note when somebody joins in a browser: by which link she came.

A later room registers a function from its wiring; it runs in the transaction in which she joins.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.http import HttpRequest


class Arrived(Protocol):
    """A function of the request, the new member and the instant."""

    def __call__(self, request: HttpRequest, *, agent: UUID, at: datetime) -> None:
        """Note how she came."""


_registered: dict[str, Arrived] = {}


def register(name: str, arrived: Arrived) -> None:
    """Register a room's function; the same name again replaces it."""
    _registered[name] = arrived


def tell(request: HttpRequest, *, agent: UUID, at: datetime) -> None:
    """Tell everybody who registered; called by the adapter only."""
    for arrived in _registered.values():
        arrived(request, agent=agent, at=at)
