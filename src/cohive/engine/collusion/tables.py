"""Detection where there is no log: a list of who acted with whom, or a table of accounts.

Both give every account a score. A list of pairs gives groups too, though with a single witness: so
no step beyond observing is ever recommended from one. A table of accounts gives no groups: looking
alike is not acting together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cohive.engine.collusion.cases import Case, Detection, Witness, action_of
from cohive.engine.collusion.coactivity import companions_of
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.evidence import Evidence, Kind
from cohive.engine.collusion.lockstep import log10_tail
from cohive.engine.collusion.profiles import profiled
from cohive.engine.collusion.weighing import cauchy, discoveries, log10_ranks
from cohive.words.sentences import Sentence

__all__ = ["detect_pairs", "detect_profiles", "recompute_ties"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
CASES_MAX = 100


def detect_pairs(
    accounts: Sequence[str],
    first: Whole,
    second: Whole,
    configuration: Configuration | None = None,
    *,
    seed: int = 0,
) -> Detection:
    """Judge every account of a list of pairs.

    Parameters
    ----------
    accounts : Sequence[str]
        Names.
    first : ndarray of int
        (p,) codes into `accounts`.
    second : ndarray of int
        (p,) codes into `accounts`.
    configuration : Configuration, optional
        What counts as together, as too much and as enough.
    seed : int, default 0
        Decides all draws.

    Returns
    -------
    Detection
        What was found.
    """
    configuration = configuration or Configuration()
    names = tuple(accounts)
    found = companions_of(first, second, accounts=len(names), seed=seed)
    cores = [core for core in found.cores if core.size >= configuration.group_min]
    ties = _Ties(names, first, second)
    whole = [_group_item(ties, core) for core in cores]
    seen = np.array([item.seen for item in whole], dtype=np.int64)
    logs = log10_tail(seen, np.array([item.expected for item in whole], dtype=np.float64))
    logs = np.maximum(logs, -300.0)
    reported = discoveries(logs, configuration.false_discovery_rate)
    cases = [
        _case(ties, core, item, float(log), bool(one), configuration)
        for core, item, log, one in list(zip(cores, whole, logs, reported, strict=True))[:CASES_MAX]
    ]
    ranks = log10_ranks(found.score)
    ranks = np.where(found.degree > 0, ranks, 0.0)
    level = np.log10(configuration.witness_level)
    return Detection(
        names,
        tuple(np.round(-ranks, 6).tolist()),
        tuple((Witness.COMPANIONS,) if log <= level else () for log in ranks.tolist()),
        tuple(cases),
        (Sentence("Only pairs: targets, times, texts, ratings and money were not looked at."),),
        (Witness.COMPANIONS,),
        int(first.size),
    )


def detect_profiles(
    accounts: Sequence[str],
    columns: Mapping[str, Floats],
    configuration: Configuration | None = None,
) -> Detection:
    """Judge every account of a table.

    Parameters
    ----------
    accounts : Sequence[str]
        Names.
    columns : Mapping[str, Floats]
        (n,) numbers by column.
    configuration : Configuration, optional
        What counts as together, as too much and as enough.

    Returns
    -------
    Detection
        What was found.
    """
    configuration = configuration or Configuration()
    found = profiled(columns)
    spoken: dict[Witness, Floats] = {}
    lacks = [Sentence("Only a table of accounts: who acted together was not looked at.")]
    if found.shells is not None:
        spoken[Witness.SHELL] = log10_ranks(found.shells)
    else:
        lacks.append(
            Sentence(
                "No two columns whose suspicious side is known by name: empty shells were not"
                " looked at."
            )
        )
    if found.crowding is not None:
        spoken[Witness.CROWDING] = log10_ranks(found.crowding)
    level = np.log10(configuration.witness_level)
    matrix = np.stack(list(spoken.values())) if spoken else np.zeros((1, len(accounts)))
    scores = -matrix[0] if len(matrix) == 1 else -cauchy(matrix)
    return Detection(
        tuple(accounts),
        tuple(np.round(scores, 6).tolist()),
        tuple(
            tuple(witness for witness, logs in spoken.items() if logs[at] <= level)
            for at in range(len(accounts))
        ),
        (),
        tuple(lacks),
        tuple(spoken),
        len(accounts),
    )


class _Ties:
    """Pairs once each, and every account's companions."""

    def __init__(self, accounts: Sequence[str], first: Whole, second: Whole) -> None:
        self.names = tuple(accounts)
        size = max(len(self.names), 1)
        low, high = np.minimum(first, second), np.maximum(first, second)
        key = np.unique((low * size + high)[low != high])
        self.low, self.high = key // size, key % size
        self.degree = np.bincount(self.low, minlength=size) + np.bincount(self.high, minlength=size)

    def count(self, some: Whole, others: Whole) -> tuple[int, float, int]:
        """Pairs between two sets that are one or have nothing in common: seen, expected, possible.

        Expected: the degrees are kept and all else is drawn (Chung and Lu).
        """
        one, other = np.isin(self.low, some), np.isin(self.high, others)
        back, forth = np.isin(self.low, others), np.isin(self.high, some)
        seen = int(((one & other) | (back & forth)).sum())
        total = max(float(self.degree.sum()), 1.0)
        left, right = self.degree[some].astype(float), self.degree[others].astype(float)
        if np.array_equal(some, others):
            expected = (left.sum() ** 2 - (left**2).sum()) / 2 / total
            return seen, float(expected), some.size * (some.size - 1) // 2
        return seen, float(left.sum() * right.sum() / total), int(some.size * others.size)


def recompute_ties(
    evidence: Evidence, accounts: Sequence[str], first: Whole, second: Whole
) -> Evidence:
    """Count an item of evidence again in a list of pairs.

    Parameters
    ----------
    evidence : Evidence
        What was said.
    accounts : Sequence[str]
        Names.
    first : ndarray of int
        (p,) codes.
    second : ndarray of int
        (p,) codes.

    Returns
    -------
    Evidence
        The same item with its numbers counted again.
    """
    return _counted(evidence, _Ties(accounts, first, second))


def _counted(evidence: Evidence, ties: _Ties) -> Evidence:
    code = {name: at for at, name in enumerate(ties.names)}
    some = np.array(sorted(code[name] for name in evidence.accounts), dtype=np.int64)
    others = np.array(sorted(code[name] for name in evidence.others), dtype=np.int64)
    seen, expected, crowd = ties.count(some, others if others.size else some)
    return replace(evidence, seen=seen, expected=expected, crowd=crowd)


def _empty(accounts: tuple[str, ...], others: tuple[str, ...]) -> Evidence:
    return Evidence(Kind.TIES, accounts, (), (), (), 0.0, 0, 0.0, 0, 1, others)


def _named(ties: _Ties, core: Whole) -> tuple[str, ...]:
    return tuple(ties.names[at] for at in core.tolist())


def _group_item(ties: _Ties, core: Whole) -> Evidence:
    return _counted(_empty(_named(ties, core), ()), ties)


def _case(
    ties: _Ties,
    core: Whole,
    item: Evidence,
    log: float,
    reported: bool,
    configuration: Configuration,
) -> Case:
    members = _named(ties, core)
    action = action_of(
        reported=reported,
        explained=False,
        independent=1,
        least=configuration.witnesses_min,
        paid=False,
    )
    return Case(
        members,
        (),
        None,
        None,
        None,
        round(-log * float(np.log(10)), 6),
        log,
        reported,
        False,
        {Witness.COMPANIONS: log} if reported else {},
        (item,),
        {},
        (),
        action,
    )
