"""Would two circles breathe better? A tested rule, every condition said, nothing forced.

A group inside a circle is proposed when it and the rest are large enough, few ties would be cut,
and it is found again when a tenth of the ties is left out at random. Random networks of the same
size pass it in at most one of a hundred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from cohive.engine.fission.conditions import (
    RULE,
    Condition,
    Others,
    SplitRule,
    in_weeks,
    jaccard_of,
    led,
    on_topics,
)
from cohive.engine.fission.leiden import Partition, leiden
from cohive.words.sentences import Sentence

__all__ = [
    "Proposal",
    "Splits",
    "conductance_of",
    "density_of",
    "splits_of",
]

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Proposal:
    """A group that might become a circle of its own.

    Attributes
    ----------
    members : tuple[int, ...]
        Positions of its people.
    ties, cut : float
        Weight of all ties of the circle, and of those that a split would cut.
    conductance, jaccard : float
        0 to 1; how much is cut, and how surely the group is found again.
    conditions : tuple[Condition, ...]
        Each with its answer.
    is_proposed : bool
        No condition fails.
    is_stable : bool
        And it is found again nearly always.
    """

    members: tuple[int, ...]
    ties: float
    cut: float
    conductance: float
    jaccard: float
    conditions: tuple[Condition, ...]
    is_proposed: bool
    is_stable: bool


@dataclass(frozen=True)
class Splits:
    """What a circle's network says.

    Attributes
    ----------
    n : int
        People with a tie.
    density : float
        Mean weight over all pairs.
    partition : Partition
        The groups at γ = density / 2.
    proposals : tuple[Proposal, ...]
        One for each group of the needed size whose rest has it too; the least cut first.
    rule : SplitRule
        What it takes.
    cannot_tell : tuple[Sentence, ...]
        What is missing, and why.
    """

    n: int
    density: float
    partition: Partition
    proposals: tuple[Proposal, ...]
    rule: SplitRule
    cannot_tell: tuple[Sentence, ...]


def density_of(links: sparse.csr_array) -> float:
    """The mean weight over all pairs of people who have a tie.

    People without one are not in the circle's network, and must not thin it.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, no loops.

    Returns
    -------
    float
        0 below two people.
    """
    size = int((links.sum(axis=1) > 0).sum())
    return float(links.sum()) / (size * (size - 1)) if size > 1 else 0.0


def conductance_of(links: sparse.csr_array, inside: Truths) -> float:
    """The weight cut of the weight of the smaller side.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Symmetric, no loops.
    inside : ndarray of bool, shape (n,)
        Who is in the group.

    Returns
    -------
    float
        0 (nothing is cut) to 1; 1 where a side has no ties.
    """
    degree = np.asarray(links.sum(axis=1)).ravel()
    cut = float((links @ (~inside).astype(np.float64))[inside].sum())
    smaller = min(float(degree[inside].sum()), float(degree[~inside].sum()))
    return cut / smaller if smaller > 0 else 1.0


def splits_of(
    links: sparse.csr_array,
    *,
    seed: int,
    rule: SplitRule = RULE,
    weekly: Sequence[Integers] = (),
    words: Sequence[Mapping[str, float]] | None = None,
    leaders: Sequence[int] | None = None,
) -> Splits:
    """See whether a circle would rather be two.

    Parameters
    ----------
    links : scipy.sparse.csr_array, shape (n, n)
        Who is tied to whom in the circle; symmetric, no loops; people without ties are left out.
    seed : int
        Draws orders and samples.
    rule : SplitRule, default RULE
        What it takes.
    weekly : Sequence[ndarray of int], default ()
        Partitions of the last weeks, over the same people.
    words : Sequence[Mapping[str, float]], optional
        How often each person used each word, or wrote on each topic; over the same people.
    leaders : Sequence[int], optional
        Positions of people willing to lead.

    Returns
    -------
    Splits
        A proposal is never a decision.
    """
    tied = links.sum(axis=1) > 0
    size = int(tied.sum())
    density = density_of(links)
    said = []
    if size < 2 * rule.members_min:
        said.append(
            Sentence(
                "With %(n)s people a split cannot be told; it takes %(least)s.",
                {"n": size, "least": 2 * rule.members_min},
            )
        )
    if not weekly:
        said.append(
            Sentence(
                "Whether it has been so for weeks cannot be told: the ties were given without"
                " their times."
            )
        )
    if words is None:
        said.append(Sentence("Whether they talk of other things cannot be told without texts."))
    if density <= 0:
        alone = Partition(np.arange(links.shape[0], dtype=np.int64), 0.0, 0.0)
        return Splits(size, density, alone, (), rule, tuple(said))
    partition = leiden(links, density=density / 2, seed=seed)
    sizes = np.bincount(partition.group)
    able = np.flatnonzero((sizes >= rule.members_min) & (size - sizes >= rule.members_min))
    redrawn = _refits(links, density, seed, rule) if able.size else []
    others = Others(weekly, _of_the_tied(words, tied), leaders, seed)
    proposals = [_proposal(links, partition.group == name, redrawn, rule, others) for name in able]
    return Splits(
        n=size,
        density=density,
        partition=partition,
        proposals=tuple(sorted(proposals, key=lambda one: (one.conductance, one.members))),
        rule=rule,
        cannot_tell=tuple(said),
    )


def _of_the_tied(
    words: Sequence[Mapping[str, float]] | None, tied: Truths
) -> Sequence[Mapping[str, float]] | None:
    if words is None:
        return None
    return [each if has else {} for each, has in zip(words, tied.tolist(), strict=True)]


def _refits(links: sparse.csr_array, density: float, seed: int, rule: SplitRule) -> list[Integers]:
    """Partitions of samples that keep nine tenths of the ties."""
    draw = np.random.default_rng(seed)
    upper = sparse.coo_array(sparse.triu(links, 1))
    found = []
    for number in range(rule.samples):
        kept = draw.random(upper.nnz) < rule.kept
        half = sparse.coo_array(
            (upper.data[kept], (upper.row[kept], upper.col[kept])), shape=links.shape
        )
        sample = sparse.csr_array(half + half.T)
        again = leiden(sample, density=density * rule.kept / 2, seed=seed + number + 1, runs=2)
        found.append(again.group)
    return found


def _proposal(
    links: sparse.csr_array,
    inside: Truths,
    redrawn: Sequence[Integers],
    rule: SplitRule,
    others: Others,
) -> Proposal:
    cut = float((links @ (~inside).astype(np.float64))[inside].sum())
    people = int(inside.sum())
    conductance = conductance_of(links, inside)
    jaccard = float(np.mean([jaccard_of(inside, group) for group in redrawn]))
    conditions = [
        Condition(
            "size",
            True,
            Sentence("%(one)s people in it, %(other)s in the rest.",
                     {"one": people, "other": int((links.sum(axis=1) > 0).sum()) - people}),
        ),
        Condition(
            "conductance",
            conductance <= rule.conductance_max,
            Sentence("%(cut)s of 100 ties of the smaller side would be cut.",
                     {"cut": round(100 * conductance)}),
        ),
        Condition(
            "stability",
            jaccard >= rule.worth,
            Sentence("The border holds in %(part)s of 100 when a tenth of the ties is left out.",
                     {"part": round(100 * jaccard)}),
        ),
        in_weeks(inside, others.weekly, rule),
        on_topics(inside, others, rule),
        led(inside, others.leaders, rule),
    ]  # fmt: skip
    is_proposed = all(one.holds is not False for one in conditions)
    return Proposal(
        members=tuple(int(one) for one in np.flatnonzero(inside)),
        ties=float(links.sum()) / 2,
        cut=cut,
        conductance=conductance,
        jaccard=jaccard,
        conditions=tuple(conditions),
        is_proposed=is_proposed,
        is_stable=is_proposed and jaccard >= rule.stable,
    )
