"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class SpreadConfig(RoomConfig):
    """The application `spread`."""

    name = "cohive.spread"
    label = "spread"
