"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class CareConfig(RoomConfig):
    """The application `care`."""

    name = "cohive.care"
    label = "care"
