"""What this room registers with the rooms before it."""


def register() -> None:
    """Fill slots, show ways, listen."""
