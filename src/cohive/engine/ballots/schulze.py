"""Schulze's rule: everyone against everyone, and where that runs in a circle, the strongest path.

From orders one reads how many voters prefer A to B, for every pair. Who beats all others one by
one, the Condorcet winner, is elected. Often nobody does: A beats B, B beats C, C beats A. Then a
victory also counts through others: a path is as strong as its weakest victory, and A stands above
B if A's strongest path to B is stronger than B's to A. Standing above is never circular, so it
always gives an order.

Source: Schulze, A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method (2011); strength is winning votes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from cohive.engine.ballots.forms import RankedBallot
from cohive.engine.ballots.preferences import check_ballot, check_seats, standing_candidates
from cohive.engine.ballots.results import Count, Stage, Tie
from cohive.engine.ballots.ties import Lots, Purpose, separate
from cohive.words.refusals import Refused
from cohive.words.sentences import Sentence

__all__ = ["SchulzeCount", "count_schulze", "pairwise_votes", "smith_set", "strongest_paths"]

Matrix = NDArray[np.int64]

BALLOTS_MAX = 2**53
BLOCK_BALLOTS = 4_096
"""Ballots compared at once, so that memory does not grow with their number."""

LAST_SEAT_TIE = Purpose(
    looked_back=Sentence(""),  # both stages say the same of them, or nothing could be equal
    drawn=Sentence(
        "%(names)s stand equal by strongest paths, and seats are left for only some of them. By "
        "lot %(chosen)s comes first."
    ),
)


@dataclass(frozen=True)
class SchulzeCount(Count):
    """A count with what it rests on, by candidate in the order of `names`.

    Attributes
    ----------
    pairwise : tuple[tuple[int, ...], ...]
        [i][j]: voters who prefer i to j.
    strengths : tuple[tuple[int, ...], ...]
        [i][j]: votes of the weakest victory on the strongest path from i to j, 0 without one.
    ranks : Mapping[str, int]
        By candidate id, 1 and how many stand above her.
    condorcet_winner : str | None
        Who beats everyone, or None.
    smith_set : tuple[str, ...]
        The smallest group whose members each beat everyone outside it.
    """

    pairwise: tuple[tuple[int, ...], ...]
    strengths: tuple[tuple[int, ...], ...]
    ranks: Mapping[str, int]
    condorcet_winner: str | None
    smith_set: tuple[str, ...]


def pairwise_votes(ranks: NDArray[np.int32], counts: Matrix) -> Matrix:
    """How many voters prefer one candidate to another.

    Parameters
    ----------
    ranks : ndarray of int32, shape (b, c)
        By ballot and candidate; smaller is better, equal is equal.
    counts : ndarray of int, shape (b,)
        Voters of each ballot, from 0.

    Returns
    -------
    ndarray of int, shape (c, c)
        [i, j]: voters who prefer i to j.
    """
    size = ranks.shape[1]
    votes = np.zeros((size, size), dtype=np.int64)
    for start in range(0, len(ranks), BLOCK_BALLOTS):
        block = ranks[start : start + BLOCK_BALLOTS]
        many = counts[start : start + BLOCK_BALLOTS]
        for candidate in range(size):
            votes[candidate] += many @ (block[:, candidate, None] < block)
    return votes


def strongest_paths(victories: Matrix) -> Matrix:
    """The widest path between each two, by Floyd and Warshall: O(candidates³), exact.

    Parameters
    ----------
    victories : ndarray of int, shape (c, c)
        [i, j]: votes of i over j where i beats j, else 0.

    Returns
    -------
    ndarray of int, shape (c, c)
        Votes of the weakest victory on the strongest path; 0 without one.

    References
    ----------
    Schulze, M. (2011). A new monotonic, clone-independent, reversal symmetric, and
        Condorcet-consistent single-winner election method.
    """
    strengths = victories.copy()
    for through in range(len(strengths)):
        detour = np.minimum(strengths[:, through, None], strengths[through])
        np.maximum(strengths, detour, out=strengths)
    np.fill_diagonal(strengths, 0)
    return strengths


def smith_set(votes: Matrix) -> list[int]:
    """The smallest group whose members each beat everyone outside: who reaches all by not losing.

    Parameters
    ----------
    votes : ndarray of int, shape (c, c)
        As `pairwise_votes` gives them.

    Returns
    -------
    list[int]
        Candidate numbers, rising.
    """
    reach = strongest_paths((votes >= votes.T).astype(np.int64)).astype(bool)
    np.fill_diagonal(reach, val=True)
    return [int(c) for c in np.flatnonzero(reach.all(axis=1))]


def count_schulze(
    ballots: Iterable[RankedBallot],
    candidates: Mapping[str, str],
    *,
    seats: int = 1,
    seed: int = 0,
    withdrawn: Iterable[str] = (),
    drawn: tuple[str, ...] = (),
) -> SchulzeCount:
    """Order the candidates by Schulze's rule and elect the first of them.

    Parameters
    ----------
    ballots : Iterable[RankedBallot]
        One prefers whom it ranks to whom it does not, and is silent between equals.
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
    SchulzeCount
        The totals of stage 1 are how many others each beats one by one, those of stage 2 how many
        each stands above by strongest paths.

    Raises
    ------
    Refused
        As `clear_preferences` and `check_seats` do, and for more than 2⁵³ ballots.

    References
    ----------
    Schulze, M. (2011). A new monotonic, clone-independent, reversal symmetric, and
        Condorcet-consistent single-winner election method.
    """
    standing = standing_candidates(candidates, withdrawn)
    check_seats(seats, standing)
    ranks, counts, blank = _rank_table(ballots, candidates, standing)
    votes = pairwise_votes(ranks, counts)
    strengths = strongest_paths(np.where(votes > votes.T, votes, 0))
    beaten = (votes > votes.T).sum(axis=1)
    above = (strengths > strengths.T).sum(axis=1)
    names = [candidates[name] for name in standing]
    below = (strengths < strengths.T).sum(axis=1)
    order, ties = _order((standing, names), below, seats, Lots(seed, drawn))
    smith = smith_set(votes)
    condorcet = smith[0] if len(smith) == 1 else None
    winners = tuple(standing[c] for c in order[:seats])
    said = Sentence("Elected: %(names)s.", {"names": ", ".join(names[c] for c in order[:seats])})
    return SchulzeCount(
        method="schulze",
        seats=seats,
        quota=None,
        winners=winners,
        names=dict(zip(standing, names, strict=True)),
        stages=(
            Stage(1, _totals(standing, beaten), (), (), _one_by_one(names, condorcet, smith)),
            Stage(2, _totals(standing, above), winners, (), _by_paths(names, below)),
        ),
        ties=ties,
        explanation=(*_head(seats, int(counts.sum()), blank), said),
        pairwise=tuple(tuple(int(x) for x in row) for row in votes),
        strengths=tuple(tuple(int(x) for x in row) for row in strengths),
        ranks={name: 1 + int(below[c]) for c, name in enumerate(standing)},
        condorcet_winner=None if condorcet is None else standing[condorcet],
        smith_set=tuple(standing[c] for c in smith),
    )


def _rank_table(
    ballots: Iterable[RankedBallot], candidates: Mapping[str, str], standing: Sequence[str]
) -> tuple[NDArray[np.int32], Matrix, int]:
    """Ranks by ballot and candidate (unranked last), voters per ballot, and blank ballots."""
    numbers = {name: number for number, name in enumerate(standing)}
    known = {name: numbers.get(name, -1) for name in candidates}
    rows: dict[tuple[tuple[int, ...], ...], int] = {}
    blank = 0
    for number, ballot in enumerate(ballots, 1):
        check_ballot(ballot, known, number)
        here = [tuple(known[c] for c in rank if known[c] >= 0) for rank in ballot.ranking]
        order = tuple(rank for rank in here if rank)
        if order:
            rows[order] = rows.get(order, 0) + ballot.count
        else:
            blank += ballot.count
    valid = sum(rows.values())
    if not valid:
        raise Refused("There is no ballot to count.")
    if valid > BALLOTS_MAX:
        raise Refused("There are too many ballots to count: %(ballots)s.", ballots=valid)
    table = np.full((len(rows), len(standing)), len(standing), dtype=np.int32)
    for row, order in enumerate(rows):
        for place, rank in enumerate(order):
            for candidate in rank:
                table[row, candidate] = place
    return table, np.array(list(rows.values()), dtype=np.int64), blank


def _order(
    called: tuple[Sequence[str], Sequence[str]], below: Matrix, seats: int, lots: Lots
) -> tuple[list[int], tuple[Tie, ...]]:
    """Candidate numbers from the top; the tie for the last seat, if there is one."""
    ids = called[0]
    lot = {name: place for place, name in enumerate(lots.order(ids, 2, lowest=False))}
    order = sorted(range(len(ids)), key=lambda c: (int(below[c]), lot[ids[c]]))
    if seats == len(order) or below[order[seats - 1]] != below[order[seats]]:
        return order, ()
    tied = [c for c in range(len(ids)) if below[c] == below[order[seats]]]
    return order, (separate(tied, called, [[0] * len(ids)] * 2, lots, LAST_SEAT_TIE)[1],)


def _totals(standing: Sequence[str], numbers: Matrix) -> dict[str, Fraction]:
    return {name: Fraction(int(numbers[c])) for c, name in enumerate(standing)}


def _one_by_one(names: Sequence[str], condorcet: int | None, smith: Sequence[int]) -> Sentence:
    if condorcet is not None:
        return Sentence(
            "One by one, %(name)s beats every other candidate (the Condorcet winner).",
            {"name": names[condorcet]},
        )
    return Sentence(
        "One by one, nobody beats every other candidate. The smallest group that beats all "
        "outside it: %(names)s (the Smith set).",
        {"names": ", ".join(names[c] for c in smith)},
    )


def _by_paths(names: Sequence[str], below: Matrix) -> Sentence:
    first = [names[c] for c in range(len(names)) if below[c] == 0]
    if len(first) == 1:
        return Sentence(
            "By strongest paths, %(name)s stands above every other candidate.", {"name": first[0]}
        )
    return Sentence(
        "By strongest paths, these stand equal at the top: %(names)s.", {"names": ", ".join(first)}
    )


def _head(seats: int, valid: int, blank: int) -> tuple[Sentence, ...]:
    head = Sentence(
        "Schulze; seats: %(seats)s. Every candidate is compared with every other on %(valid)s "
        "valid ballots.",
        {"valid": valid, "seats": seats},
    )
    if not blank:
        return (head,)
    return head, Sentence("Blank ballots, not counted: %(ballots)s.", {"ballots": blank})
