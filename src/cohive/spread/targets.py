"""What can be passed on, and where a link leads: the one place that knows all kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from cohive.bond import queries as bond
from cohive.create import queries as create


@dataclass(frozen=True)
class Target:
    """The thing behind a link: its name, its page (a path), and what kind of thing it is."""

    kind: str
    id: UUID
    title: str
    url: str


def _place(target: UUID) -> Target | None:
    place = bond.place()
    if place is None or place.agent != target:
        return None
    return Target("place", target, place.name, "/")


def _circle(target: UUID) -> Target | None:
    circle = bond.circle(target)
    return Target("circle", target, circle.name, circle.url) if circle else None


def _challenge(target: UUID) -> Target | None:
    challenge = create.challenge(target)
    return Target("challenge", target, challenge.title, challenge.url) if challenge else None


def _work(target: UUID) -> Target | None:
    work = create.work(target)
    if work is None or work.card.state == "withdrawn":
        return None
    return Target("work", target, work.title, work.url)


def _product(target: UUID) -> Target | None:
    product = create.product(target)
    if product is None or product.state == "draft":
        return None
    return Target("product", target, product.title, product.url)


_kinds: dict[str, Callable[[UUID], Target | None]] = {
    "place": _place,
    "circle": _circle,
    "challenge": _challenge,
    "work": _work,
    "product": _product,
}


def describe(kind: str, target: UUID) -> Target | None:
    """The thing, or None when it is not there or not shown to everyone yet."""
    return _kinds[kind](target)
