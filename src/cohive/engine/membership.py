"""What unused days of a membership are worth, and how much of a year's income has been earned.

Whole days and minor units, both rounded down, so that no credit exceeds what was paid and no income
is told before its day. Worked example: 200.00 for 365 days, given up after 100: 265 whole days are
unused, and floor(20,000 × 265 / 365) = 14,520 minor units, 145.20, are the credit; a year for
1,200.00 then costs 1,054.80.
"""

from __future__ import annotations

from datetime import datetime


def whole_days(starts_at: datetime, ends_at: datetime) -> int:
    """How many whole days a period has.

    Parameters
    ----------
    starts_at, ends_at : datetime
        The period; its end does not belong to it.

    Returns
    -------
    int
        365 for a year, or 366 with a leap day; 0 for a period that ends before it begins.
    """
    return max(0, (ends_at - starts_at).days)


def unused_days(starts_at: datetime, ends_at: datetime, at: datetime) -> int:
    """How many whole days of a period are left at an instant.

    Parameters
    ----------
    starts_at, ends_at : datetime
        The period; its end does not belong to it.
    at : datetime
        The instant.

    Returns
    -------
    int
        All of them before it begins, 0 after its end.
    """
    return whole_days(max(starts_at, at), ends_at) if at < ends_at else 0


def credit_minor(price_minor: int, starts_at: datetime, ends_at: datetime, at: datetime) -> int:
    """What the unused whole days of a period were worth.

    Parameters
    ----------
    price_minor : int
        What was paid for the period, minor units, from 0.
    starts_at, ends_at : datetime
        The period; its end does not belong to it.
    at : datetime
        The instant from which on it is not used.

    Returns
    -------
    int
        Minor units, rounded down.
    """
    days = whole_days(starts_at, ends_at)
    return price_minor * unused_days(starts_at, ends_at, at) // days if days else 0


def earned_minor(worth_minor: int, starts_at: datetime, ends_at: datetime, at: datetime) -> int:
    """How much of a period's income has been earned by its whole days gone.

    Parameters
    ----------
    worth_minor : int
        What the whole period is worth, minor units, from 0.
    starts_at, ends_at : datetime
        The period; its end does not belong to it.
    at : datetime
        The instant of the look.

    Returns
    -------
    int
        Minor units, rounded down: nothing before it begins, all of it at its end; it never sinks as
        time goes on.
    """
    if at >= ends_at:
        return worth_minor
    days = whole_days(starts_at, ends_at)
    gone = whole_days(starts_at, at)
    return worth_minor * gone // days if days else 0
