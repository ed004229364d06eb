"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class SettleConfig(RoomConfig):
    """The application `settle`."""

    name = "cohive.settle"
    label = "settle"
