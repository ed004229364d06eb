"""What this room registers with the rooms before it."""

from cohive.care import wiring_listening


def register() -> None:
    """Fill slots, show ways, listen."""
    wiring_listening.register()
