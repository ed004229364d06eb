"""The place: what it is called, what it speaks, what it counts in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from cohive.bond.models import Place
from cohive.journal.remembered import remembered

STAMPED = ("bond_place",)


@dataclass(frozen=True)
class PlaceView:
    """The place as every room needs it.

    `agent` is the firm that holds and owes; `world` stands for strangers who buy or visit.
    `tax_rate` is a fraction of the net price: 21/100.
    """

    agent: UUID
    world: UUID
    name: str
    name_alt: str
    tagline: str
    tagline_alt: str
    languages: tuple[str, ...]
    currency: str
    tax_name: str
    tax_rate: Fraction
    template: str
    is_demo: bool
    country: str
    time_zone: str
    accent: str


def place() -> PlaceView | None:
    """The place, or None before its first run. One SQL query, mostly the small one of the stamp."""
    return remembered("bond.place", _read)


def _read() -> PlaceView | None:
    row = Place.objects.filter(id=Place.THE_ONE).first()
    if row is None:
        return None
    return PlaceView(
        agent=row.firm_id,
        world=row.world_id,
        name=row.name,
        name_alt=row.name_other,
        tagline=row.tagline,
        tagline_alt=row.tagline_other,
        languages=tuple(row.languages),
        currency=row.currency,
        tax_name=row.tax_name,
        tax_rate=Fraction(row.tax_numerator, row.tax_denominator),
        template=row.template,
        is_demo=row.is_demo,
        country=row.country,
        time_zone=row.time_zone,
        accent=row.accent,
    )
