"""What this room registers with the rooms before it."""

from cohive.evolve import (
    wiring_changes,
    wiring_insight,
    wiring_interests,
    wiring_reviews,
    wiring_surveys,
)


def register() -> None:
    """Register how it stands, what was asked, what changes, reviews, questions about interests."""
    wiring_insight.register()
    wiring_surveys.register()
    wiring_changes.register()
    wiring_reviews.register()
    wiring_interests.register()
