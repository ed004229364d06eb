"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class CreateConfig(RoomConfig):
    """The application `create`."""

    name = "cohive.create"
    label = "create"
