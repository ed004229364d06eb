"""Innocent explanations, tried before anybody opens a case.

A crowd at one launch never becomes a group (two targets are needed). What is left to explain: a fan
club, whose members follow one maker for weeks, each at her own time, with a life of their own, and
drift away one by one, or are all still there as everybody is; a declared team or household; a
ritual, where everybody and not just the group comes at that hour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cohive.engine.collusion.blocks import Block, Index
from cohive.engine.collusion.configuration import Configuration
from cohive.engine.collusion.controls import control_of
from cohive.engine.collusion.events import Events, Firsts
from cohive.words.sentences import Sentence

__all__ = ["Check", "checks_of"]

WEEK_SECONDS = 7 * 86400.0
DAY_SECONDS = 86400.0
ENDS_PART = 0.6
"""Whose last days are compared: the middle of the group, without the first and last fifth."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Check:
    """One innocent explanation with its answer.

    Attributes
    ----------
    name : str
        launch, fan_club, team or ritual.
    explains : bool
        Whether it explains the group.
    sentence : Sentence
        The finding.
    """

    name: str
    explains: bool
    sentence: Sentence


def checks_of(
    block: Block, index: Index, events: Events, configuration: Configuration
) -> tuple[Check, ...]:
    """Look at each innocent explanation of a group.

    Parameters
    ----------
    block : Block
        The group.
    index : Index
        Where acts stand.
    events : Events
        The log.
    configuration : Configuration
        What counts as together, as too much and as enough.

    Returns
    -------
    tuple[Check, ...]
        Each with its answer.
    """
    acts = index.acts_of(block.members)
    counted = _counted(block, index, acts)
    checks = [_launch(block)]
    if events.seconds is not None:
        checks.append(_fan_club(block, index, acts, counted, configuration))
        checks.append(_ritual(block, index, counted))
    checks.append(_team(block, events))
    return tuple(checks)


def _counted(block: Block, index: Index, acts: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the members' acts are on the group's targets in their windows."""
    firsts = index.firsts
    order = np.argsort(block.targets)
    targets = block.targets[order]
    place = np.minimum(np.searchsorted(targets, firsts.item[acts]), targets.size - 1)
    which = order[place]
    seconds = firsts.seconds[acts]
    inside: NDArray[np.bool_] = (
        (targets[place] == firsts.item[acts])
        & (seconds >= block.begin[which])
        & (seconds <= block.end[which])
    )
    return inside


def _launch(block: Block) -> Check:
    return Check(
        "launch",
        False,
        Sentence(
            "A crowd at one launch shares one target; these accounts share %(targets)s.",
            {"targets": int(block.targets.size)},
        ),
    )


def _fan_club(
    block: Block,
    index: Index,
    acts: NDArray[np.int64],
    counted: NDArray[np.bool_],
    configuration: Configuration,
) -> Check:
    """Over weeks, one target after the other, own paths beside it, and no common last day.

    Where the club is still at it, the log ends before its members part. Then their last days say
    something only if those of everybody else who was there lie less close; and as this is the
    weaker sign, they must have acted elsewhere more than here.
    """
    firsts = index.firsts
    seconds = firsts.seconds[acts]
    together = seconds[counted]
    low, high = np.quantile(together, (0.05, 0.95))
    weeks = float(high - low) / WEEK_SECONDS
    last = np.full(firsts.activity.shape[0], -np.inf)
    np.maximum.at(last, firsts.user, firsts.seconds)
    ends = np.quantile(last[block.members], (0.5 - ENDS_PART / 2, 0.5 + ENDS_PART / 2))
    parting = float(ends[1] - ends[0]) / max(float(high - low), 1.0)
    own = 1 - float(counted.mean())
    longest = max(configuration.windows_seconds)
    parted = weeks >= configuration.fan_weeks and own >= 0.25 and parting >= 0.5
    others = last[_as_busy(block, firsts)]
    usual = float(((others >= ends[0]) & (others <= ends[1])).mean()) if others.size else 0.0
    present = (
        weeks >= longest / WEEK_SECONDS and own >= configuration.fan_own and usual >= ENDS_PART / 2
    )
    explains = bool(block.window_seconds >= longest and (parted or present))
    return Check(
        "fan_club",
        explains,
        Sentence(
            "Their common acts spread over %(weeks)s weeks, %(own)s %% of their acts go elsewhere,"
            " and their last days lie %(days)s days apart; followers of one maker would look so:"
            " %(answer)s.",
            {
                "weeks": round(weeks, 1),
                "own": round(100 * own),
                "days": round(float(ends[1] - ends[0]) / DAY_SECONDS),
                "answer": Sentence("yes") if explains else Sentence("no"),
            },
        ),
    )


def _as_busy(block: Block, firsts: Firsts) -> NDArray[np.int64]:
    """Accounts outside a group that acted when it did, and not much less: who does little is
    seldom there on the last days of a log, and says nothing of those who do more.
    """
    acts = firsts.activity.sum(axis=1)
    others = control_of(firsts, block.members)
    busy: NDArray[np.int64] = others[acts[others] >= np.median(acts[block.members]) / 2]
    return busy


def _ritual(block: Block, index: Index, counted: NDArray[np.bool_]) -> Check:
    """Whether the group comes at one hour of the day at which everybody else comes too."""
    firsts = index.firsts
    acts = index.acts_of(block.members)[counted]
    hours = (firsts.seconds[acts] % DAY_SECONDS // 3600).astype(np.int64)
    days = np.unique(firsts.seconds[acts] // DAY_SECONDS).size
    counts = np.bincount(hours, minlength=24)
    hour = int(counts.argmax())
    part = float(counts[hour] / max(counts.sum(), 1))
    everybody = float(((firsts.seconds % DAY_SECONDS // 3600).astype(np.int64) == hour).mean())
    explains = bool(days >= 5 and part >= 0.5 and everybody >= part / 2)
    return Check(
        "ritual",
        explains,
        Sentence(
            "%(part)s %% of their common acts fall into the hour from %(hour)s:00 UTC, as do"
            " %(everybody)s %% of everybody's acts; a daily ritual: %(answer)s.",
            {
                "part": round(100 * part),
                "hour": hour,
                "everybody": round(100 * everybody),
                "answer": Sentence("yes") if explains else Sentence("no"),
            },
        ),
    )


def _team(block: Block, events: Events) -> Check:
    teams = events.circumstances.teams
    if teams is None:
        return Check("team", False, Sentence("No teams or households are declared in this log."))
    declared = teams[block.members]
    counts = np.bincount(declared[declared >= 0]) if (declared >= 0).any() else np.zeros(1)
    part = float(counts.max() / block.members.size)
    explains = part >= 0.8
    return Check(
        "team",
        explains,
        Sentence(
            "%(part)s %% of these accounts are declared as one team or household.",
            {"part": round(100 * part)},
        ),
    )
