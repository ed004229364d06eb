"""The conditions of a split, each with its answer in words; the unseen holds nothing up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cohive.engine.fission.topics import topics_of
from cohive.words.sentences import Sentence

__all__ = [
    "RULE",
    "Condition",
    "Others",
    "SplitRule",
    "in_weeks",
    "jaccard_of",
    "led",
    "on_topics",
    "weeks_held",
]

Integers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class SplitRule:
    """What a proposal takes; published beside every one.

    Attributes
    ----------
    members_min : int
        In the group and in the rest.
    conductance_max : float
        Ties cut of the ties of the smaller side.
    worth, stable : float
        The mean Jaccard from which a group is worth discussing, and stable.
    samples : int
        How often a part of the ties is left out.
    kept : float
        The part of the ties that stays in each.
    weeks_min, weeks : int
        It must be found in so many of the last so many weeks, where weeks are given.
    leaders_min : int
        People willing to lead, where that is asked.
    writers_min : int
        People of either side who wrote, for their topics to be compared.
    """

    members_min: int = 30
    conductance_max: float = 0.25
    worth: float = 0.6
    stable: float = 0.75
    samples: int = 15
    kept: float = 0.9
    weeks_min: int = 4
    weeks: int = 6
    leaders_min: int = 2
    writers_min: int = 10


RULE: Final = SplitRule()


@dataclass(frozen=True)
class Condition:
    """One condition of the rule.

    Attributes
    ----------
    name : str
        size, conductance, stability, weeks, topics, leaders.
    holds : bool | None
        None where it could not be looked at.
    said : Sentence
        What was found.
    """

    name: str
    holds: bool | None
    said: Sentence


@dataclass(frozen=True)
class Others:
    """What is known besides the ties.

    Attributes
    ----------
    weekly : Sequence[ndarray of int]
        The partition of each week; none where the ties have no times.
    words : Sequence[Mapping[str, float]] | None
        How often each person used each word; None without texts.
    leaders : Sequence[int] | None
        Who is willing to lead; None when nobody was asked.
    seed : int
        Draws the random halves.
    """

    weekly: Sequence[Integers]
    words: Sequence[Mapping[str, float]] | None
    leaders: Sequence[int] | None
    seed: int


def jaccard_of(inside: Truths, group: Integers) -> float:
    """How well the best matching group of a partition agrees with some people.

    Parameters
    ----------
    inside : ndarray of bool, shape (n,)
        Who is in the group looked for.
    group : ndarray of int, shape (n,)
        A partition.

    Returns
    -------
    float
        Common of all in either, 0 to 1.
    """
    common = np.bincount(group[inside], minlength=int(group.max()) + 1)
    sizes = np.bincount(group)
    return float((common / (sizes + inside.sum() - common)).max())


def weeks_held(inside: Truths, weekly: Sequence[Integers], *, rule: SplitRule = RULE) -> int:
    """In how many of the last weeks a group was found.

    Parameters
    ----------
    inside : ndarray of bool, shape (n,)
        Who is in the group.
    weekly : Sequence[ndarray of int]
        The partition of each week, over the same people, the oldest first.
    rule : SplitRule, default RULE
        How many weeks, and from which Jaccard.

    Returns
    -------
    int
        0 to `rule.weeks`; no more than weeks are given.
    """
    return sum(jaccard_of(inside, group) >= rule.worth for group in weekly[-rule.weeks :])


def on_topics(inside: Truths, others: Others, rule: SplitRule) -> Condition:
    """Whether they talk of other things.

    Parameters
    ----------
    inside : ndarray of bool, shape (n,)
        Who is in the group.
    others : Others
        Their words.
    rule : SplitRule
        How many must have written.

    Returns
    -------
    Condition
        "topics"; None without texts of enough people.
    """
    if others.words is None:
        return Condition(
            "topics", None, Sentence("No texts were given, so no topics were looked at.")
        )
    found = topics_of(others.words, inside, seed=others.seed)
    wrote = {"one": found.inside, "other": found.outside, "least": rule.writers_min}
    if min(found.inside, found.outside) < rule.writers_min:
        return Condition(
            "topics",
            None,
            Sentence("Only %(one)s people in it and %(other)s in the rest wrote; topics take"
                     " %(least)s on either side.", wrote),
        )  # fmt: skip
    return Condition(
        "topics",
        found.is_apart,
        Sentence("Their words lie %(value)s apart (Jensen–Shannon); by chance, in 95 of 100 random"
                 " halves, at most %(chance)s.",
                 {"value": f"{found.divergence:.3f}", "chance": f"{found.by_chance:.3f}"}),
    )  # fmt: skip


def in_weeks(inside: Truths, weekly: Sequence[Integers], rule: SplitRule) -> Condition:
    """Whether the group was there in most of the last weeks.

    Parameters
    ----------
    inside : ndarray of bool, shape (n,)
        Who is in the group.
    weekly : Sequence[ndarray of int]
        The partition of each week.
    rule : SplitRule
        How many weeks it takes.

    Returns
    -------
    Condition
        "weeks"; None with fewer weeks than it takes.
    """
    if not weekly:
        return Condition(
            "weeks",
            None,
            Sentence("The ties were given without their times, so no weeks were looked at."),
        )
    held = weeks_held(inside, weekly, rule=rule)
    return Condition(
        "weeks",
        held >= rule.weeks_min if len(weekly) >= rule.weeks_min else None,
        Sentence("Found in %(held)s of the last %(weeks)s weeks.",
                 {"held": held, "weeks": min(rule.weeks, len(weekly))}),
    )  # fmt: skip


def led(inside: Truths, leaders: Sequence[int] | None, rule: SplitRule) -> Condition:
    """Whether some would lead it.

    Parameters
    ----------
    inside : ndarray of bool, shape (n,)
        Who is in the group.
    leaders : Sequence[int] | None
        Who is willing; None when nobody was asked.
    rule : SplitRule
        How many it takes.

    Returns
    -------
    Condition
        "leaders".
    """
    if leaders is None:
        return Condition("leaders", None, Sentence("Nobody was asked who would lead."))
    willing = int(inside[list(leaders)].sum()) if leaders else 0
    return Condition(
        "leaders",
        willing >= rule.leaders_min,
        Sentence("People in it who would lead: %(willing)s.", {"willing": willing}),
    )
