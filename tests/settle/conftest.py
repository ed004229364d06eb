"""The cast of Night Ferry as members of a place, and the 120 shirts of the worked example."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from cohive.bond import operations as bond
from cohive.bond.models import Member
from cohive.bond.queries import PlaceView
from cohive.create import operations as create
from cohive.create import queries as products
from cohive.engine.prior import PriorClaim
from cohive.trade import operations as trade
from cohive.words.money import Money
from tests.settle import shirt, stall


@pytest.fixture
def place(db: None, now: datetime) -> PlaceView:
    """Night Ferry, opened long before the first sale."""
    return bond.found_place(
        name="Night Ferry",
        languages=("en", "zh-hans"),
        currency="EUR",
        tax_name="VAT",
        tax_rate=Fraction(21, 100),
        template="label",
        steward_email="ruben@example.org",
        steward_name="Ruben Haak",
        at=now - timedelta(days=60),
    )


@pytest.fixture
def steward(place: PlaceView) -> UUID:
    return Member.objects.get(name="Ruben Haak").agent_id


@pytest.fixture
def cast(place: PlaceView, steward: UUID, now: datetime) -> dict[str, UUID]:
    """The seventeen payees; Ruben is the steward."""
    at = now - timedelta(days=59)
    return {
        name: steward
        if name == "ruben"
        else bond.join(email=f"{name}@example.org", name=f"{name} of the cast", at=at)
        for name in shirt.names()
    }


@pytest.fixture
def sold(place: PlaceView, cast: dict[str, UUID], now: datetime) -> list[UUID]:
    """The distributions of the 120 shirts, in their order."""
    with transaction.atomic():
        return shirt.sell_all(shirt.shirt_pool(cast, now), firm=place.agent, now=now)


@pytest.fixture
def sign_in(client: Client) -> Callable[[UUID], Client]:
    """A browser in which this member is signed in."""

    def run(agent: UUID) -> Client:
        client.force_login(
            Member.objects.select_related("user").get(agent=agent).user,
            backend="django.contrib.auth.backends.ModelBackend",
        )
        return client

    return run


@pytest.fixture
def mei(place: PlaceView, now: datetime) -> UUID:
    return bond.join(email="mei@example.org", name="Mei Qiao", at=now - timedelta(days=50))


@pytest.fixture
def kit(place: PlaceView, now: datetime) -> UUID:
    return bond.join(email="kit@example.org", name="Kit Larsen", at=now - timedelta(days=50))


@pytest.fixture
def shop(place: PlaceView, steward: UUID, mei: UUID, kit: UUID, now: datetime) -> dict[str, UUID]:
    """A print at 25.00 with its agreement, on a stall: 60 % design to Mei, 40 % sale to Kit."""
    at = now - timedelta(days=40)
    return stall.open_product(
        title="Low tide timetable",
        slug="timetable",
        price=Money(2500, stall.EUR),
        tax_rate=Fraction(21, 100),
        costs=[("Paper, ink, tube", 734)],
        makers=(("design", mei), ("sale", kit)),
        stall=trade.open_location(name="Night market", kind="stall", by=steward, at=at),
        by=steward,
        at=at,
    )


WORD = "a long password of hers"


@pytest.fixture
def proven(sign_in):
    """A browser in which this member just gave her password once more."""

    def run(agent):
        user = Member.objects.get(agent=agent).user
        user.set_password(WORD)
        user.save()
        client = sign_in(agent)
        client.post("/account/reauthenticate/", {"password": WORD})
        return client

    return run


@pytest.fixture
def recouped(shop, steward, mei, kit, place, now, hear):
    """The firm has half of what comes in until the press (20.00) is paid off; Kit 1/10 for good."""
    press = PriorClaim(str(place.agent), "until_paid", Fraction(1, 2), 2000, "the press")
    idea = PriorClaim(str(kit), "lasting", Fraction(1, 10), 0, "the first idea")
    version = create.offer_agreement(
        product=shop["product"],
        house=Fraction(1, 10),
        link=Fraction(1, 20),
        stage_weights={"design": 60, "sale": 40},
        prior=[press, idea],
        by=steward,
        at=now - timedelta(days=1),
    )
    for answer in products.answers(version):
        create.answer_agreement(
            agreement=version, accepts=True, by=answer.agent, at=now - timedelta(days=1)
        )
    order = stall.sell(shop, steward, now, quantity=9)
    hear(now)
    return {**shop, "agreement": version, "order": order}
