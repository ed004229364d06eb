"""The cast of a small print shop, called together through real operations."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from cohive.bond import operations as bond
from cohive.bond.models import User
from cohive.bond.queries import circle_by_slug, member_of_user
from cohive.bridges.pictures import Picture
from cohive.create import operations
from cohive.create.queries import current_terms

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Cast:
    """Who is there: a steward, Ruben who makes things for the firm, and five members."""

    firm: UUID
    steward: UUID
    ruben: UUID
    mei: UUID
    anouk: UUID
    lin: UUID
    hanna: UUID
    noor: UUID
    circle: UUID


@pytest.fixture
def cast(db: None, now: datetime, hear: Callable[..., int]) -> Cast:
    opened = now - 60 * DAY
    place = bond.found_place(
        name="Night Ferry",
        languages=["en", "zh"],
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="steward@example.org",
        steward_name="Saskia",
        at=opened,
    )
    steward = member_of_user(User.objects.get(email="steward@example.org"))
    assert steward is not None
    people = {
        name.lower(): bond.join(email=f"{name.lower()}@example.org", name=name, at=opened)
        for name in ("Ruben", "Mei", "Anouk", "Lin", "Hanna", "Noor")
    }
    bond.grant_role(to=people["ruben"], role="maker", by=steward, at=opened)
    making = circle_by_slug("making")
    assert making is not None
    for agent in people.values():
        bond.join_circle(circle=making.agent, by=agent, at=opened)
    hear(opened)
    assert current_terms() is not None
    return Cast(firm=place.agent, steward=steward, circle=making.agent, **people)


@pytest.fixture
def challenge(cast: Cast, now: datetime) -> UUID:
    """Opened ten days ago, takes entries for four days more, then seven days of votes."""
    return operations.open_challenge(
        title="The same tide, not on white",
        brief="Print the tide on dark cloth. Two inks.",
        circle=cast.circle,
        decides="firm",
        opens_at=now - 10 * DAY,
        closes_at=now + 4 * DAY,
        voting_closes_at=now + 11 * DAY,
        by=cast.ruben,
        at=now - 10 * DAY,
    )


def drawing(text: str = "tide") -> Picture:
    """A picture as the bridge hands it over; what is inside does not matter here."""
    data = b"RIFF" + text.encode()
    return Picture(
        data=data,
        thumb=b"small " + data,
        width=600,
        height=400,
        digest=hashlib.sha256(data).hexdigest(),
    )


@pytest.fixture
def submit(now: datetime) -> Callable[..., UUID]:
    """Hand in a work with as little as possible; everything can be given."""

    def hand_in(by: UUID, title: str, **more: object) -> UUID:
        given: dict[str, object] = {
            "picture": drawing(title),
            "makers": [(by, 1)],
            "accepts_terms": True,
            "at": now,
            **more,
        }
        return operations.submit_work(title=title, by=by, **given)  # type: ignore[arg-type]

    return hand_in


@pytest.fixture
def as_member(db: None) -> Callable[[UUID], Client]:
    """A browser in which this member is signed in."""

    def sign_in(agent: UUID) -> Client:
        client = Client()
        client.force_login(
            User.objects.get(member__agent=agent),
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return sign_in


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Callable[[datetime], None]:
    """Pages live at the cast's instant; call it to let time pass."""
    at = [now]
    monkeypatch.setattr(timezone, "now", lambda: at[0])

    def move(to: datetime) -> None:
        at[0] = to

    return move
