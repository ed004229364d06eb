"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class HouseConfig(RoomConfig):
    """The application `house`."""

    name = "cohive.house"
    label = "house"
