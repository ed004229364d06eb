"""Instants that stay within the calendar: histories may begin in the year 1 and end in 9999."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

__all__ = ["FIRST", "earlier", "just_after"]

FIRST: Final = datetime.min.replace(tzinfo=UTC)
"""The first instant there is."""


def earlier(at: datetime, span: timedelta) -> datetime:
    """An instant before another one.

    Parameters
    ----------
    at : datetime
        Aware.
    span : timedelta
        How long before it.

    Returns
    -------
    datetime
        Aware; the first instant there is where the calendar ends.
    """
    try:
        return at - span
    except OverflowError:
        return FIRST


def just_after(at: datetime) -> datetime:
    """The end of a window that holds an instant as its last.

    Parameters
    ----------
    at : datetime
        Aware.

    Returns
    -------
    datetime
        A microsecond later; the instant itself where the calendar ends.
    """
    try:
        return at + timedelta(microseconds=1)
    except OverflowError:
        return at
