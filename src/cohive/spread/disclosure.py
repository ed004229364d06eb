"""What whoever comes by a link is told of its owner's interest; she cannot take it away.

It is read from what she declared each time somebody comes, and one she withdrew is told as well.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cohive.bond import queries as bond
from cohive.create import queries as create
from cohive.guard.bases import Shown
from cohive.guard.queries import interest_in
from cohive.spread.queries import LinkView


def disclosed(link: LinkView, *, at: datetime) -> Shown | None:
    """The owner's interest in what her link leads to; who made it has one without saying so.

    Two SQL queries, for a work six more, for a product those of its way.
    """
    makers = makers_of(link.target_kind, link.target, at=at)
    place = bond.place()
    concerned = {link.target, *makers, *([place.agent] if place else [])}
    found = interest_in("link", link.id, person=link.owner, at=at, subjects=concerned)
    if found is not None and not found.shown.is_withdrawn:
        return found.shown
    if link.owner in makers:
        return Shown("own")
    return found.shown if found else None


def makers_of(kind: str, target: UUID, *, at: datetime) -> frozenset[UUID]:
    """Who made a work or had a part in a product; nobody made a place or a circle."""
    if kind == "work":
        work = create.work(target)
        return frozenset(agent for agent, _weight in work.makers) if work else frozenset()
    if kind == "product":
        way = create.product_way(target, at=at)
        return frozenset(person.agent for stage in way for person in stage.people)
    return frozenset()
