"""What stands on the calendar of moments: other rooms say what they know by a registration.

`moments.register("create", ends_of_challenges)` adds dates that hold; a room that listens adds its
alarms with `moments.register_alarms("care", alarms, answered=answer_alarm)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, order=True)
class Moment:
    """Something at an instant: `kind` is `date` (it holds), `post` (ours to send) or `noted`."""

    at: datetime
    title: str
    kind: str = "date"
    url: str = ""
    id: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Alarm:
    """What is talked of now more than usual, in sentences ready to be shown.

    `language` is the one most of it is written in, '' where that is not known; `quotes` are a few
    of the posts, each with its language. `pass_url` takes a POST that closes it for this time and
    leads back to the campaign named by the field `campaign`, '' where the room cannot.
    """

    id: UUID
    title: str
    usual: str
    language: str
    quotes: tuple[tuple[str, str], ...]
    url: str
    pass_url: str = ""


Dates = Callable[[datetime, datetime], Iterable[Moment]]
"""Dates from an instant up to before another; a known number of SQL queries."""
Alarms = Callable[[], Iterable[Alarm]]


class Answered(Protocol):
    """Hears that a post was written to an alarm; one that is not its own changes nothing."""

    def __call__(self, *, alarm: UUID, by: UUID, at: datetime) -> None:
        """It is answered."""


_dates: dict[str, Dates] = {}
_alarms: dict[str, Alarms] = {}
_answered: dict[str, Answered] = {}


def register(name: str, provider: Dates) -> None:
    """Add dates that hold; the same name again replaces them. Called from a wiring."""
    _dates[name] = provider


def register_alarms(name: str, provider: Alarms, *, answered: Answered | None = None) -> None:
    """Add a room's open alarms, and who hears that one was answered. Called from a wiring."""
    _alarms[name] = provider
    if answered is not None:
        _answered[name] = answered


def between(since: datetime, until: datetime) -> list[Moment]:
    """Every moment of a stretch of time, in order."""
    found = [moment for name in sorted(_dates) for moment in _dates[name](since, until)]
    return sorted(moment for moment in found if since <= moment.at < until)


def alarms() -> list[Alarm]:
    """Every open alarm, each room's newest first."""
    return [alarm for name in sorted(_alarms) for alarm in _alarms[name]()]


def answer_alarm(alarm: UUID, *, by: UUID, at: datetime) -> None:
    """A post was written to an alarm: its room asks about it no longer."""
    for name in sorted(_answered):
        _answered[name](alarm=alarm, by=by, at=at)
