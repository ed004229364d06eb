"""What this room registers with the rooms before it."""

from cohive.create import wiring_products, wiring_works


def register() -> None:
    """Register both halves of the room: what is made, and what becomes of it."""
    wiring_works.register()
    wiring_products.register()
