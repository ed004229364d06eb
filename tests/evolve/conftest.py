"""A place with a dozen members who talk, for figures, surveys and changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.models import Post, User
from cohive.bond.queries import PlaceView, member_of_user
from cohive.settle.models import Distribution
from cohive.trade import operations as trade
from cohive.words.money import Money
from tests.settle import stall

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Crew:
    """The place, its steward, one circle, and twelve members."""

    place: PlaceView
    steward: UUID
    circle: UUID
    members: tuple[UUID, ...]


@pytest.fixture
def crew(db: None, now: datetime) -> Crew:
    return night_ferry(now)


def night_ferry(now: datetime) -> Crew:
    """Found the place and let its members in; for a fixture of a wider scope too."""
    opened = now - 100 * DAY
    place = bond.found_place(
        name="Night Ferry",
        languages=("en", "zh-hans"),
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
    members = tuple(
        bond.join(email=f"m{number}@example.org", name=f"Member {number:02d}", at=opened)
        for number in range(12)
    )
    circle = bond.create_circle(name="Tide", purpose="Talk.", by=steward, at=opened)
    for member in members:
        bond.join_circle(circle=circle, by=member, at=opened)
    return Crew(place, steward, circle, members)


@pytest.fixture
def talked(crew: Crew, now: datetime) -> Crew:
    """Each member opened a thread, and the next two answered it."""
    for number, member in enumerate(crew.members):
        at = now - 40 * DAY + number * DAY
        thread = bond.start_thread(
            circle=crew.circle, title=f"Thread {number}", text="How is the tide?", by=member, at=at
        )
        opener = Post.objects.get(thread=thread, parent=None).id
        for step in (1, 2):
            bond.reply(
                to=opener,
                text="It is high.",
                by=crew.members[(number + step) % 12],
                at=at + step * timedelta(hours=3),
            )
    return crew


@pytest.fixture
def as_member() -> Callable[[UUID], Client]:
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
def shop(crew, now):
    """A print at 25.00 with its agreement: 60 % design to one member, 40 % sale to another."""
    at = now - 40 * DAY
    return stall.open_product(
        title="Low tide timetable",
        slug="timetable",
        price=Money(2500, "EUR"),
        tax_rate=Fraction(21, 100),
        costs=[("Paper, ink, tube", 734)],
        makers=(("design", crew.members[0]), ("sale", crew.members[1])),
        stall=trade.open_location(name="Night market", kind="stall", by=crew.steward, at=at),
        by=crew.steward,
        at=at,
    )


@pytest.fixture
def sold(shop, crew, now, hear):
    """Seven, and before the stretch that is looked at three."""
    stall.sell(shop, crew.steward, now - 35 * DAY, quantity=3, key="before")
    stall.sell(shop, crew.steward, now - 5 * DAY, quantity=7, key="inside")
    hear(now)
    assert Distribution.objects.count() == 2
    return shop
