"""A place with a small cast, made through the room's own operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from cohive.bond import operations, queries
from cohive.bond.models import Member, User
from cohive.bond.queries import PlaceView

PASSWORD = "a long word of hers"


@dataclass(frozen=True)
class Cast:
    """Ruben founded the place; Mei and Noor talk; Sana packs."""

    ruben: UUID
    mei: UUID
    noor: UUID
    sana: UUID


@pytest.fixture
def place(db: None, now: datetime) -> PlaceView:
    return operations.found_place(
        name="Night Ferry",
        name_alt="夜渡",
        languages=("en", "zh"),
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="ruben@example.org",
        steward_name="Ruben Haak",
        at=now - timedelta(days=30),
    )


@pytest.fixture
def cast(place: PlaceView, now: datetime) -> Cast:
    joined = now - timedelta(days=20)
    ruben = queries.stewards()[0]
    people = {
        name: operations.join(email=f"{name}@example.org", name=shown, at=joined, is_verified=True)
        for name, shown in (("mei", "Mei Qiao"), ("noor", "Noor Aziz"), ("sana", "Sana Iqbal"))
    }
    operations.grant_role(to=people["sana"], role="maker", by=ruben, at=joined)
    return Cast(ruben=ruben, **people)


@pytest.fixture
def circle(cast: Cast, now: datetime) -> UUID:
    """Tide and print: Mei keeps it, Noor and Sana belong."""
    at = now - timedelta(days=15)
    agent = operations.create_circle(
        name="Tide & print", purpose="Screen printing and tide tables.", by=cast.mei, at=at
    )
    for member in (cast.noor, cast.sana):
        operations.join_circle(circle=agent, by=member, at=at)
    return agent


@pytest.fixture
def thread(cast: Cast, circle: UUID, now: datetime) -> UUID:
    return operations.start_thread(
        circle=circle,
        title="How do you keep white ink from cracking?",
        text="On heavy cotton, after ten washes.",
        by=cast.noor,
        at=now - timedelta(days=3),
    )


def signed_in(agent: UUID) -> Client:
    """A browser in which this member is signed in."""
    client = Client()
    user = Member.objects.select_related("user").get(agent=agent).user
    assert user is not None
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def proven(agent: UUID) -> Client:
    """Signed in, with a password that was given just now."""
    user = Member.objects.get(agent=agent).user
    assert user is not None
    User.objects.filter(id=user.id).update(password=make_password(PASSWORD))
    client = signed_in(agent)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client
