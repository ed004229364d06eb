"""One appointment as an iCalendar file (RFC 5545), which every calendar opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event, vUri

__all__ = ["CONTENT_TYPE", "Appointment", "calendar_file"]

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Appointment:
    """What stands in the calendar; `uid` stays the same and `revision` rises when it is changed.

    A calendar that has it already moves it then, and takes it off when it is called off.
    """

    uid: str
    revision: int
    title: str
    text: str
    where: str
    url: str
    starts_at: datetime
    ends_at: datetime
    is_called_off: bool


def calendar_file(appointment: Appointment, *, maker: str, at: datetime) -> bytes:
    """The file; `maker` is the place's name, instants are written in UTC."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{maker}//Cohive//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if appointment.is_called_off else "PUBLISH")
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.revision)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(UTC))
    event.add("dtend", appointment.ends_at.astimezone(UTC))
    event.add("summary", appointment.title)
    event.add("description", appointment.text)
    event.add("location", appointment.where)
    event.add("url", vUri(appointment.url))
    event.add("status", "CANCELLED" if appointment.is_called_off else "CONFIRMED")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
