"""Standing hours: when people come together week after week without anybody ordering it.

A ritual that nobody wrote down shows as an hour of the week at which two people or more act nearly
every week, and at which far more happens than in the usual hour. Who only passes by keeps nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

__all__ = ["WEEKS", "StandingHour", "standing_hours"]

WEEKS: Final = 8
WEEKS_KEPT_MIN: Final = 6
PEOPLE_MIN: Final = 2
TIMES_USUAL_MIN: Final = 3.0
KEEPER_WEEKS_MIN: Final = 3
HOURS_A_WEEK: Final = 168


@dataclass(frozen=True)
class StandingHour:
    """An hour of the week that is kept.

    Attributes
    ----------
    weekday : int
        0 for Monday to 6.
    hour : int
        0 to 23, by the clock of the moments given.
    weeks_kept : int
        In how many of the last eight weeks two people or more acted in it.
    keepers : frozenset[str]
        Who acted in it in three of these weeks or more.
    """

    weekday: int
    hour: int
    weeks_kept: int
    keepers: frozenset[str]


def standing_hours(
    moments: Iterable[tuple[datetime, str]], *, at: datetime
) -> tuple[StandingHour, ...]:
    """Find the hours of the week that are kept.

    Parameters
    ----------
    moments : Iterable[tuple[datetime, str]]
        When somebody did something, in the local time of the place, and who.
    at : datetime
        Aware; the eight weeks before it are looked at.

    Returns
    -------
    tuple[StandingHour, ...]
        Kept in six weeks of eight or more, with three times the acts of the usual hour; through
        the week. An hour that is always busy is no ritual, so a place where something happens at
        every hour has none that can be told.
    """
    seen: defaultdict[tuple[int, int], defaultdict[int, set[str]]] = defaultdict(
        lambda: defaultdict(set)
    )
    acts: defaultdict[tuple[int, int], int] = defaultdict(int)
    for moment, who in moments:
        week = (at - moment) // timedelta(weeks=1)
        if 0 <= week < WEEKS:
            cell = (moment.weekday(), moment.hour)
            seen[cell][week].add(who)
            acts[cell] += 1
    usual = sum(acts.values()) / HOURS_A_WEEK
    found = []
    for (weekday, hour), weeks in sorted(seen.items()):
        kept = [people for people in weeks.values() if len(people) >= PEOPLE_MIN]
        if len(kept) >= WEEKS_KEPT_MIN and acts[weekday, hour] >= TIMES_USUAL_MIN * usual:
            everybody = frozenset().union(*kept)
            keepers = frozenset(
                who
                for who in everybody
                if sum(who in people for people in kept) >= KEEPER_WEEKS_MIN
            )
            found.append(StandingHour(weekday, hour, len(kept), keepers))
    return tuple(found)
