"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class GuardConfig(RoomConfig):
    """The application `guard`."""

    name = "cohive.guard"
    label = "guard"
