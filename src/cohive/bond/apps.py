"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class BondConfig(RoomConfig):
    """The application `bond`."""

    name = "cohive.bond"
    label = "bond"
