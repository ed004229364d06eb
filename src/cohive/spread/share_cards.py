"""What stands on the card of a thing, and which of its pictures may be shown on it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings

from cohive.bond import queries as bond
from cohive.create.queries.pictures import file_of
from cohive.look.cards import Card, forget_cards
from cohive.spread.labels import labels_of
from cohive.spread.queries import LinkView
from cohive.spread.queries.consents import may_show
from cohive.spread.targets import Target


def art_of(target: Target, link: LinkView | None) -> Path | None:
    """The thing's picture where everybody who made it said yes; None otherwise."""
    if not target.picture or not may_show(target.works, carrier=link.owner if link else None):
        return None
    return file_of(target.picture)


def forget_old_cards(*, at: datetime) -> None:
    """Once a day: cards are kept a month at most."""
    forget_cards(at=at)


def card_of(target: Target, link: LinkView | None, *, at: datetime) -> Card:
    """The card of a thing, with whoever's link it is. Few SQL queries, known by kind."""
    place = bond.place()
    address = settings.ADDRESS + (link.url if link else target.url)
    name = " ".join(filter(None, (place.name, place.name_alt))) if place else "Cohive"
    return Card(
        title=" ".join(filter(None, (target.title, target.title_other))),
        name=name,
        lead=target.lead,
        labels=labels_of(link, at=at) if link else (),
        link=address,
        address=address.split("://", 1)[1],
        accent=place.accent if place else "",
        art=art_of(target, link),
    )
