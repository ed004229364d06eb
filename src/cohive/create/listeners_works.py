"""What this half of the room hears: a place that opens gets its first standing terms."""

from __future__ import annotations

from fractions import Fraction

from cohive.bond import queries as bond
from cohive.bond.templates_of_place import preset
from cohive.create.operations.terms import publish_terms
from cohive.create.queries.challenges import current_terms
from cohive.journal import listeners
from cohive.journal.events import ActRecord


def register() -> None:
    """Hear that a place was opened."""
    listeners.listen("create.first_terms", ["bond.place.founded"], publish_first_terms)


def publish_first_terms(act: ActRecord) -> None:
    """Publish the terms of the template in the place's languages, unless some stand already."""
    place = bond.place()
    if place is None or current_terms():
        return
    beginning = preset(place.template)
    publish_terms(
        texts={code: beginning.standing_terms.said(code) for code in place.languages},
        keep_min=Fraction(beginning.keep_percent, 100),
        by=act.actor,
        at=act.at,
    )
