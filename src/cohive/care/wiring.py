"""What this room registers with the rooms before it."""

from cohive.care import wiring_inbox


def register() -> None:
    """Fill slots, show ways, listen."""
    wiring_inbox.register()
