"""What is asked of a simulation, checked; and how people of each regime behave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cohive.words.refusals import Refused

__all__ = ["HABITS", "REGIMES", "Habits", "Plan", "checked"]

REGIMES: Final = ("fan", "community", "army")
MEMBERS_MIN, MEMBERS_MAX = 12, 5_000
MONTHS_MIN, MONTHS_MAX = 1, 60
SEED_MAX: Final = 2**32 - 1
MONTH_DAYS: Final = 30
CIRCLE_PEOPLE: Final = 25
CIRCLES_MIN, CIRCLES_MAX = 2, 24
MEMBERS_PER_GROWING: Final = 150
"""One circle in so many members draws the newcomers; smaller places have none."""
MEMBERS_PER_MAKER: Final = 40
MEMBERS_PER_ARMY_ACCOUNT: Final = 16
ARMY_MIN, ARMY_MAX = 8, 80


@dataclass(frozen=True)
class Plan:
    """One simulation.

    Attributes
    ----------
    members : int
        People who join over the months, paid accounts not among them.
    months : int
        Of thirty days each.
    regime : str
        fan, community or army.
    seed : int
        Decides everything.
    """

    members: int
    months: int
    regime: str
    seed: int

    @property
    def days(self) -> int:
        """How long the place is run."""
        return self.months * MONTH_DAYS

    @property
    def circles(self) -> int:
        """How many circles are planted."""
        return min(max(self.members // CIRCLE_PEOPLE, CIRCLES_MIN), CIRCLES_MAX)

    @property
    def growing(self) -> int:
        """How many circles are planted to grow; the first of all circles is never one."""
        return min(self.members // MEMBERS_PER_GROWING, self.circles - 1)

    @property
    def crowd(self) -> int:
        """How many accounts are paid; and how many people each innocent crowd has."""
        return min(max(self.members // MEMBERS_PER_ARMY_ACCOUNT, ARMY_MIN), ARMY_MAX)


@dataclass(frozen=True)
class Habits:
    """How people of a regime behave; probabilities, and rates of one active member in a month.

    Attributes
    ----------
    threads, replies : float
        Conversations begun and answers given.
    reply_to_staff : float
        The part of answers that goes to people of the firm.
    answered_back : float
        How likely an answered member answers in return.
    works : float
        Works handed in.
    remixes : float
        The part of works that is made from another's work.
    news : float
        Announcements of the firm in a week.
    staff_works : bool
        Whether products come from the firm's people only.
    orders : float
        Things bought.
    drift : float
        How likely an active member falls silent.
    crowding : float
        The part of newcomers who come to the circles that grow.
    crowded : int
        People of a circle from which its talk begins to part.
    parting, apart : float
        By how much in a month keeping to one's own half becomes likelier, and at most; 0 where
        no circle parts.
    agrees, agrees_unparted : float
        How likely a voter says yes to a split, where the talk was planted to part and elsewhere.
    """

    threads: float
    replies: float
    reply_to_staff: float
    answered_back: float
    works: float
    remixes: float
    news: float
    staff_works: bool
    orders: float
    drift: float
    crowding: float
    crowded: int
    parting: float
    apart: float
    agrees: float
    agrees_unparted: float


COMMUNITY: Final = Habits(
    threads=0.30,
    replies=1.6,
    reply_to_staff=0.03,
    answered_back=0.55,
    works=0.30,
    remixes=0.6,
    news=0.25,
    staff_works=False,
    orders=0.12,
    drift=0.05,
    crowding=0.55,
    crowded=40,
    parting=0.6,
    apart=0.97,
    agrees=0.95,
    agrees_unparted=0.4,
)
HABITS: Final = {
    "fan": Habits(
        threads=0.02,
        replies=2.2,
        reply_to_staff=0.97,
        answered_back=0.10,
        works=0.004,
        remixes=0.0,
        news=3.0,
        staff_works=True,
        orders=0.16,
        drift=0.10,
        crowding=0.55,
        crowded=40,
        parting=0.0,
        apart=0.0,
        agrees=0.0,
        agrees_unparted=0.0,
    ),
    "community": COMMUNITY,
    "army": COMMUNITY,
}


def checked(*, members: int, months: int, regime: str, seed: int) -> Plan:
    """The plan, or a sentence at the number that cannot be.

    Raises
    ------
    Refused
        At members, months, regime or seed.
    """
    for name, value, least, most in (
        ("members", members, MEMBERS_MIN, MEMBERS_MAX),
        ("months", months, MONTHS_MIN, MONTHS_MAX),
        ("seed", seed, 0, SEED_MAX),
    ):
        if not least <= value <= most:
            raise Refused(
                "--%(option)s is %(value)s. Give a whole number from %(least)s to %(most)s.",
                field=name,
                option=name,
                value=value,
                least=least,
                most=most,
            )
    if regime not in REGIMES:
        raise Refused("Choose a regime: fan, community or army.", field="regime")
    return Plan(members, months, regime, seed)
