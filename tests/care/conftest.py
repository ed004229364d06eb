"""A place whose people write to it: Sana packs, Ruben keeps it, Mei is trusted, Noor writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.urls import get_resolver

from cohive.bond import operations as bond
from cohive.care import operations
from cohive.care.operations import Sender
from tests.bond.conftest import PASSWORD, Cast, cast, place, proven, signed_in

__all__ = ["PASSWORD", "Cast", "cast", "place", "proven", "signed_in"]


@pytest.fixture(autouse=True)
def own_home(settings: Any, tmp_path: Path) -> Path:
    """Files and keys of a test are its own."""
    get_resolver()._populate()  # addresses that depend on the settings' module are read before
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def team(cast: Cast, now: datetime) -> Cast:
    """Mei may answer: a steward trusts her with it."""
    bond.grant_role(to=cast.mei, role="answerer", by=cast.ruben, at=now)
    return cast


@pytest.fixture
def wrote(team: Cast, now: datetime) -> Callable[..., UUID]:
    """Somebody writes by mail; returns the conversation."""

    def write(text: str = "The collar is loose.", **named: Any) -> UUID:
        given = {
            "channel": "mail",
            "remote_id": f"{text[:20]}@home.example".replace(" ", "-"),
            "sender": Sender("mail", "lotte@home.example", "Lotte Smit"),
            "subject": "My shirt",
            "at": now,
            **named,
        }
        return operations.receive(text=text, **given).conversation

    return write
