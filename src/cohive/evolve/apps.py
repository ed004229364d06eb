"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class EvolveConfig(RoomConfig):
    """The application `evolve`."""

    name = "cohive.evolve"
    label = "evolve"
