"""Most votes win: the rule everybody knows, and what a ballot paper with one cross can say.

Each ballot counts for its first preference and for nobody else; the seats go to those with most
(with several seats: the single non-transferable vote). It is here to compare with: two who please
the same voters divide them, and both may lose to one whom more voters like least.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from cohive.engine.ballots.forms import RankedBallot
from cohive.engine.ballots.preferences import check_seats, clear_preferences
from cohive.engine.ballots.results import Count, Stage, Tie
from cohive.engine.ballots.ties import UNITS, Lots, Purpose, separate
from cohive.words.sentences import Sentence

__all__ = ["count_plurality", "most_votes"]

LAST_SEAT_TIE = Purpose(
    looked_back=Sentence(""),  # there is one stage, so nothing to look back at
    drawn=Sentence(
        "%(names)s have %(votes)s votes each, and seats are left for only some of them. By lot "
        "%(chosen)s comes first."
    ),
)


def count_plurality(
    ballots: Iterable[RankedBallot],
    candidates: Mapping[str, str],
    *,
    seats: int = 1,
    seed: int = 0,
    withdrawn: Iterable[str] = (),
    drawn: tuple[str, ...] = (),
) -> Count:
    """Elect the candidates with most first preferences.

    Parameters
    ----------
    ballots : Iterable[RankedBallot]
        One without one clear first preference is not counted.
    candidates : Mapping[str, str]
        Names by id.
    seats : int, default 1
        How many are elected, from 1 to the number of those who stand.
    seed : int, default 0
        Draws lots among equals.
    withdrawn : Iterable[str], default ()
        Ids of candidates who stand no more.
    drawn : tuple[str, ...], default ()
        Ids as they came out of the hat, where lots were drawn in public.

    Returns
    -------
    Count
        One stage; totals are votes.

    Raises
    ------
    Refused
        As `clear_preferences` and `check_seats` do.
    """
    preferences = clear_preferences(ballots, candidates, withdrawn)
    check_seats(seats, preferences.candidates)
    totals = [0] * len(preferences.candidates)
    for order, many in preferences.orders.items():
        totals[order[0]] += many
    head = Sentence(
        "Plurality; seats: %(seats)s. Whoever has most first preferences on %(valid)s valid "
        "ballots is elected.",
        {"seats": seats, "valid": preferences.valid},
    )
    called = (preferences.candidates, preferences.names)
    head_sentences = (head, *preferences.said())
    return most_votes(
        "plurality", called, totals, seats=seats, lots=Lots(seed, drawn), head=head_sentences
    )


def most_votes(
    method: str,
    called: tuple[Sequence[str], Sequence[str]],
    totals: Sequence[int],
    *,
    seats: int,
    lots: Lots,
    head: tuple[Sentence, ...],
) -> Count:
    """The count of a rule with one stage: seats to the largest totals, ties by lot.

    A tie is noted when it decides who is elected; where it only orders those elected, it follows
    the same lot.

    Parameters
    ----------
    method : str
        The rule's word.
    called : tuple[Sequence[str], Sequence[str]]
        Ids and names of the n candidates.
    totals : sequence of int, length n
        Whole votes, in the same order.
    seats : int
        1 to n.
    lots : Lots
        How lots are drawn.
    head : tuple[Sentence, ...]
        What the explanation begins with.

    Returns
    -------
    Count
        One stage.
    """
    ids, names = called
    units = [total * UNITS for total in totals]
    order, tie = _by_votes(called, units, seats, lots)
    winners = order[:seats]
    elected = {"names": ", ".join(f"{names[c]} ({totals[c]})" for c in winners)}
    sentence = Sentence("Elected with most votes: %(names)s.", elected)
    stage = Stage(
        1,
        {ids[c]: Fraction(total) for c, total in enumerate(totals)},
        tuple(ids[c] for c in winners),
        (),
        sentence,
    )
    return Count(
        method=method,
        seats=seats,
        quota=None,
        winners=stage.elected,
        names=dict(zip(ids, names, strict=True)),
        stages=(stage,),
        ties=tie,
        explanation=head,
    )


def _by_votes(
    called: tuple[Sequence[str], Sequence[str]], units: Sequence[int], seats: int, lots: Lots
) -> tuple[list[int], tuple[Tie, ...]]:
    """Candidate numbers, most votes first, and the tie for the last seat if there is one."""
    ids = called[0]
    lot = {name: place for place, name in enumerate(lots.order(ids, 1, lowest=False))}
    order = sorted(range(len(ids)), key=lambda c: (-units[c], lot[ids[c]]))
    if seats == len(order) or units[order[seats - 1]] != units[order[seats]]:
        return order, ()
    tied = [c for c in range(len(ids)) if units[c] == units[order[seats]]]
    return order, (separate(tied, called, [units], lots, LAST_SEAT_TIE)[1],)
