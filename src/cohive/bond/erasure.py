"""What later rooms erase when a member leaves: addresses of orders, drafts, pictures of faces.

A later room registers a function from its AppConfig.ready; it runs inside the transaction that
erases the vault and must remove every row of that room that could tell who the agent was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID


class Eraser(Protocol):
    """A function of the agent who leaves and the instant."""

    def __call__(self, *, agent: UUID, at: datetime) -> None:
        """Erase what this room knows of her person."""


_erasers: dict[str, Eraser] = {}


def register(name: str, erase: Eraser) -> None:
    """Register a room's eraser; the same name again replaces it."""
    _erasers[name] = erase


def registered() -> dict[str, Callable[..., None]]:
    """All erasers by name, for tests."""
    return dict(_erasers)


def erase(*, agent: UUID, at: datetime) -> None:
    """Run every eraser; called by operations.delete_account only."""
    for eraser in _erasers.values():
        eraser(agent=agent, at=at)
