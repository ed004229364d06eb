"""What one may choose for the CredRank chain: weights, parameters, budgets, attributions.

A *period* is a value that holds from an instant on, until the next period begins. In a week the
period counts that had begun at the week's start, so a change inside a week acts from the next one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cohive.words.refusals import Refused

__all__ = ["Attribution", "Budget", "Dependency", "Parameters", "Period", "Weights", "by_week"]


@dataclass(frozen=True)
class Parameters:
    """Where a step of the chain goes; the defaults are SourceCred's.

    What is left, 1 − the sum of all four, goes along a participant's edges of that week.

    Attributes
    ----------
    alpha : float, default 0.1
        Back to the seed, from everywhere; above 0, below 1.
    beta : float, default 0.4
        A participant's payout; above 0, below 1.
    gamma_forward, gamma_backward : float, default 0.1
        To the participant's own next and previous week; from 0, below 1.

    Raises
    ------
    Refused
        For a number outside these bounds, and for a sum of 1 or more.
    """

    alpha: float = 0.1
    beta: float = 0.4
    gamma_forward: float = 0.1
    gamma_backward: float = 0.1

    def __post_init__(self) -> None:
        for name in ("alpha", "beta", "gamma_forward", "gamma_backward"):
            value = getattr(self, name)
            least = 0.0 if name.startswith("gamma") else math.ulp(0.0)
            if not least <= value < 1:
                raise Refused(
                    "“%(name)s” is %(value)s. It must be below 1, not below 0, and alpha and beta "
                    "must be above 0.",
                    field="parameters",
                    name=name,
                    value=value,
                )
        if self.rest <= 0:
            raise Refused(
                "alpha, beta and both gammas add up to %(sum)s. They must stay below 1.",
                field="parameters",
                sum=round(1 - self.rest, 12),
            )

    @property
    def rest(self) -> float:
        """The part of a participant's week that follows her edges."""
        rest = 1 - math.fsum((self.alpha, self.beta, self.gamma_forward, self.gamma_backward))
        return 0.0 if abs(rest) < 1e-12 else rest


@dataclass(frozen=True)
class Weights:
    """What each type of contribution mints, and what each kind of edge carries.

    Attributes
    ----------
    node_mint : tuple[float, ...]
        By contribution type; finite, from 0.
    edges : tuple[tuple[float, float], ...]
        By edge kind (authors, derives, votes) the weight forwards (source to target) and backwards;
        finite, from 0.

    Raises
    ------
    Refused
        Naming the type, for a weight out of range; for another number of edge kinds than three.
    """

    node_mint: tuple[float, ...]
    edges: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        for kind, mint in enumerate(self.node_mint):
            if not 0 <= mint < math.inf:
                raise Refused(
                    "Contributions of type %(kind)s mint %(weight)s. Write 0 or more.",
                    field="node_mint",
                    kind=kind,
                    weight=mint,
                )
        if len(self.edges) != 3:
            raise Refused(
                "There are three types of edges; each needs its two weights.", field="edge_weights"
            )
        for kind, pair in enumerate(self.edges):
            for weight in pair:
                if not 0 <= weight < math.inf:
                    raise Refused(
                        "Edges of type %(kind)s have the weight %(weight)s. Write 0 or more.",
                        field="edge_weights",
                        kind=kind,
                        weight=weight,
                    )


@dataclass(frozen=True)
class Period:
    """A value that holds until the next period begins.

    Attributes
    ----------
    start_ms : float
        From when on, ms since 1970; −∞: from the beginning.
    value : float
        From 0; what it counts is said where periods are used.
    """

    start_ms: float
    value: float


@dataclass(frozen=True)
class Budget:
    """At most so much is minted per week by contributions of these types together.

    Contributions of a week above its cap are all scaled down by the same factor.

    Attributes
    ----------
    kinds : frozenset[int]
        Contribution types, at least one.
    periods : tuple[Period, ...]
        The cap, from 0 and finite, in the order of time; none before the first.

    Raises
    ------
    Refused
        For no type, periods out of order and a cap out of range.
    """

    kinds: frozenset[int]
    periods: tuple[Period, ...]

    def __post_init__(self) -> None:
        if not self.kinds:
            raise Refused("A budget names no type of contribution.", field="budgets")
        _check_periods(self.periods, "budgets", most=math.inf)


@dataclass(frozen=True)
class Attribution:
    """A fraction of what `giver` would be paid goes to `receiver`, in the same week.

    Attributes
    ----------
    giver, receiver : int
        Participants' numbers, from 0; not the same.
    periods : tuple[Period, ...]
        The fraction, 0 to 1, in the order of time; 0 before the first.

    Raises
    ------
    Refused
        For an attribution to oneself, periods out of order and a fraction out of range.
    """

    giver: int
    receiver: int
    periods: tuple[Period, ...]

    def __post_init__(self) -> None:
        if self.giver == self.receiver:
            raise Refused(
                "Participant %(participant)s attributes to herself.",
                field="personal_attributions",
                participant=self.giver,
            )
        _check_periods(self.periods, "personal_attributions", most=1.0)


@dataclass(frozen=True)
class Dependency:
    """Mints on top: in each week a multiple of what that week minted, for one participant.

    Attributes
    ----------
    participant : int
        Her number, from 0.
    periods : tuple[Period, ...], optional
        The multiple, from 0 and finite, in the order of time; 0 before the first.

    Raises
    ------
    Refused
        For periods out of order and a multiple out of range.
    """

    participant: int
    periods: tuple[Period, ...] = field(default=(Period(-math.inf, 0.0),))

    def __post_init__(self) -> None:
        _check_periods(self.periods, "dependencies", most=math.inf)


def by_week(
    periods: Sequence[Period], starts_ms: NDArray[np.float64], *, before: float
) -> NDArray[np.float64]:
    """The value that holds at the start of each week.

    Parameters
    ----------
    periods : Sequence[Period]
        In the order of time.
    starts_ms : ndarray of float, shape (W,)
        The weeks' starts, ms since 1970.
    before : float
        The value where no period has begun.

    Returns
    -------
    ndarray of float, shape (W,)
        One value for each week.
    """
    values = np.array([before, *(period.value for period in periods)])
    begun = np.searchsorted([period.start_ms for period in periods], starts_ms, side="right")
    return values[begun]


def _check_periods(periods: Iterable[Period], where: str, *, most: float) -> None:
    last = -math.inf
    for period in periods:
        if math.isnan(period.start_ms) or period.start_ms < last:
            raise Refused(
                "The periods of “%(where)s” are not in the order of time.", field=where, where=where
            )
        last = period.start_ms
        if not (0 <= period.value <= most and period.value < math.inf):
            raise Refused(
                "“%(where)s” has the value %(value)s. Write 0 or more, and for a part at most 1.",
                field=where,
                where=where,
                value=period.value,
            )
