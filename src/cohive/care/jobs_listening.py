"""What runs in the background for listening; the reader of feeds is loaded in the worker only."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from cohive.care import operations


def listen(*, at: datetime) -> None:
    """Every hour: ask the sources that are due, then see what is out of the ordinary."""
    import_module("cohive.care.hearing").ask_sources(at=at)
    operations.ring(at=at)


def forget(*, at: datetime) -> None:
    """Every day: erase posts whose time is over."""
    while operations.forget_mentions(at=at):
        pass
