"""Credit for a sale along the path it came by: the first step, the last, or all of them alike.

A path is the steps a buyer came by, in order: links, people, channels. All three rules are
bookkeeping: they say who stood on the path, not who caused the sale. `LINEAR` divides a sale
equally among the distinct steps of its path, in any order. That is also the Shapley value of the
game in which a set of steps is worth the sales whose steps all lie in it (Shapley 1953, A Value
for n-Person Games; each path is a unanimity game), so it is the one rule that is fair by axioms
and can be explained in a sentence; use it where money hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cohive.words.refusals import Refused

__all__ = ["Credit", "CreditRule", "Path", "credit_along"]


class CreditRule(StrEnum):
    """Which steps of a path are credited with its sales."""

    FIRST = "first"
    LAST = "last"
    LINEAR = "linear"


@dataclass(frozen=True)
class Path:
    """The steps that led to some conversions.

    Attributes
    ----------
    steps : tuple[str, ...]
        Ids in order, the first step first; may be empty.
    conversions : int, default 1
        How many came of it, from 0.
    """

    steps: tuple[str, ...]
    conversions: int = 1


@dataclass(frozen=True)
class Credit:
    """Conversions by step, exact.

    Attributes
    ----------
    rule : CreditRule
        Which steps were credited.
    by_step : Mapping[str, Fraction]
        Every step of any path is there, from 0, in the order of ids.
    without_path : int
        Conversions nobody is known to have led to. All of `by_step` and it together are the
        conversions of all paths.
    """

    rule: CreditRule
    by_step: Mapping[str, Fraction]
    without_path: int


def credit_along(paths: Iterable[Path], rule: CreditRule) -> Credit:
    """Divide the conversions of all paths by one rule.

    Parameters
    ----------
    paths : Iterable[Path]
        In any order.
    rule : CreditRule
        Which steps of a path are credited.

    Returns
    -------
    Credit
        Exact fractions.

    Raises
    ------
    Refused
        Naming the path by its number from 1, for conversions below 0.

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games (for the rule `LINEAR`).
    """
    by_step: dict[str, Fraction] = {}
    without_path = 0
    for number, path in enumerate(paths, 1):
        if path.conversions < 0:
            raise Refused(
                "Path %(number)s has %(conversions)s conversions. There can be 0 or more.",
                number=number,
                conversions=path.conversions,
            )
        for step in path.steps:
            by_step.setdefault(step, Fraction(0))
        credited = _credited(path.steps, rule)
        for step in credited:
            by_step[step] += Fraction(path.conversions, len(credited))
        if not credited:
            without_path += path.conversions
    return Credit(rule, {step: by_step[step] for step in sorted(by_step)}, without_path)


def _credited(steps: tuple[str, ...], rule: CreditRule) -> tuple[str, ...]:
    if rule is CreditRule.FIRST:
        return steps[:1]
    if rule is CreditRule.LAST:
        return steps[-1:]
    return tuple(dict.fromkeys(steps))
