"""Candidates with equal votes: who was ahead last, and where nobody ever was, a lot.

One rule for every count that goes by stages: look back to the most recent stage at which the tied
candidates had unequal votes (Scottish Local Government Elections Order 2007, schedule 1, part
III); if they were equal throughout, draw. The lot is `by_lot`, or an order that was drawn in
public and is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cohive.engine.ballots.results import Tie, by_lot
from cohive.words.sentences import Sentence

__all__ = ["EXCLUSION_TIE", "UNITS", "Lots", "Purpose", "decimal_votes", "separate"]

UNITS = 100_000
"""Votes are counted in whole units of the fifth decimal, so that every sum is exact."""


@dataclass(frozen=True)
class Lots:
    """How lots are drawn: by a published seed, or in public beforehand.

    Attributes
    ----------
    seed : int, default 0
        Published beforehand.
    drawn : tuple[str, ...], default ()
        Ids as they came out of the hat. Whoever is first among the tied is the chosen one, to be
        excluded too; those that are missing come later, by the seed.
    """

    seed: int = 0
    drawn: tuple[str, ...] = ()

    def order(self, candidates: Sequence[str], stage: int, *, lowest: bool) -> tuple[str, ...]:
        """The order that a lot gives some candidates.

        Parameters
        ----------
        candidates : Sequence[str]
            Ids, in any order.
        stage : int
            So that each stage has a lot of its own.
        lowest : bool
            Whether the chosen one stands last.

        Returns
        -------
        tuple[str, ...]
            All ids, first the preferred one.
        """
        by_seed = by_lot(candidates, seed=self.seed, stage=stage)
        sign = -1 if lowest else 1
        places = {name: sign * (place - len(self.drawn)) for place, name in enumerate(self.drawn)}
        return tuple(sorted(by_seed, key=lambda name: places.get(name, 0)))


@dataclass(frozen=True)
class Purpose:
    """What a tie is about, in two sentences with %(names)s, %(votes)s and %(chosen)s.

    Attributes
    ----------
    looked_back : Sentence
        Where an earlier stage decides; also has %(stage)s, the one that told them apart.
    drawn : Sentence
        Where a lot decides.
    lowest : bool, default False
        The last preferred one is the chosen one (to be excluded), else the first.
    """

    looked_back: Sentence
    drawn: Sentence
    lowest: bool = False


EXCLUSION_TIE = Purpose(
    Sentence(
        "%(names)s have the fewest votes, %(votes)s each. %(chosen)s had fewest at stage %(stage)s "
        "and is excluded."
    ),
    Sentence(
        "%(names)s have the fewest votes, %(votes)s each, and the earlier stages do not decide. By "
        "lot %(chosen)s is excluded."
    ),
    lowest=True,
)


def decimal_votes(units: int) -> str:
    """Votes as one writes them: 1120, 873.67475.

    Parameters
    ----------
    units : int
        Hundred-thousandths of a vote, from 0.

    Returns
    -------
    str
        Without zeros at the end.
    """
    whole, part = divmod(units, UNITS)
    return f"{whole}.{part:05}".rstrip("0").rstrip(".")


def separate(
    tied: Sequence[int],
    called: tuple[Sequence[str], Sequence[str]],
    past: Sequence[Sequence[int]],
    lots: Lots,
    purpose: Purpose,
) -> tuple[tuple[int, ...], Tie]:
    """Order candidates that are equal now, and say how.

    Who had more at the most recent stage that tells comes first; a lot orders whoever never
    differed.

    Parameters
    ----------
    tied : Sequence[int]
        Candidate numbers, two or more.
    called : tuple[Sequence[str], Sequence[str]]
        Ids and names by candidate number.
    past : Sequence[Sequence[int]]
        Units of votes by candidate number at each stage so far, the last being now.
    lots : Lots
        How lots are drawn.
    purpose : Purpose
        What is decided, in sentences.

    Returns
    -------
    order : tuple of int
        Candidate numbers, first the preferred one.
    tie : Tie
        What was decided, and how.

    References
    ----------
    Scottish Local Government Elections Order 2007, schedule 1, part III.
    """
    ids, names = called
    now = len(past)
    by_lots = lots.order([ids[c] for c in tied], now, lowest=purpose.lowest)
    lot = {name: place for place, name in enumerate(by_lots)}
    behind = {c: tuple(-stage[c] for stage in reversed(past)) for c in tied}
    order = tuple(sorted(tied, key=lambda c: (behind[c], lot[ids[c]])))
    chosen, rival = (order[-1], order[-2]) if purpose.lowest else (order[0], order[1])
    values: dict[str, object] = {
        "names": ", ".join(names[c] for c in tied),
        "votes": decimal_votes(past[-1][tied[0]]),
        "chosen": names[chosen],
    }
    said = purpose.drawn
    if behind[chosen] != behind[rival]:
        said = purpose.looked_back
        values["stage"] = next(
            n for n in range(now, 0, -1) if past[n - 1][chosen] != past[n - 1][rival]
        )
    among, decided = (tuple(ids[c] for c in each) for each in (tied, order))
    return order, Tie(now, among, decided, said.filled(**values))
