"""Rows of this room, by what they are about."""

from cohive.care.models.listening import Alarm, DayCount, Mark, Mention, Source, Watch

__all__ = ["Alarm", "DayCount", "Mark", "Mention", "Source", "Watch"]
