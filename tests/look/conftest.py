"""The design system alone: no room's navigation, slots or providers reach these tests."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from cohive.look import navigation, slots, viewers

MEI = viewers.Viewer(UUID(int=9), "Mei Qiao", "MQ", 1, unread_notices=3)
FERRY = viewers.PlaceLook("Night Ferry", "夜渡", accent="#23406b")
Seen = Callable[..., None]


@pytest.fixture(autouse=True)
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """`seen(viewer=..., place=...)` says who looks; at first a visitor of a place without name."""
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(slots, "_fillers", {})
    monkeypatch.setattr(viewers, "_providers", viewers._Providers())

    def say(
        *, viewer: viewers.Viewer | None = None, place: viewers.PlaceLook | None = None
    ) -> None:
        viewers.provide(viewer=lambda _request: viewer, place=lambda _request: place)

    return say
