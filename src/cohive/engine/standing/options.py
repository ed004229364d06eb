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
    """Where a step of the chain goes.

    alpha (above 0, below 1): back to the seed, from everywhere. beta (above 0): a participant's
    payout. gamma_forward, gamma_backward: to the participant's own next and previous week. What
    is left, 1 − their sum, goes along her edges of that week. Defaults are SourceCred's.

    Raises Refused for a number outside these bounds, and for a sum of 1 or more.
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

    node_mint: by contribution type. edges: by edge kind (authors, derives, votes) the weight
    forwards (source to target) and backwards. All are finite and 0 or more; else Refused names
    the type.
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
    """`value` holds from `start_ms` (−∞: from the beginning) until the next period."""

    start_ms: float
    value: float


@dataclass(frozen=True)
class Budget:
    """At most so much is minted per week by contributions of these types together.

    Contributions of a week above its cap are all scaled down by the same factor.
    """

    kinds: frozenset[int]
    periods: tuple[Period, ...]

    def __post_init__(self) -> None:
        if not self.kinds:
            raise Refused("A budget names no type of contribution.", field="budgets")
        _check_periods(self.periods, "budgets", most=math.inf)


@dataclass(frozen=True)
class Attribution:
    """A fraction of what `giver` would be paid goes to `receiver`, in the same week."""

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
    """Mints on top: in each week, `value` times what that week minted, for one participant."""

    participant: int
    periods: tuple[Period, ...] = field(default=(Period(-math.inf, 0.0),))

    def __post_init__(self) -> None:
        _check_periods(self.periods, "dependencies", most=math.inf)


def by_week(
    periods: Sequence[Period], starts_ms: NDArray[np.float64], *, before: float
) -> NDArray[np.float64]:
    """The value that holds at the start of each week; `before` where no period has begun."""
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
