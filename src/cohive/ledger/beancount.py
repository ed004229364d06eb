"""The books as a beancount file, which `bean-check` proves independently of us.

Each of our entries is a transaction. What stood before the stretch is one transaction of its own,
and at the end every account is asserted by a `balance` directive. The asserted numbers come from
our turnovers of days, not from the legs that are written above them, so the program checks both
against each other; it checks too that each transaction sums to zero.

In beancount a debit is above zero. Members' accounts bear their agent's number, never a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import TextIO

from django.utils import translation

from cohive.ledger.chart import CHART, AccountType
from cohive.ledger.exporting import LegRow, Place, leg_rows, standing_before
from cohive.words.money import Money

ROOTS = {
    AccountType.ASSET: "Assets",
    AccountType.LIABILITY: "Liabilities",
    AccountType.EQUITY: "Equity",
    AccountType.INCOME: "Income",
    AccountType.EXPENSE: "Expenses",
}
BEGIN = date(1970, 1, 1)
"""When their program opens every account: before anything of ours."""
MICROSECOND = timedelta(microseconds=1)


def account_name(place: Place) -> str:
    """Such as Liabilities:2000-Owed-to-makers:A0192F3…: root, number and name, agent."""
    purpose, agent, _currency = place
    account = CHART[purpose]
    with translation.override("en"):
        words = re.sub(r"[^A-Za-z0-9]+", "-", str(account.name).replace("’", "")).strip("-")
    return f"{ROOTS[account.type]}:{account.number}-{words}:A{agent.hex.upper()}"


def write_beancount(out: TextIO, *, since: datetime | None, until: datetime, zone: tzinfo) -> int:
    """Write a stretch as one complete file; return how many entries of ours are in it."""
    after = standing_before(until)
    codes = sorted({place[2] for place in after})
    out.writelines(['option "title" "Cohive"\n'])
    out.writelines(f'option "operating_currency" "{code}"\n' for code in codes)
    writer = _Writer(out, zone)
    if since is not None:
        writer.opening(standing_before(since), since.astimezone(zone).date())
    rows = leg_rows(since=since, until=until)
    count = 0
    for _entry, legs in groupby(rows, key=lambda row: row.entry):
        writer.transaction(list(legs))
        count += 1
    writer.assertions(after, (until - MICROSECOND).astimezone(zone).date() + timedelta(days=1))
    return count


class _Writer:
    """Writes directives; an account is opened where it first appears."""

    def __init__(self, out: TextIO, zone: tzinfo) -> None:
        self.out = out
        self.zone = zone
        self.names: dict[Place, str] = {}
        self.opened: set[str] = set()

    def name(self, place: Place) -> str:
        """The account's name, opened when it is new."""
        if place not in self.names:
            self.names[place] = account_name(place)
            if self.names[place] not in self.opened:
                self.opened.add(self.names[place])
                self.out.write(f"\n{BEGIN} open {self.names[place]}\n")
        return self.names[place]

    def opening(self, before: Mapping[Place, int], day: date) -> None:
        """What stood before, as one transaction."""
        legs = [(self.name(place), minor, place[2]) for place, minor in sorted(before.items())]
        if legs:
            self.out.write(f'\n{day} * "Cohive" "What stood before"\n')
            self._postings(legs)

    def transaction(self, legs: Sequence[LegRow]) -> None:
        """One entry of ours."""
        first = legs[0]
        named = [
            (self.name((leg.account.purpose, leg.agent, leg.amount.currency)), leg) for leg in legs
        ]
        day = first.at.astimezone(self.zone).date()
        self.out.write(f"\n{day} * {_text(first.kind)} {_text(first.why_alone)}\n")
        self.out.write(f'  entry: "{first.entry}"\n  act: "{first.act}"\n')
        self._postings([(name, leg.amount.minor, leg.amount.currency) for name, leg in named])

    def assertions(self, after: Mapping[Place, int], day: date) -> None:
        """What every account must stand at; those at nothing too."""
        stands = dict.fromkeys(self.names, 0) | dict(after)
        for place, minor in sorted(stands.items()):
            number, code = _amount(minor, place[2]).split()
            exact = f"{number} ~ 0 {code}"  # without it they would let a cent pass
            self.out.write(f"\n{day} balance {self.name(place)}  {exact}\n")

    def _postings(self, legs: Sequence[tuple[str, int, str]]) -> None:
        self.out.writelines(f"  {name}  {_amount(minor, code)}\n" for name, minor, code in legs)


def _amount(minor: int, currency: str) -> str:
    """Ours is a credit when above zero, theirs a debit."""
    return f"{Money(-minor, currency).plain()} {currency}"


def _text(text: str) -> str:
    """A string as beancount reads it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
