"""What this room registers with the rooms before it."""

from cohive.care.wiring_audience import register_audience


def register() -> None:
    """Fill slots, show ways, listen."""
    register_audience()
