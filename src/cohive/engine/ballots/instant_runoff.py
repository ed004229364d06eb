"""Instant runoff: one seat, counted as if the voters met again after each loser went home.

Each ballot counts for the first of its preferences who still stands. While nobody has more than
half of the ballots that still count for somebody, the last one is excluded. A ballot whose
preferences are all gone is exhausted: it is kept in sight, and no longer in the half.

Also called the alternative vote or ranked-choice voting. Ties look back, then a lot is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from cohive.engine.ballots.forms import RankedBallot
from cohive.engine.ballots.preferences import Order, Preferences, check_seats, clear_preferences
from cohive.engine.ballots.results import Count, Stage, Tie
from cohive.engine.ballots.ties import EXCLUSION_TIE, UNITS, Lots, separate
from cohive.words.sentences import Sentence

__all__ = ["count_instant_runoff"]


def count_instant_runoff(
    ballots: Iterable[RankedBallot],
    candidates: Mapping[str, str],
    *,
    seed: int = 0,
    withdrawn: Iterable[str] = (),
    drawn: tuple[str, ...] = (),
) -> Count:
    """Elect one candidate by instant runoff.

    Who is excluded at stage n has her ballots counted for others from stage n + 1.

    Parameters
    ----------
    ballots : Iterable[RankedBallot]
        A rank that holds several ends the ballot's clear part.
    candidates : Mapping[str, str]
        Names by id.
    seed : int, default 0
        Draws lots among equals.
    withdrawn : Iterable[str], default ()
        Ids of candidates who stand no more.
    drawn : tuple[str, ...], default ()
        Ids as they came out of the hat, where lots were drawn in public.

    Returns
    -------
    Count
        At each stage totals and `exhausted` add up to the valid ballots.

    Raises
    ------
    Refused
        As `clear_preferences` does, and when nobody stands.
    """
    preferences = clear_preferences(ballots, candidates, withdrawn)
    check_seats(1, preferences.candidates)
    lots = Lots(seed, drawn)
    piles: list[dict[Order, int]] = [{} for _ in preferences.candidates]
    for order, many in preferences.orders.items():
        piles[order[0]][order] = many
    stand = set(range(len(piles)))
    past: list[list[int]] = []
    stages: list[Stage] = []
    ties: list[Tie] = []
    while True:
        past.append([sum(pile.values()) * UNITS for pile in piles])
        most = max(stand, key=lambda c: past[-1][c])
        if 2 * past[-1][most] > sum(past[-1]):
            stages.append(_stage(preferences, past, elected=most))
            return _result(preferences, stages, ties, most)
        gone = _last(preferences, stand, past, lots, ties)
        stages.append(_stage(preferences, past, excluded=gone))
        stand.remove(gone)
        _hand_on(piles, gone, stand)


def _last(
    preferences: Preferences, stand: set[int], past: list[list[int]], lots: Lots, ties: list[Tie]
) -> int:
    """Who is excluded: the fewest votes; of equal ones, who was behind last, else a lot."""
    fewest = min(past[-1][c] for c in stand)
    last = sorted(c for c in stand if past[-1][c] == fewest)
    if len(last) == 1:
        return last[0]
    called = (preferences.candidates, preferences.names)
    order, tie = separate(last, called, past, lots, EXCLUSION_TIE)
    ties.append(tie)
    return order[-1]


def _hand_on(piles: list[dict[Order, int]], giver: int, stand: set[int]) -> None:
    """Each ballot of `giver` goes to the next on it who stands; merged with those like it."""
    for order, many in piles[giver].items():
        rest = tuple(c for c in order if c in stand)
        if rest:
            pile = piles[rest[0]]
            pile[rest] = pile.get(rest, 0) + many
    piles[giver] = {}


def _stage(
    preferences: Preferences, past: list[list[int]], *, elected: int = -1, excluded: int = -1
) -> Stage:
    ids, names = preferences.candidates, preferences.names
    votes = [units // UNITS for units in past[-1]]
    counting = sum(votes)
    values: dict[str, object] = {"counting": counting}
    if elected >= 0:
        values |= {"name": names[elected], "votes": votes[elected]}
        said = Sentence(
            "%(name)s has %(votes)s of %(counting)s votes, more than half, and is elected."
        )
    else:
        values |= {"name": names[excluded], "votes": votes[excluded]}
        said = Sentence(
            "Nobody has more than half of %(counting)s votes. %(name)s has the fewest, %(votes)s, "
            "and is excluded."
        )
    return Stage(
        len(past),
        {ids[c]: Fraction(many) for c, many in enumerate(votes)},
        (ids[elected],) if elected >= 0 else (),
        (ids[excluded],) if excluded >= 0 else (),
        said.filled(**values),
        Fraction(preferences.valid - counting),
    )


def _result(preferences: Preferences, stages: list[Stage], ties: list[Tie], winner: int) -> Count:
    ids, names = preferences.candidates, preferences.names
    exhausted = stages[-1].exhausted
    explanation = [
        Sentence(
            "Instant runoff: one seat, %(valid)s valid ballots. The last one is excluded until "
            "somebody has more than half.",
            {"valid": preferences.valid},
        ),
        *preferences.said(),
        Sentence(
            "%(name)s is elected at stage %(stage)s.",
            {"name": names[winner], "stage": len(stages)},
        ),
    ]
    if exhausted:
        explanation.append(
            Sentence(
                "Ballots that name nobody who stood at the end: %(ballots)s.",
                {"ballots": int(exhausted)},
            )
        )
    return Count(
        method="irv",
        seats=1,
        quota=None,
        winners=(ids[winner],),
        names=dict(zip(ids, names, strict=True)),
        stages=tuple(stages),
        ties=tuple(ties),
        explanation=tuple(explanation),
    )
