"""This room's place in Django; what it registers stands in wiring.py."""

from cohive.journal.rooms import RoomConfig


class TradeConfig(RoomConfig):
    """The application `trade`."""

    name = "cohive.trade"
    label = "trade"
