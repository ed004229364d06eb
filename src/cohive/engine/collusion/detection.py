"""The whole of it for a log of acts: pairs, groups, chance, witnesses, innocence, scores, cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cohive.engine.collusion.blocks import Block, Index
from cohive.engine.collusion.cases import Case, Detection, Witness, action_of
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.disagreement import disagreement_of
from cohive.engine.collusion.events import Events, Firsts
from cohive.engine.collusion.innocence import checks_of
from cohive.engine.collusion.lockstep import Pairs
from cohive.engine.collusion.recounting import Ledger
from cohive.engine.collusion.search import chance_blocks, found_blocks
from cohive.engine.collusion.texts import solicitation_of
from cohive.engine.collusion.weighing import (
    cauchy,
    discoveries,
    log10_ranks,
    log10_tails_by,
    shuffled,
)
from cohive.engine.collusion.witnesses import (
    account_evidence,
    group_evidence,
    group_witnesses,
    named,
)
from cohive.words.sentences import Sentence

__all__ = ["detect"]

Floats = NDArray[np.float64]
CHANCE_EVENTS = 200_000
CHANCE_TIMES_MAX = 60
"""A small log is shuffled oftener: from five times no probability below one in five can be read."""
CHANCE_EVENTS_MAX = 500_000
GROUP_LOG10 = -2.0
EXPLAINED_LOG10 = -0.5
PAIR_LOG10 = -0.5
"""As far as pairs that form no group can speak against an account: next to nothing."""


def detect(
    events: Events, configuration: Configuration | None = None, *, seed: int = 0
) -> Detection:
    """Judge every account of a log.

    Parameters
    ----------
    events : Events
        The log.
    configuration : Configuration, optional
        What counts as together, as too much and as enough.
    seed : int, default 0
        Decides all draws.

    Returns
    -------
    Detection
        Scores, cases and what could not be looked at.
    """
    configuration = configuration or Configuration()
    if events.seconds is None:  # without times all acts are together, and one window holds them
        configuration = replace(configuration, windows_seconds=(1.0,), blocks=1)
    configuration = replace(configuration, blocks=configuration.blocks_for(events.size))
    ledger = Ledger(events, configuration)
    firsts, items = ledger.firsts, len(events.items)
    pairs, index, blocks = found_blocks(firsts, items, configuration, seed=seed)
    logs = _calibrated(blocks, firsts, items, configuration, seed)
    cases = _cases(blocks, logs, ledger, index, configuration)
    others = _words_and_ratings(events, ledger)
    # beside witnesses of single accounts lockstep speaks for itself; where there are none, all that
    # is known of a group orders its members
    said = logs if others else _joined(logs, cases)
    spoken = {Witness.LOCKSTEP: _lockstep(blocks, said, cases, pairs, events)} | others
    scores = combined(spoken)
    return Detection(
        events.users,
        tuple(np.round(scores, 6).tolist()),
        _witnesses(spoken, cases, events, configuration),
        tuple(cases),
        _lacks(events),
        tuple(spoken),
        events.size,
    )


def combined(spoken: Mapping[Witness, Floats]) -> Floats:
    """Combine what the witnesses say of each account.

    Parameters
    ----------
    spoken : Mapping[Witness, Floats]
        (users,) log10 p-values by witness; NaN where it is silent.

    Returns
    -------
    ndarray of float
        (users,) -log10 of the combined p. One witness alone keeps its own scale; several are
        first put on one: the rank each gives an account in this community. Of lockstep only
        groups speak.
    """
    matrix = np.stack(list(spoken.values()))
    if len(spoken) == 1 or matrix.shape[1] == 0:
        alone: Floats = -matrix[0]
        return alone
    heard = []
    for witness, logs in spoken.items():
        silent = logs > GROUP_LOG10 if witness is Witness.LOCKSTEP else logs >= 0
        heard.append(np.where(silent, np.nan, log10_ranks(np.where(silent, 0.0, -logs))))
    scores: Floats = -cauchy(np.stack(heard))
    return scores


def _calibrated(
    blocks: list[Block], firsts: Firsts, items: int, configuration: Configuration, seed: int
) -> Floats:
    """log10 p of each block's effect against what chance makes of the same log."""
    if not blocks:
        return np.zeros(0)
    size = max(firsts.item.size, 1)
    times = int(np.clip(CHANCE_EVENTS // size, 1, CHANCE_TIMES_MAX))
    part, weight = _sample(firsts, configuration.blocks)
    chance = [
        (each.effect, each.window_seconds)
        for turn in range(times)
        for each in chance_blocks(
            shuffled(part, seed + 1 + turn), items, configuration, seed=seed + 1 + turn
        )
    ]
    found = np.array([(block.effect, block.window_seconds) for block in blocks])
    drawn = np.array(chance).reshape(-1, 2)
    return log10_tails_by(found[:, 0], found[:, 1], drawn[:, 0], drawn[:, 1], times * weight)


def _sample(firsts: Firsts, blocks: int) -> tuple[Firsts, float]:
    """Of a large log a stretch of it for chance, and which part of the log it is."""
    size = firsts.item.size
    if size <= CHANCE_EVENTS_MAX:
        return firsts, 1.0
    width = max(int(blocks * CHANCE_EVENTS_MAX / size), 1)
    begin = (blocks - width) // 2
    kept = (firsts.block >= begin) & (firsts.block < begin + width)
    activity = np.zeros_like(firsts.activity)
    activity[:, begin : begin + width] = firsts.activity[:, begin : begin + width]
    part = Firsts(
        firsts.row[kept],
        firsts.user[kept],
        firsts.item[kept],
        firsts.seconds[kept],
        firsts.block[kept],
        activity,
    )
    return part, float(kept.mean())


def _cases(
    blocks: list[Block], logs: Floats, ledger: Ledger, index: Index, configuration: Configuration
) -> list[Case]:
    reported = discoveries(logs, configuration.false_discovery_rate)
    examined = discoveries(logs, configuration.examined_rate)
    return [
        _case(block, log, ledger, index, configuration, reported=one, examined=each)
        for block, log, one, each in zip(
            blocks, logs.tolist(), reported.tolist(), examined.tolist(), strict=True
        )
    ]


def _case(
    block: Block,
    log: float,
    ledger: Ledger,
    index: Index,
    configuration: Configuration,
    *,
    reported: bool,
    examined: bool,
) -> Case:
    events = ledger.events
    timed = events.seconds is not None
    others = group_witnesses(block, ledger, configuration) if examined else []
    level = np.log10(configuration.witness_level)
    heard: dict[Witness, float] = {Witness.LOCKSTEP: log} if examined else {}
    for witness, each, _ in others:
        if each <= level:
            heard[witness] = min(each, heard.get(witness, 0.0))
    checks = checks_of(block, index, events, configuration) if examined else ()
    explained = any(check.explains for check in checks)
    paid = events.circumstances.beneficiary is not None
    action = action_of(
        reported=reported,
        explained=explained,
        independent=len(heard),
        least=configuration.witnesses_min,
        paid=paid,
    )
    return Case(
        named(events.users, block.members),
        named(events.items, block.targets),
        float(block.begin.min()) if timed else None,
        float(block.end.max()) if timed else None,
        block.window_seconds if timed else None,
        round(block.surprise, 6),
        log,
        reported,
        explained,
        heard,
        group_evidence(block, ledger) + tuple(each for _, _, each in others),
        account_evidence(block, ledger) if reported else {},
        checks,
        action,
    )


def _lockstep(
    blocks: list[Block], logs: Floats, cases: list[Case], pairs: Pairs, events: Events
) -> Floats:
    """(users,) log10 p: an account has its group's; without a group its pairs say a little."""
    alone = np.zeros(len(events.users))
    np.add.at(alone, pairs.first, pairs.surprise)
    np.add.at(alone, pairs.second, pairs.surprise)
    ranks = log10_ranks(alone)
    found = np.where(
        alone > 0, PAIR_LOG10 * ranks / min(float(ranks.min(initial=-1.0)), -1e-9), 0.0
    )
    for block, log, case in zip(blocks, logs.tolist(), cases, strict=True):
        said = max(log, EXPLAINED_LOG10) if case.explained else min(log, 0.0)
        # inside a group those come first who took part in most of it
        said *= 1 - 0.01 / (1 + block.votes)
        found[block.members] = np.minimum(found[block.members], said)
        if case.explained:
            found[block.members] = said
    return found


def _joined(logs: Floats, cases: list[Case]) -> Floats:
    """(g,) what all witnesses of each group say together; of one that is not examined no further
    witness was asked.
    """
    found = logs.copy()
    for at, case in enumerate(cases):
        if case.witnesses:
            heard = np.array(list(case.witnesses.values()))
            found[at] = min(float(cauchy(heard[:, None])[0]), 0.0)
    return found


def _words_and_ratings(events: Events, ledger: Ledger) -> dict[Witness, Floats]:
    found: dict[Witness, Floats] = {}
    users = len(events.users)
    if events.texts is not None:
        asking = np.zeros(users)
        np.maximum.at(asking, events.user, solicitation_of(events.texts))
        found[Witness.SOLICITATION] = log10_ranks(asking)
        copies = ledger.copies()
        count = np.zeros(users)
        np.add.at(count, events.user[copies.first], copies.common)
        np.add.at(count, events.user[copies.second], copies.common)
        found[Witness.TEXT] = np.where(count > 0, log10_ranks(count), 0.0)
    rated = None if events.ratings is None else events.ratings[~np.isnan(events.ratings)]
    if events.ratings is not None and rated is not None and np.unique(rated).size > 1:
        judged = disagreement_of(
            events.user, events.item, events.ratings, users=users, items=len(events.items)
        )
        found[Witness.DISAGREEMENT] = log10_ranks(judged.odds)
    return found


def _witnesses(
    spoken: Mapping[Witness, Floats],
    cases: list[Case],
    events: Events,
    configuration: Configuration,
) -> tuple[tuple[Witness, ...], ...]:
    """Of each account who saw something at the level of a witness, or of its reported group."""
    level = np.log10(configuration.witness_level)
    heard: list[dict[Witness, None]] = [{} for _ in events.users]
    code = {name: at for at, name in enumerate(events.users)}
    for case in cases:
        for member in case.members:
            heard[code[member]] |= dict.fromkeys(case.witnesses)
    for witness, logs in spoken.items():
        if witness is not Witness.LOCKSTEP:
            # a copy of ten words is no chance, however many others copy too
            enough = 0.0 if witness is Witness.TEXT else level
            for at in np.flatnonzero((logs < 0) & (logs <= enough)).tolist():
                heard[at][witness] = None
    return tuple(tuple(each) for each in heard)


def _lacks(events: Events) -> tuple[Sentence, ...]:
    """What the log does not say, and which witness was therefore silent."""
    known = events.circumstances
    missing = (
        (
            events.seconds is None,
            Sentence(
                "No times: lockstep windows, cohorts and fan clubs were not looked at; common"
                " targets were."
            ),
        ),
        (events.ratings is None, Sentence("No ratings: disagreement was not looked at.")),
        (
            events.texts is None,
            Sentence("No texts: near-duplicates and solicitation were not looked at."),
        ),
        (known.beneficiary is None, Sentence("No ledger: whom the targets pay was not looked at.")),
        (
            known.teams is None,
            Sentence("No teams: declared teams and households could not be set aside."),
        ),
    )
    return tuple(sentence for lacks, sentence in missing if lacks)
