"""What this room registers with the rooms before it."""

from cohive.care import (
    wiring_audience,
    wiring_customers,
    wiring_inbox,
    wiring_listening,
    wiring_thanks,
)


def register() -> None:
    """Fill slots, show ways, listen."""
    wiring_inbox.register()
    wiring_audience.register()
    wiring_listening.register()
    wiring_thanks.register()
    wiring_customers.register()
