"""Whom the members of a place could ask: Lin's position generator over the answers of one wave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohive.engine.capital import position_reach
from cohive.engine.intervals import Interval
from cohive.engine.scales.answers import PERSONS_MIN
from cohive.engine.scales.instruments import ROLES
from cohive.engine.scales.weighting import Raked
from cohive.evolve.queries.survey_sheets import Floats, Sheet, mean_of
from cohive.evolve.queries.surveys import SurveyView

KNOWN_FROM, STRONG_FROM = 1, 2
"""From the answers of the form: somebody known at all; somebody one made something with."""


@dataclass(frozen=True)
class Positions:
    """Whom people could ask, on average; nothing but n where fewer than ten answered it whole.

    `extensity`: of `asked` roles, in how many they know somebody, and `strong` in how many
    somebody they made something with. `upper` and `range`: the highest weight among the roles they
    reach, and highest less lowest; of the `reaching` who reach any, None where they are under ten.
    """

    n: int
    asked: int
    reaching: int = 0
    extensity: Interval | None = None
    strong: Interval | None = None
    upper: Interval | None = None
    range: Interval | None = None


def positions_of(view: SurveyView, found: Sheet, raked: Raked | None) -> Positions | None:
    """The position generator of a wave that asked for it; None where it was not asked. No query."""
    question = next((one for one in view.questions if one.instrument == ROLES.key), None)
    if question is None or len(question.items) != len(ROLES.items):
        return None
    keys = [item.key for item in question.items]
    roles = [item.key for item in ROLES.items]
    table = np.column_stack([found.column(key) for key in keys])
    whole = ~np.isnan(table).any(axis=1)
    n = int(whole.sum())
    if n < PERSONS_MIN:
        return Positions(n, len(keys))
    reach = [
        position_reach(
            [role for role, value in zip(roles, row, strict=True) if value >= KNOWN_FROM],
            strong=[role for role, value in zip(roles, row, strict=True) if value >= STRONG_FROM],
        )
        for row in table[whole]
    ]
    weights = None if raked is None else raked.weights[whole]
    some = np.array([one.upper is not None for one in reach])
    reaching = int(some.sum())
    upper = [one.upper for one in reach if one.upper is not None]
    span = [one.range for one in reach if one.range is not None]
    told = reaching >= PERSONS_MIN
    return Positions(
        n=n,
        asked=len(keys),
        reaching=reaching,
        extensity=_mean([one.extensity for one in reach], weights),
        strong=_mean([one.strong for one in reach], weights),
        upper=_mean(upper, None if weights is None else weights[some]) if told else None,
        range=_mean(span, None if weights is None else weights[some]) if told else None,
    )


def _mean(values: list[float] | list[int], weights: Floats | None) -> Interval:
    return mean_of(np.array(values, dtype=np.float64), weights)
