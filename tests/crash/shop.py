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
from cohive.trade import operations as trade
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
    made = create.create_product(
        title="Card",
        slug="card",
        price=Money(900, "EUR"),
        tax_rate=Fraction(21, 100),
        costs=(("Paper", 180),),
        variants=(("One", "C-1"),),
        by=steward,
        at=AT,
    )
    for stage in ("design", "production", "sale"):
        create.log_contribution(
            product=made,
            stage=stage,
            what="All of it",
            by=maker,
            at=AT,
            confirmed_by=steward,
        )
    offered = create.offer_agreement(
        product=made,
        house=Fraction(1, 10),
        link=Fraction(0),
        stage_weights=WEIGHTS,
        by=steward,
        at=AT,
    )
    create.answer_agreement(agreement=offered, accepts=True, by=maker, at=AT)
    found = product(made)
    assert found is not None
    variant = found.variants[0].id
    shelf = trade.web_shelf(by=steward, at=AT)
    trade.receive_stock(variant=variant, location=shelf, quantity=PIECES, by=steward, at=AT)
    create.put_on_sale(product=made, by=steward, at=AT)
    return steward, variant, shelf
