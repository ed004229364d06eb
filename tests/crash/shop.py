"""A small real shop for crash tests: one product with an agreement, pieces on the shelf."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

from cohive.bond.operations import join
from cohive.bond.queries import stewards
from cohive.create import operations as create
from cohive.create.queries import product
from cohive.house import founding
from cohive.house.command.migrate import prepare
from cohive.trade import operations as trade
from cohive.trade.queries import RateView
from cohive.words.money import Money

AT = datetime(2026, 11, 22, 8, 14, tzinfo=UTC)
PIECES = 5000
WEIGHTS = {
    "idea": 0,
    "design": 50,
    "packaging": 0,
    "production": 30,
    "dissemination": 0,
    "sale": 20,
}


def open_shop() -> tuple[UUID, UUID, UUID]:
    """Found a place and put one product on sale; (steward, variant, shelf)."""
    founding.found(
        {
            "name": "Quay",
            "languages": "en",
            "currency": "EUR",
            "tax_percent": "21",
            "steward_email": "steward@quay.example",
            "steward_name": "Steward",
        },
        at=AT,
    )
    steward = stewards()[0]
    maker = join(email="maker@quay.example", name="Maker", at=AT, is_verified=True)
    shelf = trade.web_shelf(by=steward, at=AT)
    variant = put_up("Card", PIECES, steward=steward, maker=maker, at=AT)
    return steward, variant, shelf


def scarce_things(*, steward: UUID, at: datetime) -> list[UUID]:
    """Four more products of which there are few; returns what can be bought."""
    maker = join(email="second@quay.example", name="Second", at=at, is_verified=True)
    names = ("Print", "Shirt", "Tape", "Mug")
    return [put_up(name, 30, steward=steward, maker=maker, at=at) for name in names]


def put_up(title: str, pieces: int, *, steward: UUID, maker: UUID, at: datetime) -> UUID:
    """A product with its agreement and so many pieces on the shelf, on sale; its one variant."""
    made = create.create_product(
        title=title,
        slug=title.lower(),
        price=Money(900, "EUR"),
        tax_rate=Fraction(21, 100),
        costs=(("Paper", 180),),
        variants=(("One", f"{title[:1]}-1"),),
        by=steward,
        at=at,
    )
    for stage in ("design", "production", "sale"):
        create.log_contribution(
            product=made,
            stage=stage,
            what="All of it",
            by=maker,
            at=at,
            confirmed_by=steward,
        )
    offered = create.offer_agreement(
        product=made,
        house=Fraction(1, 10),
        link=Fraction(0),
        stage_weights=WEIGHTS,
        by=steward,
        at=at,
    )
    create.answer_agreement(agreement=offered, accepts=True, by=maker, at=at)
    found = product(made)
    assert found is not None
    variant = found.variants[0].id
    trade.receive_stock(
        variant=variant,
        location=trade.web_shelf(by=steward, at=at),
        quantity=pieces,
        by=steward,
        at=at,
    )
    create.put_on_sale(product=made, by=steward, at=at)
    return variant


def open_web_shop() -> str:
    """The same shop, which sends everywhere; returns what can be ordered."""
    prepare()
    steward, variant, _ = open_shop()
    rate = RateView("Everywhere", ("*",), Money(435, "EUR"))
    trade.set_shipping(rates=[rate], by=steward, at=AT)
    return str(variant)
