"""What each ballot says in a rule that follows one preference at a time.

Plurality, instant runoff and the transferable vote ask a ballot for its first, then its next
preference. So equal ballots are merged, withdrawn candidates are passed over as if they had never
stood, and an order is read as far as it is clear: where a voter put two candidates equal, her
preference ends (Scottish Local Government Elections Order 2007, schedule 1, rules 45 to 48).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cohive.engine.ballots.forms import RankedBallot
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["Preferences", "check_seats", "clear_preferences", "standing_candidates"]

Order = tuple[int, ...]


@dataclass(frozen=True)
class Preferences:
    """Clear orders of candidates with how many voters wrote each.

    Attributes
    ----------
    candidates : tuple[str, ...]
        Ids of those who stand.
    names : tuple[str, ...]
        What they are called, in the same order.
    orders : Mapping[Order, int]
        By order, as numbers of candidates from 0, how many voters wrote it.
    valid : int
        Ballots with a clear first preference.
    blank : int
        Ballots that rank nobody who stands.
    unclear : int
        Ballots whose first rank holds several.
    cut : int
        Valid ballots whose order ends early because a later rank holds several.
    """

    candidates: tuple[str, ...]
    names: tuple[str, ...]
    orders: Mapping[Order, int]
    valid: int
    blank: int
    unclear: int
    cut: int

    def said(self) -> tuple[Sentence, ...]:
        """What was set aside, for an explanation.

        Returns
        -------
        tuple[Sentence, ...]
            Nothing where nothing was.
        """
        sentences = []
        if self.blank:
            sentences.append(
                Sentence("Blank ballots, not counted: %(ballots)s.", {"ballots": self.blank})
            )
        if self.unclear:
            sentences.append(
                Sentence(
                    "Ballots without one first preference, not counted: %(ballots)s.",
                    {"ballots": self.unclear},
                )
            )
        if self.cut:
            sentences.append(
                Sentence(
                    "Ballots followed only as far as their order is clear, because they put "
                    "candidates equal: %(ballots)s.",
                    {"ballots": self.cut},
                )
            )
        return tuple(sentences)


def standing_candidates(candidates: Iterable[str], withdrawn: Iterable[str] = ()) -> list[str]:
    """The candidates one can vote for, in order.

    Parameters
    ----------
    candidates : Iterable[str]
        Ids of all.
    withdrawn : Iterable[str], default ()
        Ids of those who stand no more.

    Returns
    -------
    list[str]
        Ids.
    """
    gone = set(withdrawn)
    return [name for name in candidates if name not in gone]


def check_seats(seats: int, standing: Sequence[str]) -> None:
    """See that the seats can be filled.

    Parameters
    ----------
    seats : int
        How many.
    standing : Sequence[str]
        Ids of those who stand.

    Raises
    ------
    Refused
        Unless there are 1 or more seats and at least as many candidates.
    """
    if isinstance(seats, bool) or not isinstance(seats, int) or seats < 1:
        raise Refused("The number of seats is %(seats)s. Write 1 or more.", seats=seats)
    if seats > len(standing):
        raise Refused(
            "There are %(seats)s seats for %(candidates)s candidates. Each seat needs one.",
            seats=seats,
            candidates=len(standing),
        )


def _whole(count: object) -> bool:
    """Whether this is a number of ballots: an integer from 0, and not a truth value."""
    return type(count) is int and count >= 0


def check_ballot(ballot: RankedBallot, known: Mapping[str, int], number: int) -> None:
    """See that a ballot keeps its form.

    Parameters
    ----------
    ballot : RankedBallot
        As it was given.
    known : Mapping[str, int]
        All candidates one may name, by id.
    number : int
        Its place from 1, for the refusal.

    Raises
    ------
    Refused
        Naming the ballot, for a count that is no whole number from 0, an unknown candidate, and one
        named twice.
    """
    if not _whole(ballot.count):
        raise Refused(
            "Ballot %(number)s is there %(count)s times. Write a whole number from 0.",
            number=number,
            count=ballot.count,
        )
    seen: set[str] = set()
    for rank in ballot.ranking:
        for name in rank:
            if name not in known:
                raise Refused(
                    "Ballot %(number)s names “%(candidate)s”, who is not a candidate.",
                    number=number,
                    candidate=name,
                )
            if name in seen:
                raise Refused(
                    "Ballot %(number)s names “%(candidate)s” twice.", number=number, candidate=name
                )
            seen.add(name)


def clear_preferences(
    ballots: Iterable[RankedBallot], candidates: Mapping[str, str], withdrawn: Iterable[str] = ()
) -> Preferences:
    """Read every ballot as far as it is clear and merge equal ones.

    Parameters
    ----------
    ballots : Iterable[RankedBallot]
        Rankings of ids out of `candidates`, withdrawn ones too.
    candidates : Mapping[str, str]
        Names by id.
    withdrawn : Iterable[str], default ()
        Ids of those who stand no more.

    Returns
    -------
    Preferences
        With what was set aside.

    Raises
    ------
    Refused
        For an unknown candidate, one named twice on a ballot, a count that is no whole number from
        0, or no valid ballot at all.

    References
    ----------
    Scottish Local Government Elections Order 2007, schedule 1, rules 45 to 48.
    """
    standing = standing_candidates(candidates, withdrawn)
    numbers = {name: number for number, name in enumerate(standing)}
    known = {name: numbers.get(name, -1) for name in candidates}
    orders: dict[Order, int] = {}
    blank = unclear = cut = 0
    for number, ballot in enumerate(ballots, 1):
        many = ballot.count
        try:  # nearly every ballot is an order without ties; the others are looked at closely
            order = tuple([numbers[name] for (name,) in ballot.ranking])
            size = len(order)
            whole = type(many) is int and many >= 0 and (size == 1 or len(set(order)) == size > 1)
        except (KeyError, ValueError):
            whole = False
        if not whole:
            check_ballot(ballot, known, number)
            order, whole = _clear_part(ballot, known)
        if order:
            orders[order] = orders.get(order, 0) + many
            if not whole:
                cut += many
        elif whole:
            blank += ballot.count
        else:
            unclear += ballot.count
    valid = sum(orders.values())
    if not valid:
        raise Refused("There is no ballot to count.")
    names = tuple(candidates[name] for name in standing)
    return Preferences(tuple(standing), names, orders, valid, blank, unclear, cut)


def _clear_part(ballot: RankedBallot, known: Mapping[str, int]) -> tuple[Order, bool]:
    """The order up to the first rank where several who stand are equal; whether it is all."""
    order: list[int] = []
    for rank in ballot.ranking:
        if len(rank) == 1:
            number = known[rank[0]]
            if number >= 0:
                order.append(number)
            continue
        here = [known[name] for name in rank if known[name] >= 0]
        if len(here) > 1:
            return tuple(order), False
        order += here
    return tuple(order), True
