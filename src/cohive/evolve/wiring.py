"""What this room registers with the rooms before it."""

from cohive.evolve import wiring_changes, wiring_insight, wiring_surveys


def register() -> None:
    """Register how it stands, what was asked, and what changes."""
    wiring_insight.register()
    wiring_surveys.register()
    wiring_changes.register()
