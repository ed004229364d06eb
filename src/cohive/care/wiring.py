"""What this room registers with the rooms before it."""

from cohive.care import wiring_audience, wiring_listening


def register() -> None:
    """Fill slots, show ways, listen."""
    wiring_audience.register()
    wiring_listening.register()
