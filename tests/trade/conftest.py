"""A stall, a shelf and two products on sale, called together through real operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from cohive.bond import operations as bond
from cohive.bond.models import User
from cohive.bond.queries import member_of_user
from cohive.bond.queries import place as place_view
from cohive.bridges.payments import EventKind, PaymentEvent
from cohive.create import operations as create
from cohive.create.queries import answers
from cohive.create.queries import product as product_of
from cohive.trade import operations, queries
from cohive.trade.models import Order, Payment
from cohive.trade.operations import Contact
from cohive.words.money import Money

DAY = timedelta(days=1)
PASSWORD = "a long enough word"
WEIGHTS = {"idea": 0, "design": 60, "packaging": 0, "production": 40, "dissemination": 0, "sale": 0}
LOTTE = Contact(
    email="lotte@home.example",
    name="Lotte Smit",
    street="Lange Haven 74",
    postcode="3111 CH",
    town="Schiedam",
    country="NL",
)


@dataclass(frozen=True)
class Cast:
    """Who is there, what is sold, and where it lies."""

    firm: UUID
    world: UUID
    steward: UUID
    ruben: UUID
    hanna: UUID
    mei: UUID
    kit: UUID
    print: UUID
    one_print: UUID
    shirt: UUID
    medium: UUID
    large: UUID
    shelf: UUID
    stall: UUID


@pytest.fixture(autouse=True)
def own_sandbox(settings: Any, tmp_path: Path) -> None:
    """Every test has a payment provider of its own."""
    get_resolver()._populate()  # addresses that depend on the settings' module are read before
    settings.HOME = tmp_path


@pytest.fixture
def cast(db: None, now: datetime, hear: Callable[..., int]) -> Cast:
    return open_shop(now)


def open_shop(now: datetime, shirts: int = 5, currency: str = "EUR") -> Cast:
    """Found the place thirty days ago and put both products on sale."""
    opened = now - 30 * DAY
    place = bond.found_place(
        name="Night Ferry",
        languages=["en", "zh-hans"],
        currency=currency,
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
        name: bond.join(email=f"{name}@example.org", name=name.title(), at=opened, is_verified=True)
        for name in ("ruben", "hanna", "mei", "kit")
    }
    bond.grant_role(to=people["ruben"], role="maker", by=steward, at=opened)
    bond.grant_role(to=people["hanna"], role="seller", by=steward, at=opened)
    shelf = operations.web_shelf(by=place.agent, at=opened)
    stall = operations.open_location(
        name="Night market, table 12", kind="stall", by=people["ruben"], at=opened
    )
    prints = [("One size", "LT-P")]
    sizes = [("M", "TH-M"), ("L", "TH-L")]
    print_id = make_product(
        people, "Low tide timetable", 2500, prints, (shelf, 20), opened, currency
    )
    shirt = make_product(
        people, "Two Harbours long-sleeve", 4000, sizes, (shelf, shirts), opened, currency
    )
    sold_print, sold_shirt = product_of(print_id), product_of(shirt)
    assert sold_print is not None
    assert sold_shirt is not None
    return Cast(
        firm=place.agent,
        world=place.world,
        steward=steward,
        print=print_id,
        one_print=sold_print.variants[0].id,
        shirt=shirt,
        medium=sold_shirt.variants[0].id,
        large=sold_shirt.variants[1].id,
        shelf=shelf,
        stall=stall,
        **people,
    )


def make_product(
    people: dict[str, UUID],
    title: str,
    minor: int,
    variants: list[tuple[str, str]],
    stock: tuple[UUID, int],
    at: datetime,
    currency: str = "EUR",
) -> UUID:
    """A product that Mei designed and Ruben printed, with its agreement, stock and sale."""
    ruben, mei = people["ruben"], people["mei"]
    made = create.create_product(
        title=title,
        slug=title.lower().replace(" ", "-"),
        price=Money(minor, currency),
        tax_rate=Fraction(21, 100),
        costs=[("Paper", 500)],
        variants=variants,
        by=ruben,
        at=at,
    )
    for stage, maker in (("design", mei), ("production", ruben)):
        logged = create.log_contribution(
            product=made, stage=stage, what=stage, weight=1, makers=((maker, 1),), by=maker, at=at
        )
        confirmer = ruben if maker == mei else mei
        create.confirm_contribution(contribution=logged, by=confirmer, at=at)
    version = create.offer_agreement(
        product=made,
        house=Fraction(1, 10),
        link=Fraction(1, 20),
        stage_weights=WEIGHTS,
        by=ruben,
        at=at,
    )
    for agent in (mei, ruben):
        if agent in waiting(version):
            create.answer_agreement(agreement=version, accepts=True, by=agent, at=at)
    view = product_of(made)
    assert view is not None
    for variant in view.variants:
        operations.receive_stock(
            variant=variant.id, location=stock[0], quantity=stock[1], by=ruben, at=at
        )
    create.put_on_sale(product=made, by=ruben, at=at)
    return made


def waiting(agreement: UUID) -> set[UUID]:
    """Whose yes this version still needs."""
    return {answer.agent for answer in answers(agreement) if answer.state == "asked"}


@pytest.fixture
def place(cast: Cast, now: datetime) -> Callable[..., UUID]:
    """Place an order as a guest with as little as possible; everything can be given."""

    def order(*lines: tuple[UUID, int], **more: object) -> UUID:
        given: dict[str, object] = {
            "lines": lines or [(cast.one_print, 1)],
            "contact": LOTTE,
            "by": cast.world,
            "at": now,
            "key": str(uuid4()),
            **more,
        }
        return operations.place_order(**given)  # type: ignore[arg-type]

    return order


@pytest.fixture
def succeed(now: datetime) -> Callable[..., str]:
    """Let the provider say that an order's payment came."""

    def say(order: UUID, **more: object) -> str:
        return operations.confirm_payment(event=payment_event(order, now, **more), at=now)

    return say


def payment_event(order: UUID, at: datetime, **more: object) -> PaymentEvent:
    """A message about an order's payment; opens the payment when there is none."""
    row = Order.objects.get(id=order)
    payment = Payment.objects.filter(order=row).first()
    if payment is None:
        asked = operations.open_payment(
            order=order, method="card", by=row.buyer_id or _world(), at=at
        )
        operations.note_intent(payment=asked.payment, intent=f"pi_{asked.payment.hex}")
        payment = Payment.objects.get(id=asked.payment)
    given: dict[str, object] = {
        "id": f"evt_{uuid4().hex}",
        "kind": EventKind.PAYMENT_SUCCEEDED,
        "intent_id": str(payment.intent),
        "reference": row.reference,
        "amount": Money(payment.amount_minor, payment.currency),
        "occurred_at": at,
        **more,
    }
    return PaymentEvent(**given)  # type: ignore[arg-type]


def _world() -> UUID:
    here = place_view()
    assert here is not None
    return here.world


def on_shelf(variant: UUID) -> int:
    """Free pieces on the web shelf."""
    return queries.on_hand([variant]).get(variant, 0)


@pytest.fixture
def steward(cast: Cast, client: Client) -> Client:
    """A steward who has just written her password again."""
    user = User.objects.get(email="steward@example.org")
    user.set_password(PASSWORD)
    user.save()
    client.force_login(user)
    return client


def prove(client: Client) -> None:
    client.post("/account/reauthenticate/", {"password": PASSWORD})
