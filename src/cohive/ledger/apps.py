"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class LedgerConfig(RoomConfig):
    """The application `ledger`."""

    name = "cohive.ledger"
    label = "ledger"
