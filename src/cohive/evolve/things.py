"""The things an experiment can be about: a challenge, a product, a circle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cohive.bond import queries as bond
from cohive.create import queries as create

__all__ = ["Thing", "thing", "things"]

THINGS_A_KIND = 50


@dataclass(frozen=True)
class Thing:
    """What has a card on pages of the place."""

    kind: str
    id: UUID
    title: str
    url: str

    @property
    def key(self) -> str:
        """As a form names it."""
        return f"{self.kind}:{self.id}"


def thing(kind: str, key: UUID) -> Thing | None:
    """The thing, if everybody may see it. At most two SQL queries."""
    if kind == "circle":
        circle = bond.circle(key)
        return Thing(kind, key, circle.name, circle.url) if circle else None
    if kind == "challenge":
        challenge = create.challenge(key)
        return Thing(kind, key, challenge.title, challenge.url) if challenge else None
    product = create.product(key) if kind == "product" else None
    if product is None or product.state == "draft":
        return None
    return Thing(kind, key, product.title, product.url)


def things(*, at: datetime) -> list[Thing]:
    """What has a card now: running challenges, products on sale, circles. A few SQL queries."""
    running = create.running_challenges(at=at, limit=THINGS_A_KIND)
    found = [Thing("challenge", one.id, one.title, one.url) for one in running]
    on_sale = create.products(limit=THINGS_A_KIND)
    found += [Thing("product", one.id, one.title, one.url) for one in on_sale]
    return found + [Thing("circle", one.agent, one.name, one.url) for one in bond.circles()]
