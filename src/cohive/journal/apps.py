"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class JournalConfig(RoomConfig):
    """The application `journal`."""

    name = "cohive.journal"
    label = "journal"
