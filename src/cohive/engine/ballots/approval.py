"""Approval: tick everyone you would be glad of; whoever is ticked most is chosen.

Nobody has to guess who else will win: a tick for one takes nothing from another. With several
seats the most approved are elected, so one large group can fill them all; where every group
should have its part, the transferable vote or equal shares are the rules to take.

Source: Brams and Fishburn, Approval Voting (1983).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cohive.engine.ballots.forms import ApprovalBallot, RankedBallot
from cohive.engine.ballots.plurality import most_votes
from cohive.engine.ballots.preferences import check_ballot, check_seats, standing_candidates
from cohive.engine.ballots.results import Count
from cohive.engine.ballots.ties import Lots
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["count_approval"]


def count_approval(
    ballots: Iterable[ApprovalBallot],
    candidates: Mapping[str, str],
    *,
    seats: int = 1,
    seed: int = 0,
    withdrawn: Iterable[str] = (),
    drawn: tuple[str, ...] = (),
) -> Count:
    """Elect the candidates whom most ballots approve.

    Parameters
    ----------
    ballots : Iterable[ApprovalBallot]
        Those that approve nobody who stands count as voters and change nothing.
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
        One stage; totals are ballots.

    Raises
    ------
    Refused
        For an unknown candidate, one named twice on a ballot, a count that is no whole number from
        0, no ballot at all, and seats as `check_seats` does.

    References
    ----------
    Brams, S. J. and Fishburn, P. C. (1983). Approval Voting.
    """
    standing = standing_candidates(candidates, withdrawn)
    check_seats(seats, standing)
    numbers = {name: number for number, name in enumerate(standing)}
    known = {name: numbers.get(name, -1) for name in candidates}
    totals = [0] * len(standing)
    voters = nobody = 0
    for number, ballot in enumerate(ballots, 1):
        check_ballot(RankedBallot((ballot.approved,), ballot.count), known, number)
        approved = [known[name] for name in ballot.approved if known[name] >= 0]
        for candidate in approved:
            totals[candidate] += ballot.count
        voters += ballot.count
        nobody += 0 if approved else ballot.count
    if not voters:
        raise Refused("There is no ballot to count.")
    head = [
        Sentence(
            "Approval; seats: %(seats)s. Whoever most of %(voters)s ballots approve is elected.",
            {"seats": seats, "voters": voters},
        )
    ]
    if nobody:
        head.append(Sentence("Ballots that approve nobody: %(ballots)s.", {"ballots": nobody}))
    called = (standing, [candidates[name] for name in standing])
    return most_votes(
        "approval", called, totals, seats=seats, lots=Lots(seed, drawn), head=tuple(head)
    )
