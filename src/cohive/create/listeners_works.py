"""What this half of the room hears: a place that opens, and reviews that change what counts."""

from __future__ import annotations

from fractions import Fraction

from cohive.bond import queries as bond
from cohive.bond.templates_of_place import preset
from cohive.create.operations.challenges import count_votes
from cohive.create.operations.terms import publish_terms
from cohive.create.queries.challenges import challenge, current_terms
from cohive.create.queries.works import cards_of
from cohive.guard import queries as guard
from cohive.journal import listeners
from cohive.journal.events import ActRecord

CHANGES_COUNTS = ["guard.review.marked", "guard.review.released", "guard.review.reversed"]


def register() -> None:
    """Hear that a place was opened, and that votes stopped or began to count."""
    listeners.listen("create.first_terms", ["bond.place.founded"], publish_first_terms)
    listeners.listen("create.count_again", CHANGES_COUNTS, count_again)


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


def count_again(act: ActRecord) -> None:
    """Let the gallery's order follow a review, in challenges whose votes are closed."""
    place, review = bond.place(), guard.review(act.event.review)
    if place is None or review is None:
        return
    for call in sorted(
        {card.challenge for card in cards_of(review.targets).values() if card.challenge}
    ):
        view = challenge(call)
        if view and view.phase(act.at) == "closed":
            count_votes(challenge=call, by=place.agent, at=act.at)
