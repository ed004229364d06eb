"""The single transferable vote as Scotland counts it: several seats, nobody's vote lost twice.

Each ballot is one vote that moves. Whoever reaches the quota, ⌊valid / (seats + 1)⌋ + 1, is
elected; what she has beyond it moves on, every one of her ballots at a smaller value (weighted
inclusive Gregory: surplus x value / her total, cut after the fifth decimal). When nobody has
anything beyond, the one with the fewest votes is excluded and her ballots move on at the value
they have. One candidate at a time, largest surplus first.

Source: Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, part III, rules
46 to 52. The stages are those of official result sheets: somebody excluded at the end of stage n
has her ballots transferred in stage n + 1, and the transfer of the last one excluded is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from cohive.engine.ballots.forms import RankedBallot
from cohive.engine.ballots.preferences import Order, Preferences, check_seats, clear_preferences
from cohive.engine.ballots.results import Count, Stage, Tie
from cohive.engine.ballots.ties import (
    EXCLUSION_TIE,
    UNITS,
    Lots,
    Purpose,
    decimal_votes,
    separate,
)
from cohive.words.sentences import Sentence

__all__ = ["count_scottish", "droop_quota"]

Paper = tuple[Order, int, int, int]
"""Equal ballots lying together: order, place of the candidate they lie with, how many, value."""

SURPLUS_TIE = Purpose(
    Sentence(
        "%(names)s have the same surplus, with %(votes)s votes each. %(chosen)s had more at stage "
        "%(stage)s and is first to pass it on."
    ),
    Sentence(
        "%(names)s have the same surplus, with %(votes)s votes each, and were equal at every "
        "stage. By lot %(chosen)s is first to pass it on."
    ),
)


def droop_quota(valid: int, seats: int) -> int:
    """The least whole number of votes that only as many as there are seats can reach.

    Parameters
    ----------
    valid : int
        Valid ballots, from 0.
    seats : int
        From 1.

    Returns
    -------
    int
        ⌊valid / (seats + 1)⌋ + 1, in votes.
    """
    return valid // (seats + 1) + 1


def count_scottish(
    ballots: Iterable[RankedBallot],
    candidates: Mapping[str, str],
    *,
    seats: int,
    seed: int = 0,
    withdrawn: Iterable[str] = (),
    drawn: tuple[str, ...] = (),
) -> Count:
    """Count a single transferable vote by the Scottish rule.

    Parameters
    ----------
    ballots : Iterable[RankedBallot]
        Rankings of candidate ids; a rank that holds several ends the ballot's clear part.
    candidates : Mapping[str, str]
        Names by id.
    seats : int
        How many are elected, from 1 to the number of those who stand.
    seed : int, default 0
        Draws lots among equals.
    withdrawn : Iterable[str], default ()
        Ids of candidates who stand no more.
    drawn : tuple[str, ...], default ()
        Ids as a lot drawn in public gave them (see `Lots`).

    Returns
    -------
    Count
        Totals are votes, exact, with at most five decimals; at each stage they and `exhausted`
        (ballots with no further preference, and what was cut after the fifth decimal) add up to the
        valid votes.

    Raises
    ------
    Refused
        As `clear_preferences` and `check_seats` do.

    References
    ----------
    Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, part III, rules 46 to
        52.
    """
    preferences = clear_preferences(ballots, candidates, withdrawn)
    check_seats(seats, preferences.candidates)
    table = _Table(preferences, seats, Lots(seed, drawn))
    table.deal()
    while not table.full():
        surplus = table.next_surplus()
        if surplus is not None:
            table.transfer_surplus(surplus)
        else:
            table.transfer_excluded()
    return table.count()


@dataclass
class _Table:
    """The table on which the ballots lie in piles, and the minutes of what was done."""

    preferences: Preferences
    seats: int
    lots: Lots
    quota: int = 0
    piles: list[list[Paper]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    continuing: list[bool] = field(default_factory=list)
    surpluses: list[int] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    excluded: int = -1
    past: list[list[int]] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)

    def deal(self) -> None:
        """Stage 1: every ballot goes to its first preference."""
        size = len(self.preferences.candidates)
        self.quota = droop_quota(self.preferences.valid, self.seats) * UNITS
        self.piles = [[] for _ in range(size)]
        self.continuing = [True] * size
        for order, ballots in self.preferences.orders.items():
            self.piles[order[0]].append((order, 0, ballots, UNITS))
        self.totals = [UNITS * sum([paper[2] for paper in pile]) for pile in self.piles]
        values = {"valid": self.preferences.valid, "quota": decimal_votes(self.quota)}
        self._close(
            Sentence(
                "The first preferences of %(valid)s ballots are counted. Nobody has the quota of "
                "%(quota)s."
            ),
            Sentence(
                "The first preferences of %(valid)s ballots are counted; the quota is %(quota)s. "
                "Elected: %(elected)s."
            ),
            values,
        )

    def full(self) -> bool:
        """Whether every seat is taken; no further ballot moves then."""
        return len(self.elected) == self.seats

    def next_surplus(self) -> int | None:
        """Whose surplus moves now: the largest; of equal ones, who was ahead last."""
        self.surpluses = [c for c in self.surpluses if self.totals[c] > self.quota]
        if not self.surpluses:
            return None
        most = max(self.totals[c] for c in self.surpluses)
        first = [c for c in self.surpluses if self.totals[c] == most]
        chosen = self._preferred(first, SURPLUS_TIE)[0] if len(first) > 1 else first[0]
        self.surpluses.remove(chosen)
        return chosen

    def transfer_surplus(self, giver: int) -> None:
        """Pass on what `giver` has beyond the quota, all her ballots at a smaller value."""
        total = self.totals[giver]
        surplus = total - self.quota
        self._move(giver, surplus, total)
        self.totals[giver] = self.quota
        values = {
            "name": self.preferences.names[giver],
            "surplus": decimal_votes(surplus),
            "total": decimal_votes(total),
        }
        self._close(
            Sentence(
                "The surplus of %(name)s, %(surplus)s of %(total)s votes, passes to the next "
                "preferences. Nobody new has the quota."
            ),
            Sentence(
                "The surplus of %(name)s, %(surplus)s of %(total)s votes, passes to the next "
                "preferences. Elected: %(elected)s."
            ),
            values,
        )

    def transfer_excluded(self) -> None:
        """Pass on all that the excluded one has, at the value it has."""
        giver = self.excluded
        total = self.totals[giver]
        self._move(giver, 1, 1)
        self.totals[giver] = 0
        values = {"name": self.preferences.names[giver], "total": decimal_votes(total)}
        self._close(
            Sentence(
                "%(name)s, who had the fewest votes, is excluded; the votes, %(total)s, pass to "
                "the next preferences. Nobody new has the quota."
            ),
            Sentence(
                "%(name)s, who had the fewest votes, is excluded; the votes, %(total)s, pass to "
                "the next preferences. Elected: %(elected)s."
            ),
            values,
        )

    def _move(self, giver: int, surplus: int, total: int) -> None:
        """Move each paper to the next continuing candidate on it, at value x surplus / total."""
        continuing, piles, totals = self.continuing, self.piles, self.totals
        worth: dict[int, int] = {}
        for order, place, ballots, value in piles[giver]:
            for next_place in range(place + 1, len(order)):
                taker = order[next_place]
                if continuing[taker]:
                    if value not in worth:
                        worth[value] = value * surplus // total
                    piles[taker].append((order, next_place, ballots, worth[value]))
                    totals[taker] += ballots * worth[value]
                    break
        piles[giver] = []

    def _close(self, nobody: Sentence, somebody: Sentence, values: Mapping[str, object]) -> None:
        """End a stage: who is elected, who is to be excluded, and the minutes."""
        self.past.append(list(self.totals))
        now = self._elect()
        gone: tuple[int, ...] = ()
        if not self.full() and not any(self.totals[c] > self.quota for c in self.surpluses):
            gone = (self._exclude(),)
        ids, names = self.preferences.candidates, self.preferences.names
        if now:
            values = {**values, "elected": ", ".join(names[c] for c in now)}
        self.stages.append(
            Stage(
                len(self.past),
                {ids[c]: Fraction(units, UNITS) for c, units in enumerate(self.totals)},
                tuple(ids[c] for c in now),
                tuple(ids[c] for c in gone),
                (somebody if now else nobody).filled(**values),
                Fraction(self.preferences.valid * UNITS - sum(self.totals), UNITS),
            )
        )

    def _elect(self) -> list[int]:
        """Elect who has the quota; then, if only as many stand as seats are left, all of them."""
        now = self._in_order(
            [c for c, open_ in enumerate(self.continuing) if open_ and self.totals[c] >= self.quota]
        )
        for candidate in now:
            self.continuing[candidate] = False
        self.surpluses += now
        rest = [c for c, open_ in enumerate(self.continuing) if open_]
        if len(self.elected) + len(now) + len(rest) == self.seats:
            now += self._in_order(rest)
            for candidate in rest:
                self.continuing[candidate] = False
        self.elected += now
        return now

    def _exclude(self) -> int:
        """Choose who is excluded: the fewest votes; of equal ones, who was behind last."""
        rest = [c for c, open_ in enumerate(self.continuing) if open_]
        fewest = min(self.totals[c] for c in rest)
        last = [c for c in rest if self.totals[c] == fewest]
        chosen = self._preferred(last, EXCLUSION_TIE)[-1] if len(last) > 1 else last[0]
        self.continuing[chosen] = False
        self.excluded = chosen
        return chosen

    def _preferred(self, tied: list[int], purpose: Purpose) -> tuple[int, ...]:
        called = (self.preferences.candidates, self.preferences.names)
        order, tie = separate(tied, called, self.past, self.lots, purpose)
        self.ties.append(tie)
        return order

    def _in_order(self, together: list[int]) -> list[int]:
        """Those elected at one stage, most votes first; nothing depends on it but the list."""
        if len(together) < 2:
            return together
        ids = self.preferences.candidates
        drawn = self.lots.order([ids[c] for c in together], len(self.past), lowest=False)
        return sorted(
            together,
            key=lambda c: ([-stage[c] for stage in reversed(self.past)], drawn.index(ids[c])),
        )

    def count(self) -> Count:
        """The minutes as a result."""
        ids, names = self.preferences.candidates, self.preferences.names
        below = [c for c in self.elected if self.totals[c] < self.quota]
        explanation = [
            Sentence(
                "Single transferable vote, Scottish rule; seats: %(seats)s. Whoever has %(quota)s "
                "votes of %(valid)s valid ballots is elected.",
                {
                    "seats": self.seats,
                    "valid": self.preferences.valid,
                    "quota": decimal_votes(self.quota),
                },
            ),
            *self.preferences.said(),
            Sentence("Elected: %(names)s.", {"names": ", ".join(names[c] for c in self.elected)}),
        ]
        if below:
            explanation.append(
                Sentence(
                    "Elected below the quota, because only as many stood as seats were left: "
                    "%(names)s.",
                    {"names": ", ".join(names[c] for c in below)},
                )
            )
        return Count(
            method="stv-scottish",
            seats=self.seats,
            quota=Fraction(self.quota, UNITS),
            winners=tuple(ids[c] for c in self.elected),
            names=dict(zip(ids, names, strict=True)),
            stages=tuple(self.stages),
            ties=tuple(self.ties),
            explanation=tuple(explanation),
        )
