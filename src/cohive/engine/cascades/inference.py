"""Who got it from whom, guessed from who knows whom.

Some sources say only who took a thing up and when. Where it is also known who knows whom, each one
who took it up may have got it from an acquaintance who had it earlier; which of several is a rule,
not a fact (Bakshy, Hofman, Mason and Watts 2011, Everyone's an Influencer, WSDM: credit to the
first, the last or all). Trees made so are called inferred wherever they are shown, and how much
the rule decides is seen by counting with another one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from cohive.engine.cascades.forest import NO_PARENT, Forest, Real, Whole, forest_of

__all__ = [
    "Adoptions",
    "Inferred",
    "OrphanRule",
    "ParentRule",
    "adoptions_of",
    "infer_forest",
]

PAIRS_AT_ONCE = 2_000_000
"""Acquaintances looked at together: bounds memory whatever the network."""


class ParentRule(StrEnum):
    """Which acquaintance who had it earlier is taken for the parent.

    LAST: who took it up most recently. FIRST: who took it up first of all. BEST_CONNECTED: who
    knows most people, of equals the most recent.
    """

    LAST = "last"
    FIRST = "first"
    BEST_CONNECTED = "best-connected"


class OrphanRule(StrEnum):
    """Where somebody stands who knows nobody that had it earlier.

    ROOT: directly under the first who had it, by convention; the tree may look wider and less deep
    than it was. OWN_TREE: as the root of a tree of its own, called after the cascade and the place,
    "a/3"; there are then more trees than cascades.
    """

    ROOT = "root"
    OWN_TREE = "own-tree"


@dataclass(frozen=True)
class Adoptions:
    """Who took what up when, each person once for a thing, in the order of cascade and time.

    For n adoptions in k cascades.

    Attributes
    ----------
    ids : tuple[str, ...]
        k names of cascades.
    cascades : ndarray of int, shape (n,)
        Which of `ids`, rising.
    people : ndarray of int, shape (n,)
        Numbers of persons.
    seconds : ndarray of float, shape (n,)
        On one clock for all; finite.
    repeats : int, default 0
        Later adoptions by a person who already had the thing, left out.
    """

    ids: tuple[str, ...]
    cascades: Whole
    people: Whole
    seconds: Real = field(repr=False)
    repeats: int = 0

    @property
    def sizes(self) -> Whole:
        """k counts of people, the first one counted."""
        return np.bincount(self.cascades, minlength=len(self.ids))

    @property
    def durations_seconds(self) -> Real:
        """k times from the first to the last adoption."""
        starts = np.cumsum(self.sizes) - self.sizes
        durations: Real = np.maximum.reduceat(self.seconds, starts) - self.seconds[starts]
        return durations


@dataclass(frozen=True)
class Inferred:
    """A guessed forest.

    Attributes
    ----------
    forest : Forest
        Its trees.
    rule : ParentRule
        Which acquaintance was taken for the parent.
    attached : int
        Nodes given a parent by the rule.
    orphans : int
        Nodes that knew nobody who had it earlier.
    """

    forest: Forest
    rule: ParentRule
    attached: int
    orphans: int


def adoptions_of(
    cascades: ArrayLike, people: ArrayLike, seconds: ArrayLike, *, ids: tuple[str, ...]
) -> Adoptions:
    """Sort adoptions, given in any order, and leave out repeats.

    Of two at the same second the one with the smaller number of person comes first.

    Parameters
    ----------
    cascades : array_like of int, shape (n,)
        Numbers from 0 into `ids`, each of which has at least one.
    people : array_like of int, shape (n,)
        Numbers of persons.
    seconds : array_like of float, shape (n,)
        On one clock for all; finite.
    ids : tuple[str, ...]
        Names of the cascades.

    Returns
    -------
    Adoptions
        Each person once for a thing.

    Raises
    ------
    ValueError
        For arrays that do not fit, a cascade without adoptions, or a time that is not finite.
    """
    member, who = np.asarray(cascades, dtype=np.int64), np.asarray(people, dtype=np.int64)
    when = np.asarray(seconds, dtype=np.float64)
    if not member.shape == who.shape == when.shape or not np.isfinite(when).all():
        raise ValueError("one cascade, one person and one finite time for every adoption")
    if (np.bincount(member, minlength=len(ids)) == 0).any() or member.max(initial=-1) >= len(ids):
        raise ValueError("every cascade has a name and at least one adoption")
    order = np.lexsort((who, when, member))
    member, who, when = member[order], who[order], when[order]
    # the first of each (cascade, person): sorted by both with time kept, whoever begins a run
    runs = np.lexsort((np.arange(who.size), who, member))
    is_first = np.ones(who.size, dtype=np.bool_)
    is_first[1:] = (member[runs][1:] != member[runs][:-1]) | (who[runs][1:] != who[runs][:-1])
    kept = np.sort(runs[is_first])
    return Adoptions(ids, member[kept], who[kept], when[kept], int(who.size - kept.size))


def infer_forest(
    adoptions: Adoptions,
    acquaintances: ArrayLike,
    *,
    rule: ParentRule = ParentRule.LAST,
    orphans: OrphanRule = OrphanRule.ROOT,
) -> Inferred:
    """Give everybody the acquaintance who had it *strictly* earlier that the rule names.

    The first of each cascade is its root. Time is O(sum over adoptions of the person's
    acquaintances x log n); memory linear.

    Parameters
    ----------
    adoptions : Adoptions
        Who took what up when.
    acquaintances : array_like of int, shape (e, 2)
        Pairs of numbers of persons; direction has no effect, nor have pairs given twice or a person
        with herself.
    rule : ParentRule, default ParentRule.LAST
        Which acquaintance who had it earlier is taken.
    orphans : OrphanRule, default OrphanRule.ROOT
        Where those stand who have none.

    Returns
    -------
    Inferred
        A guess, to be called one wherever it is shown.

    References
    ----------
    Bakshy, E., Hofman, J. M., Mason, W. A. and Watts, D. J. (2011). Everyone's an influencer.
    """
    total = adoptions.people.size
    known, person = np.unique(adoptions.people, return_inverse=True)
    begins, others = _network(acquaintances, known)
    rank = _ranks(adoptions, person, np.diff(begins), rule)
    best = _best_earlier(adoptions, person, (begins, others), rank)
    by_rank = np.empty(total, dtype=np.int64)
    by_rank[rank] = np.arange(total)
    parents = np.where(best >= 0, by_rank[best], NO_PARENT)
    starts = np.cumsum(adoptions.sizes) - adoptions.sizes
    is_orphan = parents == NO_PARENT
    is_orphan[starts] = False
    attached = int(np.count_nonzero(parents != NO_PARENT))
    forest = _forest(adoptions, parents, is_orphan, starts, orphans)
    return Inferred(forest, rule, attached, int(np.count_nonzero(is_orphan)))


def _network(acquaintances: ArrayLike, known: Whole) -> tuple[Whole, Whole]:
    """Everybody's acquaintances one after another: those of p are others[begins[p]:begins[p+1]].

    Only between people who took anything up; nobody else can be a parent.
    """
    pairs = np.asarray(acquaintances, dtype=np.int64).reshape(-1, 2)
    pairs = pairs[np.isin(pairs, known).all(axis=1) & (pairs[:, 0] != pairs[:, 1])]
    codes = np.searchsorted(known, pairs)
    both = np.unique(np.concatenate((codes, codes[:, ::-1])), axis=0)
    begins = np.concatenate(([0], np.cumsum(np.bincount(both[:, 0], minlength=known.size))))
    return begins, both[:, 1]


def _ranks(adoptions: Adoptions, person: Whole, degrees: Whole, rule: ParentRule) -> Whole:
    """n different numbers from 0; of those who had it earlier, the highest is the parent."""
    places = np.arange(adoptions.people.size)
    if rule is ParentRule.LAST:
        return places
    if rule is ParentRule.FIRST:
        return places[::-1].copy()
    rank = np.empty(places.size, dtype=np.int64)
    rank[np.lexsort((places, degrees[person]))] = places
    return rank


def _best_earlier(
    adoptions: Adoptions, person: Whole, network: tuple[Whole, Whole], rank: Whole
) -> Whole:
    """n highest ranks among acquaintances who had it strictly earlier, -1 where there are none."""
    begins, others = network
    people = begins.size - 1
    key = adoptions.cascades * people + person
    order = np.argsort(key)
    sorted_key = key[order]
    best = np.full(person.size, -1, dtype=np.int64)
    degrees = np.diff(begins)[person]
    for first, last in _stretches(degrees):
        who = np.repeat(np.arange(first, last), degrees[first:last])
        within = np.arange(who.size) - np.repeat(
            np.cumsum(degrees[first:last]) - degrees[first:last], degrees[first:last]
        )
        wanted = adoptions.cascades[who] * people + others[begins[person[who]] + within]
        found = np.minimum(np.searchsorted(sorted_key, wanted), person.size - 1)
        had = order[found]
        is_earlier = (sorted_key[found] == wanted) & (
            adoptions.seconds[had] < adoptions.seconds[who]
        )
        np.maximum.at(best, who[is_earlier], rank[had[is_earlier]])
    return best


def _stretches(degrees: Whole) -> list[tuple[int, int]]:
    """Where to cut n adoptions so that each stretch looks at about PAIRS_AT_ONCE acquaintances."""
    seen = np.cumsum(degrees)
    total = int(seen[-1]) if seen.size else 0
    bounds = np.searchsorted(seen, np.arange(PAIRS_AT_ONCE, total + PAIRS_AT_ONCE, PAIRS_AT_ONCE))
    cuts = [0, *(min(int(cut) + 1, degrees.size) for cut in bounds)]
    return [(first, last) for first, last in pairwise(cuts) if first < last]


def _forest(
    adoptions: Adoptions, parents: Whole, is_orphan: Whole, starts: Whole, orphans: OrphanRule
) -> Forest:
    """Trees of the parents found, the orphans by their rule."""
    first = starts[adoptions.cascades]
    if orphans is OrphanRule.ROOT:
        return forest_of(
            np.where(is_orphan, first, parents),
            cascades=adoptions.cascades,
            ids=adoptions.ids,
            seconds=adoptions.seconds,
            clock_zero=0.0,
            people=adoptions.people,
        )
    names = [
        adoptions.ids[adoptions.cascades[root]]
        + (f"/{root - first[root]}" if is_orphan[root] else "")
        for root in np.flatnonzero(parents == NO_PARENT).tolist()
    ]
    return forest_of(
        parents, ids=names, seconds=adoptions.seconds, clock_zero=0.0, people=adoptions.people
    )
