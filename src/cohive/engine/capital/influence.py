"""Reach, conversion, reciprocity: three axes of influence, never one number.

A key opinion leader reaches many and answers few; a key opinion consumer reaches fewer and what she
says is followed; a trust agent carries things between circles. Whether her interest is declared
stands beside, since the same picture fits a paid voice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from cohive.engine.intervals import Interval, wilson
from cohive.words.sentences import Sentence

__all__ = ["Influence", "Trace", "Triangle", "Undeclared", "influence", "undeclared_interests"]

Floats = npt.NDArray[np.float64]

PRIOR: Final = 20.0
HIGH: Final = 0.95
CONVERTS: Final = 0.90
MIDDLE: Final = 0.50
CIRCLES_MIN: Final = 3
FEWEST: Final = 10


@dataclass(frozen=True)
class Trace:
    """What is known of one person's passing on.

    Attributes
    ----------
    person : str
        Her id.
    exposed : int
        Different people who came by what she passed on; a lower bound.
    conversions : int
        Those of them who bought within seven days with this as their last touch; never herself.
    reciprocity : float
        What comes back to her of what she addresses to others, by weight, 0 to 1.
    betweenness : float
        The part of shortest ways that pass her, 0 to 1.
    circles : int
        Circles she has ties in.
    days_here : float
        Since her first act.
    has_bought : bool
        A purchase of hers is settled.
    has_declared : bool
        She declared an interest (paid, staff, family, investor, gift).
    """

    person: str
    exposed: int
    conversions: int
    reciprocity: float
    betweenness: float
    circles: int
    days_here: float
    has_bought: bool
    has_declared: bool


@dataclass(frozen=True)
class Triangle:
    """One person's three axes, each as the part of people who have less (0 to 1).

    Attributes
    ----------
    person : str
        Her id.
    reach, conversion, reciprocity : float
        Percentiles inside the community.
    exposed : int
        People reached; a lower bound.
    conversion_part : Interval
        Conversions of exposed, with Wilson's range.
    shrunk : float
        The same drawn towards the community's mean as by 20 more people exposed.
    signs : tuple[str, ...]
        "leader", "consumer", "trust": signatures that fit; several may, none must. For stewards,
        never shown in public.
    has_declared : bool
        She declared an interest.
    """

    person: str
    reach: float
    conversion: float
    reciprocity: float
    exposed: int
    conversion_part: Interval
    shrunk: float
    signs: tuple[str, ...]
    has_declared: bool


@dataclass(frozen=True)
class Influence:
    """Everybody's triangle.

    Attributes
    ----------
    n : int
        People with at least one person reached.
    triangles : tuple[Triangle, ...]
        By id; empty below ten people.
    mean_conversion : float | None
        All conversions of all exposed.
    cannot_tell : tuple[Sentence, ...]
        What is missing, and why.
    """

    n: int
    triangles: tuple[Triangle, ...]
    mean_conversion: float | None
    cannot_tell: tuple[Sentence, ...]


@dataclass(frozen=True)
class Undeclared:
    """Somebody spoke for a thing she is paid from, and did not say so.

    Attributes
    ----------
    person, thing : str
        Ids.
    acts : int
        How often she voted for it, wrote of it or passed it on.
    received : int
        Minor units she received from it.
    said : Sentence
        The same in words, with its innocent reading.
    """

    person: str
    thing: str
    acts: int
    received: int
    said: Sentence


def influence(traces: Sequence[Trace]) -> Influence:
    """Compute the three axes.

    Parameters
    ----------
    traces : Sequence[Trace]
        One for each person; those who reached nobody are left out.

    Returns
    -------
    Influence
        Percentiles are inside these people.

    Notes
    -----
    Signatures. Leader: reach at the 95th percentile or above, reciprocity and conversion below the
    middle. Consumer: a settled purchase, reach below the 95th, the lower end of the conversion's
    range at the 90th or above, reciprocity above the middle. Trust: betweenness at the 95th or
    above, ties in three circles, longer here than the middle. They are ours; buyers choose whom
    they follow, so none of it is a cause.
    """
    held = sorted((one for one in traces if one.exposed > 0), key=lambda one: one.person)
    said = [Sentence("Who saw something and followed no link; reach is a lower bound.")]
    if len(held) < FEWEST:
        said.append(
            Sentence("With %(n)s people who passed something on nobody is compared.",
                     {"n": len(held)})
        )  # fmt: skip
        return Influence(len(held), (), None, tuple(said))
    exposed = np.array([one.exposed for one in held], dtype=np.float64)
    converted = np.array([one.conversions for one in held], dtype=np.float64)
    mean = float(converted.sum() / exposed.sum())
    parts = [wilson(one.conversions, one.exposed) for one in held]
    ranks = {
        "reach": _percentile(exposed),
        "conversion": _percentile(np.array([part.low for part in parts])),
        "reciprocity": _percentile(np.array([one.reciprocity for one in held])),
        "between": _percentile(np.array([one.betweenness for one in held])),
        "days": _percentile(np.array([one.days_here for one in held])),
    }
    return Influence(
        n=len(held),
        triangles=tuple(
            Triangle(
                person=one.person,
                reach=float(ranks["reach"][place]),
                conversion=float(ranks["conversion"][place]),
                reciprocity=float(ranks["reciprocity"][place]),
                exposed=one.exposed,
                conversion_part=parts[place],
                shrunk=(one.conversions + PRIOR * mean) / (one.exposed + PRIOR),
                signs=_signs(one, {name: float(held[place]) for name, held in ranks.items()}),
                has_declared=one.has_declared,
            )
            for place, one in enumerate(held)
        ),
        mean_conversion=mean,
        cannot_tell=tuple(said),
    )


def _percentile(values: Floats) -> Floats:
    """The part of others who have less, with half of those who have the same; 0 to 1."""
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, side="left")
    upto = np.searchsorted(ordered, values, side="right")
    return np.asarray((below + (upto - below - 1) / 2) / (values.size - 1), dtype=np.float64)


def _signs(one: Trace, rank: Mapping[str, float]) -> tuple[str, ...]:
    found = []
    if rank["reach"] >= HIGH and rank["reciprocity"] < MIDDLE and rank["conversion"] < MIDDLE:
        found.append("leader")
    if (
        one.has_bought
        and rank["reach"] < HIGH
        and rank["conversion"] >= CONVERTS
        and rank["reciprocity"] > MIDDLE
    ):
        found.append("consumer")
    if rank["between"] >= HIGH and one.circles >= CIRCLES_MIN and rank["days"] > MIDDLE:
        found.append("trust")
    return tuple(found)


def undeclared_interests(
    spoke_for: Mapping[tuple[str, str], int],
    received: Mapping[tuple[str, str], int],
    declared: Collection[tuple[str, str]],
) -> tuple[Undeclared, ...]:
    """Find who spoke for a thing she is paid from without saying so. The ledger knows, not we.

    Parameters
    ----------
    spoke_for : Mapping[tuple[str, str], int]
        (person, thing): how often she voted for it, wrote of it or passed it on.
    received : Mapping[tuple[str, str], int]
        (person, thing): minor units she received from it, above 0.
    declared : Collection[tuple[str, str]]
        (person, thing) with a declared interest; makers named on the thing belong here.

    Returns
    -------
    tuple[Undeclared, ...]
        The largest sum first.
    """
    known = set(declared)
    found = [
        Undeclared(
            person=person,
            thing=thing,
            acts=acts,
            received=received[person, thing],
            said=Sentence(
                "Spoke for it %(acts)s times and was paid from it, undeclared. It may be that"
                " nobody asked.",
                {"acts": acts},
            ),
        )
        for (person, thing), acts in spoke_for.items()
        if acts > 0 and received.get((person, thing), 0) > 0 and (person, thing) not in known
    ]
    return tuple(sorted(found, key=lambda one: (-one.received, one.person, one.thing)))
