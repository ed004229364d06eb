"""A product of two makers, and a sale of it: what the tests of listening sell."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from uuid import UUID

from cohive.create import operations as create
from cohive.create import queries as products
from cohive.trade import operations as trade
from cohive.words.money import Money

EUR = "EUR"
Makers = tuple[tuple[str, UUID], ...]


def open_product(
    *,
    title: str,
    slug: str,
    price: Money,
    tax_rate: Fraction,
    costs: list[tuple[str, int]],
    makers: Makers,
    stall: UUID,
    by: UUID,
    at: datetime,
) -> dict[str, UUID]:
    """Design 60 % to the first maker, sale 40 % to the second, fifty pieces on the stall."""
    product = create.create_product(
        title=title,
        slug=slug,
        price=price,
        tax_rate=tax_rate,
        costs=costs,
        variants=[("A2", f"{slug}-A2")],
        by=by,
        at=at,
    )
    for stage, maker in makers:
        create.log_contribution(
            product=product,
            stage=stage,
            what=f"did the {stage}",
            makers=[(maker, 1)],
            by=maker,
            at=at,
            confirmed_by=by,
        )
    agree(
        product, makers, house=Fraction(1, 10), link=Fraction(1, 20), weights=(60, 40), by=by, at=at
    )
    variant = products.product(product).variants[0].id
    trade.receive_stock(variant=variant, location=stall, quantity=50, by=by, at=at)
    create.put_on_sale(product=product, by=by, at=at)
    return {"product": product, "variant": variant, "stall": stall}


def agree(
    product: UUID,
    makers: Makers,
    *,
    house: Fraction,
    link: Fraction,
    weights: tuple[int, int],
    by: UUID,
    at: datetime,
) -> UUID:
    """Offer the next version of a product's terms; every maker accepts it."""
    agreement = create.offer_agreement(
        product=product,
        house=house,
        link=link,
        link_default="house",
        stage_weights={stage: weight for (stage, _), weight in zip(makers, weights, strict=True)},
        by=by,
        at=at,
    )
    for _, maker in makers:
        if products.agreement(agreement).state == "offered":
            create.answer_agreement(agreement=agreement, accepts=True, by=maker, at=at)
    return agreement


def sell(
    shop: dict[str, UUID],
    steward: UUID,
    at: datetime,
    quantity: int = 9,
    key: str = "one",
    link: UUID | None = None,
) -> UUID:
    """Sell so many from hand to hand; the same key is the same sale."""
    return trade.record_sale_here(
        lines=[(shop["variant"], quantity)],
        location=shop["stall"],
        paid="cash",
        by=steward,
        at=at,
        key=key,
        link=link,
    )


def next_version(recouped: dict[str, UUID], steward: UUID, at: datetime) -> UUID:
    """The same claims in the next version, with other stage weights."""
    terms = products.frozen_terms(recouped["agreement"])
    version = create.offer_agreement(
        product=recouped["product"],
        house=terms.waterfall.house,
        link=terms.waterfall.link,
        stage_weights={"design": 50, "sale": 50},
        prior=terms.prior,
        by=steward,
        at=at,
    )
    for answer in products.answers(version):
        create.answer_agreement(agreement=version, accepts=True, by=answer.agent, at=at)
    return version
